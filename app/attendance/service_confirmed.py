"""How far a programme's month is confirmed, without reading anybody's days: for the steps that follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.attendance import repository_confirmed as repository
from app.attendance.repository_confirmed import Unconfirmed
from app.core.work import Work

__all__ = ["Confirmed", "Unconfirmed", "count_confirmed", "list_unconfirmed", "unconfirmed_of"]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many serve in a month, and of how many a receiving unit's word still lacks."""

    serving: int = 0
    pending: int = 0

    @property
    def is_whole(self) -> bool:
        """Everybody who serves is confirmed, and somebody serves."""
        return self.serving > 0 and self.pending == 0


def count_confirmed(work: Work, programme_ids: Sequence[UUID], month: str) -> dict[UUID, Confirmed]:
    """Of these programmes' month; NOT filtered by actor. Programmes in which nobody serves are left out."""
    found = repository.count_confirmed(work.session, programme_ids, month)
    return {key: Confirmed(*counts) for key, counts in found.items()}


def list_unconfirmed(work: Work, programme_id: UUID, month: str, limit: int) -> list[Unconfirmed]:
    """The first few who wait, with the unit that they wait for, by person number; NOT filtered by actor."""
    return repository.list_unconfirmed(work.session, programme_id, month, limit)


def unconfirmed_of(work: Work, month: str, secondment_ids: Sequence[UUID]) -> set[UUID]:
    """Of these few secondments the ones for whom a unit's word on the month lacks; NOT filtered by actor."""
    return repository.unconfirmed_of(work.session, month, secondment_ids) if secondment_ids else set()
