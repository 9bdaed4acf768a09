"""When a reminder may be written, and who looks at a region."""

from datetime import datetime, time
from uuid import UUID

from app.core import clock
from app.core.actor import Actor, Role
from app.workdays.rules import WorkCalendar

OPENS, CLOSES = time(9, 0), time(18, 0)


def why_quiet(calendar: WorkCalendar, slot: datetime, now: datetime) -> str | None:
    """Why nothing may be sent: one digest a workday, from 09:00 to 18:00, and only for its own day (domain.md 5)."""
    late = why_late(slot, now)
    if late is not None:
        return late
    return None if calendar.is_workday(clock.civil_date(slot)) else "a rest day"


def why_late(slot: datetime, now: datetime) -> str | None:
    """Why a slot's messages may not be written at an instant, whatever day it is."""
    wall = clock.beijing(now)
    if wall.date() != clock.civil_date(slot):
        return "its day is over"
    return None if OPENS <= wall.time() < CLOSES else "outside 09:00-18:00"


def may_look_at_region(actor: Actor) -> bool:
    """值得一看 is the Organization Department's; an inspector's scope is the sample that they drew (domain.md 6)."""
    return actor.has(Role.ORGADMIN)


def may_read_week(actor: Actor, leader_id: UUID) -> bool:
    """本组一周 is the group leader's own summary: nobody else reads it, whatever they may know of the group."""
    return actor.person_id == leader_id and actor.has(Role.GROUP_LEADER)
