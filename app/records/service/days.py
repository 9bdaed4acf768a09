"""Days rather than records: a month's signs for the calendar, today's state, who wrote when, and unlocking."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.audit.service import record as audit
from app.core import clock
from app.core.errors import Invalid, require
from app.core.i18n import N_
from app.core.work import Work
from app.records import policy, repository
from app.records.errors import refused
from app.records.models import DailyRecord, DayUnlock, RecordStatus
from app.records.schemas import RecordView, UnlockView
from app.records.service.checks import require_storable
from app.records.service.views import own_view
from app.records.states import Refusal
from app.records.window import Judgement, Verdict, WindowPolicy, judge_window
from app.secondments.access import Access, get_access, get_policy, hold_month, is_month_closed
from app.workdays.service import get_calendar

Sign = Literal["draft", "submitted", "resubmitted", "returned", "approved"]


@dataclass(frozen=True, slots=True)
class DayMark:
    """A day's sign in the month's calendar."""

    on: date
    sign: Sign
    record_id: UUID
    version: int
    late_sync: bool


@dataclass(frozen=True, slots=True)
class DayState:
    """What an author may do with a day: its record if any, and the window's verdict on writing it."""

    on: date
    record: RecordView | None
    verdict: Verdict
    month_closed: bool
    in_term: bool


def sign_of(row: DailyRecord) -> Sign:
    """The status, a submission after a return told apart."""
    if row.status is RecordStatus.SUBMITTED and row.resubmitted:
        return "resubmitted"
    return row.status.value


def month_marks(work: Work, secondment_id: UUID, month: str) -> dict[date, DayMark]:
    """The signs of a month's days by date; drafts for the author alone. NotFound for an invisible secondment."""
    access = get_access(work, secondment_id)
    first_on, last_on = clock.month_bounds(month)
    rows = repository.list_days(work.session, secondment_id, first_on, last_on)
    return {
        row.work_on: DayMark(row.work_on, sign_of(row), row.id, row.version, row.late_sync)
        for row in rows
        if policy.can_see(access.relations_on(row.work_on), row.status)
    }


def today_state(work: Work, secondment_id: UUID, on: date) -> DayState:
    """What the author finds on opening a day; NotFound unless it is their own secondment."""
    access = get_access(work, secondment_id)
    require(access.is_author)
    row = repository.find_day(work.session, secondment_id, on)
    return DayState(
        on=on,
        record=own_view(work, row) if row else None,
        verdict=judge_day(work, access, on).verdict,
        month_closed=is_month_closed(work, access.secondment.programme_id, clock.month_of(on)),
        in_term=policy.is_in_term(access.secondment, on),
    )


def judge_day(work: Work, access: Access, on: date, created_on: date | None = None) -> Judgement:
    """The back-fill window's verdict on writing a day now; `created_on` is the phone's own date of the write."""
    rules = get_policy(work, access.secondment.programme_id, on)
    host = access.posting_on(work.today).receiving_path
    calendar = get_calendar(work, min(on, work.today), work.today).at(host, access.facts.programme_path)
    return judge_window(
        on,
        work.today,
        WindowPolicy(rules.backfill_free_days, rules.backfill_reason_days),
        calendar.workdays_back,
        unlocked=repository.find_unlock(work.session, access.secondment.id, on) is not None,
        created_on=created_on,
    )


def statuses_between(
    work: Work, secondment_ids: Collection[UUID], first_on: date, last_on: date
) -> dict[UUID, dict[date, RecordStatus]]:
    """Which days have a record and in which state, by secondment; for the system's own jobs, so it filters no actor."""
    found: dict[UUID, dict[date, RecordStatus]] = {one: {} for one in secondment_ids}
    for secondment_id, on, status in repository.list_statuses(work.session, secondment_ids, first_on, last_on):
        found[secondment_id][on] = status
    return found


def returned_since(work: Work, secondment_ids: Collection[UUID], first_on: date) -> dict[UUID, list[date]]:
    """The days from a date on whose record came back and was not sent again, in order; NOT filtered by actor."""
    found: dict[UUID, list[date]] = {}
    for secondment_id, on in repository.list_returned(work.session, secondment_ids, first_on):
        found.setdefault(secondment_id, []).append(on)
    return found


def unlock_day(work: Work, secondment_id: UUID, on: date, reason: str) -> UnlockView:
    """Open a day outside the window for its author, by who manages the secondment; the same again changes nothing."""
    access = get_access(work, secondment_id)
    rules = get_policy(work, access.secondment.programme_id, on)
    require(policy.can_review(access.relations_on(on), rules.reviewed_by))
    require_storable({"/reason": reason})
    hold_month(work, access.secondment.programme_id, clock.month_of(on))
    existing = repository.find_unlock(work.session, secondment_id, on)
    if existing is None:
        _require_openable(work, access, on)
        existing = _unlock(work, access, on, reason)
    return UnlockView(
        secondment_id=secondment_id,
        on=on,
        reason=existing.reason,
        unlocked_by_id=existing.unlocked_by_id,
        at=existing.at,
    )


def _unlock(work: Work, access: Access, on: date, reason: str) -> DayUnlock:
    row = DayUnlock(
        secondment_id=access.secondment.id, work_on=on, reason=reason, unlocked_by_id=work.actor.person_id, at=work.now
    )
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:  # a colleague opened it at this very moment
        standing = repository.find_unlock(work.session, access.secondment.id, on)
        return standing or row
    unit_id = access.posting_on(on).receiving_unit_id
    audit(work, "records.unlock", "secondment", row.secondment_id, unit_id=unit_id, work_on=on.isoformat())
    return row


def _require_openable(work: Work, access: Access, on: date) -> None:
    if not policy.is_in_term(access.secondment, on):
        raise Invalid.at("/on", N_("这一天不在挂职期内。"), "outside-term")
    if on > work.today:
        raise Invalid.at("/on", Refusal.FUTURE_DAY.message, Refusal.FUTURE_DAY.code)
    if is_month_closed(work, access.secondment.programme_id, clock.month_of(on)):
        raise refused(Refusal.MONTH_CLOSED)
