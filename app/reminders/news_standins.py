"""News of stand-ins into the inbox: who begins to stand in, and that it is over."""

from typing import Any

from app.accounts.directory import names_of
from app.core import events
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message


def subscribe() -> None:
    """Called once when the application is put together."""
    events.subscribe("delegation.began", _on_began)
    events.subscribe("delegation.ended", _on_ended)


def _on_began(work: Work, facts: dict[str, Any]) -> None:
    """To whoever stands in, once."""
    params = {"name": names_of(work, [facts["from_id"]])[facts["from_id"]], "unit": facts["unit_name"]}
    title = Phrase(text=N_("您开始代%(name)s在%(unit)s审阅和确认"), params=params)
    until = Phrase(text=N_("到%(end_on)s为止"), params={"end_on": facts["end_on"].isoformat()})
    key = f"delegation.began/{facts['delegation_id']}"
    leave_message(work, facts["to_id"], key, "delegation.began", title, [until], "/todo")


def _on_ended(work: Work, facts: dict[str, Any]) -> None:
    """To both, once each."""
    names = names_of(work, [facts["from_id"], facts["to_id"]])
    params = {"name": names[facts["from_id"]], "stand_in": names[facts["to_id"]], "unit": facts["unit_name"]}
    title = Phrase(text=N_("%(stand_in)s代%(name)s在%(unit)s的代理已结束"), params=params)
    for person_id in (facts["from_id"], facts["to_id"]):
        key = f"delegation.ended/{facts['delegation_id']}/{person_id}"
        leave_message(work, person_id, key, "delegation.ended", title, [], "/delegations")
