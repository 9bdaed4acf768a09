"""Rates, and the programmes that somebody pays."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.allowances.models import Rate
from app.core.paging import page_of
from app.secondments.models import Programme
from app.secondments.scope import own_programme, under


def list_programmes(
    session: Session, paths: Sequence[str], programme_id: UUID | None = None
) -> list[tuple[Programme, str]]:
    """Programmes run below these tree paths with their units' paths, by name; imported history moves no money."""
    statement = (
        select(Programme, Unit.path)
        .join(Unit, col(Unit.id) == Programme.unit_id)
        .where(col(Programme.unit_id).in_(under(tuple(paths))), own_programme())
        .order_by(col(Programme.name), col(Programme.id))
    )
    if programme_id is not None:
        statement = statement.where(col(Programme.id) == programme_id)
    return [(programme, path) for programme, path in session.exec(statement).all()]


def get_rate(session: Session, rate_id: UUID, *, lock: bool = False) -> Rate | None:
    """A rate by id."""
    statement = select(Rate).where(col(Rate.id) == rate_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def list_programme_rates(session: Session, programme_id: UUID) -> list[Rate]:
    """Every rate of a programme, oldest first."""
    statement = select(Rate).where(col(Rate.programme_id) == programme_id).order_by(col(Rate.valid_from))
    return list(session.exec(statement).all())


def list_rates(
    session: Session, paths: Sequence[str], programme_id: UUID | None, on: date | None, limit: int, cursor: str | None
) -> tuple[list[Rate], str | None]:
    """A page of rates, the newest beginning first."""
    programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(tuple(paths))), own_programme())
    statement = select(Rate).where(col(Rate.programme_id).in_(programmes))
    if programme_id is not None:
        statement = statement.where(col(Rate.programme_id) == programme_id)
    if on is not None:
        until = or_(col(Rate.valid_to).is_(None), col(Rate.valid_to) > on)
        statement = statement.where(col(Rate.valid_from) <= on, until)
    keys = [(col(Rate.valid_from), date, True), (col(Rate.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def find_overlap(session: Session, rate: Rate) -> Rate | None:
    """Another rate of the same programme and band that holds on one of the same days."""
    band = col(Rate.region_band)
    statement = select(Rate).where(
        col(Rate.id) != rate.id,
        col(Rate.programme_id) == rate.programme_id,
        band.is_(None) if rate.region_band is None else band == rate.region_band,
        or_(col(Rate.valid_to).is_(None), col(Rate.valid_to) > rate.valid_from),
    )
    if rate.valid_to is not None:
        statement = statement.where(col(Rate.valid_from) < rate.valid_to)
    return session.exec(statement.order_by(col(Rate.valid_from))).first()


def lock_programme(session: Session, programme_id: UUID) -> None:
    """Hold the programme's row, so that two new rates are compared one after the other."""
    statement = select(Programme.id).where(col(Programme.id) == programme_id)
    session.exec(statement.with_for_update(key_share=True)).first()
