"""What records ask of the domains above: who else may open a file that rests with them, and texts of theirs that can
be hidden as a record can."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from app.core.work import Work
from app.records.models_care import HeldKind, Hidden, HoldReason
from app.records.repeats import Repeated

MayRead = Callable[[Work, UUID], bool]
"""Whether the actor may open an attachment because of a paper that rests on it."""
READERS: list[MayRead] = []


def let_read(rule: MayRead) -> None:
    """Let a domain's readers open its scans; saying it twice counts once."""
    if rule not in READERS:
        READERS.append(rule)


class HeldRow(Protocol):
    """A row whose text can be hidden."""

    id: UUID
    secondment_id: UUID
    cadre_id: UUID
    unit_id: UUID
    version: int
    updated_at: datetime
    hidden: Hidden | None
    hidden_reason: HoldReason | None

    def model_dump(self, *, mode: str = "python") -> dict[str, Any]:
        """Its columns."""


Row = TypeVar("Row", bound=HeldRow)


@dataclass(frozen=True, slots=True)
class TextKeeper(Generic[Row]):
    """How a domain's text moves into a hold and back.

    A vault is {"now": {field: text}, "versions": [{"id", "number", "at", "said": {field: text}, ...}]}.
    """

    subject: str
    """Its name in the audit trail."""
    find: Callable[[Work, UUID, bool], Row | None]
    """By id; locked until the commit when it says so."""
    take_out: Callable[[Work, Row], dict[str, Any]]
    put_back: Callable[[Work, Row, dict[str, Any]], None]
    forget: Callable[[Work, Row], None]
    """What becomes of the row once its text is purged."""
    images: Callable[[Work, Row], Sequence[UUID]]
    """The uploads that rest on it alone."""
    wrote: Callable[[Row, UUID], bool]
    """Whether a person wrote it and so decides nothing about it, beside the cadre."""
    repeating: Callable[[Work, UUID, Repeated], Iterable[tuple[HeldKind, Row]]]
    """Those of a secondment that repeat the words of something else, in any version, and are not hidden yet."""


KEEPERS: dict[HeldKind, TextKeeper[Any]] = {}


def keep_texts(kinds: Iterable[HeldKind], keeper: TextKeeper[Any]) -> None:
    """Let a domain's texts be hidden; saying it twice counts once."""
    KEEPERS.update(dict.fromkeys(kinds, keeper))
