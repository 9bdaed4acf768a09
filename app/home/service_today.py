"""What a cadre finds on opening a day: its record or the form for it, what came back, and what may still be written."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.accounts.directory import names_of
from app.attendance.schemas import CheckInView
from app.attendance.service_calendars import calendar_at
from app.attendance.service_check_ins import check_ins_of_day
from app.attendance.windows import parse_windows
from app.core import clock
from app.core.errors import NotFound
from app.core.i18n import N_
from app.core.work import Work
from app.records.models import RecordStatus
from app.records.models_care import Hidden
from app.records.schemas import RecordView
from app.records.service import DayState, get_day, month_marks, today_state
from app.records.window import Verdict
from app.secondments.access import get_policy
from app.secondments.models import CheckInPolicy, ProgrammePolicy, RecordFrequency
from app.secondments.service_cards import SecondmentCard, my_secondments
from app.workdays.overlays import Calendar

WRITABLE = frozenset({Verdict.FREE, Verdict.REASON_NEEDED, Verdict.UNLOCKED, Verdict.LATE_SYNC})
LOOK_BACK, LOOK_AHEAD = timedelta(days=31), timedelta(days=60)
BEHIND, AHEAD = timedelta(days=14), timedelta(days=31)
"""How far around today the phone can write without a network on a page that it has kept of no day."""
NEAR = timedelta(days=3660)
"""Days farther away than this have no page."""
OPEN = frozenset({RecordStatus.DRAFT, RecordStatus.RETURNED})


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
    check_ins: tuple[CheckInView, ...]
    names: dict[UUID, str]

    @property
    def record(self) -> RecordView | None:
        """The day's record, if there is one."""
        return self.state.record

    @property
    def subject(self) -> str:
        """What the phone files its drafts under."""
        return f"{self.card.id}/{self.on}"

    @property
    def near_others(self) -> tuple[SecondmentCard, ...]:
        """One's other secondments with a day that the phone may have to write on without a network."""
        first, last = self.on - BEHIND, self.on + AHEAD
        return tuple(one for one in self.others if one.term_start_on <= last and one.secondment.end_on >= first)

    def shows_form(self, wish_to_edit: bool) -> bool:
        """Whether the form is offered: term, month and window allow it, and no decision stands.

        A submitted record is read first and opened on demand; a returned one stays open outside the window too.
        """
        record, verdict = self.record, self.state.verdict
        if not self.state.in_term or self.state.month_closed or verdict is Verdict.FUTURE:
            return False
        if record is None:
            return verdict in WRITABLE
        if record.imported:
            return False
        if record.hidden is not None:
            return wish_to_edit and self.may_rewrite
        if record.status is RecordStatus.RETURNED:
            return True
        wanted = record.status in OPEN or (wish_to_edit and record.status is RecordStatus.SUBMITTED)
        return wanted and verdict in WRITABLE

    @property
    def may_rewrite(self) -> bool:
        """Whether a day whose text was purged can be written anew; what is quarantined waits for its decision."""
        purged = self.record is not None and self.record.hidden is Hidden.PURGED
        open_day = self.state.in_term and not self.state.month_closed and self.state.verdict in WRITABLE
        return purged and open_day

    @property
    def needs_reason(self) -> bool:
        """Whether a late record must say why."""
        returned = self.record is not None and self.record.status is RecordStatus.RETURNED
        return self.state.verdict is Verdict.REASON_NEEDED and not returned

    @property
    def closed_because(self) -> str:
        """Why there is neither a record nor a form, as a sentence to translate."""
        if not self.state.in_term:
            return N_("这一天不在您的挂职期内。")
        if self.state.month_closed:
            return N_("本月已结账，不能再写；补助不受影响。")
        if self.state.verdict is Verdict.FUTURE:
            return N_("到了这一天再来写。")
        return N_("已超过补记期限。可请接收单位主管开放这一天；没有记录不影响补助。")

    @property
    def offers_check_in(self) -> bool:
        """Today only, inside the term, where the programme has check-in."""
        return self.is_today and self.state.in_term and self.rules.check_in is not CheckInPolicy.OFF

    @property
    def duty_windows(self) -> str:
        """`08:00–09:30, 22:00–06:00`; empty without windows."""
        return ", ".join(str(window) for window in parse_windows(self.rules.duty_windows))

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
    if abs(on - work.today) > NEAR:
        raise NotFound
    state = today_state(work, card.id, on)
    rules = get_policy(work, card.programme.id, on)
    calendar = calendar_at(work, card, min(on, work.today) - LOOK_BACK, max(on, work.today), on)
    returned = _returned(work, card.id, besides=on)
    shown = [*returned, *([state.record] if state.record else [])]
    return DayPage(
        card=card,
        others=tuple(other for other in my_secondments(work) if other.id != card.id),
        on=on,
        is_today=on == work.today,
        day_name=calendar.name(on),
        is_workday=calendar.kind(on).is_open,
        state=state,
        rules=rules,
        returned=returned,
        open_days=open_days(work, card, rules, calendar),
        check_ins=tuple(check_ins_of_day(work, card.id, on)) if on == work.today else (),
        names=names_of(work, {key for record in shown for key in (record.decided_by_id, record.decided_for_id)}),
    )


def _marked(work: Work, secondment_id: UUID) -> dict[date, str]:
    """The signs of this month and the one before."""
    months = {clock.month_of(work.today), clock.previous_month(clock.month_of(work.today))}
    return {on: mark.sign for month in sorted(months) for on, mark in month_marks(work, secondment_id, month).items()}


def _returned(work: Work, secondment_id: UUID, besides: date) -> tuple[RecordView, ...]:
    days = sorted(on for on, sign in _marked(work, secondment_id).items() if sign == "returned" and on != besides)
    records = (get_day(work, secondment_id, on) for on in days[:3])
    return tuple(record for record in records if isinstance(record, RecordView) and record.hidden is None)


def open_days(work: Work, card: SecondmentCard, rules: ProgrammePolicy, calendar: Calendar) -> tuple[date, ...]:
    """Workdays without a record that may still be written freely or with a reason; none where only weeks are asked."""
    if rules.record_frequency is RecordFrequency.WEEKLY:
        return ()
    marked = _marked(work, card.id)
    first = max(calendar.workdays_back(work.today, rules.backfill_reason_days), card.term_start_on)
    last = min(work.today - timedelta(days=1), card.secondment.end_on)
    span = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return tuple(on for on in span if calendar.kind(on).is_open and on not in marked)


def last_back_fill(on: date, rules: ProgrammePolicy, calendar: Calendar) -> date:
    """The last day on which a day may still be written, with a reason; `calendar` must reach LOOK_AHEAD beyond it."""
    last = on
    while last - on < LOOK_AHEAD and calendar.workdays_back(last + timedelta(days=1), rules.backfill_reason_days) <= on:
        last += timedelta(days=1)
    return last
