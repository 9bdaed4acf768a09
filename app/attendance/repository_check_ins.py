"""Every statement over check-ins."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, and_, or_, update
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.attendance.models import CheckIn, CheckInKind
from app.attendance.schemas import CheckInFilter
from app.core.actor import Actor
from app.core.paging import Key, page_of
from app.secondments.models import MonthLock, Secondment
from app.secondments.scope import host_of, visible_days, visible_secondment_ids


def find_check_in(session: Session, check_in_id: UUID) -> CheckIn | None:
    """A check-in by the phone's own id."""
    return session.get(CheckIn, check_in_id)


def list_check_ins(
    session: Session, actor: Actor, today: date, wanted: CheckInFilter, limit: int, cursor: str | None
) -> tuple[list[CheckIn], str | None]:
    """Those of days that the actor may know of, newest first; a mirror in the order of change."""
    statement = select(CheckIn).where(
        col(CheckIn.secondment_id).in_(visible_secondment_ids(actor, today)),
        visible_days(actor, today, col(CheckIn.secondment_id), col(CheckIn.civil_on)),
    )
    if wanted.secondment_id is not None:
        statement = statement.where(col(CheckIn.secondment_id) == wanted.secondment_id)
    if wanted.unit_id is not None:
        path = select(Unit.path).where(col(Unit.id) == wanted.unit_id).scalar_subquery()
        statement = statement.where(col(CheckIn.unit_id).in_(select(Unit.id).where(col(Unit.path).startswith(path))))
    if wanted.first_on is not None:
        statement = statement.where(col(CheckIn.civil_on) >= wanted.first_on)
    if wanted.last_on is not None:
        statement = statement.where(col(CheckIn.civil_on) <= wanted.last_on)
    keys: list[Key]
    if wanted.changed_since is not None:
        statement = statement.where(col(CheckIn.updated_at) >= wanted.changed_since)
        keys = [(col(CheckIn.updated_at), datetime, False), (col(CheckIn.id), UUID, False)]
    else:
        statement = statement.where(col(CheckIn.withdrawn_at).is_(None))
        keys = [(col(CheckIn.received_at), datetime, True), (col(CheckIn.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def list_of_day(session: Session, secondment_id: UUID, on: date) -> list[CheckIn]:
    """One cadre's check-ins of a day, withdrawn ones left out, in order."""
    statement = (
        select(CheckIn)
        .where(CheckIn.secondment_id == secondment_id, CheckIn.civil_on == on, col(CheckIn.withdrawn_at).is_(None))
        .order_by(col(CheckIn.received_at))
    )
    return list(session.exec(statement).all())


def list_on_post(
    session: Session, secondment_ids: Collection[UUID], first: date, last: date
) -> dict[UUID, list[tuple[date, datetime]]]:
    """(Civil day, instant) of on-post check-ins that were not withdrawn, by secondment and in order."""
    found: dict[UUID, list[tuple[date, datetime]]] = defaultdict(list)
    statement = select(col(CheckIn.secondment_id), col(CheckIn.civil_on), col(CheckIn.happened_at)).where(
        col(CheckIn.secondment_id).in_(secondment_ids),
        CheckIn.kind == CheckInKind.ON_POST,
        col(CheckIn.civil_on).between(first, last),
        col(CheckIn.withdrawn_at).is_(None),
    )
    for secondment_id, on, at in session.exec(statement.order_by(col(CheckIn.happened_at))).all():
        found[secondment_id].append((on, at))
    return found


def rehost(session: Session, secondment_id: UUID, from_on: date, now: datetime) -> None:
    """Let each check-in from a day on name the unit that hosts its day."""
    host = host_of(col(CheckIn.secondment_id), col(CheckIn.civil_on))
    statement = update(CheckIn).where(
        col(CheckIn.secondment_id) == secondment_id, col(CheckIn.civil_on) >= from_on, col(CheckIn.unit_id) != host
    )
    session.execute(statement.values(unit_id=host, updated_at=now).execution_options(synchronize_session=False))


def get_unit(session: Session, unit_id: UUID) -> Unit:
    """A receiving unit with its place on the map."""
    return session.exec(select(Unit).where(col(Unit.id) == unit_id)).one()


def closed_at(session: Session, programme_id: UUID, month: str) -> datetime | None:
    """When the programme's month was closed."""
    statement = select(MonthLock.closed_at).where(
        col(MonthLock.programme_id) == programme_id, col(MonthLock.month) == month
    )
    return session.exec(statement).first()


def expire_by(session: Session, programme_id: UUID, first: date, last: date, at: datetime) -> None:
    """Let positions of a programme's days expire at `at` unless they do so earlier."""
    of_programme = select(Secondment.id).where(col(Secondment.programme_id) == programme_id)
    session.execute(
        update(CheckIn)
        .where(
            col(CheckIn.secondment_id).in_(of_programme),
            col(CheckIn.civil_on).between(first, last),
            col(CheckIn.position_expires_at) > at,
        )
        .values(position_expires_at=at)
        .execution_options(synchronize_session=False)
    )


def blank_of(session: Session, cadre_id: UUID, digest: str, now: datetime) -> int:
    """Delete every position of a person with what was taken from it, and the digest that could tell it."""
    known = or_(col(CheckIn.lat).is_not(None), col(CheckIn.inside).is_not(None))
    return _blank(session, and_(col(CheckIn.cadre_id) == cadre_id, known), now, inside=None, body_digest=digest)


def blank_expired(session: Session, now: datetime) -> int:
    """Forget every position whose time has come; whether it was inside the post's radius stays."""
    return _blank(session, col(CheckIn.position_expires_at) <= now, now)


def _blank(session: Session, which: ColumnElement[bool], now: datetime, **more: Any) -> int:
    """Forget the positions of these check-ins, and set what else is given; answers how many there were."""
    done = session.execute(
        update(CheckIn)
        .where(which)
        .values(
            lat=None,
            lon=None,
            accuracy_m=None,
            datum=None,
            fixed_at=None,
            distance_m=None,
            position_expires_at=None,
            version=col(CheckIn.version) + 1,
            updated_at=now,
            **more,
        )
        .execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)  # noqa: S101 - an UPDATE answers with its row count
    return done.rowcount
