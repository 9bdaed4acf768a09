"""What happens to a county's cadres in a quarter, drawn at random as plain facts before anything is run.

Every fact is an event with its instant on Beijing's wall clock. The stage does them to the service, the oracle hears
them and says on its own who is due what: neither of them draws anything.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.core.clock import BEIJING

DAY = timedelta(days=1)
HOLIDAYS = frozenset(
    [date(2026, 4, day) for day in (4, 5, 6)]
    + [date(2026, 5, day) for day in (1, 2, 3, 4, 5)]
    + [date(2026, 6, day) for day in (19, 20, 21)]
)
"""清明, 劳动节 and 端午 of 2026, as the State Council's notice has them."""
MAKE_UP = frozenset([date(2026, 5, 9)])
"""The Saturday that is worked in exchange."""


def is_workday(on: date) -> bool:
    """By the notice, written down here once more."""
    return on in MAKE_UP or (on.weekday() < 5 and on not in HOLIDAYS)


def at(on: date, clock_time: str) -> datetime:
    """An instant on Beijing's wall clock."""
    return datetime.combine(on, time.fromisoformat(clock_time), BEIJING)


@dataclass(frozen=True, slots=True)
class Rules:
    """A programme: when it reminds, how often it asks, and whether each record is decided on."""

    name: str
    hour: int
    frequency: str
    review: str = "each"


RULES = (
    Rules("外派挂职", 17, "workday"),
    Rules("互派挂职", 9, "workday"),
    Rules("驻村", 14, "daily"),
    Rules("院校培训", 16, "weekly", "monthly"),
)


class Kind(StrEnum):
    """What may happen."""

    WROTE = "wrote"
    DRAFTED = "drafted"
    APPROVED = "approved"
    RETURNED = "returned"
    LEAVE_FILED = "leave-filed"
    LEAVE_APPROVED = "leave-approved"
    LEAVE_CANCELLED = "leave-cancelled"
    LEAVE_ENDED = "leave-ended"
    LEAVE_CLOSED = "leave-closed"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    MOVED = "moved"
    MUTED = "muted"
    UNMUTED = "unmuted"
    SWITCHED_OFF = "switched-off"
    SWITCHED_ON = "switched-on"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Leave:
    """One leave: `from_noon` begins in the afternoon, `to_noon` ends in the morning."""

    number: int
    first_on: date
    last_on: date
    from_noon: bool = False
    to_noon: bool = False

    def halves(self, on: date) -> tuple[bool, bool]:
        """Whether the morning and the afternoon of a day lie in it."""
        if not self.first_on <= on <= self.last_on:
            return False, False
        return not (on == self.first_on and self.from_noon), not (on == self.last_on and self.to_noon)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens: to which cadre (or unit, for a month's word), on which day, with which leave or unit."""

    at: datetime
    kind: Kind
    who: int
    on: date | None = None
    leave: Leave | None = None
    unit: int | None = None

    @property
    def day(self) -> date:
        """The day that it is about."""
        assert self.on is not None
        return self.on


@dataclass(slots=True)
class Cadre:
    """One cadre as drawn; `supervises` is a unit over which the cadre is a supervisor too."""

    number: int
    rules: Rules
    unit: int
    start_on: date
    end_on: date
    supervises: int | None = None
    channels: tuple[str, ...] = ()
    leaves: list[Leave] = field(default_factory=list)


@dataclass(slots=True)
class Quarter:
    """The whole draw: cadres, events in order, and when nobody led."""

    first_on: date
    last_on: date
    units: int
    cadres: list[Cadre]
    events: list[Event]
    outages: tuple[tuple[datetime, datetime], ...]

    @property
    def dates(self) -> list[date]:
        """Every date of it."""
        return [self.first_on + DAY * number for number in range((self.last_on - self.first_on).days + 1)]

    def is_out(self, moment: datetime) -> bool:
        """Whether no scheduler runs at an instant."""
        return any(begin <= moment < end for begin, end in self.outages)


def draw(dice: random.Random, cadres: int, first_on: date, last_on: date) -> Quarter:
    """A quarter of `cadres`; the two-day outage ends in the evening, the short one within a day's hours."""
    units = max(4, cadres // 20)
    people = [_cadre(dice, number, units, first_on, last_on) for number in range(cadres)]
    events = [event for cadre in people for event in _Lot(dice, cadre, units, first_on, last_on).events()]
    for unit in range(units):
        events += _months(dice, unit, first_on, last_on)
    events.sort(key=lambda event: (event.at, event.who, event.kind, event.on or date.min))
    outages = (
        (at(date(2026, 5, 6), "10:20"), at(date(2026, 5, 8), "19:40")),
        (at(date(2026, 5, 13), "10:10"), at(date(2026, 5, 13), "14:20")),
    )
    return Quarter(first_on, last_on, units, people, events, outages)


def _cadre(dice: random.Random, number: int, units: int, first_on: date, last_on: date) -> Cadre:
    """Most terms cover all of it; one in six supervises a unit too, now and then the very one that hosts them."""
    unit = dice.randrange(units)
    length = (last_on - first_on).days
    start_on = first_on - DAY * 10 if dice.random() < 0.8 else first_on + DAY * dice.randrange(length)
    end_on = date(2026, 12, 31) if dice.random() < 0.8 else start_on + DAY * dice.randrange(8, length + 30)
    supervises = None
    if number % 6 == 0:
        supervises = unit if number % 18 == 0 else dice.randrange(units)
    channels = dice.choice(((), (), ("wecom",), ("sms",), ("wecom", "sms")))
    rules = dice.choice(RULES if unit % 2 else [each for each in RULES if each.hour > 9])
    return Cadre(number, rules, unit, start_on, end_on, supervises, channels)


def _months(dice: random.Random, unit: int, first_on: date, last_on: date) -> Iterator[Event]:
    """The unit's word on each month that ends: mostly within two weeks, now and then never."""
    on = (first_on.replace(day=1) - DAY).replace(day=1)
    while on <= last_on:
        following = (on + 31 * DAY).replace(day=1)
        said_on = following + DAY * dice.randrange(1, 15)
        if dice.random() < 0.85 and first_on <= said_on <= last_on:
            yield Event(at(said_on, "11:40"), Kind.CONFIRMED, unit, on)
        on = following


@dataclass(slots=True)
class _Lot:
    """What falls to one cadre."""

    dice: random.Random
    cadre: Cadre
    units: int
    first_on: date
    last_on: date

    def events(self) -> Iterator[Event]:
        """One fate of four beside the days' records: leave, a suspension, a transfer, or a closed account."""
        fate = self.dice.random()
        if fate < 0.60:
            yield from self._leaves()
        elif fate < 0.68:
            yield from self._pause()
        elif fate < 0.78:
            yield from self._move()
        elif fate < 0.82:
            yield from self._account()
        if self.dice.random() < 0.12:
            yield from self._mute()
        skips = 0.75 if self.cadre.rules.frequency == "weekly" else 0.04
        if self.dice.random() < 0.1:
            skips = 0.5
        yield from self._records(skips)

    def _event(self, day: date, clock_time: str, kind: Kind, **more: object) -> Event:
        return Event(at(day, clock_time), kind, self.cadre.number, **more)  # type: ignore[arg-type]

    def _some_day(self, room: int = 0) -> date | None:
        """A day of the term within the quarter, with so many days of the term after it."""
        first = max(self.cadre.start_on, self.first_on) + DAY
        span = (min(self.cadre.end_on, self.last_on) - first).days - room
        return first + DAY * self.dice.randrange(span) if span > 0 else None

    def _leaves(self) -> Iterator[Event]:
        for number in range(self.dice.choice((1, 1, 2, 3))):
            first_on = self._some_day(room=5)
            if first_on is None:
                return
            last_on = first_on + DAY * self.dice.choice((0, 0, 0, 1, 2, 4))
            if any(first_on <= one.last_on and one.first_on <= last_on for one in self.cadre.leaves):
                continue
            half = self.dice.random()
            leave = Leave(number, first_on, last_on, half < 0.2, 0.2 <= half < 0.4)
            self.cadre.leaves.append(leave)
            yield from self._course(leave)

    def _course(self, leave: Leave) -> Iterator[Event]:
        """Asked for ahead, on the very day or afterwards; approved, cancelled, or never decided."""
        ahead = [("15:40", -3), ("08:40", -1)]
        steps = self.dice.choice((ahead, ahead, [("08:40", 0), ("11:40", 0)], [("15:40", 1), ("08:40", 3)]))
        filed, decided = ((leave.first_on + DAY * days, clock_time) for clock_time, days in steps)
        month = leave.first_on.replace(day=1)
        if filed[0] <= self.cadre.start_on or decided[0].replace(day=1) != month != filed[0].replace(day=1):
            filed, decided = (leave.first_on, "08:40"), (leave.first_on, "11:40")
        yield self._event(*filed, Kind.LEAVE_FILED, leave=leave)
        fate = self.dice.random()
        if fate < 0.1:
            return
        yield self._event(*decided, Kind.LEAVE_APPROVED, leave=leave)
        if fate < 0.3 and decided[0] < leave.first_on:
            yield self._event(leave.first_on - DAY, "15:40", Kind.LEAVE_CANCELLED, leave=leave)
        elif fate < 0.9:
            back_on = max(leave.last_on, decided[0]) + DAY
            yield self._event(back_on, "15:40", Kind.LEAVE_ENDED, leave=leave)
            yield self._event(back_on + DAY * self.dice.randrange(1, 4), "11:40", Kind.LEAVE_CLOSED, leave=leave)

    def _pause(self) -> Iterator[Event]:
        """Suspended from a day on and resumed later, or not within the quarter."""
        told_on = self._some_day(room=4)
        if told_on is None:
            return
        from_on = told_on + DAY * self.dice.choice((0, 0, 0, 1, 3))
        yield self._event(told_on, "08:40", Kind.SUSPENDED, on=from_on)
        back_on = from_on + DAY * self.dice.randrange(3, 15)
        if back_on < min(self.cadre.end_on, self.last_on) and self.dice.random() < 0.8:
            yield self._event(back_on, "08:40", Kind.RESUMED, on=back_on)

    def _move(self) -> Iterator[Event]:
        """To another unit, from a coming day on."""
        told_on = self._some_day(room=12)
        if told_on is None:
            return
        unit = self.dice.choice([one for one in range(self.units) if one != self.cadre.unit])
        from_on = told_on + DAY * self.dice.choice((0, 1, 5, 10))
        yield self._event(told_on, "08:40", Kind.MOVED, on=from_on, unit=unit)

    def _account(self) -> Iterator[Event]:
        """Switched off, and perhaps on again."""
        on = self._some_day(room=3)
        if on is None:
            return
        yield self._event(on, "08:40", Kind.SWITCHED_OFF)
        if self.dice.random() < 0.4:
            yield self._event(on + DAY * self.dice.randrange(1, 10), "12:40", Kind.SWITCHED_ON)

    def _mute(self) -> Iterator[Event]:
        on = self._some_day()
        if on is None:
            return
        yield self._event(on, self.dice.choice(("08:40", "12:40")), Kind.MUTED)
        if self.dice.random() < 0.7:
            yield self._event(on + DAY * self.dice.randrange(1, 12), "15:40", Kind.UNMUTED)

    def _records(self, skips: float) -> Iterator[Event]:
        """Some on most workdays; on `skips` of them nothing is ever written."""
        day, last = self.cadre.start_on, min(self.cadre.end_on, self.last_on)
        while day <= last:
            if is_workday(day) and self.dice.random() >= skips and not self._is_away(day):
                yield from self._record(day)
            day += DAY

    def _is_away(self, on: date) -> bool:
        return any(all(leave.halves(on)) for leave in self.cadre.leaves)

    def _record(self, on: date) -> Iterator[Event]:
        """Written in time, in the evening or days later; then approved, or returned and mended, or left waiting."""
        chance = self.dice.random()
        if chance < 0.7:
            written, clock_time = on, self.dice.choice(("08:40", "12:40", "16:40", "16:40"))
        elif chance < 0.85:
            written, clock_time = on, "20:40"
        else:
            written, clock_time = on + DAY * self.dice.randrange(1, 4), "12:40"
            if self.dice.random() < 0.5:
                yield self._event(on, "12:40", Kind.DRAFTED, on=on)
        yield self._event(written, clock_time, Kind.WROTE, on=on)
        if self.cadre.rules.review == "each":
            yield from self._review(on, written + DAY * self.dice.randrange(1, 4))

    def _review(self, on: date, looked_on: date) -> Iterator[Event]:
        fate = self.dice.random()
        if fate < 0.8:
            yield self._event(looked_on, "11:40", Kind.APPROVED, on=on)
        elif fate < 0.9:
            yield self._event(looked_on, "11:40", Kind.RETURNED, on=on)
            if self.dice.random() < 0.8:
                yield self._event(looked_on + DAY * self.dice.randrange(1, 6), "12:40", Kind.WROTE, on=on)
        elif fate < 0.97:
            yield self._event(looked_on + DAY * 7, "11:40", Kind.APPROVED, on=on)
