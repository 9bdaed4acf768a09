"""News of objections 异议 into the inbox: finance when one is filed, the cadre when it is answered.

Whoever hosts the days hears of one that was found right, for they alone can correct them. Never a word of either side.
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
FOUND_RIGHT = frozenset({"upheld", "partly"})


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("objection.filed", _on_filed)
    events.subscribe("objection.answered", _on_answered)


def _on_filed(work: Work, facts: Facts) -> None:
    office = (one.id for one in list_holders(work, Role.FINANCE, facts["programme_path"]))
    text = N_("%(name)s对%(month)s的补助提出异议，请在5个工作日内答复")
    _tell(work, facts, "filed", office, text, f"/objections/{facts['objection_id']}")


def _on_answered(work: Work, facts: Facts) -> None:
    own = f"/allowances/{facts['month']}/{facts['secondment_id']}"
    _tell(work, facts, "answered", [facts["person_id"]], N_("您对%(month)s补助的异议已答复，请查看"), own)
    if facts["outcome"] in FOUND_RIGHT and facts["dates"]:
        hosts = supervisors_of(work, [facts["secondment_id"]]).get(facts["secondment_id"], ())
        text = N_("%(name)s对%(month)s出勤的异议成立，请核对并更正所涉日期")
        href = f"/secondments/{facts['secondment_id']}/days?month={facts['month']}"
        _tell(work, facts, "upheld", (one for one in hosts if one != facts["person_id"]), text, href)


def _tell(work: Work, facts: Facts, news: str, people: Iterable[UUID], text: str, href: str) -> None:
    """One message a person and step; whoever took the step is not told of it."""
    name = names_of(work, [facts["person_id"]])[facts["person_id"]]
    title = Phrase(text=text, params={"name": name, "month": facts["month"]})
    for person_id in people:
        if person_id != work.actor.person_id:
            key = f"objection.{news}/{facts['objection_id']}/{person_id}"
            leave_message(work, person_id, key, f"objection.{news}", title, [], href)
