"""The workday digest: at most one message a person and workday, only with something to say, never on days of rest.

The hour is the programme's `reminder_hour`. A cadre hears of today's missing record, of records that came back and of
a new gap; whoever is named as reminded hears what waits for them. Whoever muted it hears nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.accounts.authority import person_actor
from app.attendance.service_asked import AskedDays, asked_days
from app.attendance.service_month_list import list_month
from app.core import clock
from app.core.errors import NotFound
from app.core.i18n import N_
from app.core.work import Work
from app.records.models import RecordStatus
from app.records.service import count_waiting, statuses_between
from app.reminders import policy, repository
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message
from app.reminders.service_gaps import question_of
from app.secondments.access import get_policy
from app.secondments.models import RecordFrequency, SecondmentStatus
from app.secondments.service_cards import SecondmentCard, list_in_month
from app.secondments.service_secondments import supervisors_of_late
from app.workdays.service import get_calendar

KIND = "workday-digest"
SERVING = frozenset({SecondmentStatus.ACTIVE, SecondmentStatus.APPRAISING})
_WEEK = timedelta(days=6)
Lines = dict[UUID, list[Phrase]]
Statuses = dict[date, RecordStatus]


def send_digests(work: Work, slot: datetime) -> str:
    """Write the digests that are due by the slot's hour and not written yet today; answers how many."""
    on = clock.civil_date(slot)
    quiet = policy.why_quiet(get_calendar(work, on, on), slot, work.now)
    if quiet is not None:
        return f"nothing sent: {quiet}"
    lines: Lines = defaultdict(list)
    for person_id, said in _for_cadres(work, on, clock.beijing(slot).hour).items():
        lines[person_id] += said
    for person_id, said in _for_reviewers(work, on, clock.beijing(slot).hour).items():
        lines[person_id] += said
    sent = sum(_send(work, person_id, on, said) for person_id, said in lines.items() if said)
    return f"{sent} digests"


def _send(work: Work, person_id: UUID, on: date, lines: list[Phrase]) -> bool:
    title = Phrase(text=N_("%(on)s提醒"), params={"on": on.isoformat()})
    return leave_message(work, person_id, _key(on, person_id), KIND, title, lines)


def _key(on: date, person_id: UUID) -> str:
    return f"{KIND}/{on.isoformat()}/{person_id}"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Who may still get a digest today: accounts in use, not muted, none written yet."""

    people: Collection[UUID]

    @classmethod
    def among(cls, work: Work, ids: Collection[UUID], on: date) -> "_Wanted":
        told = repository.told_already(work.session, [_key(on, one) for one in ids])
        muted = repository.muted(work.session)
        active = repository.active_people(work.session, ids)
        return cls({one for one in active if one not in muted and _key(on, one) not in told})


def _due(work: Work, cards: Sequence[SecondmentCard], on: date, hour: int) -> list[SecondmentCard]:
    """Those whose programme's hour has come; a programme without rules reminds of nothing."""
    hours: dict[UUID, int] = {}
    for programme_id in {card.programme.id for card in cards}:
        try:
            hours[programme_id] = get_policy(work, programme_id, on).reminder_hour
        except NotFound:
            hours[programme_id] = 24
    return [card for card in cards if hours[card.programme.id] <= hour]


def _for_cadres(work: Work, on: date, hour: int) -> Lines:
    serving = [card for card in list_in_month(work, None, clock.month_of(on)) if card.secondment.status in SERVING]
    due = _due(work, serving, on, hour)
    wanted = _Wanted.among(work, {card.secondment.cadre_id for card in due}, on).people
    cards = [card for card in due if card.secondment.cadre_id in wanted]
    monday = on - timedelta(days=on.weekday())
    asked = asked_days(work, cards, monday, monday + _WEEK)
    since = clock.month_bounds(clock.previous_month(clock.month_of(on)))[0]
    statuses = statuses_between(work, [card.id for card in cards], min(since, monday), on)
    gaps = {gap.secondment_id: gap for gap, _ in repository.untold_gaps(work.session, since)}
    lines: Lines = defaultdict(list)
    for card in cards:
        if on not in asked[card.id].working:  # on leave, resting, or off the term
            continue
        said = [*_today(asked[card.id], statuses[card.id], on), *_returned(statuses[card.id])]
        gap = gaps.get(card.id)
        if gap is not None:
            said.append(question_of(gap))
            gap.told_on = on
            work.session.add(gap)
        lines[card.secondment.cadre_id] += said
    return lines


def _today(days: AskedDays, statuses: Statuses, on: date) -> list[Phrase]:
    """What is missing today; a weekly programme asks on the week's last day of duty."""
    if days.frequency is RecordFrequency.WEEKLY:
        monday = on - timedelta(days=on.weekday())
        written = any(monday <= day and status is not RecordStatus.DRAFT for day, status in statuses.items())
        if written or on != max(days.working):
            return []
        return [Phrase(text=N_("本周还没有纪实，写一天即可"), href="/today")]
    if on not in days.asked:
        return []
    status = statuses.get(on)
    if status is RecordStatus.DRAFT:
        return [Phrase(text=N_("今天的纪实还是草稿，尚未提交"), href="/today")]
    return [Phrase(text=N_("今天的纪实还没有写"), href="/today")] if status is None else []


def _returned(statuses: Statuses) -> list[Phrase]:
    days = sorted(day for day, status in statuses.items() if status is RecordStatus.RETURNED)
    if not days:
        return []
    text = N_("有 %(count)s 天的记录被退回待修改：%(days)s")
    listed = [day.isoformat() for day in days]
    return [Phrase(text=text, params={"count": len(days), "days": listed}, href=f"/days/{listed[0]}")]


def _for_reviewers(work: Work, on: date, hour: int) -> Lines:
    """Whoever a secondment names as reminded, once the hour of one of its programmes has come."""
    month = clock.month_of(on)
    last_month = clock.previous_month(month)
    cards = {card.id: card for one in (last_month, month) for card in list_in_month(work, None, one)}
    due = _due(work, list(cards.values()), on, hour)
    reminded = {one for ids in supervisors_of_late(work, [card.id for card in due]).values() for one in ids}
    wanted = _Wanted.among(work, reminded, on).people
    people = repository.active_people(work.session, wanted)
    lines: Lines = {}
    for person_id in sorted(people, key=str):
        acting = work.acting_as(person_actor(work.session, people[person_id]))
        lines[person_id] = _waiting(acting, last_month)
    return lines


def _waiting(acting: Work, month: str) -> list[Phrase]:
    said: list[Phrase] = []
    waiting = count_waiting(acting)
    if waiting:
        said.append(Phrase(text=N_("有 %(count)s 条记录待审阅"), params={"count": waiting}, href="/todo"))
    if any(row.can_confirm for row in list_month(acting, month, limit=None).items):
        said.append(Phrase(text=N_("%(month)s的出勤待确认"), params={"month": month}, href="/attendance"))
    return said
