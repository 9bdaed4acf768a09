"""The subsidy to the fen: the worked examples of the rules, every basis, and what may never change a total."""

import inspect
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.allowances.engine import (
    EXCEPTION_LABELS,
    PAID_TWICE,
    RATE_MISSING,
    REASON_LABELS,
    DayBasis,
    PayException,
    PayRule,
    Reason,
    Subsidy,
    calculate_subsidy,
)
from app.allowances.explain import HALF_DAY_MESSAGE, SPAN_MESSAGE, RateGroup, explain
from app.allowances.rates import Rate, RateOverlapError, RateTable
from app.attendance.ledger import (
    OVERRIDABLE,
    Half,
    LeaveSpan,
    Override,
    State,
    Term,
    build_ledger,
)
from app.workdays.library import seed_from_library
from app.workdays.overlays import RegionalDay
from app.workdays.rules import DayKind, WorkCalendar

CALENDAR = WorkCalendar.from_rows(
    [row for year in (2024, 2025, 2026) for row in seed_from_library(year)], announced=(2024, 2025, 2026)
)
ALWAYS = Term(date(2024, 1, 1))
THIRTY = RateTable([Rate("p", None, 3000, date(2024, 1, 1))])


def d(text: str) -> date:
    return date.fromisoformat(text)


def rule(basis=DayBasis.ON_POST, *, kind="outbound", training_paid=True) -> PayRule:
    return PayRule("p", kind, basis, training_paid)


def pay(
    first, last, *, term=ALWAYS, overrides=(), leaves=(), by=None, rates=THIRTY, band_on=lambda on: None
) -> Subsidy:
    days = build_ledger(d(first), d(last), term, CALENDAR.kind, overrides, leaves)
    return calculate_subsidy(days, by or rule(), rates, band_on)


def said(on: str, state: State, half: Half | None = None) -> Override:
    return Override(d(on), half, state)


def test_example_1_a_full_april():
    april = pay("2026-04-01", "2026-04-30")
    assert (april.payable_halves, april.subsidy_fen, april.complete) == (42, 630_00, True)


def test_example_2_sick_half_day_and_confirmed_duty():
    sick = LeaveSpan(d("2026-02-14"), d("2026-02-14"))
    half = LeaveSpan(d("2026-02-26"), d("2026-02-26"), Half.PM)
    february = pay("2026-02-01", "2026-02-28", leaves=[sick, half], overrides=[said("2026-02-17", State.ON_POST)])
    assert (february.payable_halves, february.subsidy_fen) == (31, 465_00)


def test_example_3_a_start_and_a_new_rate_within_the_month():
    rates = RateTable([Rate("p", None, 3000, d("2026-01-01"), d("2026-06-16")), Rate("p", None, 4000, d("2026-06-16"))])
    june = pay("2026-06-01", "2026-06-30", term=Term(d("2026-06-10")), rates=rates)
    assert june.subsidy_fen == 520_00
    assert explain(june).by_rate == (RateGroup(3000, 8, 120_00), RateGroup(4000, 20, 400_00))


def test_example_4_calendar_days_in_two_bands_with_a_trip_paid_elsewhere():
    rates = RateTable([Rate("p", "in", 1500, d("2026-01-01")), Rate("p", "out", 3000, d("2026-01-01"))])
    trip = [said(f"2026-09-{day}", State.TRIP_PAID_ELSEWHERE) for day in (21, 22, 23)]
    september = pay(
        "2026-09-01",
        "2026-09-30",
        overrides=trip,
        by=rule(DayBasis.CALENDAR),
        rates=rates,
        band_on=lambda on: "in" if on <= d("2026-09-07") else "out",
    )
    assert september.subsidy_fen == 705_00
    assert explain(september).by_rate == (RateGroup(1500, 14, 105_00), RateGroup(3000, 40, 600_00))


def test_example_6_a_closed_march_recomputed():
    closed = pay("2026-03-01", "2026-03-31")
    leave = LeaveSpan(d("2026-03-12"), d("2026-03-13"))
    again = pay("2026-03-01", "2026-03-31", leaves=[leave], overrides=[said("2026-03-21", State.ON_POST)])
    assert (closed.subsidy_fen, again.payable_halves, again.subsidy_fen) == (660_00, 42, 630_00)
    april = pay("2026-04-01", "2026-04-30").subsidy_fen
    assert april + (again.subsidy_fen - closed.subsidy_fen) == 600_00


def test_example_6_explains_itself():
    leave = LeaveSpan(d("2026-03-12"), d("2026-03-13"))
    why = explain(pay("2026-03-01", "2026-03-31", leaves=[leave], overrides=[said("2026-03-21", State.ON_POST)]))
    assert (why.expected_halves, why.payable_halves) == (44, 42)
    (off,), (extra,) = why.not_counted, why.counted_extra
    assert (off.first_on, off.last_on, off.halves, off.reason) == (d("2026-03-12"), d("2026-03-13"), 4, Reason.LEAVE)
    assert (extra.first_on, extra.last_on, extra.halves, extra.reason) == (
        d("2026-03-21"), d("2026-03-21"), 2, Reason.DUTY,
    )  # fmt: skip
    assert off.message == extra.message == SPAN_MESSAGE
    assert why.by_rate == (RateGroup(3000, 42, 630_00),)


def test_half_days_say_so():
    leave = LeaveSpan(d("2026-03-12"), d("2026-03-12"), Half.PM)
    (off,) = explain(pay("2026-03-01", "2026-03-31", leaves=[leave])).not_counted
    assert (off.halves, off.message) == (1, HALF_DAY_MESSAGE)


def test_a_weekend_between_does_not_part_a_leave_but_a_worked_day_does():
    leaves = [
        LeaveSpan(d("2026-03-13"), d("2026-03-16"), skip_rest_days=True),
        LeaveSpan(d("2026-03-18"), d("2026-03-18")),
    ]
    spans = explain(pay("2026-03-01", "2026-03-31", leaves=leaves)).not_counted
    assert [(span.first_on.day, span.last_on.day, span.halves) for span in spans] == [(13, 16, 4), (18, 18, 2)]


def test_duty_on_two_days_with_a_rest_between_is_two_spans():
    duty = [said("2026-10-01", State.ON_POST), said("2026-10-03", State.ON_POST), said("2026-10-04", State.ON_POST)]
    spans = explain(pay("2026-10-01", "2026-10-31", overrides=duty)).counted_extra
    assert [(span.first_on.day, span.last_on.day) for span in spans] == [(1, 1), (3, 4)]


# One day of each kind under each basis: 2026-03-12 is a Thursday, 2026-03-21 a Saturday.
@pytest.mark.parametrize(
    ("on", "state", "on_post", "workday", "calendar"),
    [
        ("2026-03-12", None, 2, 2, 2),
        ("2026-03-21", None, 0, 0, 2),
        ("2026-03-12", State.ON_POST, 2, 2, 2),
        ("2026-03-21", State.ON_POST, 2, 0, 2),
        ("2026-03-12", State.OFFICIAL_TRIP, 2, 2, 2),
        ("2026-03-21", State.OFFICIAL_TRIP, 2, 0, 2),
        ("2026-03-12", State.TRAINING, 2, 2, 2),
        ("2026-03-12", State.TRIP_PAID_ELSEWHERE, 0, 0, 0),
        ("2026-03-12", State.ABSENT, 0, 0, 0),
        ("2026-03-12", State.REST, 0, 2, 2),
    ],
)
def test_each_state_under_each_basis(on, state, on_post, workday, calendar):
    overrides = [said(on, state)] if state else []
    paid = {basis: pay(on, on, overrides=overrides, by=rule(basis)).payable_halves for basis in DayBasis}
    assert paid == {DayBasis.ON_POST: on_post, DayBasis.WORKDAY: workday, DayBasis.CALENDAR: calendar}


@pytest.mark.parametrize("basis", DayBasis)
def test_leave_and_days_outside_the_term_never_pay(basis):
    leave = LeaveSpan(d("2026-03-12"), d("2026-03-15"))
    assert pay("2026-03-12", "2026-03-15", leaves=[leave], by=rule(basis)).payable_halves == 0
    before = pay("2026-03-12", "2026-03-15", term=Term(d("2026-03-16")), by=rule(basis))
    assert (before.payable_halves, {line.reason for line in before.lines}) == (0, {Reason.OUTSIDE})


@pytest.mark.parametrize("basis", DayBasis)
def test_annual_leave_leaves_the_weekend_as_it_was(basis):
    leave = LeaveSpan(d("2026-03-20"), d("2026-03-23"), skip_rest_days=True)
    halves = pay("2026-03-20", "2026-03-23", leaves=[leave], by=rule(basis)).payable_halves
    assert halves == (4 if basis is DayBasis.CALENDAR else 0)


@pytest.mark.parametrize(
    ("kind", "state", "training_paid", "halves", "reason"),
    [
        ("outbound", State.TRAINING, True, 2, Reason.PAID),
        ("outbound", State.TRAINING, False, 0, Reason.TRAINING_NOT_PAID),
        ("outbound", State.ON_POST, False, 2, Reason.PAID),
        ("academy", State.ON_POST, True, 2, Reason.PAID),
        ("academy", State.ON_POST, False, 0, Reason.TRAINING_NOT_PAID),
        ("academy", State.ABSENT, False, 0, Reason.ABSENT),
        ("appointment", State.ON_POST, True, 0, Reason.NO_ALLOWANCE),
    ],
)
def test_training_and_kinds_of_programme(kind, state, training_paid, halves, reason):
    (line,) = pay(
        "2026-03-12",
        "2026-03-12",
        overrides=[said("2026-03-12", state)],
        by=rule(kind=kind, training_paid=training_paid),
    ).lines
    assert (line.portion, line.reason) == (halves, reason)


@pytest.mark.parametrize("basis", DayBasis)
def test_an_appointment_pays_nothing_and_misses_no_rate(basis):
    month = pay("2026-03-01", "2026-03-31", by=rule(basis, kind="appointment"), rates=RateTable([]))
    assert (month.subsidy_fen, month.payable_halves, month.exceptions) == (0, 0, ())


def test_half_a_day_is_rounded_up_line_by_line():
    rates = RateTable([Rate("p", None, 3333, d("2026-01-01"))])
    leaves = [LeaveSpan(d(f"2026-03-{day}"), d(f"2026-03-{day}"), Half.AM, Half.AM) for day in (12, 13)]
    days = pay("2026-03-11", "2026-03-13", leaves=leaves, rates=rates)
    assert [line.amount_fen for line in days.lines] == [3333, 1667, 1667]
    assert (days.payable_halves, days.subsidy_fen) == (4, 6667)


def test_womens_day_pays_the_half_day_as_on_post():
    half = said("2024-03-08", State.REST, Half.PM)
    assert pay("2024-03-08", "2024-03-08", overrides=[half]).payable_halves == 2
    assert pay("2024-03-07", "2024-03-07", overrides=[said("2024-03-07", State.REST, Half.PM)]).payable_halves == 1
    assert pay("2024-03-08", "2024-03-08", overrides=[said("2024-03-08", State.REST)]).payable_halves == 0


def test_a_day_without_a_rate_is_an_exception_and_never_0():
    rates = RateTable([Rate("p", None, 3000, d("2026-03-13"))])
    days = pay("2026-03-12", "2026-03-14", rates=rates)
    assert days.exceptions == (PayException(RATE_MISSING, d("2026-03-12")),)
    assert [line.amount_fen for line in days.lines] == [None, 3000, 0]
    assert (days.payable_halves, days.subsidy_fen, days.complete) == (4, 3000, False)
    assert explain(days).by_rate == (RateGroup(None, 2, None), RateGroup(3000, 2, 3000))


def test_a_rate_of_zero_is_a_rate():
    days = pay("2026-03-12", "2026-03-12", rates=RateTable([Rate("p", None, 0, d("2026-01-01"))]))
    assert (days.subsidy_fen, days.complete) == (0, True)


def test_a_rate_of_the_band_goes_before_one_for_all_bands():
    rates = RateTable(
        [
            Rate("p", None, 1000, d("2026-01-01")),
            Rate("p", "out", 3000, d("2026-03-12"), d("2026-03-13")),
            Rate("other", "out", 9000, d("2026-01-01")),
        ]
    )
    days = pay("2026-03-11", "2026-03-13", rates=rates, band_on=lambda on: "out")
    assert [line.rate_fen for line in days.lines] == [1000, 3000, 1000]
    assert rates.find("p", None, d("2026-03-12")) == 1000
    assert rates.find("p", "out", d("2025-12-31")) is None


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "overlaps"),
    [
        ("2026-06-01", "2026-07-01", False),
        ("2026-01-01", "2026-03-01", False),
        ("2026-05-31", None, True),
        ("2026-02-01", "2026-03-02", True),
        ("2026-03-01", "2026-06-01", True),
    ],
)
def test_rates_of_one_key_may_touch_but_not_overlap(valid_from, valid_to, overlaps):
    standing = Rate("p", "out", 3000, d("2026-03-01"), d("2026-06-01"))
    other = Rate("p", "out", 4000, d(valid_from), d(valid_to) if valid_to else None)
    elsewhere = Rate("p", "in", 4000, d(valid_from), d(valid_to) if valid_to else None)
    RateTable([standing, elsewhere])
    if overlaps:
        with pytest.raises(RateOverlapError) as caught:
            RateTable([standing, other])
        assert set(caught.value.rates) == {standing, other}
    else:
        RateTable([other, standing])


@pytest.mark.parametrize(
    ("amount", "valid_to", "message"), [(-1, None, "negative"), (1, "2026-03-01", "a day"), (1, "2026-02-01", "a day")]
)
def test_a_rate_is_no_nonsense(amount, valid_to, message):
    with pytest.raises(ValueError, match=message):
        Rate("p", None, amount, d("2026-03-01"), d(valid_to) if valid_to else None)


def test_records_are_no_input_of_the_money():
    assert set(inspect.signature(calculate_subsidy).parameters) == {"days", "rule", "rates", "band_on"}
    assert set(REASON_LABELS) == set(Reason)
    assert set(EXCEPTION_LABELS) == {RATE_MISSING, PAID_TWICE}


# Properties over arbitrary facts around the leap month, the spring festival and 8 March of 2024.
FIRST, LAST = date(2024, 2, 1), date(2024, 3, 31)
NEAR = st.dates(FIRST, LAST)
RULES = st.builds(
    PayRule,
    st.just("p"),
    st.sampled_from(["outbound", "exchange", "academy", "appointment", "village"]),
    st.sampled_from(DayBasis),
    st.booleans(),
)
OVERRIDES = st.lists(
    st.builds(Override, NEAR, st.none() | st.sampled_from(Half), st.sampled_from(sorted(OVERRIDABLE))), max_size=8
)


@st.composite
def leave_spans(draw) -> LeaveSpan:
    start, length = draw(NEAR), timedelta(days=draw(st.integers(0, 12)))
    start_half = draw(st.none() | st.sampled_from(Half))
    end_half = draw(st.none() | st.sampled_from(Half)) if length or start_half is not Half.PM else None
    return LeaveSpan(start, start + length, start_half, end_half, draw(st.booleans()))


@st.composite
def rate_tables(draw) -> RateTable:
    """Rates with odd fen and gaps, for one band and for all."""
    rates = []
    for band in (None, "out"):
        cuts = sorted(draw(st.sets(NEAR, max_size=4)))
        rates += [
            Rate("p", band, draw(st.integers(0, 9999)), first, last)
            for first, last in zip(cuts, [*cuts[1:], None], strict=False)
            if draw(st.booleans())
        ]
    return RateTable(rates)


def band_on(on: date) -> str | None:
    return "out" if on.day % 3 else None


PAUSES = st.lists(NEAR.map(lambda on: (on, on + timedelta(days=4))), max_size=1).map(tuple)
PLACES = {  # 8 March and a half holiday here, a closure and a Saturday worked in exchange
    date(2024, 3, 8): RegionalDay(DayKind.WORKDAY, DayKind.WORKDAY, DayKind.HOLIDAY),
    date(2024, 3, 12): RegionalDay(DayKind.WORKDAY, DayKind.HOLIDAY, DayKind.WORKDAY),
    date(2024, 3, 13): RegionalDay(DayKind.CLOSURE, DayKind.CLOSURE, DayKind.CLOSURE),
    date(2024, 3, 16): RegionalDay(DayKind.MAKEUP, DayKind.MAKEUP, DayKind.MAKEUP),
}
FACTS = st.tuples(
    st.builds(Term, NEAR, st.none() | st.just(LAST), PAUSES),
    OVERRIDES,
    st.lists(leave_spans(), max_size=3),
    RULES,
    rate_tables(),
)


def compute(facts, first=FIRST, last=LAST, extra=()) -> Subsidy:
    term, overrides, spans, by, rates = facts
    days = build_ledger(first, last, term, CALENDAR.kind, overrides, [*spans, *extra], PLACES)
    return calculate_subsidy(days, by, rates, band_on)


@given(FACTS)
def test_the_total_is_the_sum_of_lines_and_each_line_is_its_rate(facts):
    result = compute(facts)
    assert result.subsidy_fen == sum(line.amount_fen for line in result.lines if line.amount_fen is not None)
    for line in result.lines:
        if line.portion == 0:
            assert (line.rate_fen, line.amount_fen) == (None, 0)
        elif line.rate_fen is None:
            assert line.amount_fen is None
            assert PayException(RATE_MISSING, line.on) in result.exceptions
        else:
            assert 0 <= 2 * line.amount_fen - line.portion * line.rate_fen <= 1
    assert len(result.exceptions) == sum(line.amount_fen is None for line in result.lines)


@given(FACTS, st.dates(FIRST, LAST))
def test_a_month_split_at_any_date_pays_the_same(facts, cut):
    whole, one = compute(facts), compute(facts, last=cut)
    two = compute(facts, first=cut + timedelta(days=1))
    assert one.lines + two.lines == whole.lines
    assert one.exceptions + two.exceptions == whole.exceptions
    assert one.subsidy_fen + two.subsidy_fen == whole.subsidy_fen
    assert one.payable_halves + two.payable_halves == whole.payable_halves


@given(FACTS, leave_spans())
def test_approved_leave_never_raises_the_subsidy(facts, leave):
    before, after = compute(facts), compute(facts, extra=[leave])
    assert after.subsidy_fen <= before.subsidy_fen
    assert after.payable_halves <= before.payable_halves
    assert compute(facts) == before


@given(FACTS)
def test_the_explanation_adds_up(facts):
    result = compute(facts)
    why = explain(result)
    taken, added = sum(s.halves for s in why.not_counted), sum(s.halves for s in why.counted_extra)
    assert why.expected_halves - taken + added == why.payable_halves == result.payable_halves
    assert sum(group.halves for group in why.by_rate) == result.payable_halves
    assert sum(group.amount_fen or 0 for group in why.by_rate) == result.subsidy_fen
    for span in (*why.not_counted, *why.counted_extra):
        assert (span.first_on, span.last_on) == (span.days[0], span.days[-1])
        assert span.halves in (len(span.days), 2 * len(span.days))
