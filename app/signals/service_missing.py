"""`missing`: three or more asked-for workdays (or weeks) of a month without a record, once their deadline is over.

A day is asked about when it can no longer be written freely: `backfill_free_days` workdays after it, as the programme
says. Leave, corrections and days off the term are no days of duty, a provisional year asks nothing, a closed month
opens nothing. A weekly programme counts ISO weeks, each in the month of its Thursday.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from app.attendance.service_asked import AskedDays, asked_days
from app.attendance.service_calendars import calendar_at
from app.core import clock
from app.core.work import Work
from app.records.models import RecordStatus
from app.records.service import statuses_between
from app.secondments.access import ProgrammeRules, rules_of
from app.secondments.models import RecordFrequency
from app.secondments.service_cards import SecondmentCard
from app.signals.evidence import Evidence, evidence_of
from app.signals.models import ClosedReason, SignalKind
from app.signals.sentences import WEEK, WORKDAY
from app.signals.service_changes import Finding
from app.workdays.service import get_calendar

RULE = "missing/1"
LEAST = 3
_WEEK = timedelta(days=6)
Statuses = Mapping[date, RecordStatus]


def find_missing(work: Work, cards: Sequence[SecondmentCard], month: str, on: date) -> list[Finding]:
    """What these secondments' month looks like on the morning of `on`: one finding each, mostly without days."""
    first, end = clock.month_bounds(month)
    reach = first - _WEEK, min(end + _WEEK, on - timedelta(days=1))
    if reach[0] > reach[1] or not cards:
        return []
    rules = rules_of(work, {card.programme.id for card in cards})
    asked = asked_days(work, cards, *reach)
    statuses = statuses_between(work, [card.id for card in cards], *reach)
    return [_finding(work, card, month, on, rules, asked[card.id], statuses[card.id]) for card in cards]


def _finding(
    work: Work,
    card: SecondmentCard,
    month: str,
    on: date,
    rules: ProgrammeRules,
    asked: AskedDays,
    statuses: Statuses,
) -> Finding:
    policy = rules.policy_on(card.programme.id, clock.month_bounds(month)[0])
    days: list[date] = []
    if policy is not None and asked.frequency is not None:
        calendar = calendar_at(work, card, clock.month_bounds(month)[0], on, on)
        before = calendar.workdays_back(on, policy.backfill_free_days)
        days = _missing(asked, statuses, month, before)
        announced = get_calendar(work, on, on).announced
        days = [day for day in days if day.year in announced]
    last = days[-1] if days else clock.month_bounds(month)[1]
    by = WEEK if asked.frequency is RecordFrequency.WEEKLY else WORKDAY
    return Finding(
        kind=SignalKind.MISSING,
        subject_id=card.id,
        secondment_id=card.id,
        person_id=card.secondment.cadre_id,
        unit_id=card.posting_on(last).receiving_unit_id,
        window=month,
        days=tuple(days),
        least=LEAST,
        may_open=not rules.is_month_closed(card.programme.id, month),
        evidence=lambda kept: _evidence(kept, by),
        explain=lambda gone: _why(gone, by, asked, statuses),
    )


def _missing(days: AskedDays, statuses: Statuses, month: str, before: date) -> list[date]:
    """Days of duty of the month before a date without a record (a draft is none yet), or Mondays of such weeks."""
    recorded = _recorded(statuses)
    if days.frequency is RecordFrequency.WEEKLY:
        mondays = {_monday(day) for day in days.working} - {_monday(day) for day in recorded}
        return sorted(day for day in mondays if _month_of_week(day) == month and day + _WEEK < before)
    return sorted(day for day in days.working - recorded if clock.month_of(day) == month and day < before)


def _recorded(statuses: Statuses) -> set[date]:
    return {day for day, status in statuses.items() if status is not RecordStatus.DRAFT}


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _month_of_week(monday: date) -> str:
    """An ISO week belongs to the month of its Thursday."""
    return clock.month_of(monday + timedelta(days=3))


def _evidence(days: Sequence[date], by: str) -> Evidence:
    return evidence_of(RULE, days=days, by=by, count=len(days))


def _why(gone: Iterable[date], by: str, asked: AskedDays, statuses: Statuses) -> ClosedReason:
    """Leave before a record before a correction of the facts: what was learnt of the days that were asked about."""
    days = {day + timedelta(days=n) for day in gone for n in range(7 if by == WEEK else 1)}
    if days & asked.on_leave:
        return ClosedReason.LEAVE
    return ClosedReason.WRITTEN if days & _recorded(statuses) else ClosedReason.CORRECTED
