"""What a cadre finds on opening a day: its record or the form for it, what came back, and what may still be written."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.accounts.directory import names_of
from app.core import clock
from app.core.errors import NotFound
from app.core.work import Work
from app.records.schemas import RecordView
from app.records.service import DayState, get_day, month_marks, today_state
from app.records.window import Verdict
from app.secondments.access import get_policy
from app.secondments.models import ProgrammePolicy, RecordFrequency
from app.secondments.service_cards import SecondmentCard, my_secondments
from app.workdays.service import Calendar, get_calendar

WRITABLE = frozenset({Verdict.FREE, Verdict.REASON_NEEDED, Verdict.UNLOCKED, Verdict.LATE_SYNC})
LOOK_BACK = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class DayPage:
    """One day of one secondment as its author sees it."""

    card: SecondmentCard
    others: tuple[SecondmentCard, ...]
    on: date
    is_today: bool
    day_name: str | None
    is_workday: bool
    state: DayState
    rules: ProgrammePolicy
    returned: tuple[RecordView, ...]
    open_days: tuple[date, ...]
    names: dict[UUID, str]

    @property
    def record(self) -> RecordView | None:
        """The day's record, if there is one."""
        return self.state.record

    @property
    def can_write(self) -> bool:
        """Whether the form is offered: inside the term and the window, month open, not decided."""
        return self.state.in_term and not self.state.month_closed and self.state.verdict in WRITABLE

    @property
    def default_day_type(self) -> str:
        """On post on workdays, rest on rest days."""
        return "on_post" if self.is_workday else "rest"


def find_own_card(work: Work, secondment_id: UUID | None = None) -> SecondmentCard | None:
    """The actor's secondment as asked for, or the nearest to today; None for somebody who has none."""
    cards = my_secondments(work)
    if secondment_id is None:
        return cards[0] if cards else None
    found = next((card for card in cards if card.id == secondment_id), None)
    if found is None:
        raise NotFound
    return found


def open_day(work: Work, on: date | None = None, secondment_id: UUID | None = None) -> DayPage | None:
    """The page of a day (today unless given); None for somebody without a secondment."""
    card = find_own_card(work, secondment_id)
    if card is None:
        return None
    on = on or work.today
    state = today_state(work, card.id, on)
    rules = get_policy(work, card.programme.id, on)
    calendar = get_calendar(work, on - LOOK_BACK, work.today)
    returned = _returned(work, card.id, besides=on)
    shown = [*returned, *([state.record] if state.record else [])]
    return DayPage(
        card=card,
        others=tuple(other for other in my_secondments(work) if other.id != card.id),
        on=on,
        is_today=on == work.today,
        day_name=calendar.name(on),
        is_workday=calendar.is_workday(on),
        state=state,
        rules=rules,
        returned=returned,
        open_days=open_days(work, card, rules, calendar),
        names=names_of(work, {record.decided_by_id for record in shown}),
    )


def _marked(work: Work, secondment_id: UUID) -> dict[date, str]:
    """The signs of this month and the one before."""
    months = {clock.month_of(work.today), clock.previous_month(clock.month_of(work.today))}
    return {on: mark.sign for month in sorted(months) for on, mark in month_marks(work, secondment_id, month).items()}


def _returned(work: Work, secondment_id: UUID, besides: date) -> tuple[RecordView, ...]:
    days = sorted(on for on, sign in _marked(work, secondment_id).items() if sign == "returned" and on != besides)
    records = (get_day(work, secondment_id, on) for on in days[:3])
    return tuple(record for record in records if isinstance(record, RecordView))


def open_days(work: Work, card: SecondmentCard, rules: ProgrammePolicy, calendar: Calendar) -> tuple[date, ...]:
    """Workdays without a record that may still be written freely or with a reason; none where only weeks are asked."""
    if rules.record_frequency is RecordFrequency.WEEKLY:
        return ()
    marked = _marked(work, card.id)
    first = max(calendar.workdays_back(work.today, rules.backfill_reason_days), card.term_start_on)
    last = min(work.today - timedelta(days=1), card.secondment.end_on)
    span = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return tuple(on for on in span if calendar.is_workday(on) and on not in marked)
