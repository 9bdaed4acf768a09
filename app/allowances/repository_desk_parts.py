"""What the desk asks beside the month's rows: who stands next, what is behind an exception, what waits elsewhere."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.allowances.models import AllowanceRow, AllowanceRun
from app.allowances.models_bank import BankBatch
from app.allowances.models_claims import Claim, ClaimKind, ClaimState
from app.allowances.models_objections import Objection, ObjectionState
from app.allowances.models_settlement import (
    AdjustmentKind,
    AdjustmentState,
    AllowanceAdjustment,
    AllowanceChange,
    AllowanceDebt,
    ChangeKind,
)
from app.core import clock
from app.core.actor import Actor, Role
from app.secondments.models import Programme, Secondment, SecondmentStatus
from app.secondments.scope import under, visible_secondment_ids


def neighbours(session: Session, run_id: UUID, number: str, secondment_id: UUID) -> tuple[UUID | None, UUID | None]:
    """The rows before and after one by person number, wherever their exceptions stand in the list."""
    own = _number()
    statement = select(AllowanceRow.secondment_id).join(Person, col(Person.id) == col(AllowanceRow.cadre_id))
    statement = statement.where(col(AllowanceRow.run_id) == run_id).limit(1)
    key = col(AllowanceRow.secondment_id)
    before = statement.where(or_(own < number, and_(own == number, key < secondment_id)))
    after = statement.where(or_(own > number, and_(own == number, key > secondment_id)))
    return (
        session.exec(before.order_by(own.desc(), key.desc())).first(),
        session.exec(after.order_by(own, key)).first(),
    )


def claims_behind(session: Session, month: str, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Of each secondment the dearest journey that waits to be paid with the month."""
    last = clock.month_bounds(month)[1]
    statement = (
        select(Claim.secondment_id, Claim.id)
        .where(
            col(Claim.secondment_id).in_(ids),
            col(Claim.kind) == ClaimKind.TRANSPORT,
            col(Claim.state) == ClaimState.APPROVED,
            col(Claim.outbound_on) <= last,
        )
        .order_by(col(Claim.receipts_fen), col(Claim.id))
    )
    return dict(session.exec(statement).all())


def open_objections(session: Session, month: str, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The objection of each of these secondments that waits, the one due first."""
    statement = (
        select(Objection.secondment_id, Objection.id)
        .where(
            col(Objection.secondment_id).in_(ids),
            col(Objection.month) == month,
            col(Objection.state) == ObjectionState.OPEN,
        )
        .order_by(col(Objection.due_on).desc(), col(Objection.id))
    )
    return dict(session.exec(statement).all())


def back_pays(session: Session, month: str, ids: Sequence[UUID]) -> dict[UUID, tuple[str, int]]:
    """(month of the run, fen) of the back pay of these secondments for a month."""
    statement = (
        select(AllowanceAdjustment.secondment_id, AllowanceRun.month, AllowanceAdjustment.amount_fen)
        .join(AllowanceRun, col(AllowanceRun.id) == col(AllowanceAdjustment.run_id))
        .where(
            col(AllowanceAdjustment.secondment_id).in_(ids),
            col(AllowanceAdjustment.month) == month,
            col(AllowanceAdjustment.kind) == AdjustmentKind.BACK_PAY,
        )
    )
    return {key: (paid_in, fen) for key, paid_in, fen in session.exec(statement).all()}


def last_batch(session: Session, run_id: UUID) -> tuple[datetime, str | None] | None:
    """When the run's last bank file was formed, and by whom."""
    statement = (
        select(BankBatch.created_at, Person.name)
        .join(Person, col(Person.id) == col(BankBatch.created_by_id), isouter=True)
        .where(BankBatch.run_id == run_id)
        .order_by(col(BankBatch.number).desc())
    )
    found = session.exec(statement).first()
    return None if found is None else (found[0], found[1])


def count_changes(session: Session, run_id: UUID) -> dict[ChangeKind, int]:
    """How many rows the last calculation added, dropped and changed."""
    statement = select(AllowanceChange.kind, func.count()).where(col(AllowanceChange.run_id) == run_id)
    found = session.exec(statement.group_by(col(AllowanceChange.kind))).all()
    return {ChangeKind(kind): count for kind, count in found}


def count_submitted(session: Session, actor: Actor, today: date) -> int:
    """Hand-entered adjustments that somebody else of finance entered and the actor may decide."""
    if not actor.has(Role.FINANCE) or actor.person_id is None:
        return 0
    paid = visible_secondment_ids(actor.only(Role.FINANCE), today)
    statement = select(func.count()).where(
        col(AllowanceAdjustment.state) == AdjustmentState.SUBMITTED,
        col(AllowanceAdjustment.created_by_id) != actor.person_id,
        col(AllowanceAdjustment.cadre_id) != actor.person_id,
        col(AllowanceAdjustment.secondment_id).in_(paid),
    )
    return session.exec(statement).one()


def count_debtors(session: Session, paths: Sequence[str]) -> int:
    """How many of those who are or were in a programme below these tree paths owe something."""
    programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(tuple(paths))))
    served = select(Secondment.cadre_id).where(col(Secondment.programme_id).in_(programmes))
    statement = select(func.count()).where(col(AllowanceDebt.balance_fen) > 0, col(AllowanceDebt.cadre_id).in_(served))
    return session.exec(statement).one()


def find_secondments(session: Session, programme_ids: Sequence[UUID], text: str, limit: int) -> list[UUID]:
    """Secondments of these programmes by the cadre's name or number, by number and start; drafts are none."""
    statement = (
        select(Secondment.id)
        .join(Person, col(Person.id) == col(Secondment.cadre_id))
        .where(
            col(Secondment.programme_id).in_(programme_ids),
            col(Secondment.status) != SecondmentStatus.DRAFT,
            or_(
                col(Person.name).contains(text, autoescape=True),
                col(Person.person_no).startswith(text, autoescape=True),
            ),
        )
        .order_by(_number(), col(Secondment.start_on), col(Secondment.id))
        .limit(limit)
    )
    return list(session.exec(statement).all())


def _number() -> ColumnElement[str]:
    return func.coalesce(col(Person.person_no), "")
