"""A programme's month priced: rows and lines from the confirmed ledger, nothing else.

Daily records and check-ins are no input. Whoever is not confirmed is pending: named, not counted, paid later.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from app.allowances import repository
from app.allowances.engine import PAID_TWICE, DayBasis, PayRule, Subsidy, calculate_subsidy
from app.allowances.errors import PolicyIncomplete
from app.allowances.explain import Explanation, explain
from app.allowances.models import RowStatus
from app.allowances.once import PaidElsewhere, PaidTwice, paid_twice
from app.allowances.rates import Rate, RateTable
from app.allowances.service_once import paid_elsewhere
from app.attendance.service_ledger import MonthSheet, programme_month
from app.core import clock
from app.core.errors import NotFound
from app.core.work import Work
from app.secondments.access import get_policy
from app.secondments.models import Programme, ProgrammeKind

PENDING_CODE = "pending"
Bands = tuple[tuple[date, str | None], ...]
"""(first day, region band) of a month, in order: each band lasts until the next one begins."""


@dataclass(frozen=True, slots=True)
class Pricing:
    """What prices a programme's month."""

    rule: PayRule
    rates: RateTable


@dataclass(frozen=True)
class Priced:
    """One cadre's month with its money; `subsidy` is computed for the pending too, but does not count."""

    sheet: MonthSheet
    bands: Bands
    subsidy: Subsidy
    twice: tuple[PaidTwice, ...] = ()
    """Dates that another programme's run pays already: they block the row like a day without a rate."""

    @property
    def unit_id(self) -> UUID:
        """The unit that hosts the month's last day of the term; the row stands under it."""
        last = min(self.sheet.days[-1].on, self.sheet.card.secondment.end_on)
        return self.sheet.card.posting_on(last).receiving_unit_id

    @cached_property
    def status(self) -> RowStatus:
        """Pending before blocked: what is not confirmed is asked about first."""
        if not self.sheet.is_confirmed:
            return RowStatus.PENDING
        return RowStatus.PAYABLE if self.subsidy.complete and not self.twice else RowStatus.BLOCKED


def pricing_of(work: Work, programme: Programme, month: str) -> Pricing:
    """The rule and the rates of a programme's month; PolicyIncomplete without a policy or a day basis."""
    try:
        policy = get_policy(work, programme.id, clock.month_bounds(month)[1])
    except NotFound as error:
        raise PolicyIncomplete(name=programme.name) from error
    basis = policy.day_basis
    if basis is None and programme.kind is not ProgrammeKind.APPOINTMENT:
        raise PolicyIncomplete(name=programme.name)
    key = str(programme.id)
    rule = PayRule(key, programme.kind.value, DayBasis(basis.value if basis else "on_post"), policy.training_paid)
    rows = repository.list_programme_rates(work.session, programme.id)
    return Pricing(rule, RateTable(Rate(key, r.region_band, r.amount_fen, r.valid_from, r.valid_to) for r in rows))


def bands_of(sheet: MonthSheet) -> Bands:
    """The region band of each day: that of the posting that hosts it, else of its unit."""
    first, last = sheet.days[0].on, sheet.days[-1].on
    found = [(first, sheet.card.posting_on(first).region_band)]
    for posting in sheet.card.postings:
        if first < posting.start_on <= last and posting.region_band != found[-1][1]:
            found.append((posting.start_on, posting.region_band))
    return tuple(found)


def price(pricing: Pricing, sheet: MonthSheet) -> Priced:
    """One sheet with its money."""
    bands = bands_of(sheet)
    return Priced(sheet, bands, _subsidy(pricing, sheet, bands))


def _subsidy(pricing: Pricing, sheet: MonthSheet, bands: Bands) -> Subsidy:
    return calculate_subsidy(sheet.days, pricing.rule, pricing.rates, lambda on: band_on(bands, on))


def band_on(bands: Bands, on: date) -> str | None:
    """The band of a day of the month."""
    return next(band for first, band in reversed(bands) if first <= on)


def price_month(work: Work, programme: Programme, month: str) -> list[Priced]:
    """Everybody who serves in the month, by person number."""
    found = price_sheets(pricing_of(work, programme, month), programme_month(work, programme.id, month))
    return _once(found, paid_elsewhere(work, programme.id, month))


def _once(found: Iterable[Priced], elsewhere: Mapping[UUID, PaidElsewhere]) -> list[Priced]:
    """No date is paid by two programmes: what the other's run pays is named on the row (domain.md 4.8)."""
    return [
        replace(item, twice=paid_twice(item.subsidy.lines, elsewhere[item.sheet.card.secondment.cadre_id]))
        if item.sheet.card.secondment.cadre_id in elsewhere
        else item
        for item in found
    ]


def price_sheets(pricing: Pricing, found_sheets: Iterable[MonthSheet]) -> list[Priced]:
    """Sheets of one month with their money, in their order."""
    known: dict[tuple[int, Bands], Subsidy] = {}
    found = []
    for sheet in found_sheets:
        bands = bands_of(sheet)
        key = (id(sheet.days), bands)  # most cadres share one ledger object, and so one price
        if key not in known:
            known[key] = _subsidy(pricing, sheet, bands)
        found.append(Priced(sheet, bands, known[key]))
    return found


def days_digest(subsidy: Subsidy) -> str:
    """SHA-256 over what the days are and pay: the same facts give the same digest."""
    return hashlib.sha256("\n".join(line.said for line in subsidy.lines).encode()).hexdigest()


def days_of(item: Priced) -> list[dict[str, Any]]:
    """A line a calendar day as plain data, without whose it is."""
    return [
        {
            "day_on": line.on,
            "state": str(line.state),
            "source": str(line.source),
            "am": str(line.am),
            "pm": str(line.pm),
            "halves": line.portion,
            "rate_fen": line.rate_fen,
            "amount_fen": line.amount_fen,
            "reason": str(line.reason),
        }
        for line in item.subsidy.lines
    ]


def exceptions_of(item: Priced) -> list[dict[str, Any]]:
    """Why a row asks for something: codes with their dates."""
    if item.status is RowStatus.PENDING:
        return [{"code": PENDING_CODE, "dates": []}]
    codes = dict.fromkeys(found.code for found in item.subsidy.exceptions)
    found: list[dict[str, Any]] = [
        {"code": code, "dates": [each.on.isoformat() for each in item.subsidy.exceptions if each.code == code]}
        for code in codes
    ]
    return with_paid_twice(found, item.twice)


def with_paid_twice(found: list[dict[str, Any]], twice: Sequence[PaidTwice]) -> list[dict[str, Any]]:
    """The exceptions with `paid-twice` for these dates, in place of what it said before."""
    rest = [one for one in found if one["code"] != PAID_TWICE]
    if not twice:
        return rest
    names = list(dict.fromkeys(each.programme_name for each in twice))
    return [*rest, {"code": PAID_TWICE, "dates": [each.on.isoformat() for each in twice], "programmes": names}]


def explanation_of(item: Priced) -> dict[str, Any]:
    """Why the month pays what it pays, as plain data beside the row."""
    found: Explanation = explain(item.subsidy)
    return {
        "band": "、".join(dict.fromkeys(band for _, band in item.bands if band)) or None,
        "bands": [[first.isoformat(), band] for first, band in item.bands],
        "expected_halves": found.expected_halves,
        "by_rate": [[group.rate_fen, group.halves, group.amount_fen] for group in found.by_rate],
        "not_counted": [_span(span) for span in found.not_counted],
        "counted_extra": [_span(span) for span in found.counted_extra],
    }


def nothing_to_explain() -> dict[str, Any]:
    """`explanation_of` for a row without days of its own."""
    return {"band": None, "bands": [], "expected_halves": 0, "by_rate": [], "not_counted": [], "counted_extra": []}


def _span(span: Any) -> list[Any]:
    return [span.first_on.isoformat(), span.last_on.isoformat(), span.halves, span.reason.value]
