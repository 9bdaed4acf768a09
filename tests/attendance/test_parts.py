"""A transfer splits a month exactly: every day in one part, the parts' money by band, whatever day it falls on."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.allowances.engine import DayBasis, PayRule, calculate_subsidy
from app.allowances.rates import Rate, RateTable
from app.attendance.ledger import Override, State, Term, build_ledger
from app.attendance.parts import parts_between, parts_of
from app.core import clock
from app.secondments.policy import PostingFacts, posting_on
from app.workdays.rules import DayKind, dates

MONTHS = ["2025-12", "2026-02", "2026-04", "2026-09", "2028-02"]
UNITS = [UUID(int=number) for number in range(3)]
BANDS = ["县内", "县外", "省外"]
RATES = RateTable(Rate("p", band, fen, date(2020, 1, 1)) for band, fen in zip(BANDS, (1500, 3333, 4150), strict=True))
BASES = st.sampled_from(list(DayBasis))


def kind_of(on: date) -> DayKind:
    return DayKind.WORKDAY if on.weekday() < 5 else DayKind.REST


def posting(start_on: date, end_on: date, unit: int, *, is_last: bool) -> PostingFacts:
    return PostingFacts(
        start_on=start_on,
        end_on=end_on,
        receiving_unit_id=UNITS[unit],
        receiving_unit_name=f"单位{unit}",
        receiving_path=f"/{unit}/",
        post_title="副镇长",
        region_band=BANDS[unit],
        is_last=is_last,
    )


@st.composite
def terms(draw: st.DrawFn) -> tuple[str, tuple[PostingFacts, ...]]:
    """A month, and a term with up to four postings that has a day in it."""
    month = draw(st.sampled_from(MONTHS))
    first = clock.month_bounds(month)[0]
    begins = draw(st.integers(-40, 27))
    ends = draw(st.integers(max(begins, 0), 70))
    days = sorted(draw(st.sets(st.integers(begins + 1, ends), max_size=3))) if ends > begins else []
    starts = [first + timedelta(days=offset) for offset in (begins, *days)]
    stops = [*(on - timedelta(days=1) for on in starts[1:]), first + timedelta(days=ends)]
    units = draw(st.lists(st.integers(0, 2), min_size=len(starts), max_size=len(starts)))
    rows = zip(starts, stops, units, strict=True)
    return month, tuple(posting(*row, is_last=at == len(starts) - 1) for at, row in enumerate(rows))


@given(terms(), BASES, st.sets(st.integers(1, 28), max_size=4))
def test_a_transfer_splits_a_month_exactly(
    given_term: tuple[str, tuple[PostingFacts, ...]], basis: DayBasis, absent: set[int]
) -> None:
    month, postings = given_term
    first, last = clock.month_bounds(month)
    term = Term(postings[0].start_on, postings[-1].end_on)
    said = [Override(first.replace(day=day), None, State.ABSENT) for day in sorted(absent)]
    days = build_ledger(first, last, term, kind_of, said)
    parts = parts_of(days, postings, {})
    together = sorted((day for part in parts for day in part.days), key=lambda day: day.on)
    assert tuple(together) == days
    assert len({part.unit_id for part in parts}) == len(parts)

    rule = PayRule("p", "outbound", basis, training_paid=True)
    whole = calculate_subsidy(days, rule, RATES, lambda on: posting_on(postings, on).region_band)
    split = [calculate_subsidy(part.days, rule, RATES, lambda _, part=part: part.posting.region_band) for part in parts]
    assert whole.subsidy_fen == sum(each.subsidy_fen for each in split)
    assert whole.payable_halves == sum(each.payable_halves for each in split)


@given(terms())
def test_whoever_waits_is_named_by_the_very_units_that_the_month_shows(
    given_term: tuple[str, tuple[PostingFacts, ...]],
) -> None:
    month, postings = given_term
    first, last = clock.month_bounds(month)
    days = build_ledger(first, last, Term(postings[0].start_on, postings[-1].end_on), kind_of)
    shown = {part.unit_id: part.last_on for part in parts_of(days, postings, {})}
    named = [part for part in parts_between(postings, postings[0].start_on, postings[-1].end_on) if part.month == month]
    assert {part.posting.receiving_unit_id for part in named} == set(shown)
    served = [on for on in dates(first, last) if postings[0].start_on <= on <= postings[-1].end_on]
    for part in named:
        hosted = [on for on in served if posting_on(postings, on).receiving_unit_id == part.posting.receiving_unit_id]
        assert (part.first_on, part.last_on) == (hosted[0], hosted[-1])
