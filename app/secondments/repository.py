"""One secondment with what relations are decided from, policies in force and month locks."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.secondments.models import (
    CLOSED_STATES,
    Group,
    GroupMember,
    MonthLock,
    Programme,
    ProgrammePolicy,
    Secondment,
    SecondmentStatus,
)
from app.secondments.policy import SecondmentFacts


def get_secondment(session: Session, secondment_id: UUID, *, lock: bool = False) -> Secondment | None:
    """A secondment by id, locked for change on demand (SQLite locks the whole database already)."""
    statement = select(Secondment).where(col(Secondment.id) == secondment_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def get_facts(session: Session, secondment: Secondment, today: date) -> SecondmentFacts:
    """What relations are decided from."""
    paths = dict(
        session.exec(
            select(Unit.id, Unit.path).where(
                col(Unit.id).in_([secondment.receiving_unit_id, secondment.sending_unit_id])
            )
        ).all()
    )
    programme_path = session.exec(
        select(Unit.path)
        .join(Programme, col(Programme.unit_id) == Unit.id)
        .where(col(Programme.id) == secondment.programme_id)
    ).one()
    leaders = session.exec(
        select(Group.leader_id)
        .join(GroupMember)
        .where(
            col(GroupMember.secondment_id) == secondment.id, col(Group.start_on) <= today, col(Group.end_on) >= today
        )
    ).all()
    closed = today > secondment.end_on and is_closed(session, secondment.programme_id, secondment.end_month)
    return SecondmentFacts(
        id=secondment.id,
        cadre_id=secondment.cadre_id,
        programme_id=secondment.programme_id,
        receiving_path=paths[secondment.receiving_unit_id],
        sending_path=paths.get(secondment.sending_unit_id) if secondment.sending_unit_id else None,
        programme_path=programme_path,
        leader_ids=frozenset(leaders),
        end_on=secondment.end_on,
        last_month_closed=closed,
        is_draft=secondment.status is SecondmentStatus.DRAFT,
    )


def is_closed(session: Session, programme_id: UUID, month: str) -> bool:
    """Whether the programme's month is closed."""
    row = session.get(MonthLock, (programme_id, month))
    return row is not None and row.state in CLOSED_STATES


def find_policy(session: Session, programme_id: UUID, on: date) -> ProgrammePolicy | None:
    """The policy in force on a date: the newest that began on or before it."""
    return session.exec(
        select(ProgrammePolicy)
        .where(col(ProgrammePolicy.programme_id) == programme_id, col(ProgrammePolicy.valid_from) <= on)
        .order_by(col(ProgrammePolicy.valid_from).desc())
    ).first()


def list_policies_of(session: Session, programme_ids: Collection[UUID]) -> list[ProgrammePolicy]:
    """Every policy of some programmes, the newest first."""
    wanted = select(ProgrammePolicy).where(col(ProgrammePolicy.programme_id).in_(programme_ids))
    return list(session.exec(wanted.order_by(col(ProgrammePolicy.valid_from).desc())))


def list_closed_months(session: Session, programme_ids: Collection[UUID]) -> list[tuple[UUID, str]]:
    """The closed months of some programmes."""
    wanted = select(MonthLock.programme_id, MonthLock.month).where(
        col(MonthLock.programme_id).in_(programme_ids), col(MonthLock.state).in_(CLOSED_STATES)
    )
    return [(programme_id, month) for programme_id, month in session.exec(wanted)]


def hold_key(session: Session, key: int, *, exclusive: bool) -> None:
    """PostgreSQL: hold a number until the commit, shared or alone."""
    lock = func.pg_advisory_xact_lock if exclusive else func.pg_advisory_xact_lock_shared
    session.exec(select(lock(key)))


def get_programme(session: Session, programme_id: UUID) -> Programme:
    """The programme of a secondment."""
    return session.get_one(Programme, programme_id)
