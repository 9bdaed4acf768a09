"""What attendance asks of the domains above it, handed in when the application is put together.

Until somebody hands something in, no day is recorded and no attachment is known: the cautious answers.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.work import Work

RecordedDays = Callable[[Work, Collection[UUID], date, date], Mapping[UUID, Collection[date]]]
"""(secondments, first day, last day) -> the days of each that hold a submitted record. Shown beside the ledger, never
part of it."""
OwnsAttachment = Callable[[Work, UUID], bool]
"""Whether the actor uploaded this attachment."""
RefuseBlocked = Callable[[Mapping[str, str | None]], object]
"""Raises for texts, by their JSON pointers, that hold what must not be stored: secret markings, personal numbers."""


def _nothing_recorded(
    _work: Work, _ids: Collection[UUID], _first: date, _last: date
) -> Mapping[UUID, Collection[date]]:
    return {}


def _no_attachment(_work: Work, _attachment_id: UUID) -> bool:
    return False


def _nothing_blocked(_fields: Mapping[str, str | None]) -> None:
    return None


@dataclass(slots=True)
class Ports:
    """The functions handed in; `records` provides them."""

    recorded_days: RecordedDays = _nothing_recorded
    owns_attachment: OwnsAttachment = _no_attachment
    refuse_blocked: RefuseBlocked = _nothing_blocked


PORTS = Ports()
