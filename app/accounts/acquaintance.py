"""Whom one works with beyond one's own unit: told by the domains above, which know of posts."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor

Source = Callable[[Actor, date], SelectOfScalar[UUID]]
"""(actor, today) -> a select of ids: of the people, or of the units, that the actor works with today."""

_people: list[Source] = []
_units: list[Source] = []


def introduce(*, people: Source | None = None, units: Source | None = None) -> None:
    """Let their names be visible as well; saying it twice counts once."""
    if people is not None and people not in _people:
        _people.append(people)
    if units is not None and units not in _units:
        _units.append(units)


def acquainted_people(actor: Actor, today: date) -> list[SelectOfScalar[UUID]]:
    """The people that the domains above told of."""
    return [source(actor, today) for source in _people]


def acquainted_units(actor: Actor, today: date) -> list[SelectOfScalar[UUID]]:
    """The units that the domains above told of."""
    return [source(actor, today) for source in _units]
