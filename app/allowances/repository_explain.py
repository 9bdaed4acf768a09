"""Every select behind an explanation: what a run settles for one secondment beside its days, and what came later."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from app.accounts.models import Person
from app.allowances.models import AllowanceRow, AllowanceRun, RowStatus, RunState
from app.allowances.models_bank import BankBatch, Payment
from app.allowances.models_claims import Claim, ClaimKind, ClaimLeg, ClaimState
from app.allowances.models_settlement import (
    AdjustmentKind,
    AllowanceAdjustment,
    AllowanceAdjustmentLine,
    AllowanceDebtEntry,
)


class Adjusted(NamedTuple):
    """An adjustment, and the month of the run that pays it."""

    row: AllowanceAdjustment
    paid_in: str | None


def list_adjustments(session: Session, secondment_id: UUID, month: str, run_id: UUID | None) -> list[Adjusted]:
    """Those that a run settles, and those that any run makes to the month; by month and making."""
    adjustment = AllowanceAdjustment
    concerned = (col(adjustment.run_id) == run_id) | (col(adjustment.month) == month)
    statement = (
        select(adjustment, AllowanceRun.month)
        .join(AllowanceRun, col(AllowanceRun.id) == adjustment.run_id, isouter=True)
        .where(adjustment.secondment_id == secondment_id, concerned)
        .order_by(col(adjustment.month), col(adjustment.id))
    )
    return [Adjusted(row, paid_in) for row, paid_in in session.exec(statement).all()]


def list_adjusted_days(session: Session, ids: Collection[UUID]) -> dict[UUID, list[AllowanceAdjustmentLine]]:
    """The days of these adjustments, in order."""
    statement = select(AllowanceAdjustmentLine).where(col(AllowanceAdjustmentLine.adjustment_id).in_(ids))
    found: dict[UUID, list[AllowanceAdjustmentLine]] = defaultdict(list)
    for row in session.exec(statement.order_by(col(AllowanceAdjustmentLine.day_on))).all():
        found[row.adjustment_id].append(row)
    return found


def list_journeys_of_run(session: Session, run_id: UUID, secondment_id: UUID) -> list[Claim]:
    """The journeys that a closed run settles for one secondment, by date."""
    statement = select(Claim).where(
        Claim.run_id == run_id, Claim.secondment_id == secondment_id, Claim.kind == ClaimKind.TRANSPORT
    )
    return list(session.exec(statement.order_by(col(Claim.outbound_on), col(Claim.id))).all())


def list_journeys_due(session: Session, secondment_id: UUID) -> list[Claim]:
    """Every journey of a secondment that is settled or approved: what is due takes its place among them."""
    states = (ClaimState.APPROVED, ClaimState.BATCHED, ClaimState.PAID)
    statement = select(Claim).where(
        Claim.secondment_id == secondment_id, Claim.kind == ClaimKind.TRANSPORT, col(Claim.state).in_(states)
    )
    return list(session.exec(statement.order_by(col(Claim.outbound_on), col(Claim.id))).all())


def count_receipts(session: Session, claim_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many receipts each journey has: legs with a number or a picture."""
    statement = (
        select(ClaimLeg.claim_id, func.count())
        .where(col(ClaimLeg.claim_id).in_(claim_ids))
        .where(col(ClaimLeg.invoice_no).is_not(None) | col(ClaimLeg.attachment_id).is_not(None))
        .group_by(col(ClaimLeg.claim_id))
    )
    return dict(session.exec(statement).all())


def list_debts(session: Session, run_id: UUID, secondment_id: UUID) -> Sequence[AllowanceDebtEntry]:
    """What a run carried or withheld for one secondment."""
    statement = select(AllowanceDebtEntry).where(
        AllowanceDebtEntry.run_id == run_id, AllowanceDebtEntry.secondment_id == secondment_id
    )
    return session.exec(statement.order_by(col(AllowanceDebtEntry.at), col(AllowanceDebtEntry.id))).all()


def list_payments(session: Session, run_id: UUID, secondment_id: UUID) -> list[tuple[Payment, int | None]]:
    """The transfers of a run to one cadre, the first attempt first, each with the number of its batch."""
    statement = (
        select(Payment, BankBatch.number)
        .join(BankBatch, col(BankBatch.id) == Payment.batch_id, isouter=True)
        .where(Payment.run_id == run_id, Payment.secondment_id == secondment_id)
        .order_by(col(Payment.attempt))
    )
    return [(payment, number) for payment, number in session.exec(statement).all()]


def list_rows_of(session: Session, cadre_id: UUID) -> list[tuple[AllowanceRow, AllowanceRun]]:
    """Every row of a cadre with its run, the newest month first."""
    statement = (
        select(AllowanceRow, AllowanceRun)
        .join(AllowanceRun, col(AllowanceRun.id) == AllowanceRow.run_id)
        .where(AllowanceRow.cadre_id == cadre_id)
        .order_by(col(AllowanceRun.month).desc(), col(AllowanceRow.secondment_id))
    )
    return [(row, run) for row, run in session.exec(statement).all()]


def list_back_pay(session: Session, cadre_id: UUID) -> list[tuple[AllowanceAdjustment, RunState]]:
    """Everything that was paid to a cadre for months that had been pending, with the state of the run that pays it."""
    adjustment = AllowanceAdjustment
    statement = select(adjustment, AllowanceRun.state).join(AllowanceRun, col(AllowanceRun.id) == adjustment.run_id)
    statement = statement.where(adjustment.cadre_id == cadre_id, adjustment.kind == AdjustmentKind.BACK_PAY)
    return [(row, RunState(state)) for row, state in session.exec(statement).all()]


def list_payments_of(session: Session, cadre_id: UUID) -> Sequence[Payment]:
    """Every transfer to a cadre, the last attempt of a row last."""
    return session.exec(select(Payment).where(Payment.cadre_id == cadre_id).order_by(col(Payment.attempt))).all()


def order_of_run(session: Session, run_id: UUID) -> list[UUID]:
    """The secondments of a run in the order of its table: those that ask for something first, then by number."""
    asking = case((col(AllowanceRow.status) == RowStatus.PAYABLE, 1), else_=0)
    statement = (
        select(AllowanceRow.secondment_id)
        .join(Person, col(Person.id) == AllowanceRow.cadre_id)
        .where(AllowanceRow.run_id == run_id)
        .order_by(asking, func.coalesce(col(Person.person_no), ""), col(AllowanceRow.secondment_id))
    )
    return list(session.exec(statement).all())
