"""Why a month pays what it pays, as plain data for one sentence: `21 天 × ¥30.00`, `3月12日–13日请假不计`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.allowances.engine import Line, Reason, Subsidy
from app.core.i18n import N_

# `dates` is the span as the page writes dates, `reason` the translated label of its reason.
SPAN_MESSAGE = N_("%(dates)s%(reason)s")
HALF_DAY_MESSAGE = N_("%(dates)s（半天）%(reason)s")
RATE_MESSAGE = N_("%(days)s 天 × ¥%(rate)s")


@dataclass(frozen=True, slots=True)
class RateGroup:
    """All halves paid at one rate; `amount_fen` sums their rounded lines. Both are None where no rate holds."""

    rate_fen: int | None
    halves: int
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring days that differ from the expected in one way, by `halves` in all and for one reason."""

    first_on: date
    last_on: date
    halves: int
    reason: Reason
    days: tuple[date, ...]

    @property
    def message(self) -> str:
        """The sentence for this span: half days say so."""
        return HALF_DAY_MESSAGE if self.halves == len(self.days) else SPAN_MESSAGE


@dataclass(frozen=True, slots=True)
class Explanation:
    """`expected_halves` - those of `not_counted` + those of `counted_extra` = `payable_halves`."""

    expected_halves: int
    not_counted: tuple[Span, ...]
    counted_extra: tuple[Span, ...]
    payable_halves: int
    by_rate: tuple[RateGroup, ...]


def explain(subsidy: Subsidy) -> Explanation:
    """What the basis expected, what was taken off, what was added, and the halves paid at each rate."""
    return Explanation(
        sum(line.expected for line in subsidy.lines),
        _not_counted(subsidy.lines),
        _counted_extra(subsidy.lines),
        subsidy.payable_halves,
        _by_rate(subsidy.lines),
    )


def _not_counted(lines: Sequence[Line]) -> tuple[Span, ...]:
    """Days that pay less than expected; a weekend between two of them does not part them."""
    spans: list[Span] = []
    unbroken = False
    for line in lines:
        missing = line.expected - line.portion
        if missing > 0:
            _append(spans, line, missing, joined=unbroken)
            unbroken = True
        elif line.expected or line.portion:
            unbroken = False
    return tuple(spans)


def _counted_extra(lines: Sequence[Line]) -> tuple[Span, ...]:
    """Days that pay although the calendar rests; only neighbours on the calendar are joined."""
    spans: list[Span] = []
    for line in lines:
        if line.portion > line.expected:
            joined = bool(spans) and spans[-1].last_on + timedelta(days=1) == line.on
            _append(spans, line, line.portion - line.expected, joined=joined)
    return tuple(spans)


def _append(spans: list[Span], line: Line, halves: int, *, joined: bool) -> None:
    last = spans[-1] if spans else None
    if last and joined and last.reason is line.reason and last.halves == halves * len(last.days):
        spans[-1] = replace(last, last_on=line.on, halves=last.halves + halves, days=(*last.days, line.on))
    else:
        spans.append(Span(line.on, line.on, halves, line.reason, (line.on,)))


def _by_rate(lines: Sequence[Line]) -> tuple[RateGroup, ...]:
    """Paid halves by rate, in the order in which the rates first appear."""
    groups: dict[int | None, RateGroup] = {}
    for line in lines:
        if line.portion:
            old = groups.get(line.rate_fen) or RateGroup(line.rate_fen, 0, None if line.amount_fen is None else 0)
            amount = None if line.amount_fen is None else (old.amount_fen or 0) + line.amount_fen
            groups[line.rate_fen] = RateGroup(line.rate_fen, old.halves + line.portion, amount)
    return tuple(groups.values())
