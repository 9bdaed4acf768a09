"""Every select over the work calendar."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from app.accounts.models import Unit
from app.core.paging import Key, page_of
from app.workdays.models import CalendarChange, CalendarDay, CalendarOverlay, CalendarYear
from app.workdays.schemas import OverlayQuery


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


_Sender = aliased(Unit)


def list_overlays(session: Session, first_on: date, last_on: date) -> list[tuple[CalendarOverlay, str, str | None]]:
    """The arrangements with a day from `first_on` to `last_on`, withdrawn ones too, each with its units' paths."""
    statement = (
        _with_paths()
        .where(CalendarOverlay.last_on >= first_on, CalendarOverlay.first_on <= last_on)
        .order_by(col(CalendarOverlay.first_on).desc(), col(CalendarOverlay.created_at).desc(), col(CalendarOverlay.id))
    )
    return list(session.exec(statement).all())


def list_overlays_of(session: Session, ids: Iterable[UUID]) -> list[tuple[CalendarOverlay, str, str | None]]:
    """Known arrangements, withdrawn ones too, each with its units' paths."""
    return list(session.exec(_with_paths().where(col(CalendarOverlay.id).in_(list(ids)))).all())


def _with_paths() -> Select[CalendarOverlay, str, str | None]:
    return (
        select(CalendarOverlay, Unit.path, cast(str | None, _Sender.path))
        .join(Unit, col(Unit.id) == CalendarOverlay.unit_id)
        .join(_Sender, col(_Sender.id) == CalendarOverlay.for_unit_id, isouter=True)
    )


def list_changes(session: Session, first_on: date, last_on: date) -> list[CalendarChange]:
    """What the dates from `first_on` to `last_on` were before late notices changed them."""
    statement = select(CalendarChange).where(CalendarChange.day_on >= first_on, CalendarChange.day_on <= last_on)
    return list(session.exec(statement).all())


def page_overlays(
    session: Session, paths: Sequence[str] | None, place: str | None, wanted: OverlayQuery
) -> tuple[list[CalendarOverlay], str | None]:
    """The arrangements at, above or below `paths` (None: all), those that concern `place` alone when given."""
    statement = (
        select(CalendarOverlay)
        .join(Unit, col(Unit.id) == CalendarOverlay.unit_id)
        .join(_Sender, col(_Sender.id) == CalendarOverlay.for_unit_id, isouter=True)
    )
    if paths is not None:
        statement = statement.where(or_(_along(Unit, paths), _along(_Sender, paths)))
    if place is not None:
        statement = statement.where(_along(Unit, [place]))
    if wanted.first_on is not None:
        statement = statement.where(CalendarOverlay.last_on >= wanted.first_on)
    if wanted.last_on is not None:
        statement = statement.where(CalendarOverlay.first_on <= wanted.last_on)
    if not wanted.withdrawn:
        statement = statement.where(col(CalendarOverlay.withdrawn_at).is_(None))
    keys: list[Key] = [(col(CalendarOverlay.first_on), date, True), (col(CalendarOverlay.id), UUID, True)]
    return page_of(session, statement, keys, wanted.limit, wanted.cursor)


def _along(unit: type[Unit], paths: Sequence[str]) -> ColumnElement[bool]:
    """Units at, above or below these places."""
    above = {UUID(hex=part) for path in paths for part in path.strip("/").split("/") if part}
    return or_(col(unit.id).in_(above), *(col(unit.path).startswith(path) for path in paths))


def get_overlay(session: Session, overlay_id: UUID, *, lock: bool = False) -> CalendarOverlay | None:
    """One arrangement; with `lock` nobody else withdraws it until the commit."""
    statement = select(CalendarOverlay).where(CalendarOverlay.id == overlay_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def units_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, Unit]:
    """Units by id."""
    return {row.id: row for row in session.exec(select(Unit).where(col(Unit.id).in_(list(set(ids))))).all()}
