"""News of transfers 调动 into the inbox: the cadre, and those reminded at the unit left and at the unit joined."""

from typing import Any
from uuid import UUID

from app.core import events
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message

OWN = {
    "secondment.transferred": N_("%(on)s起您的任职有调动，请查看"),
    "secondment.transfer_withdrawn": N_("原定%(on)s起的调动已撤回"),
}
OF_OTHERS = {
    "secondment.transferred": N_("一名挂职干部%(on)s起调动：各单位确认各自的日期"),
    "secondment.transfer_withdrawn": N_("一名挂职干部原定%(on)s起的调动已撤回"),
}


def subscribe() -> None:
    """Called once when the application is put together."""
    events.subscribe("secondment.transferred", _on_transferred)
    events.subscribe("secondment.transfer_withdrawn", _on_withdrawn)


def _on_transferred(work: Work, facts: dict[str, Any]) -> None:
    _tell(work, "secondment.transferred", facts)


def _on_withdrawn(work: Work, facts: dict[str, Any]) -> None:
    _tell(work, "secondment.transfer_withdrawn", facts)


def _tell(work: Work, kind: str, facts: dict[str, Any]) -> None:
    secondment_id: UUID = facts["secondment_id"]
    params = {"on": facts["from_on"].isoformat()}
    key = f"{kind}/{secondment_id}/{work.now.isoformat()}"
    leave_message(work, facts["person_id"], key, kind, Phrase(text=OWN[kind], params=params), [], "/me")
    for person_id in facts["supervisor_ids"]:
        if person_id not in (facts["person_id"], work.actor.person_id):
            title = Phrase(text=OF_OTHERS[kind], params=params)
            leave_message(work, person_id, f"{key}/{person_id}", kind, title, [], f"/secondments/{secondment_id}")
