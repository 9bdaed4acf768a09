"""News of formal spot checks into the inbox: whom they were drawn for, what waits for whom. Never a word of them."""

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
TITLES = {
    "spot_check.to_sign": N_("同组检查人填了抽查结果，请核对并签字"),
    "spot_check.found": N_("对您的抽查有了结果，请查看并答复"),
    "spot_check.answered": N_("抽查结果本人已答复"),
    "spot_check.rectified": N_("抽查要求的整改已完成，请核对"),
    "spot_check.sent_back": N_("整改还没有到位，请按说明继续办理"),
}


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("spot_check.drawn", _on_drawn)
    events.subscribe("spot_check.to_sign", _on_to_sign)
    events.subscribe("spot_check.found", _on_found)
    events.subscribe("spot_check.answered", _on_answered)
    events.subscribe("spot_check.rectified", _on_rectified)
    events.subscribe("spot_check.sent_back", _on_sent_back)
    events.subscribe("spot_check.due", _on_due)
    events.subscribe("spot_check.overdue", _on_overdue)


def _on_drawn(work: Work, facts: Facts) -> None:
    title = Phrase(text=N_("抽签派您检查，编号%(number)s，请安排走访"), params={"number": facts["number"]})
    key = f"spot_check.drawn/{facts['draw_id']}/{facts['person_id']}"
    leave_message(work, facts["person_id"], key, "spot_check.drawn", title, [], "/checks")


def _on_to_sign(work: Work, facts: Facts) -> None:
    _about_check(work, facts, "spot_check.to_sign")


def _on_found(work: Work, facts: Facts) -> None:
    _about_check(work, facts, "spot_check.found")


def _on_answered(work: Work, facts: Facts) -> None:
    _about_check(work, facts, "spot_check.answered")


def _on_rectified(work: Work, facts: Facts) -> None:
    _about_check(work, facts, "spot_check.rectified")


def _on_sent_back(work: Work, facts: Facts) -> None:
    _about_check(work, facts, "spot_check.sent_back")


def _about_check(work: Work, facts: Facts, topic: str) -> None:
    check_id: UUID = facts["spot_check_id"]
    key = f"{topic}/{check_id}/{facts.get('version', 0)}/{facts['person_id']}"
    leave_message(work, facts["person_id"], key, topic, Phrase(text=TITLES[topic]), [], f"/checks/{check_id}")


def _on_due(work: Work, facts: Facts) -> None:
    """Once a period, to everybody of the office."""
    params = {"programme": facts["programme_name"], "until_on": facts["last_on"].isoformat()}
    title = Phrase(text=N_("%(programme)s截至%(until_on)s这一期的抽查，可以抽签了"), params=params)
    for person in list_holders(work, Role.ORGADMIN, facts["programme_path"]):
        key = f"spot_check.due/{facts['plan_id']}/{facts['last_on']}/{person.id}"
        leave_message(work, person.id, key, "spot_check.due", title, [], "/checks/plans")


def _on_overdue(work: Work, facts: Facts) -> None:
    """Once for each day that was set."""
    check_id, due_on = facts["spot_check_id"], facts["due_on"].isoformat()
    title = Phrase(text=N_("抽查要求的事项应在%(due_on)s前办完，请办理或说明"), params={"due_on": due_on})
    key = f"spot_check.overdue/{check_id}/{due_on}"
    leave_message(work, facts["person_id"], key, "spot_check.overdue", title, [], f"/checks/{check_id}")
