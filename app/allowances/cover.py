"""Which days of a term are insured and which are not: plain dates, both ends of every span included.

A term's days are those from the arrival to the end without suspensions (domain.md 4.5); only the days on which the
programme's policy says `insured` need cover.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

Span = tuple[date, date]
"""First and last day, both included."""
ONE_DAY = timedelta(days=1)
NOTICE_DAYS = 30
"""Cover that ends within so many days while the term goes on is told of beforehand."""


class Standing(StrEnum):
    """无须投保, 在保, 以往有缺口, 日后有缺口, 即将到期, 现无保险; the last two ask something of somebody."""

    NOT_NEEDED = "not_needed"
    COVERED = "covered"
    PAST = "past"
    LATER = "later"
    EXPIRING = "expiring"
    UNCOVERED = "uncovered"


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days in as few spans as can be, in order: what overlaps or touches is one."""
    found: list[Span] = []
    for first, last in sorted(span for span in spans if span[0] <= span[1]):
        if found and (first <= found[-1][1] or first - ONE_DAY == found[-1][1]):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def without(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """The days of `spans` that are in none of `taken`."""
    holes = merged(taken)
    found: list[Span] = []
    for first, last in merged(spans):
        at = first
        for hole_first, hole_last in holes:
            if hole_last < at or hole_first > last:
                continue
            if hole_first > at:
                found.append((at, hole_first - ONE_DAY))
            if hole_last >= last:
                break
            at = hole_last + ONE_DAY
        else:
            found.append((at, last))
    return tuple(found)


def shared(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """The days that are in both."""
    whole = merged(spans)
    return without(whole, without(whole, others))


def days_in(spans: Iterable[Span]) -> int:
    """How many days they are together."""
    return sum((last - first).days + 1 for first, last in merged(spans))


def insured_days(policies: Iterable[tuple[date, bool]], term: Span) -> tuple[Span, ...]:
    """The days of a term on which the programme insures: (valid from, insured) of each policy, in any order."""
    dated = sorted(policies)
    begins = [valid_from for valid_from, _ in dated]
    ends = [*(later - ONE_DAY for later in begins[1:]), term[1]]
    held = ((first, last) for (first, insured), last in zip(dated, ends, strict=False) if insured)
    return shared((term,), held)


@dataclass(frozen=True, slots=True)
class Cover:
    """A term's days that need cover, those that have it, and the gaps between."""

    needed: tuple[Span, ...]
    covered: tuple[Span, ...]
    gaps: tuple[Span, ...]

    def standing(self, today: date, notice: int = NOTICE_DAYS) -> Standing:
        """The most pressing word on it today."""
        if not self.needed:
            return Standing.NOT_NEEDED
        coming = self.coming(today)
        if coming is None:
            return Standing.PAST if self.gaps else Standing.COVERED
        if coming[0] <= today:
            return Standing.UNCOVERED
        return Standing.EXPIRING if coming[0] - ONE_DAY <= today + timedelta(days=notice) else Standing.LATER

    def coming(self, today: date) -> Span | None:
        """The gap that lasts today, or else the next one."""
        return next((gap for gap in self.gaps if gap[1] >= today), None)

    def until(self, today: date) -> date | None:
        """The last day of the cover that holds today; None without."""
        return next((last for first, last in self.covered if first <= today <= last), None)


def look_at(term: Span | None, suspended: Sequence[Span], insured: Iterable[Span], policies: Iterable[Span]) -> Cover:
    """A term, its suspensions, the days on which its programme insures, and the policies that stand."""
    covered = merged(policies)
    if term is None or term[0] > term[1]:
        return Cover((), covered, ())
    needed = shared(without((term,), suspended), insured)
    return Cover(needed, covered, without(needed, covered))
