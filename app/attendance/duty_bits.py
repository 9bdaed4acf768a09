"""The day ledger's duty as bits of an integer: bit `n` is the `n`-th day of a reach of dates. Plain and quick.

It says of each day what `build_ledger` says (tests hold the two together): whether a half of it was duty, by the word
of somebody where the calendar says that all was closed, and whether a half was leave. A month is one `int`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from app.attendance.ledger import Half, LeaveSpan, Override, State, Term
from app.workdays.overlays import Calendar
from app.workdays.rules import DayKind, dates

DUTY = frozenset({State.ON_POST, State.OFFICIAL_TRIP, State.TRIP_PAID_ELSEWHERE, State.TRAINING})


class Reach(NamedTuple):
    """The dates that the bits stand for, both included."""

    first_on: date
    last_on: date

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last_on - self.first_on).days + 1

    def span(self, first: date, last: date) -> int:
        """The bits of the dates from `first` to `last`, as far as they lie in the reach."""
        low = max((first - self.first_on).days, 0)
        high = min((last - self.first_on).days, self.length - 1)
        return ((1 << (high - low + 1)) - 1) << low if low <= high else 0

    def bit(self, on: date) -> int:
        """The bit of one date; 0 outside."""
        at = (on - self.first_on).days
        return 1 << at if 0 <= at < self.length else 0

    def dates(self, bits: int) -> list[date]:
        """The dates of the bits, in order."""
        low = self.first_on.toordinal()
        return [date.fromordinal(low + at) for at in range(bits.bit_length()) if bits >> at & 1]


class PlaceBits(NamedTuple):
    """What the calendar of a place schedules: worked mornings and afternoons, closed days among them; those closed."""

    am: int
    pm: int
    closed: int

    def within(self, bits: int) -> "PlaceBits":
        """Only these days of it."""
        return PlaceBits(self.am & bits, self.pm & bits, self.closed & bits)

    def joined(self, other: "PlaceBits") -> "PlaceBits":
        """With the days of another place."""
        return PlaceBits(self.am | other.am, self.pm | other.pm, self.closed | other.closed)


class DutyBits(NamedTuple):
    """Days with duty on a half, and days with leave on a half."""

    worked: int
    on_leave: int


def place_bits(calendar: Calendar, reach: Reach) -> PlaceBits:
    """A place's calendar (`Calendar.at`) as bits."""
    am = pm = closed = 0
    for at, on in enumerate(dates(reach.first_on, reach.last_on)):
        here, kind = calendar.regional.get(on), calendar.kind(on)
        am |= (here.am if here else kind).is_working << at
        pm |= (here.pm if here else kind).is_working << at
        closed |= (kind is DayKind.CLOSURE) << at
    return PlaceBits(am, pm, closed)


def term_bits(reach: Reach, term: Term) -> int:
    """The days served."""
    bits = reach.span(term.start_on, term.end_on or reach.last_on)
    for first, last in term.suspensions:
        bits &= ~reach.span(first, last)
    return bits


def duty_bits(
    reach: Reach, served: int, here: PlaceBits, said: Iterable[Override] = (), leaves: Sequence[LeaveSpan] = ()
) -> DutyBits:
    """One secondment's duty. `said` holds at most one word a half day; the order of words and leaves has no effect."""
    am, pm = here.am & ~here.closed, here.pm & ~here.closed
    for word in said:
        bit = reach.bit(word.on)
        duty = word.state in DUTY
        if word.half is not Half.PM:
            am = am | bit if duty else am & ~bit
        if word.half is not Half.AM:
            pm = pm | bit if duty else pm & ~bit
    away = 0
    for leave in leaves:
        off_am, off_pm = _leave_bits(reach, here, leave)
        am, pm, away = am & ~off_am, pm & ~off_pm, away | off_am | off_pm
    return DutyBits((am | pm) & served, away & served)


def _leave_bits(reach: Reach, here: PlaceBits, leave: LeaveSpan) -> tuple[int, int]:
    am = pm = reach.span(leave.start_on, leave.end_on)
    if leave.start_half is Half.PM:
        am &= ~reach.bit(leave.start_on)
    if leave.end_half is Half.AM:
        pm &= ~reach.bit(leave.end_on)
    return (am & here.am, pm & here.pm) if leave.skip_rest_days else (am, pm)
