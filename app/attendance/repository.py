"""Every select over corrections of days and confirmations of months."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.attendance.models import DayOverride, MonthConfirmation
from app.core.portions import portions
from app.secondments.models import CLOSED_STATES, MonthLock, ProgrammePolicy


def list_overrides(session: Session, ids: Sequence[UUID], first: date, last: date) -> list[DayOverride]:
    """The corrections in force of these secondments from `first` to `last`, oldest first."""
    found: list[DayOverride] = []
    for chunk in portions(ids):
        statement = (
            select(DayOverride)
            .where(
                col(DayOverride.secondment_id).in_(chunk),
                col(DayOverride.day_on).between(first, last),
                col(DayOverride.withdrawn_at).is_(None),
            )
            .order_by(col(DayOverride.created_at), col(DayOverride.id))
        )
        found.extend(session.exec(statement).all())
    return found


def list_confirmations(session: Session, ids: Sequence[UUID], month: str) -> dict[UUID, dict[UUID, MonthConfirmation]]:
    """The confirmations of these secondments' month by the unit that gave them, reopened ones included."""
    found: dict[UUID, dict[UUID, MonthConfirmation]] = {}
    for chunk in portions(ids):
        statement = select(MonthConfirmation).where(
            col(MonthConfirmation.secondment_id).in_(chunk), col(MonthConfirmation.month) == month
        )
        for row in session.exec(statement).all():
            found.setdefault(row.secondment_id, {})[row.unit_id] = row
    return found


def find_unit_path(session: Session, unit_id: UUID) -> str | None:
    """A unit's place in the tree."""
    return session.exec(select(Unit.path).where(col(Unit.id) == unit_id)).first()


def unit_paths(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Places in the tree of several units."""
    return dict(session.exec(select(Unit.id, Unit.path).where(col(Unit.id).in_(list(set(ids))))).all())


def names_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """People's names."""
    wanted = list(set(ids))
    found: dict[UUID, str] = {}
    for chunk in portions(wanted):
        found |= dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(chunk))).all())
    return found


def calculated_programmes(session: Session, month: str) -> frozenset[UUID]:
    """The programmes whose month has been calculated, or gone further."""
    statement = select(MonthLock.programme_id).where(col(MonthLock.month) == month, col(MonthLock.state) != "open")
    return frozenset(session.exec(statement).all())


def closed_programmes(session: Session, month: str) -> frozenset[UUID]:
    """The programmes whose month is closed."""
    statement = select(MonthLock.programme_id).where(
        col(MonthLock.month) == month, col(MonthLock.state).in_(CLOSED_STATES)
    )
    return frozenset(session.exec(statement).all())


def list_closings(session: Session, programme_ids: Iterable[UUID]) -> dict[tuple[UUID, str], datetime | None]:
    """When each closed (programme, month) was closed."""
    statement = select(MonthLock).where(
        col(MonthLock.programme_id).in_(list(set(programme_ids))), col(MonthLock.state).in_(CLOSED_STATES)
    )
    return {(row.programme_id, row.month): row.closed_at for row in session.exec(statement).all()}


def list_all_confirmations(session: Session, ids: Sequence[UUID]) -> dict[tuple[UUID, str, UUID], MonthConfirmation]:
    """Every confirmation of these secondments, by secondment, month and unit."""
    found: dict[tuple[UUID, str, UUID], MonthConfirmation] = {}
    for chunk in portions(ids):
        statement = select(MonthConfirmation).where(col(MonthConfirmation.secondment_id).in_(chunk))
        found |= {(row.secondment_id, row.month, row.unit_id): row for row in session.exec(statement).all()}
    return found


def policies_on(session: Session, programme_ids: Iterable[UUID], on: date) -> dict[UUID, ProgrammePolicy]:
    """Each programme's policy in force on a date."""
    statement = (
        select(ProgrammePolicy)
        .where(col(ProgrammePolicy.programme_id).in_(list(set(programme_ids))), col(ProgrammePolicy.valid_from) <= on)
        .order_by(col(ProgrammePolicy.valid_from))
    )
    return {row.programme_id: row for row in session.exec(statement).all()}
