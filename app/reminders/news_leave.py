"""News of leave into the inbox: who has to decide, what became of it, who is away. Never type or reason.

The link opens the leave, which tells each reader as much as they may read.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of
from app.accounts.service_people import list_holders
from app.core import events
from app.core.actor import Role
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message
from app.secondments.service_secondments import supervisors_of

Facts = dict[str, Any]


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("leave.submitted", _on_submitted)
    events.subscribe("leave.referred", _on_referred)
    events.subscribe("leave.approved", _on_approved)
    events.subscribe("leave.rejected", _on_rejected)
    events.subscribe("leave.cancelled", _on_cancelled)
    events.subscribe("leave.ended", _on_ended)
    events.subscribe("leave.closed", _on_closed)
    events.subscribe("leave.overdue", _on_overdue)


def _on_submitted(work: Work, facts: Facts) -> None:
    _tell(work, facts, "submitted", _deciders(work, facts), N_("%(name)s请假（%(span)s），请审批"))
    if not facts["by_author"]:
        _tell(work, facts, "submitted", [facts["person_id"]], N_("已有人代您填报请假（%(span)s），请核对"))


def _on_referred(work: Work, facts: Facts) -> None:
    office = list_holders(work, Role.ORGADMIN, facts["programme_path"])
    _tell(work, facts, "referred", (one.id for one in office), N_("%(name)s请假（%(span)s），请审批"))
    _tell(work, facts, "referred", [facts["person_id"]], N_("您的请假（%(span)s）接收单位已同意，转组织部审批"))


def _on_approved(work: Work, facts: Facts) -> None:
    _tell(work, facts, "approved", _asker(facts), N_("请假（%(span)s）已批准"))
    _tell(work, facts, "approved", _senders(work, facts), N_("%(name)s%(span)s不在岗"))


def _on_rejected(work: Work, facts: Facts) -> None:
    _tell(work, facts, "rejected", _asker(facts), N_("请假（%(span)s）未获批准，理由见假条"))


def _on_cancelled(work: Work, facts: Facts) -> None:
    """To the others: whoever took it back knows. The sending unit only if it had heard of it."""
    _tell(work, facts, "cancelled", _deciders(work, facts), N_("%(name)s%(span)s的请假已撤销"))
    if not facts["by_author"]:
        _tell(work, facts, "cancelled", [facts["person_id"]], N_("您的请假（%(span)s）已被撤销"))
    if facts["was_away"]:
        _tell(work, facts, "cancelled", _senders(work, facts), N_("%(name)s%(span)s的请假已撤销"))


def _on_ended(work: Work, facts: Facts) -> None:
    _tell(work, facts, "ended", _deciders(work, facts), N_("%(name)s申请销假（%(span)s），请确认"))


def _on_closed(work: Work, facts: Facts) -> None:
    _tell(work, facts, "closed", [facts["person_id"]], N_("您的请假（%(span)s）已销假"))


def _on_overdue(work: Work, facts: Facts) -> None:
    """Once for each of them, however often it is looked for."""
    _tell(work, facts, "overdue", [facts["person_id"]], N_("假期（%(span)s）已过，请销假；还在休的，请另请"))
    _tell(work, facts, "overdue", _deciders(work, facts), N_("%(name)s的假期（%(span)s）已过，还没有销假"))


def _asker(facts: Facts) -> set[UUID]:
    """The cadre, and whoever filed it for them."""
    return {facts["person_id"], facts["filed_by_id"]}


def _deciders(work: Work, facts: Facts) -> list[UUID]:
    """Whom the secondment names as reminded, else every supervisor of the unit; never the cadre."""
    named = supervisors_of(work, [facts["secondment_id"]]).get(facts["secondment_id"])
    found = named or [one.id for one in list_holders(work, Role.SUPERVISOR, facts["receiving_path"])]
    return [one for one in found if one != facts["person_id"]]


def _senders(work: Work, facts: Facts) -> list[UUID]:
    path = facts["sending_path"]
    return [one.id for one in list_holders(work, Role.SENDER, path)] if path else []


def _tell(work: Work, facts: Facts, news: str, people: Iterable[UUID], text: str) -> None:
    """One message a person and step; whoever took the step is not told of it."""
    start, end = facts["start_on"].isoformat(), facts["end_on"].isoformat()
    name = names_of(work, [facts["person_id"]])[facts["person_id"]]
    title = Phrase(text=text, params={"name": name, "span": [start, end]})
    moment = "once" if news == "overdue" else work.now.isoformat()
    for person_id in people:
        if person_id != work.actor.person_id:
            key = f"leave.{news}/{facts['leave_id']}/{person_id}/{moment}"
            leave_message(work, person_id, key, f"leave.{news}", title, [], f"/leave/{facts['leave_id']}")
