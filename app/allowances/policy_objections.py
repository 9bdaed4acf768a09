"""Objections 异议: who files, reads and answers them, and until when. Pure predicates.

The receiving unit learns that there is one and which of its days it names, for it alone can correct them; what the
cadre wrote and what finance answered is between those two and the Organization Department.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from app.secondments.policy import Relation

Relations = frozenset[Relation]
ANSWER_WITHIN = 5
"""Workdays after the one on which it was filed."""
_WHOLE = frozenset({Relation.AUTHOR, Relation.FINANCE, Relation.ORGADMIN})
_HOSTS = frozenset({Relation.SUPERVISOR, Relation.LIAISON})


def due_on(filed_on: date, is_open: Callable[[date], bool]) -> date:
    """The last day for an answer: the fifth workday after the day of filing."""
    on, left = filed_on, ANSWER_WITHIN
    while left:
        on += timedelta(days=1)
        left -= is_open(on)
    return on


def can_file(held: Relations) -> bool:
    """The cadre's own word alone."""
    return Relation.AUTHOR in held


def knows(held: Relations, held_on_days: Iterable[Relations]) -> bool:
    """The cadre, finance, the Organization Department, and who hosts one of the days that it names."""
    return bool(held & _WHOLE) or any(day & _HOSTS for day in held_on_days)


def answers(held: Relations) -> bool:
    """Finance over the programme; whether it is their own is asked apart."""
    return Relation.FINANCE in held
