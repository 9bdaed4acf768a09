"""The desk's month: a page of its rows and every count of it, the live exceptions joined in SQL, never all rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, or_
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.allowances.models import AllowanceRow, AllowanceRun, RowStatus
from app.allowances.models_bank import AccountState, BankAccount, Payment, PaymentState
from app.allowances.models_claims import Claim, ClaimKind, ClaimState
from app.allowances.models_objections import Objection, ObjectionState
from app.allowances.models_settlement import (
    AdjustmentState,
    AllowanceAdjustment,
    AllowanceChange,
    AllowanceDebt,
    ChangeKind,
)
from app.allowances.schemas_desk import Tab
from app.core import clock
from app.core.actor import Actor, Role
from app.secondments.models import Programme, Secondment, SecondmentStatus
from app.secondments.scope import under, visible_secondment_ids

DeskKey = tuple[int, str, str]
"""(0 for what blocks or waits, 1 for what asks, 2 for the rest; person number; secondment)."""


@dataclass(frozen=True, slots=True)
class DeskRun:
    """Whose rows are wanted; `settled` when the run is closed, from when only its payments still ask for something."""

    id: UUID
    month: str
    settled: bool = False
    tab: Tab = Tab.ALL
    text: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row with its names, and what is joined live."""

    row: AllowanceRow
    cadre_name: str
    person_no: str | None
    unit_name: str
    account: AccountState | None
    payment: PaymentState | None
    attempt: int | None
    objects: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the whole run: rows by what they ask, and the sums of every column of money."""

    rows: int
    asking: int
    adjusted: int
    pending: int
    paid_rows: int
    halves: int
    subsidy_fen: int
    receipts_fen: int
    transport_fen: int
    adjustment_fen: int
    debt_in_fen: int
    carried_fen: int
    total_fen: int


def list_page(session: Session, wanted: DeskRun, limit: int, after: DeskKey | None) -> list[Listed]:
    """A page of rows: what blocks first, then what asks for something, then by person number."""
    rank, number = _rank(wanted), _number()
    columns: Any = (
        AllowanceRow,
        Person.name,
        Person.person_no,
        Unit.name,
        BankAccount.state,
        Payment.state,
        Payment.attempt,
        _objects(wanted),
        rank,
    )
    statement = _joined(select(*columns)).join(Unit, col(Unit.id) == col(AllowanceRow.unit_id))
    statement = statement.where(*_conditions(wanted))
    if after is not None:
        last_rank, last_number, last_id = after
        further = and_(number == last_number, col(AllowanceRow.secondment_id) > UUID(last_id))
        statement = statement.where(or_(rank > last_rank, and_(rank == last_rank, or_(number > last_number, further))))
    statement = statement.order_by(rank, number, col(AllowanceRow.secondment_id)).limit(limit)
    return [Listed(*row) for row in session.execute(statement).all()]


def count_rows(session: Session, wanted: DeskRun) -> int:
    """How many rows the tab and the search leave."""
    statement = _joined(select(func.count()).select_from(AllowanceRow)).where(*_conditions(wanted))
    return int(session.execute(statement).scalar_one())


def count_month(session: Session, wanted: DeskRun) -> Counts:
    """The counts of the tabs and the sums of the foot, in one statement."""
    sums = (
        col(AllowanceRow.payable_halves),
        col(AllowanceRow.subsidy_fen),
        col(AllowanceRow.receipts_fen),
        col(AllowanceRow.transport_fen),
        col(AllowanceRow.adjustment_fen),
        col(AllowanceRow.debt_in_fen),
        col(AllowanceRow.carried_fen),
        col(AllowanceRow.total_fen),
    )
    columns: Any = (
        func.count(),
        _tally(_rank(wanted) < _PLAIN),
        _tally(_adjusted()),
        _tally(_pending()),
        _tally(col(AllowanceRow.total_fen) > 0),
        *(func.coalesce(func.sum(column), 0) for column in sums),
    )
    statement = _joined(select(*columns).select_from(AllowanceRow))
    found = session.execute(statement.where(col(AllowanceRow.run_id) == wanted.id)).one()
    return Counts(*(int(value) for value in found))


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


def claims_behind(session: Session, wanted: DeskRun, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Of each secondment the dearest journey that waits to be paid with the month."""
    last = clock.month_bounds(wanted.month)[1]
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


_PLAIN = 2


def _tally(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _joined(statement: Any) -> Any:
    """With the person, the newest account and the live payment of each row: one of each at most."""
    newest = and_(col(BankAccount.person_id) == col(AllowanceRow.cadre_id), col(BankAccount.replaced_at).is_(None))
    live = and_(
        col(Payment.run_id) == col(AllowanceRow.run_id),
        col(Payment.secondment_id) == col(AllowanceRow.secondment_id),
        col(Payment.state) != PaymentState.BOUNCED,
    )
    return (
        statement.join(AllowanceRun, col(AllowanceRun.id) == col(AllowanceRow.run_id))
        .join(Person, col(Person.id) == col(AllowanceRow.cadre_id))
        .join(BankAccount, newest, isouter=True)
        .join(Payment, live, isouter=True)
    )


def _conditions(wanted: DeskRun) -> list[ColumnElement[bool]]:
    found = [col(AllowanceRow.run_id) == wanted.id]
    if wanted.tab is Tab.ASKING:
        found.append(_rank(wanted) < _PLAIN)
    elif wanted.tab is Tab.ADJUSTED:
        found.append(_adjusted())
    elif wanted.tab is Tab.PENDING:
        found.append(_pending())
    if wanted.text:
        number = col(Person.person_no).startswith(wanted.text, autoescape=True)
        found.append(or_(col(Person.name).contains(wanted.text, autoescape=True), number))
    return found


def _rank(wanted: DeskRun) -> ColumnElement[int]:
    return case((col(AllowanceRow.status) != RowStatus.PAYABLE, 0), (_asks(wanted), 1), else_=_PLAIN)


def _asks(wanted: DeskRun) -> ColumnElement[bool]:
    """What a payable row asks: before the close receipts and account, afterwards what is still to be transferred."""
    if wanted.settled:
        due = col(Payment.state) == PaymentState.DUE
        return or_(_objects(wanted), and_(due, or_(_unverified(), col(Payment.attempt) > 1)))
    over_cap = col(AllowanceRow.receipts_fen) > col(AllowanceRow.transport_fen)
    return or_(_objects(wanted), over_cap, and_(col(AllowanceRow.total_fen) > 0, _unverified()))


def _unverified() -> ColumnElement[bool]:
    return or_(col(BankAccount.id).is_(None), col(BankAccount.state) != AccountState.VERIFIED)


def _objects(wanted: DeskRun) -> ColumnElement[bool]:
    """An objection of the cadre waits for its answer; one small set, looked up by every row."""
    waiting = select(Objection.secondment_id).where(
        col(Objection.month) == literal(wanted.month), col(Objection.state) == ObjectionState.OPEN
    )
    return col(AllowanceRow.secondment_id).in_(waiting)


def _adjusted() -> ColumnElement[bool]:
    return or_(
        col(AllowanceRow.adjustment_fen) != 0, col(AllowanceRow.debt_in_fen) != 0, col(AllowanceRow.carried_fen) != 0
    )


def _pending() -> ColumnElement[bool]:
    return col(AllowanceRow.status) == RowStatus.PENDING


def _number() -> ColumnElement[str]:
    return func.coalesce(col(Person.person_no), "")
