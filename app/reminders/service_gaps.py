"""Gaps: three or more days of duty without a record in a month, put as a question that closes itself when answered.

A gap moves no money and judges nobody. Leave, corrections and days off the term are no days of duty; a month whose
calendar is provisional asks nothing, nor does one that is closed. A weekly programme counts ISO weeks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.attendance.service_asked import AskedDays, asked_days
from app.audit.service import record
from app.core import clock
from app.core.i18n import N_
from app.core.paging import Page
from app.core.work import Work
from app.records.models import RecordStatus
from app.records.service import statuses_between
from app.reminders import policy, repository
from app.reminders.models import Gap
from app.reminders.schemas import GapView, Phrase
from app.reminders.service import Say
from app.secondments.access import is_month_closed
from app.secondments.models import RecordFrequency
from app.secondments.scope import visible_to
from app.secondments.service_cards import SecondmentCard, describe, list_in_month
from app.workdays.service import get_calendar

OPEN, CLOSED = "open", "closed"
_WEEK = timedelta(days=6)

DAYS_MISSING = N_("%(month)s有 %(count)s 个工作日没有纪实：%(days)s。是否有原因？可补记或向主管说明，不影响补助。")
WEEKS_MISSING = N_("%(month)s有 %(count)s 周没有纪实（周一为%(days)s）。是否有原因？可补记或向主管说明，不影响补助。")


def scan_gaps(work: Work, on: date) -> str:
    """Look at this month and the last up to the day before `on`; answers how many were opened and closed."""
    month = clock.month_of(on)
    opened = closed = 0
    for one in (clock.previous_month(month), month):
        more, fewer = _scan_month(work, one, on - timedelta(days=1))
        opened, closed = opened + more, closed + fewer
    return f"opened={opened} closed={closed}"


@dataclass(frozen=True, slots=True)
class GapFilter:
    """Which gaps, and how many at a time."""

    status: str = OPEN
    month: str | None = None
    secondment_id: UUID | None = None
    limit: int = 50
    cursor: str | None = None


def list_gaps(work: Work, wanted: GapFilter, say: Say) -> Page[GapView]:
    """The gaps that the actor may know of, newest month first; `say` words the question."""
    rows, cards, following = find_gaps(work, wanted)
    return Page[GapView](items=[_view(row, cards[row.secondment_id], say) for row in rows], next_cursor=following)


def find_gaps(work: Work, wanted: GapFilter) -> tuple[list[Gap], dict[UUID, SecondmentCard], str | None]:
    """The same as rows with their secondments, and the next cursor."""
    conditions = [
        repository.of_secondments(visible_to(policy.as_gap_reader(work.actor), work.today)),
        repository.of_status(wanted.status),
    ]
    if wanted.month is not None:
        conditions.append(repository.of_month(wanted.month))
    if wanted.secondment_id is not None:
        conditions.append(repository.of_secondment(wanted.secondment_id))
    rows, following = repository.page_gaps(work.session, conditions, wanted.limit, wanted.cursor)
    return rows, describe(work, [row.secondment_id for row in rows]), following


def _view(gap: Gap, card: SecondmentCard, say: Say) -> GapView:
    question = question_of(gap)
    return GapView(
        id=gap.id,
        version=gap.version,
        secondment_id=gap.secondment_id,
        cadre_id=card.secondment.cadre_id,
        cadre_name=card.cadre_name,
        unit_name=card.receiving_unit_name,
        programme_name=card.programme_name,
        month=gap.month,
        days=[date.fromisoformat(day) for day in gap.days],
        status="open" if gap.status == OPEN else "closed",
        question=say(question.text, question.params),
        closed_at=gap.closed_at,
    )


def question_of(gap: Gap) -> Phrase:
    """The sentence with its evidence."""
    text = WEEKS_MISSING if gap.evidence.get("by") == RecordFrequency.WEEKLY else DAYS_MISSING
    return Phrase(
        text=text, params={"month": gap.month, "count": len(gap.days), "days": gap.days}, href=f"/month?m={gap.month}"
    )


def _scan_month(work: Work, month: str, last_on: date) -> tuple[int, int]:
    first, end = clock.month_bounds(month)
    if get_calendar(work, first, end).is_provisional(first):
        return 0, 0
    closed: dict[UUID, bool] = {}
    cards = []
    for card in list_in_month(work, None, month):
        key = card.programme.id
        closed[key] = closed[key] if key in closed else is_month_closed(work, key, month)
        if not closed[key]:
            cards.append(card)
    reach = first - _WEEK, min(end + _WEEK, last_on)
    asked = asked_days(work, cards, *reach) if reach[0] <= reach[1] else {}
    statuses = statuses_between(work, [card.id for card in cards], *reach)
    standing = repository.gaps_of_month(work.session, month)
    opened = fewer = 0
    for card in cards:
        missing = _missing(asked[card.id], statuses[card.id], month, last_on) if card.id in asked else []
        change = _settle(work, card, month, standing.get(card.id), missing, asked.get(card.id))
        opened, fewer = opened + (change == OPEN), fewer + (change == CLOSED)
    work.session.flush()
    return opened, fewer


def _missing(days: AskedDays, statuses: Mapping[date, RecordStatus], month: str, last_on: date) -> list[date]:
    """Days of duty of the month without a record (a draft is none yet), or Mondays of weeks without one."""
    recorded = {day for day, status in statuses.items() if status is not RecordStatus.DRAFT}
    if days.frequency is RecordFrequency.WEEKLY:
        mondays = {day - timedelta(days=day.weekday()) for day in days.working}
        written = {day - timedelta(days=day.weekday()) for day in recorded}
        return sorted(day for day in mondays - written if _is_weeks_month(day, month) and day + _WEEK <= last_on)
    if days.frequency is None:
        return []
    return sorted(day for day in days.working - recorded if clock.month_of(day) == month and day <= last_on)


def _is_weeks_month(monday: date, month: str) -> bool:
    """An ISO week belongs to the month of its Thursday."""
    return clock.month_of(monday + timedelta(days=3)) == month


def _settle(
    work: Work, card: SecondmentCard, month: str, gap: Gap | None, missing: Sequence[date], days: AskedDays | None
) -> str | None:
    """Open, refresh or close the month's gap of one secondment; answers `open` or `closed` when that changed."""
    if len(missing) < policy.LEAST_MISSING:
        return _close(work, card, gap) if gap is not None and gap.status == OPEN else None
    listed = [day.isoformat() for day in missing]
    reopened = gap is None or gap.status == CLOSED
    gap = gap or Gap(secondment_id=card.id, month=month, first_on=missing[0], last_on=missing[-1])
    if reopened or gap.days != listed:
        gap.days, gap.first_on, gap.last_on = listed, missing[0], missing[-1]
        gap.status, gap.closed_at = OPEN, None
        gap.evidence = {"by": str(days.frequency) if days and days.frequency else ""}
        work.session.add(gap)
    if reopened:
        _audit(work, card, gap, "gaps.open")
    return OPEN if reopened else None


def _close(work: Work, card: SecondmentCard, gap: Gap) -> str:
    gap.status, gap.closed_at = CLOSED, work.now
    work.session.add(gap)
    _audit(work, card, gap, "gaps.close")
    return CLOSED


def _audit(work: Work, card: SecondmentCard, gap: Gap, action: str) -> None:
    unit_id = card.secondment.receiving_unit_id
    record(work, action, "gap", gap.id, unit_id=unit_id, month=gap.month, days=len(gap.days))
