"""News of content care and feedback into the inbox; none of it quotes a text."""

from typing import Any
from uuid import UUID

from app.core import events
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("record.quarantine", _on_hidden)
    events.subscribe("record.release", _on_released)
    events.subscribe("record.purge", _on_purged)
    events.subscribe("feedback.answered", _on_answered)


def _on_hidden(work: Work, facts: dict[str, Any]) -> None:
    text = N_("%(work_on)s的记录已被隔离，等待组织部处理；出勤与补助不受影响")
    _about_record(work, facts, "record.quarantine", text)


def _on_released(work: Work, facts: dict[str, Any]) -> None:
    _about_record(work, facts, "record.release", N_("%(work_on)s的记录已恢复"))


def _on_purged(work: Work, facts: dict[str, Any]) -> None:
    _about_record(work, facts, "record.purge", N_("%(work_on)s的记录内容已依规清除；出勤与补助不受影响"))


def _about_record(work: Work, facts: dict[str, Any], kind: str, text: str) -> None:
    if facts["person_id"] == work.actor.person_id:
        return
    on = facts["work_on"].isoformat()
    key = f"{kind}/{facts['hold_id']}/{work.now.isoformat()}"
    leave_message(work, facts["person_id"], key, kind, Phrase(text=text, params={"work_on": on}), [], f"/days/{on}")


def _on_answered(work: Work, facts: dict[str, Any]) -> None:
    feedback_id: UUID = facts["feedback_id"]
    kind, title = "feedback.answered", Phrase(text=N_("您的投诉建议有了答复"))
    leave_message(work, facts["person_id"], f"{kind}/{feedback_id}", kind, title, [], f"/feedback/{feedback_id}")
