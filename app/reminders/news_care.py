"""News of content care and feedback into the inbox; none of it quotes a text."""

from typing import Any
from uuid import UUID

from app.core import events
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message

TEXTS = {
    "text.quarantine": {
        "summary": N_("您的一篇小结已被隔离，等待组织部处理"),
        "note": N_("一篇接收单位评语已被隔离，等待组织部处理"),
        "appraisal": N_("您的期满鉴定表已被隔离，等待组织部处理"),
    },
    "text.release": {
        "summary": N_("您的一篇小结已恢复"),
        "note": N_("一篇接收单位评语已恢复"),
        "appraisal": N_("您的期满鉴定表已恢复"),
    },
    "text.purge": {
        "summary": N_("您的一篇小结已依规清除，可以重写"),
        "note": N_("一篇接收单位评语已依规清除"),
        "appraisal": N_("您的期满鉴定表内容已依规清除，各方须重写"),
    },
}
"""What a cadre hears of a hidden text, by what became of it and which it is."""


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("record.quarantine", _on_hidden)
    events.subscribe("record.release", _on_released)
    events.subscribe("record.purge", _on_purged)
    events.subscribe("text.quarantine", _on_text_hidden)
    events.subscribe("text.release", _on_text_released)
    events.subscribe("text.purge", _on_text_purged)
    events.subscribe("feedback.answered", _on_answered)


def _on_hidden(work: Work, facts: dict[str, Any]) -> None:
    text = N_("%(work_on)s的记录已被隔离，等待组织部处理；出勤与补助不受影响")
    _about_record(work, facts, "record.quarantine", text)


def _on_released(work: Work, facts: dict[str, Any]) -> None:
    _about_record(work, facts, "record.release", N_("%(work_on)s的记录已恢复"))


def _on_purged(work: Work, facts: dict[str, Any]) -> None:
    _about_record(work, facts, "record.purge", N_("%(work_on)s的记录内容已依规清除；出勤与补助不受影响"))


def _about_record(work: Work, facts: dict[str, Any], kind: str, text: str) -> None:
    on = facts["work_on"].isoformat()
    _about(work, facts, kind, Phrase(text=text, params={"work_on": on}), f"/days/{on}")


def _on_text_hidden(work: Work, facts: dict[str, Any]) -> None:
    _about_text(work, facts, "text.quarantine")


def _on_text_released(work: Work, facts: dict[str, Any]) -> None:
    _about_text(work, facts, "text.release")


def _on_text_purged(work: Work, facts: dict[str, Any]) -> None:
    _about_text(work, facts, "text.purge")


def _about_text(work: Work, facts: dict[str, Any], kind: str) -> None:
    part = "appraisal" if facts["period"] is None else f"summaries/{facts['period']}"
    title = Phrase(text=TEXTS[kind][facts["kind"]])
    _about(work, facts, kind, title, f"/secondments/{facts['secondment_id']}/{part}")


def _about(work: Work, facts: dict[str, Any], kind: str, title: Phrase, link: str) -> None:
    if facts["person_id"] != work.actor.person_id:
        key = f"{kind}/{facts['hold_id']}/{work.now.isoformat()}"
        leave_message(work, facts["person_id"], key, kind, title, [], link)


def _on_answered(work: Work, facts: dict[str, Any]) -> None:
    feedback_id: UUID = facts["feedback_id"]
    kind, title = "feedback.answered", Phrase(text=N_("您的投诉建议有了答复"))
    leave_message(work, facts["person_id"], f"{kind}/{feedback_id}", kind, title, [], f"/feedback/{feedback_id}")
