"""Sums over many months: whole months from the rows, anything else from the lines by the covering index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.allowances.models import AllowanceLine, AllowanceRow, AllowanceRun, RowStatus
from app.core import clock
from app.secondments.models import Programme
from app.secondments.scope import under

Group = Literal["unit", "programme", "month", "cadre"]


@dataclass(frozen=True, slots=True)
class Total:
    """One group: `code` is a person's number; halves and fen are sums."""

    key: str
    name: str
    code: str
    halves: int
    subsidy_fen: int


@dataclass(frozen=True, slots=True)
class TotalsFilter:
    """From `first` to `last`, both included, for the programmes run below `paths`."""

    first: date
    last: date
    paths: tuple[str, ...]

    @property
    def is_whole_months(self) -> bool:
        """Then the rows say it all, thirty times faster."""
        months = clock.month_of(self.first), clock.month_of(self.last)
        return self.first == clock.month_bounds(months[0])[0] and self.last == clock.month_bounds(months[1])[1]

    def runs(self) -> list[ColumnElement[bool]]:
        """The runs of these months and programmes."""
        programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(self.paths)))
        return [
            col(AllowanceRun.month) >= clock.month_of(self.first),
            col(AllowanceRun.month) <= clock.month_of(self.last),
            col(AllowanceRun.programme_id).in_(programmes),
        ]


def _summed(wanted: TotalsFilter, keys: Sequence[Any]) -> Any:
    """(keys..., halves, fen) grouped by the keys, as a subquery."""
    if wanted.is_whole_months:
        statement: Any = (
            columns(
                *keys,
                func.sum(AllowanceRow.payable_halves).label("halves"),
                func.sum(AllowanceRow.subsidy_fen).label("fen"),
            )
            .select_from(AllowanceRow)
            .join(AllowanceRun, col(AllowanceRun.id) == AllowanceRow.run_id)
            .where(*wanted.runs(), col(AllowanceRow.status) == RowStatus.PAYABLE)
        )
    else:
        statement = (
            columns(
                *keys,
                func.sum(AllowanceLine.halves).label("halves"),
                func.sum(AllowanceLine.amount_fen).label("fen"),
            )
            .select_from(AllowanceLine)
            .join(AllowanceRun, col(AllowanceRun.id) == AllowanceLine.run_id)
            .where(*wanted.runs(), col(AllowanceLine.day_on).between(wanted.first, wanted.last))
        )
    return statement.group_by(*keys) if keys else statement


def sum_all(session: Session, wanted: TotalsFilter) -> tuple[int, int]:
    """(halves, fen) over everything."""
    halves, fen = session.execute(_summed(wanted, ())).one()
    return int(halves or 0), int(fen or 0)


def list_totals(
    session: Session, wanted: TotalsFilter, group: Group, limit: int, after: tuple[str, str] | None
) -> list[Total]:
    """Groups in the order of their code or name, never of a sum; `after` is the (code or name, key) of the last."""
    summed, named, order = _grouped(wanted, group)
    key = named.c.key
    shown = columns(key, named.c.name, named.c.code, summed.c.halves, summed.c.fen)
    statement = shown.select_from(named).join(summed, summed.c.key == key)
    if after is not None:
        text, last = after
        past = key > last if group == "month" else key > UUID(last)
        statement = statement.where(or_(order > text, and_(order == text, past)))
    rows = session.execute(statement.order_by(order, key).limit(limit)).all()
    return [Total(str(k), name, code or "", int(halves or 0), int(fen or 0)) for k, name, code, halves, fen in rows]


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
