"""Every statement over payments, batches and their places in the months' runs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.allowances.models import AllowanceRow
from app.allowances.models_bank import Payment
from app.core.bulk import complete, insert_rows


def owed_rows(session: Session, run_id: UUID) -> list[tuple[UUID, UUID, int]]:
    """(secondment, cadre, fen) of the run's rows that pay something."""
    statement = select(AllowanceRow.secondment_id, AllowanceRow.cadre_id, AllowanceRow.total_fen)
    statement = statement.where(AllowanceRow.run_id == run_id, col(AllowanceRow.total_fen) > 0)
    return [(key, cadre, fen) for key, cadre, fen in session.exec(statement).all()]


def add_payments(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store new payments in bulk."""
    for _ in insert_rows(session, Payment, [complete(Payment, row) for row in rows]):
        pass
