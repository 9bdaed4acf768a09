"""News of claims into the inbox: who has to verify, what became of one's own. Never a place, a number or a reason."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of
from app.accounts.service_people import list_holders
from app.core import events
from app.core.actor import Role
from app.core.i18n import N_
from app.core.money import format_yuan
from app.core.work import Work
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message
from app.secondments.service_secondments import supervisors_of

Facts = dict[str, Any]
_WHAT = {
    "transport": N_("%(name)s的交通报销（%(on)s出发），请核实"),
    "allowance": N_("%(name)s的补助申报（%(month)s），请核实"),
}
_OWN = {
    "returned": {
        "transport": N_("交通报销（%(on)s出发）被退回，请按理由修改后再提交"),
        "allowance": N_("补助申报（%(month)s）被退回，请按理由修改后再提交"),
    },
    "rejected": {
        "transport": N_("交通报销（%(on)s出发）未批准，理由见报销单"),
        "allowance": N_("补助申报（%(month)s）未批准，理由见报销单"),
    },
    "approved": {
        "transport": N_("交通报销（%(on)s出发）财务已审核，随补助一起发放"),
        "allowance": N_("补助申报（%(month)s）财务已审核"),
    },
}
_PAID = N_("交通报销（%(on)s出发）已支付：核报 ¥%(yuan)s")


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("claim.submitted", _on_submitted)
    events.subscribe("claim.returned", _on_returned)
    events.subscribe("claim.rejected", _on_rejected)
    events.subscribe("claim.approved", _on_approved)
    events.subscribe("claim.paid", _on_paid)


def _on_submitted(work: Work, facts: Facts) -> None:
    _tell(work, facts, "submitted", _reviewers(work, facts), _WHAT[facts["kind"]])


def _on_returned(work: Work, facts: Facts) -> None:
    _tell(work, facts, "returned", [facts["person_id"]], _OWN["returned"][facts["kind"]])


def _on_rejected(work: Work, facts: Facts) -> None:
    _tell(work, facts, "rejected", [facts["person_id"]], _OWN["rejected"][facts["kind"]])


def _on_approved(work: Work, facts: Facts) -> None:
    _tell(work, facts, "approved", [facts["person_id"]], _OWN["approved"][facts["kind"]])


def _on_paid(work: Work, facts: Facts) -> None:
    """Once for each claim, also of what the rule paid nothing: the claim says why."""
    title = Phrase(text=_PAID, params={"on": facts["outbound_on"].isoformat(), "yuan": format_yuan(facts["pay_fen"])})
    link = f"/claims/{facts['claim_id']}"
    leave_message(work, facts["person_id"], f"claim.paid/{facts['claim_id']}", "claim.paid", title, [], link)


def _reviewers(work: Work, facts: Facts) -> set[UUID]:
    """Whom the secondment names, else the unit's supervisors; for hosts outside the liaisons too, never the cadre.

    Once the host's power over the day has ended, the Organization Department.
    """
    if facts["host_gone"]:
        return {one.id for one in list_holders(work, Role.ORGADMIN, facts["programme_path"])} - {facts["person_id"]}
    named = supervisors_of(work, [facts["secondment_id"]]).get(facts["secondment_id"])
    found = set(named or [one.id for one in list_holders(work, Role.SUPERVISOR, facts["receiving_path"])])
    if not facts["receiving_path"].startswith(facts["programme_path"]):
        found |= {one.id for one in list_holders(work, Role.LIAISON, facts["programme_path"])}
    return found - {facts["person_id"]}


def _tell(work: Work, facts: Facts, news: str, people: Iterable[UUID], text: str) -> None:
    """One message a person and step; whoever took the step is not told of it."""
    params = {"name": names_of(work, [facts["person_id"]])[facts["person_id"]], "month": facts["month"]}
    if facts["outbound_on"] is not None:
        params["on"] = facts["outbound_on"].isoformat()
    title = Phrase(text=text, params=params)
    for person_id in people:
        if person_id != work.actor.person_id:
            key = f"claim.{news}/{facts['claim_id']}/{person_id}/{work.now.isoformat()}"
            leave_message(work, person_id, key, f"claim.{news}", title, [], f"/claims/{facts['claim_id']}")
