"""News of questions into the inbox: one was put, or decided on. What it says stands on its page alone."""

from typing import Any

from app.core import events
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("signal.asked", _on_asked)
    events.subscribe("signal.resolved", _on_resolved)


def _on_asked(work: Work, facts: dict[str, Any]) -> None:
    title = Phrase(
        text=N_("有一个问题想听您说明，%(until_on)s前回答即可"), params={"until_on": facts["expires_on"].isoformat()}
    )
    line = Phrase(text=N_("这是提问，不是结论。不影响补助和考核，不计分，不通报。"))
    key = f"signal.asked/{facts['signal_id']}/{work.now.isoformat()}"
    leave_message(work, facts["person_id"], key, "signal.asked", title, [line], f"/signals/{facts['signal_id']}")


def _on_resolved(work: Work, facts: dict[str, Any]) -> None:
    title = Phrase(text=N_("您的疑问已有处理结果"))
    key = f"signal.resolved/{facts['signal_id']}/{work.now.isoformat()}"
    leave_message(work, facts["person_id"], key, "signal.resolved", title, [], f"/signals/{facts['signal_id']}")
