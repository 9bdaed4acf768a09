"""The demo's leave: taken, waiting, sent on, running, to be confirmed and overdue, through the real services."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.accounts.authority import person_actor
from app.accounts.models import Person
from app.attendance.ledger import Half
from app.attendance.models_leave import LeaveStatus, LeaveType
from app.attendance.schemas_leave import LeaveApproveIn, LeaveEndIn, LeaveIn, LeaveView
from app.attendance.service_leave import file_leave
from app.attendance.service_leave_steps import approve_leave, end_leave
from app.core import clock
from app.core.work import Work
from app.secondments.models import Secondment
from app.workdays.service import Calendar, get_calendar

REASONS = {
    LeaveType.ANNUAL: "按计划休年休假，工作已交接给同组同志。",
    LeaveType.SICK: "发热，县医院开了两天休息。",
    LeaveType.PERSONAL: "孩子入学，回去办手续。",
    LeaveType.FAMILY: "探望父母，往返在途各半天。",
}


@dataclass(frozen=True, slots=True)
class Taking:
    """One leave to invent: whose, counted in workdays from today (negative: past), how long, and how far it got."""

    row: int
    kind: LeaveType
    begins: int
    days: int
    until: str
    half: Half | None = None


PLAN = (
    Taking(0, LeaveType.SICK, -26, 1, "closed", Half.PM),
    Taking(0, LeaveType.ANNUAL, 3, 2, "submitted"),
    Taking(1, LeaveType.PERSONAL, 5, 1, "submitted"),
    Taking(2, LeaveType.FAMILY, 4, 5, "referred"),
    Taking(3, LeaveType.ANNUAL, -1, 3, "approved"),
    Taking(4, LeaveType.SICK, -4, 2, "ended"),
    Taking(5, LeaveType.PERSONAL, -9, 1, "approved"),
    Taking(6, LeaveType.ANNUAL, -30, 3, "closed"),
)


def take_leave(
    work: Work, people: Mapping[str, Person], supervisors: Mapping[str, Person], rows: list[Secondment]
) -> dict[UUID, set[date]]:
    """Invent the leave of PLAN; answers the days away of each secondment, on which nobody writes a record."""
    calendar = get_calendar(work, work.today - timedelta(days=120), work.today + timedelta(days=120))
    hosted = {person.home_unit_id: person for person in supervisors.values()}
    cadres = {person.id: person for person in people.values()}
    away: dict[UUID, set[date]] = {}
    for taking in PLAN:
        row = rows[taking.row]
        days = _days(calendar, work.today, taking)
        if days[0] < row.start_on or days[-1] > row.end_on:
            continue
        deciders = hosted[row.receiving_unit_id], people["orgadmin"]
        leave = _take(work, taking, row, cadres[row.cadre_id], deciders, days)
        if leave.status in (LeaveStatus.APPROVED, LeaveStatus.CLOSED):
            away.setdefault(row.id, set()).update(days)
    return away


def _days(calendar: Calendar, today: date, taking: Taking) -> list[date]:
    """The workdays of a leave."""
    step = 1 if taking.begins > 0 else -1
    on, left = today, abs(taking.begins)
    while left or not calendar.is_workday(on):
        on += timedelta(days=step)
        left -= bool(left and calendar.is_workday(on))
    found = [on]
    while len(found) < taking.days:
        on += timedelta(days=1)
        if calendar.is_workday(on):
            found.append(on)
    return found


def _take(
    work: Work, taking: Taking, row: Secondment, cadre: Person, deciders: tuple[Person, Person], days: list[date]
) -> LeaveView:
    supervisor, orgadmin = deciders
    start, end = days[0], days[-1]
    asked = min(clock.beijing_midnight(start - timedelta(days=2)) + timedelta(hours=9), work.now - timedelta(hours=3))
    body: dict[str, Any] = {"start_half": taking.half, "end_half": taking.half} if taking.half else {}
    wanted = LeaveIn(
        secondment_id=row.id, type=taking.kind, start_on=start, end_on=end, reason=REASONS[taking.kind], **body
    )
    with _as(work, cadre, asked) as desk:
        leave, _ = file_leave(desk, wanted)
    if taking.until == "submitted":
        return leave
    with _as(work, supervisor, asked + timedelta(hours=1)) as desk:
        leave = approve_leave(desk, leave.id, LeaveApproveIn(version=leave.version))
    if taking.until == "referred":
        return leave
    if leave.status is LeaveStatus.REFERRED:
        with _as(work, orgadmin, asked + timedelta(hours=2)) as desk:
            leave = approve_leave(desk, leave.id, LeaveApproveIn(version=leave.version))
    if taking.until == "approved":
        return leave
    back = min(clock.beijing_midnight(end + timedelta(days=1)) + timedelta(hours=9), work.now)
    with _as(work, cadre, back) as desk:
        leave = end_leave(desk, leave.id, LeaveEndIn(version=leave.version, ended_on=end))
    if taking.until == "ended":
        return leave
    with _as(work, supervisor, min(back + timedelta(hours=2), work.now)) as desk:
        return end_leave(desk, leave.id, LeaveEndIn(version=leave.version))


@contextmanager
def _as(work: Work, person: Person, instant: datetime) -> Iterator[Work]:
    """The same transaction under another person at another instant."""
    with clock.at(instant):
        yield replace(work, actor=person_actor(work.session, person), now=instant)
