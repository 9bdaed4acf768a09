"""On which days a record is asked for: by the programme's frequency and the day ledger. It moves no money."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.attendance.ledger import Day, HalfDay, Source, State
from app.attendance.service_ledger import sheets
from app.core import clock
from app.core.errors import NotFound
from app.core.work import Work
from app.secondments.access import get_policy
from app.secondments.models import RecordFrequency
from app.secondments.service_cards import SecondmentCard
from app.workdays.rules import DayKind

WORKING = frozenset({State.ON_POST, State.OFFICIAL_TRIP, State.TRIP_PAID_ELSEWHERE, State.TRAINING})


@dataclass(frozen=True, slots=True)
class AskedDays:
    """One secondment's days: those a record is asked for, those on approved leave, and those it serves.

    A day closed by order asks for nothing unless the unit says that it was a day of duty.

    `working` are days of duty by the ledger; a weekly programme asks for any one of them in an ISO week.
    """

    asked: frozenset[date]
    on_leave: frozenset[date]
    working: frozenset[date] = frozenset()
    frequency: RecordFrequency | None = None


def asked_days(work: Work, cards: Sequence[SecondmentCard], first_on: date, last_on: date) -> dict[UUID, AskedDays]:
    """Each secondment's asked days from `first_on` to `last_on`, both included; leave and days off the term are none.

    A weekly programme asks for one day of a week, whichever, so no single day of it is asked.
    """
    asked: dict[UUID, set[date]] = {card.id: set() for card in cards}
    on_leave: dict[UUID, set[date]] = {card.id: set() for card in cards}
    working: dict[UUID, set[date]] = {card.id: set() for card in cards}
    often: dict[UUID, RecordFrequency | None] = {}
    for month in clock.months_within(first_on, last_on):
        frequency = _frequencies(work, {card.programme.id for card in cards}, month)
        for sheet in sheets(work, cards, month):
            key = sheet.card.id
            often[key] = frequency.get(sheet.card.programme.id)
            days = [day for day in sheet.days if first_on <= day.on <= last_on]
            asked[key].update(day.on for day in days if _is_asked(day, often[key]))
            on_leave[key].update(day.on for day in days if day.state is State.LEAVE)
            working[key].update(day.on for day in days if was_worked(day))
    return {
        card.id: AskedDays(
            frozenset(asked[card.id]), frozenset(on_leave[card.id]), frozenset(working[card.id]), often.get(card.id)
        )
        for card in cards
    }


@dataclass(frozen=True, slots=True)
class DutyDay:
    """One day of a secondment: whether a record of it is asked for, and on which halves there is duty."""

    asked: bool
    am: bool
    pm: bool
    frequency: RecordFrequency | None


def duty_on(work: Work, cards: Sequence[SecondmentCard], on: date) -> dict[UUID, DutyDay]:
    """The same day of many secondments; a half on leave, at rest, closed or off the term is none of duty."""
    frequency = _frequencies(work, {card.programme.id for card in cards}, clock.month_of(on))
    found: dict[UUID, DutyDay] = {}
    for sheet in sheets(work, cards, clock.month_of(on)):
        often, day = frequency.get(sheet.card.programme.id), sheet.days[on.day - 1]
        am, pm = (_is_duty(day, half) for half in day.halves)
        found[sheet.card.id] = DutyDay(_is_asked(day, often), am, pm, often)
    return found


def _states(day: Day) -> set[State]:
    return {day.am.state, day.pm.state}


def was_worked(day: Day) -> bool:
    """Whether a half of it was worked, by the word of somebody where the calendar says that all was closed."""
    return any(_is_duty(day, half) for half in day.halves)


def _is_duty(day: Day, half: HalfDay) -> bool:
    closed = day.kind is DayKind.CLOSURE
    return half.state in WORKING and not (closed and half.source is Source.CALENDAR)


def _is_asked(day: Day, often: RecordFrequency | None) -> bool:
    if often is RecordFrequency.WORKDAY:
        return was_worked(day)
    return often is RecordFrequency.DAILY and (was_worked(day) or State.REST in _states(day))


def _frequencies(work: Work, programme_ids: Iterable[UUID], month: str) -> dict[UUID, RecordFrequency]:
    """How often each programme asks in a month; policies change on its first day only."""
    first_on = clock.month_bounds(month)[0]
    found: dict[UUID, RecordFrequency] = {}
    for programme_id in programme_ids:
        try:
            found[programme_id] = get_policy(work, programme_id, first_on).record_frequency
        except NotFound:  # the programme had no rules yet, so it asked for nothing
            continue
    return found
