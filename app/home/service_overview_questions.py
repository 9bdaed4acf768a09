"""Open questions on 总览: whose turn it is and since when, never how many a person or a unit has."""

from dataclasses import dataclass
from uuid import UUID

from app.accounts.directory import names_of, unit_names_of
from app.core import clock
from app.core.work import Work
from app.signals.models import Signal, SignalKind, SignalState
from app.signals.service import SignalFilter, find_signals

MOST = 100


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question: put to whom, where, about what kind of thing, how many days ago, and whether it was answered."""

    signal_id: UUID
    person_id: UUID
    name: str
    unit_name: str
    kind: SignalKind
    age: int
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Questions:
    """What is open, the longest waiting first."""

    items: tuple[OpenQuestion, ...]
    more: bool
    """There are more than could be read."""

    @property
    def asked(self) -> int:
        """Those that wait for the person's own answer."""
        return sum(1 for one in self.items if not one.is_answered)

    @property
    def answered(self) -> int:
        """Those that wait for somebody to decide."""
        return len(self.items) - self.asked


def open_questions(work: Work) -> Questions:
    """Every live question that the actor may know of."""
    rows, following = find_signals(work, SignalFilter(limit=MOST))
    names = names_of(work, {row.person_id for row in rows})
    units = unit_names_of(work, {row.unit_id for row in rows})
    found = [
        OpenQuestion(
            row.id,
            row.person_id,
            names[row.person_id],
            units[row.unit_id],
            row.kind,
            _age(work, row),
            row.state is SignalState.ANSWERED,
        )
        for row in rows
    ]
    return Questions(tuple(sorted(found, key=lambda one: (-one.age, one.unit_name, one.name))), following is not None)


def _age(work: Work, row: Signal) -> int:
    """Days since the person was told; before that, since it was put."""
    since = clock.civil_date(row.told_at) if row.told_at else row.opened_on
    return max((work.today - since).days, 0)
