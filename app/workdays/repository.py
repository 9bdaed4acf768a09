"""Every select over the work calendar."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.workdays.models import CalendarChange, CalendarDay, CalendarOverlay, CalendarYear


def list_days(session: Session, first_on: date, last_on: date) -> list[CalendarDay]:
    """The exceptions from `first_on` to `last_on`, both included, in order."""
    statement = select(CalendarDay).where(CalendarDay.day_on >= first_on, CalendarDay.day_on <= last_on)
    return list(session.exec(statement.order_by(col(CalendarDay.day_on))).all())


def list_days_on(session: Session, days: Iterable[date]) -> list[CalendarDay]:
    """The exceptions on the given dates."""
    return list(session.exec(select(CalendarDay).where(col(CalendarDay.day_on).in_(list(days)))).all())


def list_years(session: Session, first: int, last: int) -> list[CalendarYear]:
    """The known years from `first` to `last`, in order."""
    statement = select(CalendarYear).where(CalendarYear.year >= first, CalendarYear.year <= last)
    return list(session.exec(statement.order_by(col(CalendarYear.year))).all())


def find_year(session: Session, year: int, *, lock: bool = False) -> CalendarYear | None:
    """A year's row; with `lock` nobody else changes the year until the commit."""
    statement = select(CalendarYear).where(CalendarYear.year == year)
    return session.exec(statement.with_for_update() if lock else statement).first()


def list_overlays(session: Session, first_on: date, last_on: date) -> list[tuple[CalendarOverlay, str]]:
    """The arrangements with a day from `first_on` to `last_on`, withdrawn ones too, each with its unit's path."""
    statement = (
        select(CalendarOverlay, Unit.path)
        .join(Unit, col(Unit.id) == CalendarOverlay.unit_id)
        .where(CalendarOverlay.last_on >= first_on, CalendarOverlay.first_on <= last_on)
        .order_by(col(CalendarOverlay.first_on).desc(), col(CalendarOverlay.created_at).desc(), col(CalendarOverlay.id))
    )
    return [(row, path) for row, path in session.exec(statement).all()]


def list_changes(session: Session, first_on: date, last_on: date) -> list[CalendarChange]:
    """What the dates from `first_on` to `last_on` were before late notices changed them."""
    statement = select(CalendarChange).where(CalendarChange.day_on >= first_on, CalendarChange.day_on <= last_on)
    return list(session.exec(statement).all())


def get_overlay(session: Session, overlay_id: UUID, *, lock: bool = False) -> tuple[CalendarOverlay, Unit] | None:
    """One arrangement with its unit; with `lock` nobody else withdraws it until the commit."""
    statement = (
        select(CalendarOverlay, Unit)
        .join(Unit, col(Unit.id) == CalendarOverlay.unit_id)
        .where(CalendarOverlay.id == overlay_id)
    )
    return session.exec(statement.with_for_update(of=CalendarOverlay) if lock else statement).first()


def units_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, Unit]:
    """Units by id."""
    return {row.id: row for row in session.exec(select(Unit).where(col(Unit.id).in_(list(set(ids))))).all()}
