"""What a sort of sheet must say of itself to be taken in: who brings it, how it is read, checked and written.

Higher domains add sorts of their own (insurance) by `accept`, as they alone know them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar

from app.core.actor import Actor
from app.core.errors import DomainError
from app.core.sheets.faults import Faults, Sentences
from app.core.sheets.workbook import Grid
from app.core.work import Work

Advance = Callable[[int], None]


class Readout(Protocol):
    """What a file says: its sheets' titles and how many rows are filled."""

    sheets: list[str]
    rows: int


class Plan(Protocol):
    """What a file would change."""

    @property
    def is_empty(self) -> bool:
        """Nothing at all."""

    @property
    def size(self) -> int:
        """How many rows will be stored, for the progress."""

    def counts(self) -> dict[str, Any]:
        """How many of each kind are made, changed, or stand already."""

    def new_homes(self) -> list[str]:
        """The units whose people get accounts."""


R = TypeVar("R", bound=Readout)
P = TypeVar("P", bound=Plan)


class Intake(ABC, Generic[R, P]):
    """One sort of sheet."""

    kind: str
    action: str
    """Of the trail, `domain.kind-import`."""
    sentences: Sentences
    refused: type[DomainError]
    """Raised with `count`, the faults and the import."""

    @abstractmethod
    def may_import(self, actor: Actor) -> bool:
        """Whether the actor brings such sheets for any region."""

    @abstractmethod
    def paths(self, actor: Actor) -> tuple[str, ...]:
        """The tree paths that the actor may import for."""

    @abstractmethod
    def read(self, grids: list[Grid], faults: Faults) -> R:
        """Every row; what cannot be read is a fault and left out."""

    @abstractmethod
    def plan(self, work: Work, read: R, faults: Faults, *, lock: bool = False) -> P:
        """What the file would change now; `lock` holds what it is checked against until the commit."""

    @abstractmethod
    def write(self, work: Work, plan: P, advance: Advance) -> None:
        """Everything of the plan in the caller's unit of work."""

    def hold(self, work: Work) -> None:
        """Keep other writers of such sheets out until the commit, where locks on rows do not."""


_known: dict[str, Intake[Any, Any]] = {}


def accept(intake: Intake[Any, Any]) -> None:
    """Let a sort of sheet be shown among the imports; accepting twice counts once."""
    _known[intake.kind] = intake


def intake_of(kind: str) -> Intake[Any, Any]:
    """The sort of an import that stands."""
    return _known[kind]


def known_intakes() -> Iterable[Intake[Any, Any]]:
    """Every sort."""
    return _known.values()
