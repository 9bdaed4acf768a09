"""What the monthly sheet says of a cadre besides the row itself: names, accounts, adjustments and debts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.accounts.models import Person
from app.allowances.models import AllowanceRow, AllowanceRun, RowStatus
from app.allowances.models_bank import AccountState, BankAccount, Payment, PaymentState
from app.allowances.models_settlement import AllowanceAdjustment
from app.secondments.models import Programme, Secondment

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class SheetSource:
    """A row with everything that stands in its line of the sheet; `paid_*` are the payment's own account."""

    run_id: UUID
    secondment_id: UUID
    programme: str
    name: str
    person_no: str | None
    sending_unit_id: UUID | None
    unit_id: UUID
    status: RowStatus
    halves: int
    subsidy_fen: int
    trips: int
    receipts_fen: int
    transport_fen: int
    adjustment_fen: int
    debt_in_fen: int
    carried_fen: int
    total_fen: int
    explanation: dict[str, Any]
    bank: str | None
    tail: str | None
    account_state: AccountState | None
    paid_bank: str | None
    paid_tail: str | None


_WANTED: tuple[Any, ...] = (
    AllowanceRow.run_id,
    AllowanceRow.secondment_id,
    Programme.name,
    Person.name,
    Person.person_no,
    Secondment.sending_unit_id,
    AllowanceRow.unit_id,
    AllowanceRow.status,
    AllowanceRow.payable_halves,
    AllowanceRow.subsidy_fen,
    AllowanceRow.trips,
    AllowanceRow.receipts_fen,
    AllowanceRow.transport_fen,
    AllowanceRow.adjustment_fen,
    AllowanceRow.debt_in_fen,
    AllowanceRow.carried_fen,
    AllowanceRow.total_fen,
    AllowanceRow.explanation,
    BankAccount.bank_name,
    BankAccount.tail,
    BankAccount.state,
    Payment.bank_name,
    Payment.tail,
)
"""The fields of `SheetSource`, in order."""


def list_sources(session: Session, run_ids: Sequence[UUID]) -> list[SheetSource]:
    """The rows of these runs by programme, person number and name."""
    row = AllowanceRow
    newest = and_(col(BankAccount.person_id) == row.cadre_id, col(BankAccount.replaced_at).is_(None))
    payment = and_(
        col(Payment.run_id) == row.run_id,
        col(Payment.secondment_id) == row.secondment_id,
        col(Payment.state) != PaymentState.BOUNCED,
    )
    statement = (
        columns(*_WANTED)
        .select_from(AllowanceRow)
        .join(AllowanceRun, col(AllowanceRun.id) == row.run_id)
        .join(Programme, col(Programme.id) == AllowanceRun.programme_id)
        .join(Person, col(Person.id) == row.cadre_id)
        .join(Secondment, col(Secondment.id) == row.secondment_id)
        .outerjoin(BankAccount, newest)
        .outerjoin(Payment, payment)
        .where(col(row.run_id).in_(run_ids))
        .order_by(
            col(Programme.name),
            col(Programme.id),
            func.coalesce(Person.person_no, ""),
            col(Person.name),
            col(row.secondment_id),
        )
    )
    return [SheetSource(*found) for found in session.execute(statement).all()]


def count_rows(session: Session, run_ids: Sequence[UUID]) -> int:
    """How many rows a sheet of these runs has."""
    statement = columns(func.count()).select_from(AllowanceRow).where(col(AllowanceRow.run_id).in_(run_ids))
    return int(session.execute(statement).scalar_one())


@dataclass(frozen=True, slots=True)
class SheetAdjustment:
    """What a run pays or takes for an earlier month."""

    run_id: UUID
    secondment_id: UUID
    kind: str
    month: str
    amount_fen: int


def list_adjustments(session: Session, run_ids: Sequence[UUID]) -> Iterator[SheetAdjustment]:
    """The adjustments that these runs settle, by the month that they refer to."""
    one = AllowanceAdjustment
    statement = (
        columns(one.run_id, one.secondment_id, one.kind, one.month, one.amount_fen)  # type: ignore[call-overload]
        .where(col(one.run_id).in_(run_ids), one.amount_fen != 0)
        .order_by(one.month, one.kind, one.id)
    )
    return (SheetAdjustment(*found) for found in session.execute(statement).all())
