"""What handbooks hear of lower domains: a text that was hidden is in no file any more."""

from typing import Any

from app.core import events
from app.core.work import Work
from app.handbook.service_jobs import withdraw_with


def subscribe() -> None:
    """Hear of every text that is hidden."""
    events.subscribe("record.quarantine", _on_hidden)
    events.subscribe("text.quarantine", _on_hidden)


def _on_hidden(work: Work, facts: dict[str, Any]) -> None:
    withdraw_with(work, facts["secondment_id"])
