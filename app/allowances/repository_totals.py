"""Sums over many months: whole months from the rows, anything else from the lines, each by its covering index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.allowances.models import AllowanceLine, AllowanceRow, AllowanceRun
from app.core import clock
from app.secondments.models import Programme
from app.secondments.scope import under

Group = Literal["unit", "programme", "month", "cadre"]


@dataclass(frozen=True, slots=True)
class Sums:
    """Halves and fen. What belongs to months and not to days is None where the span is not of whole months."""

    halves: int
    subsidy_fen: int
    receipts_fen: int | None = None
    transport_fen: int | None = None
    adjustment_fen: int | None = None
    debt_fen: int | None = None
    total_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """One group: `code` is a person's number."""

    key: str
    name: str
    code: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class TotalsFilter:
    """From `first` to `last`, both included, for the programmes run below `paths`, or one of them."""

    first: date
    last: date
    paths: tuple[str, ...]
    programme_id: UUID | None = None

    @property
    def is_whole_months(self) -> bool:
        """Then the rows say it all, thirty times faster."""
        months = clock.month_of(self.first), clock.month_of(self.last)
        return self.first == clock.month_bounds(months[0])[0] and self.last == clock.month_bounds(months[1])[1]

    def runs(self) -> list[ColumnElement[bool]]:
        """The runs of these months and programmes."""
        programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(self.paths)))
        found = [
            col(AllowanceRun.month) >= clock.month_of(self.first),
            col(AllowanceRun.month) <= clock.month_of(self.last),
            col(AllowanceRun.programme_id).in_(programmes),
        ]
        if self.programme_id is not None:
            found.append(col(AllowanceRun.programme_id) == self.programme_id)
        return found


_OF_ROWS: tuple[tuple[str, Any], ...] = (
    ("halves", func.sum(AllowanceRow.payable_halves)),
    ("subsidy_fen", func.sum(AllowanceRow.subsidy_fen)),
    ("receipts_fen", func.sum(AllowanceRow.receipts_fen)),
    ("transport_fen", func.sum(AllowanceRow.transport_fen)),
    ("adjustment_fen", func.sum(AllowanceRow.adjustment_fen)),
    ("debt_fen", func.sum(col(AllowanceRow.debt_in_fen) + col(AllowanceRow.carried_fen))),
    ("total_fen", func.sum(AllowanceRow.total_fen)),
)
_OF_LINES: tuple[tuple[str, Any], ...] = (
    ("halves", func.sum(AllowanceLine.halves)),
    ("subsidy_fen", func.sum(AllowanceLine.amount_fen)),
)


def _summed(wanted: TotalsFilter, keys: Sequence[Any]) -> Any:
    """(keys..., sums...) grouped by the keys; rows that wait carry nothing of their own days."""
    if wanted.is_whole_months:
        statement: Any = (
            columns(*keys, *(figure.label(name) for name, figure in _OF_ROWS))
            .select_from(AllowanceRow)
            .join(AllowanceRun, col(AllowanceRun.id) == AllowanceRow.run_id)
            .where(*wanted.runs())
        )
    else:
        statement = (
            columns(*keys, *(figure.label(name) for name, figure in _OF_LINES))
            .select_from(AllowanceLine)
            .join(AllowanceRun, col(AllowanceRun.id) == AllowanceLine.run_id)
            .where(*wanted.runs(), col(AllowanceLine.day_on).between(wanted.first, wanted.last))
        )
    return statement.group_by(*keys) if keys else statement


def _sums(wanted: TotalsFilter, figures: Sequence[Any]) -> Sums:
    """Figures in the order of their columns; sums over nothing are 0."""
    return Sums(*(int(figure or 0) for figure in figures[: len(_OF_ROWS if wanted.is_whole_months else _OF_LINES)]))


def sum_all(session: Session, wanted: TotalsFilter) -> Sums:
    """The sums over everything."""
    return _sums(wanted, tuple(session.execute(_summed(wanted, ())).one()))


def list_totals(
    session: Session, wanted: TotalsFilter, group: Group, limit: int | None, after: tuple[str, str] | None
) -> list[Total]:
    """Groups in the order of their code or name, never of a sum; `after` is the (code or name, key) of the last."""
    summed, named, order = _grouped(wanted, group)
    key = named.c.key
    figures = [column for column in summed.c if column.key != "key"]
    statement = columns(key, named.c.name, named.c.code, *figures).select_from(named).join(summed, summed.c.key == key)
    if after is not None:
        text, last = after
        past = key > last if group == "month" else key > UUID(last)
        statement = statement.where(or_(order > text, and_(order == text, past)))
    rows = session.execute(statement.order_by(order, key).limit(limit)).all()
    return [Total(str(row[0]), row[1], row[2] or "", _sums(wanted, row[3:])) for row in rows]


def count_totals(session: Session, wanted: TotalsFilter, group: Group) -> int:
    """How many groups there are."""
    summed, _, _ = _grouped(wanted, group)
    return int(session.execute(columns(func.count()).select_from(summed)).scalar_one())


def _grouped(wanted: TotalsFilter, group: Group) -> tuple[Any, Any, Any]:
    """The sums by key, the names by key, and what orders them."""
    if group == "month":
        summed = _summed(wanted, (col(AllowanceRun.month).label("key"),)).subquery()
        month = col(AllowanceRun.month)
        named: Any = columns(month.label("key"), month.label("name"), month.label("code")).distinct().subquery()
        return summed, named, named.c.name
    if group == "programme":
        summed = _summed(wanted, (col(AllowanceRun.programme_id).label("key"),)).subquery()
        named = columns(col(Programme.id).label("key"), col(Programme.name).label("name"), _no_code()).subquery()
        return summed, named, named.c.name
    if group == "unit":
        summed = _by_unit(wanted).subquery()
        named = columns(col(Unit.id).label("key"), col(Unit.name).label("name"), _no_code()).subquery()
        return summed, named, named.c.name
    source = AllowanceRow if wanted.is_whole_months else AllowanceLine
    summed = _summed(wanted, (col(source.cadre_id).label("key"),)).subquery()
    number = func.coalesce(col(Person.person_no), "").label("code")
    named = columns(col(Person.id).label("key"), col(Person.name).label("name"), number).subquery()
    return summed, named, named.c.code


def _no_code() -> Any:
    return literal("").label("code")


def _by_unit(wanted: TotalsFilter) -> Any:
    """A line has no unit of its own: its row names it."""
    unit: Any = col(AllowanceRow.unit_id).label("key")
    statement = _summed(wanted, (unit,))
    if wanted.is_whole_months:
        return statement
    same = and_(
        col(AllowanceRow.run_id) == AllowanceLine.run_id, col(AllowanceRow.secondment_id) == AllowanceLine.secondment_id
    )
    return statement.join(AllowanceRow, same)


def programmes_in(session: Session, wanted: TotalsFilter) -> list[Programme]:
    """The programmes that have a run in the span."""
    ran = select(AllowanceRun.programme_id).where(*wanted.runs())
    return list(session.exec(select(Programme).where(col(Programme.id).in_(ran)).order_by(col(Programme.name))).all())
