"""Regional holidays, closures and make-up days over the national calendar. Pure; the order of overlays is no input.

Of the overlays that reach a place, the nearest unit's speaks; of one unit's, the newest. A holiday lets a workday rest,
a make-up day lets a rest day work, a closure 停工 leaves a workday scheduled but asks nothing of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from app.workdays.rules import CalendarDay, DayHalf, DayKind, ExceptionDay, OverlayKind, WorkCalendar, dates

_MADE: Mapping[OverlayKind, tuple[bool, DayKind]] = {
    OverlayKind.HOLIDAY: (True, DayKind.HOLIDAY),
    OverlayKind.CLOSURE: (True, DayKind.CLOSURE),
    OverlayKind.WORKDAY: (False, DayKind.MAKEUP),
}
"""What an overlay makes of a date that the nation works (True) or rests."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """One arrangement of the unit at `path` and all below it, in force from `made_at` to `withdrawn_at`.

    `for_path`: noted by another region for the cadres of its own programmes there; None: for everybody there.
    """

    ref: str
    path: str
    kind: OverlayKind
    first_on: date
    last_on: date
    name: str
    made_at: datetime
    half: DayHalf | None = None
    document_no: str | None = None
    withdrawn_at: datetime | None = None
    for_path: str | None = None

    def reaches(self, path: str, programme_path: str) -> bool:
        """Whether it is for somebody whom the unit at `path` hosts for a programme of the unit at `programme_path`."""
        return path.startswith(self.path) and (self.for_path is None or programme_path.startswith(self.for_path))

    def holds(self, as_of: datetime | None) -> bool:
        """Whether it stood at an instant; now without one."""
        if as_of is None:
            return self.withdrawn_at is None
        return self.made_at <= as_of and (self.withdrawn_at is None or self.withdrawn_at > as_of)

    def covers(self, on: date, half: DayHalf) -> bool:
        """Whether it speaks of this half of the date."""
        return self.first_on <= on <= self.last_on and (self.half is None or self.half is half)

    @property
    def rank(self) -> tuple[int, datetime, str]:
        """Nearness, then newness."""
        return len(self.path), self.made_at, self.ref


class RegionalDay(NamedTuple):
    """A date as a place has it: its kind, each half's kind, and the overlay behind each half (None: the nation's)."""

    kind: DayKind
    am: DayKind
    pm: DayKind
    am_overlay: Overlay | None = None
    pm_overlay: Overlay | None = None

    @property
    def overlay(self) -> Overlay | None:
        """The overlay that speaks of the date, of its morning first."""
        return self.am_overlay or self.pm_overlay


@dataclass(frozen=True, slots=True)
class FormerDay:
    """What a date was until `changed_at`; no exception: an ordinary day."""

    on: date
    was: ExceptionDay | None
    changed_at: datetime


def regional_day(on: date, national: DayKind, overlays: Iterable[Overlay]) -> RegionalDay | None:
    """What these overlays, all of them reaching one place, make of a date; None when they change nothing."""
    reaching = list(overlays)
    am, am_overlay = _half(on, DayHalf.AM, national, reaching)
    pm, pm_overlay = _half(on, DayHalf.PM, national, reaching)
    if am_overlay is None and pm_overlay is None:
        return None
    return RegionalDay(_whole(am, pm), am, pm, am_overlay, pm_overlay)


def _half(on: date, half: DayHalf, national: DayKind, overlays: Sequence[Overlay]) -> tuple[DayKind, Overlay | None]:
    told = [overlay for overlay in overlays if overlay.covers(on, half)]
    if not told:
        return national, None
    nearest = max(told, key=lambda overlay: overlay.rank)
    of_workdays, made = _MADE[nearest.kind]
    if of_workdays is not national.is_working:
        # A weekend inside a regional holiday takes its name; else there is nothing to change.
        if nearest.kind is OverlayKind.HOLIDAY and national is DayKind.REST:
            return DayKind.HOLIDAY, nearest
        return national, None
    return made, nearest


def _whole(am: DayKind, pm: DayKind) -> DayKind:
    """A day of which one half is worked is a workday."""
    if am is pm:
        return am
    return max(am, pm, key=lambda kind: (kind.is_open, kind.is_working))


@dataclass(frozen=True, slots=True)
class Calendar(WorkCalendar):
    """The stored calendar: the nation's, with the overlays of all places; `at(path)` is one place's own."""

    overlays: tuple[Overlay, ...] = ()
    former: tuple[FormerDay, ...] = ()
    regional: Mapping[date, RegionalDay] = field(default_factory=dict)

    def kind(self, on: date) -> DayKind:
        """What `on` is here."""
        here = self.regional.get(on)
        return here.kind if here else WorkCalendar.kind(self, on)

    def day(self, on: date) -> CalendarDay:
        """`on` with its name and whether its year is still provisional."""
        return CalendarDay(on, self.kind(on), self.name(on), self.is_provisional(on))

    def name(self, on: date) -> str | None:
        """The holiday or arrangement that gives a date its exception (`春节`), None on ordinary days."""
        here = self.regional.get(on)
        if here is not None and here.overlay is not None:
            return here.overlay.name
        row = self.exceptions.get(on)
        return row.name if row else None

    def is_provisional(self, on: date) -> bool:
        """True while the year's notice is not known, so that only the weekday spoke."""
        return on not in self.exceptions and on.year not in self.announced

    def at(self, path: str, programme_path: str = "") -> "Calendar":
        """The calendar of a unit, with what is arranged for it and for the units above it.

        With the unit that runs a cadre's programme also what was noted for its cadres alone.
        """
        reaching = [one for one in self.overlays if one.holds(None) and one.reaches(path, programme_path)]
        return replace(self, regional=self.place(reaching)) if reaching else self

    def place(self, reaching: Sequence[Overlay]) -> dict[date, RegionalDay]:
        """The dates that differ from the nation's where exactly these overlays reach."""
        found: dict[date, RegionalDay] = {}
        for on in {on for overlay in reaching for on in dates(overlay.first_on, overlay.last_on)}:
            day = regional_day(on, WorkCalendar.kind(self, on), reaching)
            if day is not None:
                found[on] = day
        return found

    def worked_somewhere(self, first_on: date, last_on: date) -> frozenset[date]:
        """The dates on which some place works by its own arrangement."""
        making = [one for one in self.overlays if one.kind is OverlayKind.WORKDAY and one.holds(None)]
        return frozenset(on for one in making for on in dates(max(one.first_on, first_on), min(one.last_on, last_on)))

    def as_of(self, instant: datetime) -> "Calendar":
        """The calendar as it was known at an instant: for months that were closed then."""
        known = dict(self.exceptions)
        for former in sorted(self.former, key=lambda former: former.changed_at, reverse=True):
            if former.changed_at > instant:
                known.pop(former.on, None)
                if former.was is not None:
                    known[former.on] = former.was
        standing = tuple(replace(one, withdrawn_at=None) for one in self.overlays if one.holds(instant))
        return replace(self, exceptions=known, overlays=standing, former=())

    def changed_after(self, instant: datetime, first_on: date, last_on: date) -> bool:
        """Whether something about these dates was learnt later than the instant."""
        late = any(former.changed_at > instant and first_on <= former.on <= last_on for former in self.former)
        return late or any(
            overlay.holds(None) != overlay.holds(instant)
            for overlay in self.overlays
            if overlay.first_on <= last_on and overlay.last_on >= first_on
        )
