"""Every select over the work calendar."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from app.workdays.models import CalendarDay, CalendarYear


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
