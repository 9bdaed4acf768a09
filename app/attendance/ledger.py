"""The day ledger 日台账: one state a half day, from term, approved leave, supervisor's override and calendar.

A scheduled workday is `on_post` unless a stronger source says otherwise, recorded or not (domain.md 4.2;
api.md, Leave and days). Daily records, check-ins and claims are no input here and cannot become one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.core.i18n import N_
from app.workdays.overlays import Overlay, RegionalDay
from app.workdays.rules import DayHalf, DayKind, dates

Half = DayHalf
"""Morning or afternoon."""


class State(StrEnum):
    """What half a day was, as api.md names it."""

    ON_POST = "on_post"
    REST = "rest"
    LEAVE = "leave"
    OFFICIAL_TRIP = "official_trip"
    TRIP_PAID_ELSEWHERE = "trip_paid_elsewhere"
    TRAINING = "training"
    ABSENT = "absent"
    OUTSIDE = "outside"


class Source(StrEnum):
    """Who says so, strongest first."""

    TERM = "term"
    LEAVE = "leave"
    OVERRIDE = "override"
    CALENDAR = "calendar"


STATE_LABELS: Mapping[State, str] = {
    State.ON_POST: N_("在岗"),
    State.REST: N_("休息"),
    State.LEAVE: N_("请假"),
    State.OFFICIAL_TRIP: N_("公务外出"),
    State.TRIP_PAID_ELSEWHERE: N_("外出（另行计发）"),
    State.TRAINING: N_("培训"),
    State.ABSENT: N_("缺勤"),
    State.OUTSIDE: N_("不在挂职期"),
}
SOURCE_LABELS: Mapping[Source, str] = {
    Source.TERM: N_("挂职期"),
    Source.LEAVE: N_("已批准的请假"),
    Source.OVERRIDE: N_("主管更正"),
    Source.CALENDAR: N_("工作日历"),
}

# Domain.md 4.2: when two statements meet, the earlier of these names the day.
PRECEDENCE: Mapping[State, int] = {
    state: rank
    for rank, state in enumerate(
        (
            State.OUTSIDE,
            State.LEAVE,
            State.TRIP_PAID_ELSEWHERE,
            State.ABSENT,
            State.OFFICIAL_TRIP,
            State.TRAINING,
            State.ON_POST,
            State.REST,
        )
    )
}
ATTENDED = frozenset({State.ON_POST, State.OFFICIAL_TRIP, State.TRAINING})
OVERRIDABLE = frozenset(State) - {State.OUTSIDE, State.LEAVE}


@dataclass(frozen=True, slots=True)
class Term:
    """A secondment's dates, both included; `suspensions` are inclusive spans that do not count."""

    start_on: date
    end_on: date | None = None
    suspensions: tuple[tuple[date, date], ...] = ()

    def covers(self, on: date) -> bool:
        """Whether `on` is served: in the term and not suspended."""
        if on < self.start_on or (self.end_on is not None and on > self.end_on):
            return False
        return not any(first <= on <= last for first, last in self.suspensions)


@dataclass(frozen=True, slots=True)
class LeaveSpan:
    """One approved leave, from `start_half` of `start_on` to `end_half` of `end_on`; None is the whole day.

    `skip_rest_days`: rest days and holidays inside are not leave (年休假). ValueError when it is empty.
    """

    start_on: date
    end_on: date
    start_half: Half | None = None
    end_half: Half | None = None
    skip_rest_days: bool = False
    ref: str | None = None

    def __post_init__(self) -> None:
        backwards = self.start_half is Half.PM and self.end_half is Half.AM
        if self.end_on < self.start_on or (self.end_on == self.start_on and backwards):
            raise ValueError("a leave cannot end before it begins")

    def halves_on(self, on: date) -> tuple[bool, bool]:
        """Whether the morning and the afternoon of `on` lie in the leave."""
        if not self.start_on <= on <= self.end_on:
            return False, False
        am = not (on == self.start_on and self.start_half is Half.PM)
        pm = not (on == self.end_on and self.end_half is Half.AM)
        return am, pm


@dataclass(frozen=True, slots=True)
class Override:
    """A supervisor's statement on a date or half of it (None: the whole day); `ref` names its stored reason.

    ValueError for `leave` and `outside`, which only an approved leave and the term can say.
    """

    on: date
    half: Half | None
    state: State
    ref: str | None = None

    def __post_init__(self) -> None:
        if self.state not in OVERRIDABLE:
            raise ValueError(f"{self.state} cannot be an override")


class HalfDay(NamedTuple):
    """A half day's state, who says so, and the reference of the leave, override or regional arrangement behind it."""

    state: State
    source: Source
    ref: str | None = None


class Day(NamedTuple):
    """One date. `state` and `source` are those of the half that ranks first; `portion` counts attended ones.

    `kind` is the calendar's own word where the cadre is hosted, so that rest-day duty can be told from a workday.
    """

    on: date
    am: HalfDay
    pm: HalfDay
    state: State
    source: Source
    portion: int
    kind: DayKind

    @property
    def halves(self) -> tuple[HalfDay, HalfDay]:
        """Morning and afternoon."""
        return self.am, self.pm


_NATIONAL: Mapping[date, RegionalDay] = {}
_OUTSIDE = HalfDay(State.OUTSIDE, Source.TERM)
_POST = HalfDay(State.ON_POST, Source.CALENDAR)
_REST = HalfDay(State.REST, Source.CALENDAR)


def build_ledger(
    first_on: date,
    last_on: date,
    term: Term,
    kind_of: Callable[[date], DayKind],
    overrides: Iterable[Override] = (),
    leaves: Sequence[LeaveSpan] = (),
    regional: Mapping[date, RegionalDay] = _NATIONAL,
) -> tuple[Day, ...]:
    """One `Day` a date from `first_on` to `last_on`, both included, in order.

    Each date stands alone and the order of the inputs is without effect: leave approved and later cancelled
    gives back the very same ledger. `kind_of` is the nation's `WorkCalendar.kind`; `regional` holds the dates on
    which the unit that hosts the cadre has a calendar of its own.
    """
    said: dict[date, list[Override]] = {}
    for override in overrides:
        said.setdefault(override.on, []).append(override)
    return tuple(
        _day(term, _scheduled(on, kind_of, regional), said.get(on, ()), leaves) for on in dates(first_on, last_on)
    )


class _Scheduled(NamedTuple):
    """What the calendar alone says of a date."""

    on: date
    kind: DayKind
    am: HalfDay
    pm: HalfDay


def _scheduled(on: date, kind_of: Callable[[date], DayKind], regional: Mapping[date, RegionalDay]) -> _Scheduled:
    here = regional.get(on)
    if here is None:
        kind = kind_of(on)
        half = _POST if kind.is_working else _REST
        return _Scheduled(on, kind, half, half)
    am, pm = _half_here(here.am, here.am_overlay), _half_here(here.pm, here.pm_overlay)
    return _Scheduled(on, here.kind, am, pm)


def _half_here(kind: DayKind, overlay: Overlay | None) -> HalfDay:
    state = State.ON_POST if kind.is_working else State.REST
    return HalfDay(state, Source.CALENDAR, overlay.ref if overlay else None)


def _day(term: Term, by: _Scheduled, overrides: Sequence[Override], leaves: Sequence[LeaveSpan]) -> Day:
    on, kind, am, pm = by
    if not term.covers(on):
        return Day(on, _OUTSIDE, _OUTSIDE, State.OUTSIDE, Source.TERM, 0, kind)
    if overrides:
        am, pm = _overridden(Half.AM, am, overrides), _overridden(Half.PM, pm, overrides)
    for leave in leaves:
        if leave.start_on <= on <= leave.end_on:
            am, pm = _on_leave(leave, by, am, pm)
    first = am if PRECEDENCE[am.state] <= PRECEDENCE[pm.state] else pm
    return Day(on, am, pm, first.state, first.source, (am.state in ATTENDED) + (pm.state in ATTENDED), kind)


def _overridden(half: Half, below: HalfDay, overrides: Sequence[Override]) -> HalfDay:
    """The override that holds for one half: a trip paid elsewhere, then a word on the half before the day,
    then by precedence; the reference only breaks what is otherwise a tie.
    """
    told = [o for o in overrides if o.half is None or o.half is half]
    if not told:
        return below
    strongest = min(
        told,
        key=lambda o: (
            o.state is not State.TRIP_PAID_ELSEWHERE,
            o.half is None,
            PRECEDENCE[o.state],
            _key(o.ref),
        ),
    )
    return HalfDay(strongest.state, Source.OVERRIDE, strongest.ref)


def _on_leave(leave: LeaveSpan, by: _Scheduled, am: HalfDay, pm: HalfDay) -> tuple[HalfDay, HalfDay]:
    """Leave over what stands; of two leaves on one half the lower reference is named."""
    taken = HalfDay(State.LEAVE, Source.LEAVE, leave.ref)
    covers_am, covers_pm = leave.halves_on(by.on)
    if leave.skip_rest_days:
        covers_am, covers_pm = covers_am and by.am.state is not State.REST, covers_pm and by.pm.state is not State.REST
    return _prior(taken, am) if covers_am else am, _prior(taken, pm) if covers_pm else pm


def _prior(taken: HalfDay, standing: HalfDay) -> HalfDay:
    if standing.source is Source.LEAVE and _key(standing.ref) <= _key(taken.ref):
        return standing
    return taken


def _key(ref: str | None) -> tuple[bool, str]:
    return ref is not None, ref or ""
