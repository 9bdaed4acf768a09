"""What a run said before it is calculated anew, and what was different."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select as rows
from sqlmodel import Session, col

from app.allowances.models import AllowanceRow


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
