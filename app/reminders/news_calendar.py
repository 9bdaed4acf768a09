"""News of the calendar into the inbox: a year's notice that is awaited, and days that were stated over a span."""

from datetime import datetime
from typing import Any

from app.accounts.service_people import list_active_holders
from app.core import clock, events
from app.core.actor import Role
from app.core.i18n import N_
from app.core.work import Work
from app.reminders import policy, repository
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message
from app.workdays.service import get_calendar
from app.workdays.service_care import awaited_year

AWAITED = "calendar.awaited"


def subscribe() -> None:
    """Called once with the other subscriptions of the inbox."""
    events.subscribe("days.stated", _on_stated)
    events.subscribe("days.withdrawn", _on_stated)


def remind_of_notice(work: Work, slot: datetime) -> str:
    """Once a week, on its first workday, tell each Organization Department that a year's notice is awaited."""
    on, year = clock.civil_date(slot), awaited_year(work)
    if year is None:
        return "nothing awaited"
    quiet = policy.why_quiet(get_calendar(work, on, on), slot, work.now)
    if quiet is not None:
        return f"nothing sent: {quiet}"
    week = on.isocalendar()
    text = N_("%(year)s 年的放假安排还没有导入，暂按星期推算；含这些日子的月份不能结账")
    title, sent = Phrase(text=text, params={"year": year}), 0
    muted = repository.muted(work.session)
    for person in list_active_holders(work, Role.ORGADMIN):
        key = f"{AWAITED}/{year}/{week.year}-{week.week:02d}/{person.id}"
        if person.id not in muted:
            sent += leave_message(work, person.id, key, AWAITED, title, [], f"/workdays?year={year}")
    return f"{year} awaited: {sent} told"


def _on_stated(work: Work, facts: dict[str, Any]) -> None:
    """One message for a whole span, to the cadre."""
    first, last = facts["first_on"].isoformat(), facts["last_on"].isoformat()
    text = N_("%(first)s 至 %(last)s的出勤有了主管的登记，请核对")
    key = f"days.stated/{facts['secondment_id']}/{first}/{last}/{work.now.isoformat()}"
    link = f"/secondments/{facts['secondment_id']}/days?month={first[:7]}"
    title = Phrase(text=text, params={"first": first, "last": last})
    leave_message(work, facts["person_id"], key, "days.stated", title, [], link)
