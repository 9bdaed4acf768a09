"""News of term-end forms and notes into the inbox: whose turn it is. Never a word of what was written."""

from typing import Any
from uuid import UUID

from app.accounts.service_people import list_holders
from app.core import events
from app.core.actor import Role
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message

Facts = dict[str, Any]
OWN = {
    "self": N_("期满鉴定开始了，请写自评（已有草稿）"),
    "reading": N_("期满鉴定各方意见已签，请阅签"),
    "done": N_("期满鉴定表已签完"),
}
OF_OTHERS = N_("%(name)s的期满鉴定表，请填写意见并签字")
GIVEN_BACK = N_("期满鉴定表被退回，请按说明修改后再签")
SIDES = {"receiving": (Role.SUPERVISOR, "receiving_path"), "sending": (Role.SENDER, "sending_path")}
SIDES |= {"office": (Role.ORGADMIN, "programme_path")}


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("appraisal.turn", _on_turn)
    events.subscribe("secondment.appraise", _on_begun)
    events.subscribe("summary.noted", _on_noted)


def _on_begun(work: Work, facts: Facts) -> None:
    """The cadre writes first."""
    _leave(work, facts["cadre_id"], facts["secondment_id"], "begun", Phrase(text=OWN["self"]))


def _on_turn(work: Work, facts: Facts) -> None:
    turn, subject, cadre_id = facts["turn"], facts["secondment_id"], facts["cadre_id"]
    key = f"{turn}/{facts['version']}"
    back = Phrase(text=GIVEN_BACK)
    if turn in OWN:
        kind = "appraisal.done" if turn == "done" else "appraisal.turn"
        _leave(work, cadre_id, subject, key, back if facts["returned"] else Phrase(text=OWN[turn]), kind)
        return
    role, path = SIDES[turn]
    title = back if facts["returned"] else Phrase(text=OF_OTHERS, params={"name": facts["cadre_name"]})
    holders = {person.id for person in list_holders(work, role, facts[path])} if facts[path] else set()
    reminded = holders & facts["supervisor_ids"] if turn == "receiving" else holders
    for person_id in sorted((reminded or holders) - {cadre_id, work.actor.person_id}):
        _leave(work, person_id, subject, key, title)


def _on_noted(work: Work, facts: Facts) -> None:
    """A note on a month or quarter: to be read, nothing to be done."""
    link = f"/secondments/{facts['secondment_id']}/summaries/{facts['period']}"
    key = f"summary.noted/{facts['secondment_id']}/{facts['period']}"
    leave_message(
        work, facts["person_id"], key, "summary.noted", Phrase(text=N_("接收单位写了评语，可以查看")), [], link
    )


def _leave(work: Work, person_id: UUID, subject: UUID, key: str, title: Phrase, kind: str = "appraisal.turn") -> None:
    link = f"/secondments/{subject}/appraisal"
    leave_message(work, person_id, f"appraisal.turn/{subject}/{key}/{person_id}", kind, title, [], link)
