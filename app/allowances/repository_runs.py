"""Runs with their rows and lines: written in bulk while the month is open, read afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, func, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Person, Unit
from app.allowances.errors import PaidMeanwhile
from app.allowances.models import AllowanceLine, AllowanceRow, AllowanceRun, RowStatus
from app.core.bulk import Block, copy_blocks, copy_rows
from app.core.portions import portions
from app.secondments.models import Programme, Secondment
from app.secondments.scope import under

BATCH = 5000
PAID_ONCE = ("uq_allowance_lines_paid_once", "allowance_lines.cadre_id, allowance_lines.day_on")
"""How PostgreSQL and SQLite name the index that lets a date be paid once to a person."""


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows: of one month, as far as `visible` goes, of one programme, of the units at and below a path."""

    month: str
    visible: SelectOfScalar[UUID]
    programme_id: UUID | None = None
    unit_path: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """For a statement over rows joined with their runs."""
        found = [col(AllowanceRun.month) == self.month, col(AllowanceRow.secondment_id).in_(self.visible)]
        if self.programme_id is not None:
            found.append(col(AllowanceRun.programme_id) == self.programme_id)
        if self.unit_path is not None:
            found.append(col(AllowanceRow.unit_id).in_(under((self.unit_path,))))
        return found


@dataclass(frozen=True, slots=True)
class RowSums:
    """How many rows owe something, and the sums of their halves and fen."""

    cadres: int
    halves: int
    subsidy_fen: int
    receipts_fen: int
    transport_fen: int
    adjustment_fen: int
    debt_in_fen: int
    carried_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row with the names that a list shows."""

    row: AllowanceRow
    programme_id: UUID
    cadre_name: str
    person_no: str | None
    unit_name: str


RowKey = tuple[int, str, str]
"""(1 when payable, person number, secondment): rows that ask for something come first."""


def find_run(session: Session, programme_id: UUID, month: str, *, lock: bool = False) -> AllowanceRun | None:
    """A programme's run of a month."""
    statement = select(AllowanceRun).where(AllowanceRun.programme_id == programme_id, AllowanceRun.month == month)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def list_runs(session: Session, programme_ids: Sequence[UUID], month: str) -> list[AllowanceRun]:
    """The runs of these programmes' month."""
    statement = select(AllowanceRun).where(
        col(AllowanceRun.programme_id).in_(programme_ids), col(AllowanceRun.month) == month
    )
    return list(session.exec(statement).all())


def list_programme_runs(session: Session, programme_id: UUID) -> list[AllowanceRun]:
    """Every run of a programme, oldest month first."""
    statement = select(AllowanceRun).where(col(AllowanceRun.programme_id) == programme_id)
    return list(session.exec(statement.order_by(col(AllowanceRun.month))).all())


def replace_content(session: Session, run_id: UUID, rows: Sequence[dict[str, Any]], lines: Sequence[Block]) -> None:
    """Let these be all rows and lines of an open run; the database refuses it for a closed one.

    The lines of whoever has the digest of days that is stored already stay. PaidMeanwhile when another programme's
    run has just paid one of the dates.
    """
    stored = dict(session.exec(select(AllowanceRow.secondment_id, AllowanceRow.days_digest).where(_of(run_id))).all())
    same = {
        row["secondment_id"]
        for row in rows
        if row["days_digest"] and row["days_digest"] == stored.get(row["secondment_id"])
    }
    gone = sorted(stored.keys() - same)
    for some in portions(gone, BATCH):
        whose = col(AllowanceLine.secondment_id).in_(some)
        session.execute(delete(AllowanceLine).where(col(AllowanceLine.run_id) == run_id, whose))
    session.execute(delete(AllowanceRow).where(_of(run_id)))
    copy_rows(session, AllowanceRow, rows)
    try:
        copy_blocks(session, AllowanceLine, [block for block in lines if block.own["secondment_id"] not in same])
    except IntegrityError as error:
        if any(sign in str(error.orig) for sign in PAID_ONCE):
            raise PaidMeanwhile from error
        raise


def _of(run_id: UUID) -> ColumnElement[bool]:
    return col(AllowanceRow.run_id) == run_id


def count_status(session: Session, run_id: UUID, status: RowStatus) -> int:
    """How many rows of a run are so."""
    statement = select(func.count()).select_from(AllowanceRow)
    return session.exec(statement.where(AllowanceRow.run_id == run_id, AllowanceRow.status == status)).one()


def pays_person(session: Session, run_id: UUID, person_id: UUID) -> bool:
    """Whether somebody is in the run themselves."""
    statement = select(AllowanceRow.id).where(AllowanceRow.run_id == run_id, AllowanceRow.cadre_id == person_id)
    return session.exec(statement).first() is not None


def find_row(session: Session, secondment_id: UUID, month: str) -> tuple[AllowanceRun, AllowanceRow] | None:
    """A secondment's row of a month with its run."""
    statement = (
        select(AllowanceRun, AllowanceRow)
        .join(AllowanceRow, col(AllowanceRow.run_id) == AllowanceRun.id)
        .where(AllowanceRow.secondment_id == secondment_id, AllowanceRun.month == month)
    )
    found = session.exec(statement).first()
    return None if found is None else (found[0], found[1])


def list_lines(session: Session, run_id: UUID, secondment_id: UUID) -> list[AllowanceLine]:
    """The stored lines of a row, in order."""
    statement = select(AllowanceLine).where(
        AllowanceLine.run_id == run_id, AllowanceLine.secondment_id == secondment_id
    )
    return list(session.exec(statement.order_by(col(AllowanceLine.day_on))).all())


def _rank() -> ColumnElement[int]:
    return case((col(AllowanceRow.status) == RowStatus.PAYABLE, 1), else_=0)


def _number() -> ColumnElement[str]:
    return func.coalesce(col(Person.person_no), "")


def list_rows(session: Session, wanted: RowFilter, limit: int | None, after: RowKey | None) -> list[NamedRow]:
    """Rows with names: those that ask for something first, then by person number."""
    statement = (
        select(AllowanceRow, AllowanceRun.programme_id, Person.name, Person.person_no, Unit.name)  # type: ignore[call-overload]
        .join(AllowanceRun, col(AllowanceRun.id) == AllowanceRow.run_id)
        .join(Person, col(Person.id) == AllowanceRow.cadre_id)
        .join(Unit, col(Unit.id) == AllowanceRow.unit_id)
        .where(*wanted.conditions())
        .order_by(_rank(), _number(), AllowanceRow.secondment_id)
    )
    if after is not None:
        statement = statement.where(_beyond(after))
    if limit is not None:
        statement = statement.limit(limit)
    return [NamedRow(*found) for found in session.exec(statement).all()]


def _beyond(after: RowKey) -> ColumnElement[bool]:
    """Lexicographically after (rank, person number, secondment)."""
    rank, number = _rank(), _number()
    last_rank, last_number, last_id = after
    further = and_(number == last_number, col(AllowanceRow.secondment_id) > UUID(last_id))
    return or_(rank > last_rank, and_(rank == last_rank, or_(number > last_number, further)))


def sums_of_rows() -> tuple[ColumnElement[int], ...]:
    """The halves and the fen of whatever rows a statement is over, in the order of `RowSums`."""
    summed = (
        col(AllowanceRow.payable_halves),
        col(AllowanceRow.subsidy_fen),
        col(AllowanceRow.receipts_fen),
        col(AllowanceRow.transport_fen),
        col(AllowanceRow.adjustment_fen),
        col(AllowanceRow.debt_in_fen),
        col(AllowanceRow.carried_fen),
        col(AllowanceRow.total_fen),
    )
    return tuple(func.coalesce(func.sum(column), 0) for column in summed)


def sum_rows(session: Session, wanted: RowFilter) -> RowSums:
    """Sums over the rows; the pending have no subsidy in them, and count once something else is paid to them."""
    owed = or_(col(AllowanceRow.status) == RowStatus.PAYABLE, col(AllowanceRow.total_fen) > 0)
    statement = (
        select(
            func.coalesce(func.sum(case((owed, 1), else_=0)), 0),
            *sums_of_rows(),
        )
        .join(AllowanceRun, col(AllowanceRun.id) == AllowanceRow.run_id)
        .where(*wanted.conditions())
    )
    found: Any = session.exec(statement).one()
    return RowSums(*(int(value) for value in found))


def names_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    """People's names."""
    return dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids))).all())


def unit_path(session: Session, unit_id: UUID) -> str | None:
    """A unit's place in the tree."""
    return session.exec(select(Unit.path).where(col(Unit.id) == unit_id)).first()


def list_pending(session: Session, wanted: RowFilter) -> list[NamedRow]:
    """Every row that waits for its month's confirmation, by person number."""
    statement = (
        select(AllowanceRow, AllowanceRun.programme_id, Person.name, Person.person_no, Unit.name)  # type: ignore[call-overload]
        .join(AllowanceRun, col(AllowanceRun.id) == AllowanceRow.run_id)
        .join(Person, col(Person.id) == AllowanceRow.cadre_id)
        .join(Unit, col(Unit.id) == AllowanceRow.unit_id)
        .where(*wanted.conditions(), col(AllowanceRow.status) == RowStatus.PENDING)
        .order_by(_number(), AllowanceRow.secondment_id)
    )
    return [NamedRow(*found) for found in session.exec(statement).all()]


def knows_programme(session: Session, visible: SelectOfScalar[UUID], programme_id: UUID, paths: Sequence[str]) -> bool:
    """Whether somebody pays or runs the programme, or is in it themselves."""
    statement = select(Programme.id).where(
        col(Programme.id) == programme_id,
        or_(
            col(Programme.unit_id).in_(under(tuple(paths))),
            col(Programme.id).in_(select(Secondment.programme_id).where(col(Secondment.id).in_(visible))),
        ),
    )
    return session.exec(statement).first() is not None
