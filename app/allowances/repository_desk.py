"""The desk's month: a page of its rows and every count of it, the live exceptions joined in SQL, never all rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, or_
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.allowances.models import AllowanceRow, AllowanceRun, RowStatus, RunState
from app.allowances.models_bank import AccountState, BankAccount, Payment, PaymentState
from app.allowances.models_objections import Objection, ObjectionState
from app.allowances.models_settlement import AdjustmentKind, AllowanceAdjustment
from app.allowances.repository_runs import sums_of_rows
from app.allowances.schemas_desk import Tab
from app.core.portions import portions

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
class Joined:
    """What is joined live: whether the run is closed, the newest account, the live payment, an open objection.

    `made_good`: a later run pays as back pay what a closed one left out.
    """

    settled: bool
    account: AccountState | None
    payment: PaymentState | None
    attempt: int | None
    objects: bool
    made_good: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A row with its names, and what is joined live."""

    row: AllowanceRow
    cadre_name: str
    person_no: str | None
    unit_name: str
    rank: int
    joined: Joined


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
        rank,
        *_live(wanted.month),
    )
    statement = _joined(select(*columns)).join(Unit, col(Unit.id) == col(AllowanceRow.unit_id))
    statement = statement.where(*_conditions(wanted))
    if after is not None:
        last_rank, last_number, last_id = after
        further = and_(number == last_number, col(AllowanceRow.secondment_id) > UUID(last_id))
        statement = statement.where(or_(rank > last_rank, and_(rank == last_rank, or_(number > last_number, further))))
    statement = statement.order_by(rank, number, col(AllowanceRow.secondment_id)).limit(limit)
    found = session.execute(statement).all()
    return [Listed(row, name, no, unit, asks, Joined(*live)) for row, name, no, unit, asks, *live in found]


def list_joined(session: Session, month: str, row_ids: Sequence[UUID]) -> dict[UUID, Joined]:
    """What is joined live to these rows of one month."""
    columns: Any = (col(AllowanceRow.id), *_live(month))
    found: dict[UUID, Joined] = {}
    for some in portions(row_ids, CHUNK):
        chunk = some
        statement = _joined(select(*columns)).where(col(AllowanceRow.id).in_(chunk))
        found |= {key: Joined(*live) for key, *live in session.execute(statement).all()}
    return found


def count_rows(session: Session, wanted: DeskRun) -> int:
    """How many rows the tab and the search leave."""
    statement = _joined(select(func.count()).select_from(AllowanceRow)).where(*_conditions(wanted))
    return int(session.execute(statement).scalar_one())


def count_month(session: Session, wanted: DeskRun) -> Counts:
    """The counts of the tabs and the sums of the foot, in one statement."""
    columns: Any = (
        func.count(),
        _tally(_rank(wanted) < _PLAIN),
        _tally(_adjusted()),
        _tally(_pending()),
        _tally(col(AllowanceRow.total_fen) > 0),
        *sums_of_rows(),
    )
    statement = _joined(select(*columns).select_from(AllowanceRow))
    found = session.execute(statement.where(col(AllowanceRow.run_id) == wanted.id)).one()
    return Counts(*(int(value) for value in found))


CHUNK = 1000
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


def _live(month: str) -> tuple[Any, ...]:
    settled = col(AllowanceRun.state).in_((RunState.CLOSED, RunState.PAID))
    return settled, BankAccount.state, Payment.state, Payment.attempt, _objects(month), _made_good(month)


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
    waits = col(AllowanceRow.status) != RowStatus.PAYABLE
    if wanted.settled:
        waits = and_(waits, ~_made_good(wanted.month))
    return case((waits, 0), (_asks(wanted), 1), else_=_PLAIN)


def _asks(wanted: DeskRun) -> ColumnElement[bool]:
    """What a payable row asks: before the close receipts and account, afterwards what is still to be transferred."""
    if wanted.settled:
        due = col(Payment.state) == PaymentState.DUE
        return or_(_objects(wanted.month), and_(due, or_(_unverified(), col(Payment.attempt) > 1)))
    over_cap = col(AllowanceRow.receipts_fen) > col(AllowanceRow.transport_fen)
    return or_(_objects(wanted.month), over_cap, and_(col(AllowanceRow.total_fen) > 0, _unverified()))


def _unverified() -> ColumnElement[bool]:
    return or_(col(BankAccount.id).is_(None), col(BankAccount.state) != AccountState.VERIFIED)


def _objects(month: str) -> ColumnElement[bool]:
    """An objection of the cadre waits for its answer; one small set, looked up by every row."""
    waiting = select(Objection.secondment_id).where(
        col(Objection.month) == literal(month), col(Objection.state) == ObjectionState.OPEN
    )
    return col(AllowanceRow.secondment_id).in_(waiting)


def _made_good(month: str) -> ColumnElement[bool]:
    """A later run has the back pay of the month; one small set too."""
    paid = select(AllowanceAdjustment.secondment_id).where(
        col(AllowanceAdjustment.month) == literal(month), col(AllowanceAdjustment.kind) == AdjustmentKind.BACK_PAY
    )
    return col(AllowanceRow.secondment_id).in_(paid)


def _adjusted() -> ColumnElement[bool]:
    return or_(
        col(AllowanceRow.adjustment_fen) != 0, col(AllowanceRow.debt_in_fen) != 0, col(AllowanceRow.carried_fen) != 0
    )


def _pending() -> ColumnElement[bool]:
    return col(AllowanceRow.status) == RowStatus.PENDING


def _number() -> ColumnElement[str]:
    return func.coalesce(col(Person.person_no), "")
