"""One secondment with what relations are decided from, policies in force and month locks."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.secondments.models import (
    CLOSED_STATES,
    Group,
    GroupMember,
    MonthLeftOut,
    MonthLock,
    Posting,
    Programme,
    ProgrammePolicy,
    Secondment,
    SecondmentStatus,
)
from app.secondments.policy import PostingFacts, SecondmentFacts
from app.secondments.scope import belongs_on


def get_secondment(session: Session, secondment_id: UUID, *, lock: bool = False) -> Secondment | None:
    """A secondment by id, locked for change on demand (SQLite locks the whole database already)."""
    statement = select(Secondment).where(col(Secondment.id) == secondment_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def get_facts(session: Session, secondment: Secondment, today: date) -> SecondmentFacts:
    """What relations are decided from."""
    programme_path, sending_path = _paths(session, secondment)
    leaders = session.exec(
        select(Group.leader_id)
        .join(GroupMember)
        .where(col(GroupMember.secondment_id) == secondment.id, belongs_on(today))
    ).all()
    closed = today > secondment.end_on and _is_closed_with(session, secondment, secondment.end_month)
    postings = list_postings(session, [col(Posting.secondment_id) == secondment.id])
    return SecondmentFacts(
        id=secondment.id,
        cadre_id=secondment.cadre_id,
        programme_id=secondment.programme_id,
        postings=tuple(
            posting_facts(row, secondment, unit, closed=_is_over(session, row, secondment, today))
            for row, unit in postings
        ),
        sending_path=sending_path,
        programme_path=programme_path,
        leader_ids=frozenset(leaders),
        end_on=secondment.end_on,
        last_month_closed=closed,
        is_draft=secondment.status is SecondmentStatus.DRAFT,
    )


def _paths(session: Session, secondment: Secondment) -> tuple[str, str | None]:
    """The tree paths of the programme's unit and of the sending unit."""
    sending = aliased(Unit)
    statement = (
        select(Unit.path, sending.path)
        .join(Programme, col(Programme.unit_id) == Unit.id)
        .join(sending, col(sending.id) == secondment.sending_unit_id, isouter=True)
        .where(col(Programme.id) == secondment.programme_id)
    )
    return session.exec(statement).one()


def _is_over(session: Session, row: Posting, secondment: Secondment, today: date) -> bool:
    ended = row.end_on is not None and row.end_on < today
    return ended and row.end_month is not None and _is_closed_with(session, secondment, row.end_month)


def _is_closed_with(session: Session, secondment: Secondment, month: str) -> bool:
    """The month is closed, and not without this secondment's days."""
    if not is_closed(session, secondment.programme_id, month):
        return False
    return session.get(MonthLeftOut, (secondment.id, month)) is None


def list_postings(session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[tuple[Posting, Unit]]:
    """Postings with their units, in the order of their dates."""
    statement = select(Posting, Unit).join(Unit, col(Unit.id) == Posting.receiving_unit_id)
    return list(session.exec(statement.where(*conditions).order_by(col(Posting.start_on))).all())


def posting_facts(row: Posting, secondment: Secondment, unit: Unit, *, closed: bool = False) -> PostingFacts:
    """A posting as plain values; the last one ends with the term."""
    return PostingFacts(
        start_on=row.start_on,
        end_on=row.end_on or secondment.end_on,
        receiving_unit_id=row.receiving_unit_id,
        receiving_unit_name=unit.name,
        receiving_path=unit.path,
        post_title=row.post_title,
        region_band=row.region_band or unit.region_band,
        is_last=row.end_on is None,
        last_month_closed=closed,
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


def list_imported(session: Session, programme_ids: Collection[UUID]) -> list[UUID]:
    """Those of some programmes that a dataset brought."""
    wanted = select(Programme.id).where(col(Programme.id).in_(programme_ids), col(Programme.imported).is_(True))
    return list(session.exec(wanted))


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
