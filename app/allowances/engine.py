"""The daily living subsidy 生活补助: which halves of the ledger pay, at which rate, why (domain.md 4).

Inputs are the day ledger, the programme's rule, dated rates and the region band a day. Daily records, check-ins
and confirmations are no input: what was not recorded pays the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.allowances.rates import RateTable
from app.attendance.ledger import ATTENDED, PRECEDENCE, Day, HalfDay, Source, State
from app.core.i18n import N_
from app.core.money import round_half_up
from app.workdays.rules import DayKind


class DayBasis(StrEnum):
    """What a programme pays by: days on post, scheduled workdays, or every day of the term (domain.md 4.1)."""

    ON_POST = "on_post"
    WORKDAY = "workday"
    CALENDAR = "calendar"


class Reason(StrEnum):
    """Why a half day pays or does not."""

    PAID = "paid"
    DUTY = "duty"
    OUTSIDE = "outside"
    LEAVE = "leave"
    TRIP_PAID_ELSEWHERE = "trip_paid_elsewhere"
    ABSENT = "absent"
    REST = "rest"
    DUTY_NOT_PAID = "duty_not_paid"
    TRAINING_NOT_PAID = "training_not_paid"
    NO_ALLOWANCE = "no_allowance"


REASON_LABELS: Mapping[Reason, str] = {
    Reason.PAID: N_("计发"),
    Reason.DUTY: N_("值班计入"),
    Reason.OUTSIDE: N_("不在挂职期不计"),
    Reason.LEAVE: N_("请假不计"),
    Reason.TRIP_PAID_ELSEWHERE: N_("外出另行计发，不重复计"),
    Reason.ABSENT: N_("缺勤不计"),
    Reason.REST: N_("休息日不计"),
    Reason.DUTY_NOT_PAID: N_("休息日值班按项目规定不计"),
    Reason.TRAINING_NOT_PAID: N_("培训按项目规定不计"),
    Reason.NO_ALLOWANCE: N_("本类项目不发补助"),
}
RATE_MISSING = "rate-missing"
PAID_TWICE = "paid-twice"
EXCEPTION_LABELS: Mapping[str, str] = {
    RATE_MISSING: N_("当日没有适用的补助标准"),
    PAID_TWICE: N_("当日已由其他项目计发"),
}

# Kinds of programme that pay no allowance (api.md, People and posts), and the one that is training as a whole.
KINDS_WITHOUT_ALLOWANCE = frozenset({"appointment"})
TRAINING_KIND = "academy"
WOMENS_DAY = (3, 8)
"""8 March, whose half day is not moved to another date."""

_PAYS = frozenset({Reason.PAID, Reason.DUTY})
_NEVER_PAID: Mapping[State, Reason] = {
    State.OUTSIDE: Reason.OUTSIDE,
    State.LEAVE: Reason.LEAVE,
    State.TRIP_PAID_ELSEWHERE: Reason.TRIP_PAID_ELSEWHERE,
    State.ABSENT: Reason.ABSENT,
}


@dataclass(frozen=True, slots=True)
class PayRule:
    """What of a programme and its policy decides on pay; `kind` as in api.md."""

    programme_id: str
    kind: str
    day_basis: DayBasis
    training_paid: bool


class Line(NamedTuple):
    """One day: `portion` paid halves (0-2) of `rate_fen`; `reason` is that of the first half that does not pay.

    `amount_fen` is None only when `portion` pays and no rate holds; `expected` is what the basis gives when nothing
    but the calendar speaks.
    """

    on: date
    portion: int
    rate_fen: int | None
    amount_fen: int | None
    state: State
    source: Source
    reason: Reason
    expected: int
    am: State
    pm: State

    @property
    def said(self) -> str:
        """All that is kept of it, for digests: the same words are the same line."""
        words = (self.on, self.am, self.pm, self.source, self.portion, self.rate_fen, self.amount_fen, self.reason)
        return " ".join(map(str, words))


class PayException(NamedTuple):
    """What finance must see before approving: a code of `EXCEPTION_LABELS` and the day."""

    code: str
    on: date


@dataclass(frozen=True, slots=True)
class Subsidy:
    """A cadre's lines for a range of dates: `payable_halves` counts halves, `subsidy_fen` sums the priced lines.

    With an exception the sum is not final (`complete` is False): a day without a rate is not 0.
    """

    lines: tuple[Line, ...]
    payable_halves: int
    subsidy_fen: int
    exceptions: tuple[PayException, ...]

    @property
    def complete(self) -> bool:
        """Whether every paid half found its rate."""
        return not self.exceptions


def calculate_subsidy(
    days: Sequence[Day], rule: PayRule, rates: RateTable, band_on: Callable[[date], str | None]
) -> Subsidy:
    """Price a ledger: a line a day, each rounded half up, the total their sum (domain.md 4.1-4.3 and 4.6).

    Every day stands alone, so a range may be split at any date. `band_on` gives the region band of a date.
    """
    judged: dict[_Kind, _Verdict] = {}
    lines = tuple(_line(day, rule, rates, band_on, judged) for day in days)
    return Subsidy(
        lines,
        sum(line.portion for line in lines),
        sum(line.amount_fen or 0 for line in lines),
        tuple(PayException(RATE_MISSING, line.on) for line in lines if line.amount_fen is None),
    )


_Kind = tuple[State, State, DayKind, bool]
"""All of a day that a rule looks at: morning, afternoon, the calendar's word, and whether it is 8 March."""


class _Verdict(NamedTuple):
    portion: int
    reason: Reason
    expected: int


def _line(
    day: Day,
    rule: PayRule,
    rates: RateTable,
    band_on: Callable[[date], str | None],
    judged: dict[_Kind, _Verdict],
) -> Line:
    """A day's line; days of one kind are judged once, for a month has three or four of them."""
    kind = (day.am.state, day.pm.state, day.kind, (day.on.month, day.on.day) == WOMENS_DAY)
    verdict = judged.get(kind)
    if verdict is None:
        verdict = judged[kind] = _verdict(day, rule)
    portion, reason, expected = verdict
    if not portion:
        return Line(day.on, 0, None, 0, day.state, day.source, reason, expected, day.am.state, day.pm.state)
    rate = rates.find(rule.programme_id, band_on(day.on), day.on)
    amount = None if rate is None else rate if portion == 2 else round_half_up(rate, 2)
    return Line(day.on, portion, rate, amount, day.state, day.source, reason, expected, day.am.state, day.pm.state)


def _verdict(day: Day, rule: PayRule) -> _Verdict:
    am, pm = _judge(day, day.am, day.pm, rule), _judge(day, day.pm, day.am, rule)
    return _Verdict((am in _PAYS) + (pm in _PAYS), _named(day, am, pm), _expected(day, rule))


def _judge(day: Day, half: HalfDay, other: HalfDay, rule: PayRule) -> Reason:
    """One half's reason, in the precedence of domain.md 4.2."""
    reason = _NEVER_PAID.get(half.state) or _by_basis(day, half, other, rule.day_basis)
    if reason not in _PAYS:
        return reason
    if rule.kind in KINDS_WITHOUT_ALLOWANCE:
        return Reason.NO_ALLOWANCE
    if not rule.training_paid and (half.state is State.TRAINING or rule.kind == TRAINING_KIND):
        return Reason.TRAINING_NOT_PAID
    return reason


def _by_basis(day: Day, half: HalfDay, other: HalfDay, basis: DayBasis) -> Reason:
    attended, working = half.state in ATTENDED, day.kind.is_working
    if basis is DayBasis.CALENDAR:
        return Reason.PAID
    if basis is DayBasis.WORKDAY:
        return Reason.PAID if working else Reason.DUTY_NOT_PAID if attended else Reason.REST
    if attended:
        return Reason.PAID if working else Reason.DUTY
    return Reason.PAID if _womens_half_day(day, other) else Reason.REST


def _womens_half_day(day: Day, other: HalfDay) -> bool:
    """8 March: a half of rest beside a half of work pays as on post; no fact about sex is stored (domain.md 4.2)."""
    return (day.on.month, day.on.day) == WOMENS_DAY and day.kind.is_working and other.state in ATTENDED


def _named(day: Day, am: Reason, pm: Reason) -> Reason:
    """The line's one reason: that of the half that does not pay, else of the half that names the day."""
    if (am in _PAYS) != (pm in _PAYS):
        return pm if am in _PAYS else am
    return am if PRECEDENCE[day.am.state] <= PRECEDENCE[day.pm.state] else pm


def _expected(day: Day, rule: PayRule) -> int:
    """The halves that the basis gives when nothing but the calendar speaks."""
    if rule.kind in KINDS_WITHOUT_ALLOWANCE:
        return 0
    return 2 if rule.day_basis is DayBasis.CALENDAR or day.kind.is_working else 0
