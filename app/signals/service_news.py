"""News of lower domains that answer a question by themselves: leave was approved, a missing day was written.

Only what can concern a signal is looked at: it asks of days whose free window is over, so the quick way of saving a
record (inside the window) has nothing to tell.
"""

from typing import Any

from app.core import events
from app.core.work import Work
from app.signals.service_phrases import forget_words
from app.signals.service_queue_outcome import learn_from_check
from app.signals.service_scan import recheck

Facts = dict[str, Any]


def heed_facts() -> None:
    """Called once when the application is put together."""
    events.subscribe("leave.approved", _on_leave)
    events.subscribe("record.backfilled", _on_record)
    events.subscribe("spot_check.closed", _on_check)
    events.subscribe("record.quarantine", _on_hidden)


def _on_leave(work: Work, facts: Facts) -> None:
    recheck(work, facts["secondment_id"], facts["start_on"], facts["end_on"])


def _on_record(work: Work, facts: Facts) -> None:
    recheck(work, facts["secondment_id"], facts["work_on"], facts["work_on"])


def _on_hidden(work: Work, facts: Facts) -> None:
    """Words that are hidden are hidden wherever they stand."""
    forget_words(work, facts["person_id"], facts["record_id"])


def _on_check(work: Work, facts: Facts) -> None:
    """A spot check that a question led to has ended: what it found says whether the rule was right."""
    if facts.get("signal_id") is not None:
        learn_from_check(work, facts["signal_id"], facts.get("finding"))
