"""本组一周: a group leader's private summary of the members' week; nobody else reads it, not even the department.

What was written, leave, what waits for the leader, and what one could talk about: by name, without a count to rank by,
and without the words of any record (those stand where they are reviewed).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.attendance.service_asked import AskedDays, asked_days
from app.core import clock
from app.core.errors import Invalid, require
from app.core.i18n import N_
from app.core.work import Work
from app.records.models import RecordStatus
from app.records.service.week import WeekMark, marks_between
from app.reminders import policy
from app.reminders.schemas import Phrase
from app.reminders.schemas_group_week import DayState, GroupDay, GroupWeekView, MemberWeek
from app.reminders.service import Say
from app.secondments.service_cards import SecondmentCard
from app.secondments.service_groups import get_group
from app.secondments.service_led import Led, members_led
from app.signals.models import Signal
from app.signals.sentences import missing_in_short
from app.signals.service_region import asking_about

_WEEK = timedelta(days=7)
_DAYS = tuple(timedelta(days=day) for day in range(7))
NOTE = N_("这一页只有您能看到，单位、组织部和组员都看不到。按姓名排列，不计数、不排名。")
DAYS_WITHOUT = N_("%(first_on)s到%(last_on)s之间有三天以上没有纪实，可以问问是请假还没登记，还是另有安排。")
WEEKS_WITHOUT = N_("%(month)s有三周以上没有纪实，可以问问是请假还没登记，还是另有安排。")
DIFFICULTY = N_("%(days)s的纪实里写到了困难，可以问问要不要帮忙。")
RETURNED = N_("%(days)s的纪实被退回，还没有改好，可以问问是否需要帮忙。")


@dataclass(frozen=True, slots=True)
class Member:
    """A member's days of the week up to today, and what one could talk about."""

    card: SecondmentCard
    days: tuple[tuple[date, DayState], ...]
    waiting_on: tuple[date, ...]
    talk: tuple[Phrase, ...]

    def days_in(self, *states: DayState) -> list[date]:
        """The days in one of these states."""
        return [on for on, state in self.days if state in states]


@dataclass(frozen=True, slots=True)
class GroupWeek:
    """A group's ISO week; the members by name."""

    group_id: UUID
    group_name: str
    monday: date
    members: tuple[Member, ...]

    @property
    def week(self) -> str:
        """`2026-W16`."""
        return _name(self.monday)

    @property
    def week_before(self) -> str:
        """The week before it."""
        return _name(self.monday - _WEEK)

    def week_after(self, today: date) -> str | None:
        """The week after it, once it has begun."""
        return _name(self.monday + _WEEK) if self.monday + _WEEK <= today else None


def _name(on: date) -> str:
    year, number, _ = on.isocalendar()
    return f"{year}-W{number:02d}"


def page_of(group_id: UUID, on: date) -> str:
    """Where a group's week with a day stands."""
    return f"/groups/{group_id}/week?week={_name(on)}"


def open_week(work: Work, group_id: UUID, week: str | None) -> GroupWeek:
    """The week (`2026-W16`; without it the present one) of a group, for its leader.

    NotFound to whoever may not know of the group, Forbidden to everybody else; Invalid for a week that is none or has
    not begun.
    """
    group = get_group(work, group_id)
    require(policy.may_read_week(work.actor, group.leader_id))
    monday = _monday(work, week)
    found = weeks_of(work, [group.leader_id], monday)[group.leader_id]
    empty = GroupWeek(group.id, group.name, monday, ())
    return next((one for one in found if one.group_id == group.id), empty)


def weeks_of(work: Work, leader_ids: Collection[UUID], monday: date) -> dict[UUID, tuple[GroupWeek, ...]]:
    """The groups of each of these leaders in the week of a Monday, those with somebody in it; by the group's name.

    A fixed number of statements however many there are; not filtered by actor: tell each to that leader alone.
    """
    sunday = monday + _DAYS[-1]
    led = [one for one in members_led(work, leader_ids) if one.from_on <= sunday and one.to_on >= monday]
    led = [one for one in led if one.card.term_start_on <= sunday and one.card.secondment.end_on >= monday]
    cards = list({one.card.id: one.card for one in led}.values())
    read = _Read(
        monday=monday,
        today=work.today,
        asked=asked_days(work, cards, monday, sunday),
        marks=marks_between(work, cards, monday, sunday),
        asking=asking_about(work, [card.id for card in cards]),
    )
    members: dict[tuple[UUID, UUID, str], list[Member]] = defaultdict(list)
    for one in led:
        members[one.leader_id, one.group_id, one.group_name].append(read.member(one))
    found: dict[UUID, tuple[GroupWeek, ...]] = dict.fromkeys(leader_ids, ())
    for (leader_id, group_id, name), some in members.items():
        found[leader_id] = (*found[leader_id], GroupWeek(group_id, name, monday, tuple(some)))
    return found


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of everybody's week at once."""

    monday: date
    today: date
    asked: Mapping[UUID, AskedDays]
    marks: Mapping[UUID, Mapping[date, WeekMark]]
    asking: Mapping[UUID, Sequence[Signal]]

    def member(self, one: Led) -> Member:
        """One member's days up to today; what lies outside their term and membership is not looked at."""
        key = one.card.id
        first_on = max(one.from_on, one.card.term_start_on)
        last_on = min(one.to_on, one.card.secondment.end_on)
        week = [on for on in (self.monday + day for day in _DAYS) if on <= self.today]
        marks = {on: mark for on, mark in self.marks.get(key, {}).items() if first_on <= on <= last_on}
        questions = [row for row in self.asking.get(key, ()) if row.first_on <= self.monday + _DAYS[-1]]
        return Member(
            card=one.card,
            days=tuple((on, self._state(key, on, marks) if first_on <= on <= last_on else "outside") for on in week),
            waiting_on=tuple(on for on, mark in marks.items() if mark.waits_for_leader),
            talk=tuple(_talk(marks, questions)),
        )

    def _state(self, key: UUID, on: date, marks: Mapping[date, WeekMark]) -> DayState:
        mark = marks.get(on)
        if mark is not None:
            return "resubmitted" if mark.resubmitted and mark.status is RecordStatus.SUBMITTED else _STATES[mark.status]
        if on in self.asked[key].on_leave:
            return "leave"
        return "missing" if on in self.asked[key].asked and on < self.today else "none"


_STATES: Mapping[RecordStatus, DayState] = {
    RecordStatus.SUBMITTED: "submitted",
    RecordStatus.RETURNED: "returned",
    RecordStatus.APPROVED: "approved",
}


def view_week(found: GroupWeek, say: Say) -> GroupWeekView:
    """The same as the API shows it, in the words of `say`."""
    return GroupWeekView(
        group_id=found.group_id,
        group_name=found.group_name,
        week=found.week,
        from_on=found.monday,
        to_on=found.monday + _DAYS[-1],
        note=say(NOTE, {}),
        members=[_view(one, say) for one in found.members],
    )


def _view(one: Member, say: Say) -> MemberWeek:
    return MemberWeek(
        secondment_id=one.card.id,
        cadre_id=one.card.secondment.cadre_id,
        cadre_name=one.card.cadre_name,
        unit_name=one.card.receiving_unit_name,
        days=[GroupDay(on=on, state=state) for on, state in one.days],
        written_on=one.days_in("submitted", "resubmitted", "returned", "approved"),
        leave_on=one.days_in("leave"),
        waiting_on=list(one.waiting_on),
        talk=[say(phrase.text, phrase.params) for phrase in one.talk],
    )


def _monday(work: Work, week: str | None) -> date:
    this = clock.monday_of(work.today)
    if week is None:
        return this
    try:
        monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    except ValueError as error:
        raise Invalid.at("/week", N_("没有这一周。"), "no-such-week") from error
    if monday > this:
        raise Invalid.at("/week", N_("这一周还没有开始。"), "not-begun")
    return monday


def _talk(marks: Mapping[date, WeekMark], signals: Sequence[Signal]) -> Iterator[Phrase]:
    """What may call for help, as neutral sentences: difficulties first, for somebody asked for a word."""
    difficult = [on.isoformat() for on, mark in marks.items() if mark.difficult]
    if difficult:
        yield Phrase(text=DIFFICULTY, params={"days": difficult})
    returned = [on.isoformat() for on, mark in marks.items() if mark.status is RecordStatus.RETURNED]
    if returned:
        yield Phrase(text=RETURNED, params={"days": returned})
    for signal in signals:
        text, params = missing_in_short(signal, DAYS_WITHOUT, WEEKS_WITHOUT)
        yield Phrase(text=text, params=params)
