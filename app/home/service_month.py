"""The cadre's month: a sign a day from records and ledger, and the days that may still be written."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.allowances.schemas import LinesView, PayView
from app.allowances.service_read import get_lines, get_pay
from app.attendance.ledger import Day, State
from app.attendance.schemas_leave import LeaveView
from app.attendance.service_asked import was_worked
from app.attendance.service_calendars import calendar_at
from app.attendance.service_leave_pages import own_between
from app.attendance.service_ledger import MonthSheet, month_sheet
from app.core import clock
from app.core.errors import NotFound
from app.core.work import Work
from app.home.service_today import LOOK_AHEAD, find_own_card, last_back_fill, open_days
from app.records.service import month_marks
from app.secondments.access import get_policy
from app.secondments.service_cards import SecondmentCard
from app.workdays.rules import DayKind

QUIET_STATES = {State.LEAVE: "leave", State.REST: "rest", State.OUTSIDE: "outside"}
ARRANGED = {State.OFFICIAL_TRIP: "official_trip", State.TRAINING: "training"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A date of the calendar: its sign and where a tap leads."""

    on: date
    sign: str
    is_off: bool
    is_today: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month of one secondment; `open_days` pairs each day that may still be written with the last day to do so."""

    card: SecondmentCard
    month: str
    sheet: MonthSheet
    pay: PayView
    weeks: tuple[tuple[Cell | None, ...], ...]
    open_days: tuple[tuple[date, date], ...]
    previous: str | None
    following: str | None
    is_provisional: bool
    leaves: tuple[LeaveView, ...] = ()


def open_month(work: Work, month: str | None, secondment_id: UUID | None) -> MonthPage | None:
    """The calendar of a month (this one unless given); None for somebody without a secondment."""
    card = find_own_card(work, secondment_id)
    if card is None:
        return None
    month = month or clock.month_of(work.today)
    first, last = clock.month_bounds(month)
    sheet = month_sheet(work, card.id, month)
    if sheet is None:
        raise NotFound
    calendar = calendar_at(work, card, first - timedelta(days=40), max(last, work.today) + LOOK_AHEAD)
    rules = get_policy(work, card.programme.id, min(max(first, card.secondment.start_on), work.today))
    return MonthPage(
        card=card,
        month=month,
        sheet=sheet,
        pay=get_pay(work, card.id, month),
        weeks=_weeks(_cells(work, sheet)),
        open_days=tuple(
            (on, last_back_fill(on, rules, calendar))
            for on in open_days(work, card, rules, calendar)
            if first <= on <= last
        ),
        previous=clock.previous_month(month) if first > card.secondment.start_on else None,
        following=clock.next_month(month) if last < work.today else None,
        is_provisional=any(calendar.is_provisional(cell.on) for cell in sheet.days),
        leaves=own_between(work, card.id, first, last),
    )


def open_lines(work: Work, month: str | None, secondment_id: UUID | None) -> LinesView | None:
    """A line a day of a month (this one unless given); None for somebody without a secondment."""
    card = find_own_card(work, secondment_id)
    return get_lines(work, card.id, month or clock.month_of(work.today)) if card else None


def _cells(work: Work, sheet: MonthSheet) -> list[Cell]:
    marks = month_marks(work, sheet.card.id, sheet.month)
    cells = []
    for entry in sheet.days:
        mark = marks.get(entry.on)
        sign = mark.sign if mark else _unwritten(entry, work.today)
        opens = entry.state is not State.OUTSIDE and entry.on <= work.today
        cells.append(Cell(entry.on, sign, entry.state is State.REST, entry.on == work.today, opens))
    return cells


def _unwritten(entry: Day, today: date) -> str:
    """Without a record: why none is asked for, what is arranged for a day to come, or that it is missing."""
    if entry.kind is DayKind.CLOSURE and not was_worked(entry):
        return "closure"
    return QUIET_STATES.get(entry.state) or (ARRANGED.get(entry.state, "") if entry.on >= today else "missing")


def _weeks(cells: list[Cell]) -> tuple[tuple[Cell | None, ...], ...]:
    """Rows of seven, Monday first, None outside the month."""
    padded: list[Cell | None] = [None] * cells[0].on.weekday() + list(cells)
    padded += [None] * (-len(padded) % 7)
    return tuple(tuple(padded[start : start + 7]) for start in range(0, len(padded), 7))
