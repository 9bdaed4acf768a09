"""What a run said before it is calculated anew, and what was different."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, or_
from sqlalchemy import select as rows
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.allowances.models import AllowanceRow
from app.allowances.models_settlement import AllowanceChange
from app.core.paging import decode_cursor, encode_cursor


class Before(NamedTuple):
    """A stored row, as far as it is compared."""

    secondment_id: UUID
    cadre_id: UUID
    status: str
    transport_fen: int
    adjustment_fen: int
    debt_in_fen: int
    carried_fen: int
    total_fen: int
    days_digest: str | None


def list_before(session: Session, run_id: UUID) -> list[Before]:
    """Every row of a run."""
    row = AllowanceRow
    who = (col(row.secondment_id), col(row.cadre_id), col(row.status))
    sums = (col(row.transport_fen), col(row.adjustment_fen), col(row.debt_in_fen))
    net = (col(row.carried_fen), col(row.total_fen))
    statement = rows(*who, *sums, *net, col(row.days_digest)).where(col(row.run_id) == run_id)
    return [Before(*found) for found in session.connection().execute(statement)]


def list_changes(
    session: Session, run_id: UUID, limit: int, cursor: str | None
) -> tuple[list[tuple[AllowanceChange, str, str | None]], str | None]:
    """A page of (change, name, person number), by person number."""
    number = func.coalesce(col(Person.person_no), "")
    statement = (
        select(AllowanceChange, Person.name, Person.person_no)
        .join(Person, col(Person.id) == AllowanceChange.cadre_id)
        .where(AllowanceChange.run_id == run_id)
        .order_by(number, col(AllowanceChange.secondment_id))
    )
    if cursor:
        after, key = decode_cursor(cursor, [str, UUID])
        further = and_(number == after, col(AllowanceChange.secondment_id) > key)
        statement = statement.where(or_(number > after, further))
    found = [(change, name, code) for change, name, code in session.exec(statement.limit(limit + 1)).all()]
    if len(found) <= limit:
        return found, None
    last, _, code = found[limit - 1]
    return found[:limit], encode_cursor([code or "", last.secondment_id])
