"""Every select over former names of units and over people of the same name."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.accounts.models import Person, Unit
from app.accounts.models_care import UnitName


def was_called(name: str) -> ColumnElement[bool]:
    """Units that bore a name like this one once."""
    former = select(UnitName.unit_id).where(col(UnitName.name).icontains(name, autoescape=True))
    return col(Unit.id).in_(former)


def names_of_units(session: Session, unit_ids: Iterable[UUID]) -> list[UnitName]:
    """The names that units bore, by day; none for those that were never renamed."""
    statement = select(UnitName).where(col(UnitName.unit_id).in_(set(unit_ids)))
    return list(session.exec(statement.order_by(col(UnitName.unit_id), col(UnitName.from_on))).all())


def names_on(session: Session, unit_ids: Iterable[UUID], on: date) -> dict[UUID, str]:
    """What each unit was called on a day: the name that began last until then, else the present one."""
    wanted = set(unit_ids)
    names = dict(session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(wanted))).all())
    former = select(UnitName.unit_id, UnitName.name).where(col(UnitName.unit_id).in_(wanted), UnitName.from_on <= on)
    return names | dict(session.exec(former.order_by(col(UnitName.from_on))).all())


class Namesake(NamedTuple):
    """What tells one person from another of the same name."""

    id: UUID
    name: str
    person_no: str | None
    unit_name: str | None


def _told() -> Any:
    columns = select(Person.id, Person.name, Person.person_no, Unit.name)
    return columns.join(Unit, col(Unit.id) == Person.home_unit_id, isouter=True)


def list_namesakes(session: Session) -> list[Namesake]:
    """Everybody whose name another person bears as well 重名."""
    shared = select(Person.name).group_by(col(Person.name)).having(func.count() > 1)
    return [Namesake(*row) for row in session.exec(_told().where(col(Person.name).in_(shared))).all()]


def list_choices(session: Session, person_ids: Iterable[UUID]) -> list[Namesake]:
    """The same of the given people, for a chooser."""
    return [Namesake(*row) for row in session.exec(_told().where(col(Person.id).in_(set(person_ids)))).all()]
