"""When a reminder may be written, and who reads gaps."""

from datetime import datetime, time

from app.core import clock
from app.core.actor import Actor, Role
from app.workdays.rules import WorkCalendar

OPENS, CLOSES = time(9, 0), time(18, 0)
GAP_READERS = (Role.CADRE, Role.SUPERVISOR, Role.GROUP_LEADER, Role.LIAISON, Role.ORGADMIN)
LEAST_MISSING = 3


def why_quiet(calendar: WorkCalendar, slot: datetime, now: datetime) -> str | None:
    """Why nothing may be sent: one digest a workday, from 09:00 to 18:00, and only for its own day (domain.md 5)."""
    on, wall = clock.civil_date(slot), clock.beijing(now)
    if wall.date() != on:
        return "its day is over"
    if not OPENS <= wall.time() < CLOSES:
        return "outside 09:00-18:00"
    return None if calendar.is_workday(on) else "a rest day"


def as_gap_reader(actor: Actor) -> Actor:
    """Gaps are for the cadre, those who review and the Organization Department: not for money or sending units."""
    return actor.only(*GAP_READERS)
