"""Programmes, their policies and their months."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.core.actor import Actor, Role
from app.core.bulk import insert_rows
from app.core.paging import page_of
from app.secondments.models import (
    CLOSED_STATES,
    MonthLeftOut,
    MonthLock,
    Programme,
    ProgrammeKind,
    ProgrammePolicy,
    Secondment,
)
from app.secondments.scope import own_programme, under, visible_to


def programme_visible_to(actor: Actor, today: date) -> ColumnElement[bool]:
    """Who runs or pays a programme knows it, and whoever may know of one of its secondments."""
    paths = actor.paths(Role.ORGADMIN) + actor.paths(Role.FINANCE) + actor.paths(Role.LIAISON)
    if actor.kind == "client" and actor.client_unit_path:
        paths = (actor.client_unit_path,)
    known = select(Secondment.programme_id).where(visible_to(actor, today))
    return or_(col(Programme.unit_id).in_(under(paths)), col(Programme.id).in_(known))


def find_programme(session: Session, programme_id: UUID, *conditions: ColumnElement[bool]) -> Programme | None:
    """A programme by id that fits."""
    return session.exec(select(Programme).where(col(Programme.id) == programme_id, *conditions)).first()


def lock_programme(session: Session, programme_id: UUID) -> Programme | None:
    """A programme by id, its rules and months held for change until the commit."""
    statement = select(Programme).where(col(Programme.id) == programme_id)
    fresh = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.exec(fresh).first()


def path_of_unit(session: Session, unit_id: UUID) -> str | None:
    """A unit's place in the tree."""
    return session.exec(select(Unit.path).where(col(Unit.id) == unit_id)).first()


def list_programmes(
    session: Session, conditions: Sequence[ColumnElement[bool]], limit: int, cursor: str | None
) -> tuple[list[Programme], str | None]:
    """A page of programmes by name."""
    keys = [(col(Programme.name), str, False), (col(Programme.id), UUID, False)]
    return page_of(session, select(Programme).where(*conditions), keys, limit, cursor)


def of_kind(kind: ProgrammeKind) -> ColumnElement[bool]:
    """Only one kind."""
    return col(Programme.kind) == kind


def list_open_programmes(session: Session, actor: Actor) -> list[Programme]:
    """What somebody runs and has not archived, by name; for choices in forms."""
    statement = select(Programme).where(
        col(Programme.unit_id).in_(under(actor.paths(Role.ORGADMIN))),
        col(Programme.archived_at).is_(None),
        own_programme(),
    )
    return list(session.exec(statement.order_by(col(Programme.name), col(Programme.id))).all())


def list_policies(session: Session, programme_id: UUID) -> list[ProgrammePolicy]:
    """A programme's policies, newest first."""
    statement = select(ProgrammePolicy).where(col(ProgrammePolicy.programme_id) == programme_id)
    return list(session.exec(statement.order_by(col(ProgrammePolicy.valid_from).desc())).all())


def find_policy_from(session: Session, programme_id: UUID, valid_from: date) -> ProgrammePolicy | None:
    """The policy that begins on exactly this day."""
    statement = select(ProgrammePolicy).where(
        col(ProgrammePolicy.programme_id) == programme_id, col(ProgrammePolicy.valid_from) == valid_from
    )
    return session.exec(statement).first()


def list_policies_in_force(session: Session, programme_ids: Collection[UUID], on: date) -> dict[UUID, ProgrammePolicy]:
    """Each programme's policy in force on a date, in one statement."""
    newest = (
        select(ProgrammePolicy.programme_id, func.max(col(ProgrammePolicy.valid_from)).label("valid_from"))
        .where(col(ProgrammePolicy.programme_id).in_(list(programme_ids)), col(ProgrammePolicy.valid_from) <= on)
        .group_by(col(ProgrammePolicy.programme_id))
        .subquery()
    )
    statement = select(ProgrammePolicy).join(
        newest,
        (col(ProgrammePolicy.programme_id) == newest.c.programme_id)
        & (col(ProgrammePolicy.valid_from) == newest.c.valid_from),
    )
    return {policy.programme_id: policy for policy in session.exec(statement).all()}


def first_closed_from(session: Session, programme_id: UUID, month: str) -> str | None:
    """The earliest closed month of a programme on or after `month`."""
    statement = (
        select(MonthLock.month)
        .where(
            col(MonthLock.programme_id) == programme_id,
            col(MonthLock.month) >= month,
            col(MonthLock.state).in_(CLOSED_STATES),
        )
        .order_by(col(MonthLock.month))
    )
    return session.exec(statement).first()


def find_month(session: Session, programme_id: UUID, month: str) -> MonthLock | None:
    """The lock of a programme's month."""
    return session.get(MonthLock, (programme_id, month))


def list_months(session: Session, programme_id: UUID) -> list[MonthLock]:
    """Every month of a programme that has a state, oldest first."""
    statement = select(MonthLock).where(col(MonthLock.programme_id) == programme_id)
    return list(session.exec(statement.order_by(col(MonthLock.month))).all())


def replace_left_out(
    session: Session, month: str, added: Collection[UUID], dropped: Collection[tuple[UUID, str]]
) -> None:
    """These secondments are left out of a month; those months are no longer."""
    for secondment_id, left in dropped:
        row = session.get(MonthLeftOut, (secondment_id, left))
        if row is not None:
            session.delete(row)
    for _ in insert_rows(session, MonthLeftOut, [{"secondment_id": key, "month": month} for key in sorted(added)]):
        pass
