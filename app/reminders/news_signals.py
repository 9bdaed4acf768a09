"""News of questions into the inbox: that somebody decided on one. What was decided stands on its page."""

from typing import Any

from app.core import events
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("signal.resolved", _on_resolved)


def _on_resolved(work: Work, facts: dict[str, Any]) -> None:
    title = Phrase(text=N_("您的疑问已有处理结果"))
    key = f"signal.resolved/{facts['signal_id']}/{work.now.isoformat()}"
    leave_message(work, facts["person_id"], key, "signal.resolved", title, [], f"/signals/{facts['signal_id']}")
