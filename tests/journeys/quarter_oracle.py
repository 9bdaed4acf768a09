"""Who is due what, said on its own from the drawn facts: no service, no table and no job is asked.

It keeps the facts as plain dictionaries, hears each event when it happens, and answers for an instant: which lines
would stand in whose digest. What was written goes into `told`, for one digest a workday is all that anybody gets.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from tests.journeys.quarter_facts import DAY, Cadre, Event, Kind, Leave, Quarter, is_workday
from tests.journeys.quarter_stage import cadre_name, supervisor

Line = tuple[str, ...]
"""What is said, and its particulars."""
FREE_WORKDAYS = 3
"""For so many workdays a day may still be written freely, and nobody asks about it."""
LEAST = 3
DAYS_TO_ANSWER = 30
WORKDAYS_OF_PATIENCE = 5
"""What has waited longer is everybody's who may decide on it."""
DAYS_OF_POWER = 60
"""After the last day in a unit its people may still decide on what it hosted."""
OPENS, CLOSES, NOON = time(9), time(18), 12


def month_of(on: date) -> str:
    return f"{on:%Y-%m}"


def first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def month_before(month: str) -> str:
    return month_of(first_of(month) - DAY)


def week_of(on: date) -> list[date]:
    """Monday to Sunday."""
    monday = on - DAY * on.weekday()
    return [monday + DAY * number for number in range(7)]


@dataclass(slots=True)
class Question:
    """A month of a cadre about which something is asked: the days (or Mondays), and when it was told."""

    days: list[date]
    opened_on: date
    told_on: date | None = None


@dataclass
class Oracle:
    """Everything that is so by now."""

    quarter: Quarter
    cadres: dict[int, Cadre] = field(init=False)
    records: dict[int, dict[date, Kind]] = field(default_factory=lambda: defaultdict(dict))
    leaves: dict[int, list[Leave]] = field(default_factory=lambda: defaultdict(list))
    undecided: dict[int, list[Leave]] = field(default_factory=lambda: defaultdict(list))
    ended: dict[int, list[Leave]] = field(default_factory=lambda: defaultdict(list))
    pauses: dict[int, list[tuple[date, date | None]]] = field(default_factory=lambda: defaultdict(list))
    hosts: dict[int, list[tuple[date, int]]] = field(default_factory=dict)
    muted: set[str] = field(default_factory=set)
    off: set[str] = field(default_factory=set)
    confirmed: set[tuple[int, str]] = field(default_factory=set)
    asked: dict[tuple[int, str], Question] = field(default_factory=dict)
    news: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    said: dict[str, set[Line]] = field(default_factory=lambda: defaultdict(set))
    back: dict[int, list[Leave]] = field(default_factory=lambda: defaultdict(list))
    filed_on: dict[tuple[int, Leave], date] = field(default_factory=dict)
    approved_on: dict[tuple[int, Leave], date] = field(default_factory=dict)
    sent_on: dict[tuple[int, date], date] = field(default_factory=dict)
    reminded: dict[int, set[str]] = field(default_factory=dict)
    """Of those who were moved: whom the new unit asks, as far as their accounts were in use then."""
    coming: dict[int, date] = field(default_factory=dict)
    let_go: dict[tuple[int, str], set[date]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.cadres = {cadre.number: cadre for cadre in self.quarter.cadres}
        self.hosts = {cadre.number: [(cadre.start_on, cadre.unit)] for cadre in self.quarter.cadres}

    # What happens

    def hear(self, event: Event) -> None:
        """An event has happened."""
        self._move_in(event.at)
        who, kind = event.who, event.kind
        if kind is Kind.WROTE:
            self.sent_on[who, event.day] = event.at.date()
        if kind in (Kind.WROTE, Kind.DRAFTED, Kind.APPROVED, Kind.RETURNED):
            self.records[who][event.day] = kind
        elif event.leave is not None:
            self._hear_leave(who, kind, event.leave, event.at.date())
        elif kind is Kind.SUSPENDED:
            self.pauses[who].append((event.day, None))
        elif kind is Kind.RESUMED:
            self.pauses[who][-1] = (self.pauses[who][-1][0], event.day)
        elif kind is Kind.MOVED:
            assert event.unit is not None
            self._is_news(who, self.host(who, event.at.date()), event.unit)
            self.hosts[who].append((event.day, event.unit))
            self.news[cadre_name(who)] += 1
            self.reminded[who] = self._supervisors(event.unit) - self.off - {cadre_name(who)}
            if event.day > event.at.date():
                self.coming[who] = event.day
        elif kind is Kind.CONFIRMED:
            self.confirmed.add((who, month_of(event.day)))
        else:
            people = self.muted if kind in (Kind.MUTED, Kind.UNMUTED) else self.off
            (people.add if kind in (Kind.MUTED, Kind.SWITCHED_OFF) else people.discard)(cadre_name(who))

    def _hear_leave(self, who: int, kind: Kind, leave: Leave, today: date) -> None:
        if kind is Kind.LEAVE_FILED:
            self.undecided[who].append(leave)
            self.filed_on[who, leave] = today
        elif kind is Kind.LEAVE_APPROVED:
            self.undecided[who].remove(leave)
            self.leaves[who].append(leave)
            self.approved_on[who, leave] = today
            self.news[cadre_name(who)] += 1
            self._answered_by_leave(who, leave, today)
        elif kind is Kind.LEAVE_CANCELLED:
            self.leaves[who].remove(leave)
            self._is_news(who, self.host(who, today))
        elif kind is Kind.LEAVE_ENDED:
            self.ended[who].append(leave)
            self.back[who].append(leave)
        elif kind is Kind.LEAVE_CLOSED:
            self.ended[who].remove(leave)

    def _is_news(self, who: int, *units: int) -> None:
        """The cadres who supervise there hear of it: a decision of somebody's, unread until their digest."""
        for name in {name for unit in units for name in self._supervisors(unit)} - {cadre_name(who)}:
            self.news[name] += 1

    def _move_in(self, moment: datetime) -> None:
        """On its first day a new unit asks those of whom it named whose accounts are in use that morning."""
        begun = [who for who, on in self.coming.items() if on <= moment.date() and not self.quarter.is_out(moment)]
        for who in begun:
            del self.coming[who]
            self.reminded[who] -= self.off

    # What a day is

    def serves(self, who: int, on: date) -> bool:
        """In the term and not suspended."""
        cadre = self.cadres[who]
        paused = any(first <= on and (back is None or on < back) for first, back in self.pauses[who])
        return cadre.start_on <= on <= cadre.end_on and not paused

    def on_duty(self, who: int, on: date) -> bool:
        """A workday that is served, of which at least one half is not approved leave."""
        if not is_workday(on) or not self.serves(who, on):
            return False
        away = [leave.halves(on) for leave in self.leaves[who]]
        return not (any(am for am, _ in away) and any(pm for _, pm in away))

    def host(self, who: int, on: date) -> int:
        """The unit of a day."""
        begun = [unit for first, unit in self.hosts[who] if first <= on]
        return begun[-1] if begun else self.hosts[who][0][1]

    # What is asked

    def scan(self, on: date, today: date) -> None:
        """The look of a morning, perhaps caught up later: questions are put, changed, answered, or let go."""
        for month in (month_before(month_of(on)), month_of(on)):
            for who in self.cadres:
                self._look(who, month, on, today)
        for key, question in list(self.asked.items()):
            if (question.told_on or question.opened_on) + DAY * DAYS_TO_ANSWER <= on:
                self.let_go[key] |= set(question.days)
                del self.asked[key]

    def _look(self, who: int, month: str, on: date, today: date) -> None:
        if not self._belongs(who, month):
            return
        days = [day for day in self._missing(who, month, on) if day not in self.let_go[who, month]]
        known = self.asked.get((who, month))
        if len(days) < LEAST:
            self.asked.pop((who, month), None)
        elif known is None:
            self.asked[who, month] = Question(days, today)
        else:
            known.days = days

    def _belongs(self, who: int, month: str) -> bool:
        """The term has a day in the month."""
        cadre, first = self.cadres[who], first_of(month)
        return cadre.start_on < (first + 31 * DAY).replace(day=1) and cadre.end_on >= first

    def _missing(self, who: int, month: str, on: date) -> list[date]:
        """Days of duty of the month without a record, that can be written freely no more; weeks by their Thursday."""
        written = {day for day, kind in self.records[who].items() if kind is not Kind.DRAFTED}
        first = first_of(month)
        dates = [first + DAY * number for number in range(-6, 38)]
        if self.cadres[who].rules.frequency != "weekly":
            return [
                day
                for day in dates
                if month_of(day) == month and day not in written and self.on_duty(who, day) and is_overdue(day, on)
            ]
        mondays = [day for day in dates if day.weekday() == 0 and month_of(day + 3 * DAY) == month]
        return [
            monday
            for monday in mondays
            if any(self.on_duty(who, day) for day in week_of(monday))
            and not written & set(week_of(monday))
            and is_overdue(monday + 6 * DAY, on)
        ]

    def _answered_by_leave(self, who: int, leave: Leave, today: date) -> None:
        """What is asked about days of a leave is looked at again when it is approved."""
        for (number, month), question in list(self.asked.items()):
            if number == who and question.days[0] <= leave.last_on and leave.first_on <= question.days[-1]:
                self._look(who, month, today, today)

    # What is said

    def due(self, moment: datetime, slot: datetime, speaking: range, told: Collection[str]) -> dict[str, list[Line]]:
        """Everybody's digest at an instant: for the slot, at which these hours speak; `told` have theirs of the day."""
        self._move_in(moment)
        on = moment.date()
        if not is_workday(on) or not OPENS <= moment.time() < CLOSES:
            return {}
        found: dict[str, list[tuple[int, Line]]] = defaultdict(list)
        for who, cadre in self.cadres.items():
            name, hour = cadre_name(who), cadre.rules.hour
            if hour <= slot.hour and self._is_present(who, on, slot.hour):
                found[name] += [(hour, line) for line in self._for_cadre(who, on) if line not in self.said[name]]
                if self.news[name]:
                    found[name].append((hour, ("news",)))
        for unit in range(self.quarter.units):
            for name in self._supervisors(unit):
                found[name] += self._for_supervisor(name, unit, on)
        silent = self.muted | self.off | set(told)
        due = {
            name: [line for _, line in lines]
            for name, lines in found.items()
            if name not in silent and any(hour in speaking for hour, _ in lines)
        }
        for name, lines in due.items():
            self._has_heard(name, lines, on)
        return due

    def _has_heard(self, name: str, lines: Sequence[Line], on: date) -> None:
        self.news[name] = 0
        self.said[name] |= {line for line in lines if line[0] == "ends"}
        for (who, month), question in self.asked.items():
            if cadre_name(who) == name and ("asked", month) in lines:
                question.told_on = on

    def _is_present(self, who: int, on: date, hour: int) -> bool:
        """On duty in the half of the day in which the digest would come."""
        if not self.on_duty(who, on):
            return False
        return not any(leave.halves(on)[hour >= NOON] for leave in self.leaves[who])

    def _for_cadre(self, who: int, on: date) -> Iterator[Line]:
        yield from self._today(who, on)
        since = first_of(month_before(month_of(on)))
        returned = sorted(day for day, kind in self.records[who].items() if kind is Kind.RETURNED and since <= day)
        if returned:
            yield "returned", *(day.isoformat() for day in returned)
        for (number, month), question in self.asked.items():
            if number == who and question.told_on is None and question.days[-1] >= since:
                yield "asked", month
        yield from self._overdue(who, on)
        end_on = self.cadres[who].end_on
        step = next((days for days in (7, 30) if (end_on - on).days <= days), None)
        if step is not None:
            yield "ends", end_on.isoformat(), str(step)

    def _overdue(self, who: int, on: date) -> Iterator[Line]:
        """The first leave that is over for more than three days, or approved so long ago, and was not ended."""
        late = [
            leave
            for leave in self.leaves[who]
            if leave not in self.back[who]
            and on > max(leave.last_on, self.approved_on[who, leave]) + 3 * DAY
            and self.filed_on[who, leave] <= leave.last_on
        ]
        if late:
            yield "overdue", min(leave.first_on for leave in late).isoformat()

    def _today(self, who: int, on: date) -> Iterator[Line]:
        records = self.records[who]
        if self.cadres[who].rules.frequency == "weekly":
            duty = [day for day in week_of(on) if self.on_duty(who, day)]
            written = [day for day in week_of(on) if records.get(day, Kind.DRAFTED) is not Kind.DRAFTED and day <= on]
            if on == duty[-1] and not written:
                yield ("week",)
        elif records.get(on) is Kind.DRAFTED:
            yield ("draft",)
        elif on not in records:
            yield ("missing",)

    def _supervisors(self, unit: int) -> set[str]:
        names = {supervisor(unit, which) for which in "甲乙"}
        return names | {cadre_name(who) for who, cadre in self.cadres.items() if cadre.supervises == unit}

    def _for_supervisor(self, name: str, unit: int, on: date) -> Iterator[tuple[int, Line]]:
        """What waits of the unit's days, of everybody but themselves; the earliest programme of it gives the hour."""
        others = [who for who in self._guests(unit) if cadre_name(who) != name]
        reviewed = [who for who in others if self.cadres[who].rules.review == "each"]
        records = {who: self._waiting(name, who, unit, on) for who in reviewed}
        leaves = {who: self._to_decide(who, unit, on) for who in others}
        for what, counts in (("waiting", records), ("leave", leaves)):
            some = {who: count for who, count in counts.items() if count}
            if some:
                yield self._earliest(some), (what, str(sum(some.values())))
        month = month_before(month_of(on))
        ended = [who for who in others if self._hosted(who, unit, month)]
        if ended and (unit, month) not in self.confirmed:
            yield self._earliest(ended), ("to-confirm", month)

    def _guests(self, unit: int) -> list[int]:
        return [who for who, hosts in self.hosts.items() if any(one == unit for _, one in hosts)]

    def _earliest(self, cadres: Iterable[int]) -> int:
        return min(self.cadres[who].rules.hour for who in cadres)

    def _waiting(self, name: str, who: int, unit: int, on: date) -> int:
        written = (day for day, kind in self.records[who].items() if kind is Kind.WROTE)
        return sum(self._has_say(who, unit, day, on) and self._is_asked(name, who, day, on) for day in written)

    def _is_asked(self, name: str, who: int, day: date, on: date) -> bool:
        """Of the unit that hosts now those whom it named, the others once it has waited; a former unit asks all."""
        if any(first > day for first, _ in self.hosts[who]):
            return True
        named = self.reminded.get(who)
        return not named or name in named or has_waited(self.sent_on[who, day], on)

    def _to_decide(self, who: int, unit: int, on: date) -> int:
        open_leave = (*self.undecided[who], *self.ended[who])
        return sum(self._has_say(who, unit, leave.first_on, on) for leave in open_leave)

    def _has_say(self, who: int, unit: int, day: date, on: date) -> bool:
        """The unit hosts the day, and lost its cadre no longer ago than its power lasts (no month is closed here)."""
        following = [first for first, _ in self.hosts[who] if first > day]
        last_on = min(following[0] - DAY, self.cadres[who].end_on) if following else self.cadres[who].end_on
        return self.host(who, day) == unit and on <= last_on + DAY * DAYS_OF_POWER

    def _hosted(self, who: int, unit: int, month: str) -> bool:
        """The unit hosts a day of the month, and the term has one."""
        if not self._belongs(who, month):
            return False
        first = first_of(month)
        dates = [first + DAY * number for number in range(31)]
        return any(self.host(who, day) == unit for day in dates if month_of(day) == month)


def has_waited(since: date, on: date) -> bool:
    """For more than five workdays, today among them."""
    return sum(is_workday(since + DAY * step) for step in range(1, (on - since).days + 1)) > WORKDAYS_OF_PATIENCE


def is_overdue(day: date, on: date) -> bool:
    """So many workdays lie between a day and this morning that it can be written freely no more."""
    between, count = day + DAY, 0
    while between < on and count < FREE_WORKDAYS:
        count += is_workday(between)
        between += DAY
    return count >= FREE_WORKDAYS
