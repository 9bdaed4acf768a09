"""News of insurance into the inbox: once a week each Organization Department hears whose cover lacks or ends soon."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from app.accounts.service_people import list_holders
from app.core import events
from app.core.actor import Role
from app.core.i18n import N_
from app.core.work import Work
from app.reminders import policy, repository
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message
from app.workdays.service import get_calendar

SHORT = "insurance.short"
LINES = 10
"""So many are named; the link opens them all."""
LINK = "/insurance?view=gaps"


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe(SHORT, _on_short)


def _on_short(work: Work, facts: dict[str, Any]) -> None:
    """On the week's first workday, within the hours of reminders; nobody is told of themselves."""
    if policy.why_quiet(get_calendar(work, work.today, work.today), work.now, work.now) is not None:
        return
    week, muted = work.today.isocalendar(), repository.muted(work.session)
    for person_id, short in _told(work, facts["short"]).items():
        if person_id in muted:
            continue
        title = Phrase(text=N_("有 %(count)s 人的保险有缺口或 30 天内到期，请续保或补登"), params={"count": len(short)})
        key = f"{SHORT}/{week.year}-{week.week:02d}/{person_id}"
        leave_message(work, person_id, key, SHORT, title, [_line(one) for one in short[:LINES]], LINK)


def _told(work: Work, short: list[dict[str, Any]]) -> dict[UUID, list[dict[str, Any]]]:
    """Who hears of whom: the department over the unit that runs the programme."""
    holders = {path: list_holders(work, Role.ORGADMIN, path) for path in {one["programme_path"] for one in short}}
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for one in short:
        for holder in holders[one["programme_path"]]:
            if holder.id != one["cadre_id"]:
                found[holder.id].append(one)
    return found


def _line(one: dict[str, Any]) -> Phrase:
    text = N_("%(name)s：%(on)s起没有保险") if one["uncovered"] else N_("%(name)s：保险到期，%(on)s起没有接续")
    return Phrase(text=text, params={"name": one["name"], "on": one["from_on"].isoformat()})
