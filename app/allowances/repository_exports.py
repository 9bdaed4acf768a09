"""Files that leave the system: asked for, held while they are made, finished, taken and forgotten."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.allowances.models_exports import AllowanceExport, ExportState


def last_export(session: Session, run_id: UUID) -> tuple[datetime, str | None] | None:
    """When the run's file was last made, and for whom."""
    statement = (
        select(AllowanceExport.at, Person.name)
        .join(Person, col(Person.id) == AllowanceExport.made_by_id, isouter=True)
        .where(AllowanceExport.run_id == run_id, AllowanceExport.state == ExportState.DONE)
        .order_by(col(AllowanceExport.at).desc())
    )
    found = session.exec(statement).first()
    return None if found is None else (found[0], found[1])
