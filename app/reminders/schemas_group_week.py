"""本组一周, as it goes out to the group's leader alone."""

from datetime import date
from typing import Literal
from uuid import UUID

from app.core.schema import View

WEEK_PATTERN = r"^20\d{2}-W(0[1-9]|[1-4]\d|5[0-3])$"
"""An ISO week, as `2026-W16`."""
DayState = Literal["submitted", "resubmitted", "returned", "approved", "leave", "missing", "none", "outside"]


class GroupDay(View):
    """A day of a member: a record's state, leave, a day asked for without one, nothing asked; or not in the group."""

    on: date
    state: DayState


class MemberWeek(View):
    """One member's week, and what one could talk about with them, in neutral sentences."""

    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    unit_name: str
    days: list[GroupDay]
    written_on: list[date]
    leave_on: list[date]
    waiting_on: list[date]
    talk: list[str]


class GroupWeekView(View):
    """A group's week by the members' names; `note` says who reads it: nobody but the leader."""

    group_id: UUID
    group_name: str
    week: str
    from_on: date
    to_on: date
    note: str
    members: list[MemberWeek]
