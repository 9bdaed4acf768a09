"""What became of a question that led to a spot check: for the calibration alone, nothing else rests on it."""

from uuid import UUID

from app.audit.service import record
from app.core.work import Work
from app.signals import repository
from app.signals.models import Outcome

NO_FINDING = "none"


def learn_from_check(work: Work, signal_id: UUID, finding: str | None) -> None:
    """It was so when the check found something; a check that ended without findings says nothing."""
    row = repository.get_signal(work.session, signal_id, lock=True)
    if row is None or row.outcome is not Outcome.SPOT_CHECK or finding is None:
        return
    row.was_real = finding != NO_FINDING
    work.session.add(row)
    work.session.flush()
    record(work, "signals.learn", "signal", row.id, unit_id=row.unit_id, kind=row.kind, was_real=row.was_real)
