"""Settled months added up from every side: lines, trips, adjustments, debts, rows, payments, bank batches."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.allowances.models import AllowanceLine, AllowanceRow, AllowanceRun, RunState
from app.allowances.models_bank import BankBatch, Payment, PaymentState
from app.allowances.models_claims import Claim, ClaimKind
from app.allowances.models_settlement import AllowanceAdjustment, AllowanceDebtEntry
from app.secondments.models import Programme
from app.secondments.scope import under

SETTLED = (RunState.CLOSED, RunState.PAID)
Figures = dict[UUID, dict[str, int]]
"""Sums of each run by name."""


def list_settled(
    session: Session, paths: Sequence[str], programme_id: UUID | None, first: str, last: str
) -> list[tuple[AllowanceRun, str]]:
    """The closed and paid runs of these months with their programmes' names, oldest month first."""
    statement = (
        select(AllowanceRun, Programme.name)
        .join(Programme, col(Programme.id) == AllowanceRun.programme_id)
        .where(
            col(Programme.unit_id).in_(under(tuple(paths))),
            col(AllowanceRun.state).in_(SETTLED),
            col(AllowanceRun.month) >= first,
            col(AllowanceRun.month) <= last,
        )
        .order_by(col(AllowanceRun.month), col(Programme.name), col(AllowanceRun.id))
    )
    if programme_id is not None:
        statement = statement.where(AllowanceRun.programme_id == programme_id)
    return [(run, name) for run, name in session.exec(statement).all()]


def figures_of(session: Session, run_ids: Sequence[UUID]) -> Figures:
    """Every sum of these runs; what a run has none of is 0."""
    found: Figures = {run_id: {} for run_id in run_ids}
    for names, statement in _STATEMENTS:
        key = statement.selected_columns[0]
        for row in session.execute(statement.where(key.in_(run_ids)).group_by(key)).all():
            found[row[0]] |= {name: int(value or 0) for name, value in zip(names, row[1:], strict=True)}
    return found


def _paid(*states: PaymentState) -> Any:
    return func.sum(case((col(Payment.state).in_(states), col(Payment.amount_fen)), else_=0))


_LIVE = (PaymentState.DUE, PaymentState.BATCHED, PaymentState.PAID)
_OUTSIDE = case(
    (col(Payment.batch_id).is_(None) & (col(Payment.state) == PaymentState.PAID), col(Payment.amount_fen)), else_=0
)
_STATEMENTS: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("lines_fen",), columns(col(AllowanceLine.run_id), func.sum(AllowanceLine.amount_fen))),
    (
        ("rows", "subsidy_fen", "transport_fen", "adjustment_fen", "debt_fen", "total_fen"),
        columns(
            col(AllowanceRow.run_id),
            func.count(),
            func.sum(AllowanceRow.subsidy_fen),
            func.sum(AllowanceRow.transport_fen),
            func.sum(AllowanceRow.adjustment_fen),
            func.sum(col(AllowanceRow.debt_in_fen) + col(AllowanceRow.carried_fen)),
            func.sum(AllowanceRow.total_fen),
        ),
    ),
    (
        ("trips_fen",),
        columns(col(Claim.run_id), func.sum(Claim.pay_fen)).where(col(Claim.kind) == ClaimKind.TRANSPORT),
    ),
    (
        ("adjustments_fen",),
        columns(col(AllowanceAdjustment.run_id), func.sum(AllowanceAdjustment.amount_fen)),
    ),
    (("debts_fen",), columns(col(AllowanceDebtEntry.run_id), func.sum(AllowanceDebtEntry.amount_fen))),
    (
        ("payments_fen", "due_fen", "bounced_fen", "outside_fen"),
        columns(
            col(Payment.run_id),
            _paid(*_LIVE),
            _paid(PaymentState.DUE),
            _paid(PaymentState.BOUNCED),
            func.sum(_OUTSIDE),
        ),
    ),
    (("batches_fen",), columns(col(BankBatch.run_id), func.sum(BankBatch.total_fen))),
)
