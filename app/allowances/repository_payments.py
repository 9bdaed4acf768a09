"""Every statement over payments and their batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, update
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.allowances.models import AllowanceRow, AllowanceRun, RunState
from app.allowances.models_bank import BankBatch, Payment, PaymentState
from app.core.bulk import complete, insert_rows
from app.core.paging import page_of
from app.secondments.models import Programme
from app.secondments.scope import under


@dataclass(frozen=True, slots=True)
class Owed:
    """A payment with whom it is for."""

    payment: Payment
    name: str
    person_no: str | None


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """Which payments: of programmes below these paths or of the cadre themselves; the rest narrows."""

    paths: tuple[str, ...]
    person_id: UUID | None
    month: str | None = None
    programme_id: UUID | None = None
    state: PaymentState | None = None
    secondment_id: UUID | None = None


def owed_rows(session: Session, run_id: UUID) -> list[tuple[UUID, UUID, int]]:
    """(secondment, cadre, fen) of the run's rows that pay something."""
    statement = select(AllowanceRow.secondment_id, AllowanceRow.cadre_id, AllowanceRow.total_fen)
    statement = statement.where(AllowanceRow.run_id == run_id, col(AllowanceRow.total_fen) > 0)
    return [(key, cadre, fen) for key, cadre, fen in session.exec(statement).all()]


def add_payments(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store new payments in bulk."""
    for _ in insert_rows(session, Payment, [complete(Payment, row) for row in rows]):
        pass


def due_payments(session: Session, run_id: UUID, *, lock: bool = False) -> list[Owed]:
    """What no batch has taken yet, by person number."""
    statement = (
        select(Payment, Person.name, Person.person_no)
        .join(Person, col(Person.id) == Payment.cadre_id)
        .where(Payment.run_id == run_id, Payment.state == PaymentState.DUE)
        .order_by(func.coalesce(col(Person.person_no), ""), col(Payment.secondment_id))
    )
    if lock:
        statement = statement.with_for_update(of=Payment).execution_options(populate_existing=True)
    return [Owed(payment, name, number) for payment, name, number in session.exec(statement).all()]


def payments_of_batch(session: Session, batch_id: UUID) -> list[Payment]:
    """A batch's payments in the order of its file, whatever became of them."""
    statement = select(Payment).where(Payment.batch_id == batch_id).order_by(col(Payment.batch_line))
    return list(session.exec(statement).all())


def last_batch(session: Session, run_id: UUID) -> BankBatch | None:
    """The newest batch of a run."""
    statement = select(BankBatch).where(BankBatch.run_id == run_id).order_by(col(BankBatch.number).desc())
    return session.exec(statement).first()


def get_batch(session: Session, batch_id: UUID) -> BankBatch | None:
    """A batch by id."""
    return session.get(BankBatch, batch_id)


def find_batch(session: Session, run_id: UUID, number: int) -> BankBatch | None:
    """A run's batch by its number."""
    return session.exec(select(BankBatch).where(BankBatch.run_id == run_id, BankBatch.number == number)).first()


def list_batches(session: Session, run_id: UUID) -> list[BankBatch]:
    """A run's batches, newest first."""
    statement = select(BankBatch).where(BankBatch.run_id == run_id).order_by(col(BankBatch.number).desc())
    return list(session.exec(statement).all())


def outcomes_of(session: Session, batch_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many payments of each batch are paid, and how many came back."""
    paid = func.sum(case((col(Payment.state) == PaymentState.PAID, 1), else_=0))
    bounced = func.sum(case((col(Payment.state) == PaymentState.BOUNCED, 1), else_=0))
    statement = select(Payment.batch_id, paid, bounced).where(col(Payment.batch_id).in_(batch_ids))
    rows = session.exec(statement.group_by(col(Payment.batch_id))).all()
    return {key: (int(one), int(two)) for key, one, two in rows if key is not None}


def mark_paid(session: Session, run_id: UUID, batch_id: UUID | None, at: datetime, by: UUID | None) -> int:
    """What a batch took, or every batch, is paid; answers how many payments changed."""
    statement = update(Payment).where(col(Payment.run_id) == run_id, col(Payment.state) == PaymentState.BATCHED)
    if batch_id is not None:
        statement = statement.where(col(Payment.batch_id) == batch_id)
    changed = {"state": PaymentState.PAID, "paid_at": at, "paid_by_id": by, "updated_at": at}
    return session.exec(statement.values(version=col(Payment.version) + 1, **changed)).rowcount


def reseal(session: Session, payment_id: UUID, sealed: str) -> None:
    """The same snapshot under the present data key; no change of the payment, so its version stays."""
    session.exec(update(Payment).where(col(Payment.id) == payment_id).values(sealed=sealed))


def get_payment(session: Session, payment_id: UUID, *, lock: bool = False) -> Payment | None:
    """A payment by id."""
    statement = select(Payment).where(col(Payment.id) == payment_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def get_run(session: Session, run_id: UUID, *, lock: bool = False) -> AllowanceRun:
    """The run that a payment is of."""
    statement = select(AllowanceRun).where(col(AllowanceRun.id) == run_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).one()


def list_payments(
    session: Session, wanted: PaymentFilter, limit: int, cursor: str | None
) -> tuple[list[Payment], str | None]:
    """A page of payments, the newest first."""
    statement = select(Payment).join(AllowanceRun, col(AllowanceRun.id) == Payment.run_id).where(*_conditions(wanted))
    return page_of(session, statement, [(col(Payment.id), UUID, True)], limit, cursor)


def last_settled_month(session: Session, programme_ids: Sequence[UUID]) -> str | None:
    """The newest month that one of these programmes has closed."""
    statement = select(func.max(AllowanceRun.month)).where(
        col(AllowanceRun.programme_id).in_(programme_ids),
        col(AllowanceRun.state).in_((RunState.CLOSED, RunState.PAID)),
    )
    return session.exec(statement).one()


def programmes_with_due(session: Session, month: str) -> set[UUID]:
    """The programmes some of whose payments of the month no batch has taken."""
    statement = select(AllowanceRun.programme_id).join(Payment, col(Payment.run_id) == AllowanceRun.id)
    due = statement.where(AllowanceRun.month == month, Payment.state == PaymentState.DUE).distinct()
    return set(session.exec(due).all())


def runs_of(session: Session, run_ids: Sequence[UUID]) -> dict[UUID, AllowanceRun]:
    """Runs by id."""
    found = session.exec(select(AllowanceRun).where(col(AllowanceRun.id).in_(run_ids))).all()
    return {run.id: run for run in found}


def batches_of(session: Session, batch_ids: Sequence[UUID]) -> dict[UUID, BankBatch]:
    """Batches by id."""
    found = session.exec(select(BankBatch).where(col(BankBatch.id).in_(batch_ids))).all()
    return {batch.id: batch for batch in found}


def people_of(session: Session, person_ids: Sequence[UUID]) -> dict[UUID, Person]:
    """People by id."""
    found = session.exec(select(Person).where(col(Person.id).in_(person_ids))).all()
    return {person.id: person for person in found}


def _conditions(wanted: PaymentFilter) -> list[ColumnElement[bool]]:
    programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(wanted.paths)))
    visible = col(AllowanceRun.programme_id).in_(programmes)
    found: list[ColumnElement[bool]] = [
        visible if wanted.person_id is None else visible | (col(Payment.cadre_id) == wanted.person_id)
    ]
    for column, value in (
        (col(AllowanceRun.month), wanted.month),
        (col(AllowanceRun.programme_id), wanted.programme_id),
        (col(Payment.state), wanted.state),
        (col(Payment.secondment_id), wanted.secondment_id),
    ):
        if value is not None:
            found.append(column == value)
    return found
