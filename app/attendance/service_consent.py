"""A consent to positions that is taken back deletes what was kept, in the same transaction."""

from typing import Any

from app.accounts.models_care import ConsentKind
from app.attendance.service_check_ins import forget_positions_of
from app.audit.service import record
from app.core import events
from app.core.work import Work


def heed_consents() -> None:
    """Called once when the application is put together."""
    events.subscribe("consent.taken_back", _on_taken_back)


def _on_taken_back(work: Work, facts: dict[str, Any]) -> None:
    if facts["kind"] is ConsentKind.POSITION:
        count = forget_positions_of(work, facts["person_id"])
        record(work, "attendance.positions_deleted", "person", facts["person_id"], count=count)
