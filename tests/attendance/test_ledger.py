"""The day ledger: four sources, mornings and afternoons apart, records no input."""

import inspect
import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance.ledger import (
    ATTENDED,
    OVERRIDABLE,
    PRECEDENCE,
    SOURCE_LABELS,
    STATE_LABELS,
    Day,
    Half,
    HalfDay,
    LeaveSpan,
    Override,
    Source,
    State,
    Term,
    build_ledger,
)
from app.workdays.library import library_years, seed_from_library
from app.workdays.rules import DayKind, WorkCalendar

CALENDAR = WorkCalendar.from_rows(
    [row for year in (2024, 2025, 2026) for row in seed_from_library(year)], announced=(2024, 2025, 2026)
)
TERM = Term(date(2026, 1, 1), date(2026, 12, 31))


def d(text: str) -> date:
    return date.fromisoformat(text)


def ledger(first: str, last: str, *, term=TERM, overrides=(), leaves=()) -> tuple[Day, ...]:
    return build_ledger(d(first), d(last), term, CALENDAR.kind, overrides, leaves)


def one(on: str, **said) -> Day:
    (day,) = ledger(on, on, **said)
    return day


# Single days: 2026-03-12 is a Thursday, 21 a Saturday, 2026-02-28 a make-up Saturday, 06-19 a holiday.
@pytest.mark.parametrize(
    ("on", "state", "portion", "source"),
    [
        ("2026-03-12", State.ON_POST, 2, Source.CALENDAR),
        ("2026-03-21", State.REST, 0, Source.CALENDAR),
        ("2026-02-28", State.ON_POST, 2, Source.CALENDAR),
        ("2026-06-19", State.REST, 0, Source.CALENDAR),
    ],
)
def test_the_calendar_speaks_when_nobody_else_does(on, state, portion, source):
    day = one(on)
    assert (day.state, day.portion, day.source) == (state, portion, source)
    assert day.am == day.pm == HalfDay(state, source)


@pytest.mark.parametrize("on", ["2025-12-31", "2027-01-01"])
def test_outside_the_term_nothing_else_counts(on):
    said = Override(d(on), None, State.ON_POST)
    leave = LeaveSpan(d(on), d(on))
    day = one(on, overrides=[said], leaves=[leave])
    assert (day.state, day.source, day.portion) == (State.OUTSIDE, Source.TERM, 0)


def test_both_ends_of_the_term_are_served():
    term = Term(d("2026-06-10"), d("2026-06-12"))
    states = [day.state for day in ledger("2026-06-09", "2026-06-13", term=term)]
    assert states == [State.OUTSIDE, State.ON_POST, State.ON_POST, State.ON_POST, State.OUTSIDE]


def test_an_open_term_has_no_last_day():
    assert one("2026-12-30", term=Term(d("2026-06-10"))).state is State.ON_POST


def test_a_suspension_is_outside():
    term = Term(TERM.start_on, TERM.end_on, ((d("2026-03-11"), d("2026-03-12")),))
    states = [day.state for day in ledger("2026-03-10", "2026-03-13", term=term)]
    assert states == [State.ON_POST, State.OUTSIDE, State.OUTSIDE, State.ON_POST]


def test_leave_is_stronger_than_an_override():
    said = Override(d("2026-03-12"), None, State.OFFICIAL_TRIP, "o1")
    leave = LeaveSpan(d("2026-03-12"), d("2026-03-12"), ref="l1")
    assert one("2026-03-12", overrides=[said], leaves=[leave]).am == HalfDay(State.LEAVE, Source.LEAVE, "l1")


def test_an_override_is_stronger_than_the_calendar():
    duty = one("2026-03-21", overrides=[Override(d("2026-03-21"), None, State.ON_POST, "o1")])
    assert (duty.state, duty.portion, duty.source, duty.kind) == (
        State.ON_POST,
        2,
        Source.OVERRIDE,
        DayKind.REST,
    )
    absent = one("2026-03-12", overrides=[Override(d("2026-03-12"), None, State.ABSENT)])
    assert (absent.state, absent.portion) == (State.ABSENT, 0)


@pytest.mark.parametrize(
    ("half", "am", "pm"),
    [(Half.AM, State.REST, State.ON_POST), (Half.PM, State.ON_POST, State.REST)],
)
def test_an_override_of_one_half_leaves_the_other(half, am, pm):
    day = one("2026-03-12", overrides=[Override(d("2026-03-12"), half, State.REST)])
    assert (day.am.state, day.pm.state, day.portion, day.state) == (am, pm, 1, State.ON_POST)


@pytest.mark.parametrize(
    ("first", "last", "start_half", "end_half", "expected"),
    [
        ("2026-03-12", "2026-03-12", None, None, ["LL"]),
        ("2026-03-12", "2026-03-12", Half.AM, Half.AM, ["L."]),
        ("2026-03-12", "2026-03-12", Half.PM, Half.PM, [".L"]),
        ("2026-03-12", "2026-03-12", Half.PM, None, [".L"]),
        ("2026-03-12", "2026-03-12", None, Half.AM, ["L."]),
        ("2026-03-12", "2026-03-12", Half.AM, Half.PM, ["LL"]),
        ("2026-03-11", "2026-03-13", Half.PM, Half.AM, [".L", "LL", "L."]),
    ],
)
def test_leave_begins_and_ends_by_halves(first, last, start_half, end_half, expected):
    days = ledger(first, last, leaves=[LeaveSpan(d(first), d(last), start_half, end_half)])
    assert ["".join("L" if half.state is State.LEAVE else "." for half in day.halves) for day in days] == expected
    assert [day.portion for day in days] == [mark.count(".") for mark in expected]


def test_annual_leave_skips_rest_days_and_holidays_but_not_make_up_days():
    leave = LeaveSpan(d("2026-02-12"), d("2026-02-24"), skip_rest_days=True)
    on_leave = [day.on for day in ledger("2026-02-12", "2026-02-24", leaves=[leave]) if day.state is State.LEAVE]
    assert on_leave == [d("2026-02-12"), d("2026-02-13"), d("2026-02-14"), d("2026-02-24")]


def test_annual_leave_leaves_rest_day_duty_standing():
    leave = LeaveSpan(d("2026-03-20"), d("2026-03-23"), skip_rest_days=True)
    duty = Override(d("2026-03-21"), None, State.ON_POST)
    states = [day.state for day in ledger("2026-03-20", "2026-03-23", overrides=[duty], leaves=[leave])]
    assert states == [State.LEAVE, State.ON_POST, State.REST, State.LEAVE]


def test_other_leave_covers_the_weekend():
    leave = LeaveSpan(d("2026-03-20"), d("2026-03-23"))
    assert {day.state for day in ledger("2026-03-20", "2026-03-23", leaves=[leave])} == {State.LEAVE}


def test_a_word_on_the_half_beats_a_word_on_the_day():
    day_off = Override(d("2026-03-12"), None, State.ABSENT, "day")
    back = Override(d("2026-03-12"), Half.PM, State.ON_POST, "half")
    day = one("2026-03-12", overrides=[day_off, back])
    assert (day.am.state, day.pm.state) == (State.ABSENT, State.ON_POST)


def test_a_trip_paid_elsewhere_beats_every_other_override():
    trip = Override(d("2026-03-12"), None, State.TRIP_PAID_ELSEWHERE)
    other = Override(d("2026-03-12"), Half.PM, State.ON_POST)
    assert one("2026-03-12", overrides=[other, trip]).pm.state is State.TRIP_PAID_ELSEWHERE


def test_a_day_takes_the_name_of_its_stronger_half():
    leave = LeaveSpan(d("2026-03-12"), d("2026-03-12"), Half.PM)
    day = one("2026-03-12", leaves=[leave])
    assert (day.state, day.source, day.portion) == (State.LEAVE, Source.LEAVE, 1)


@pytest.mark.parametrize("state", [State.LEAVE, State.OUTSIDE])
def test_only_leave_and_term_say_leave_and_outside(state):
    with pytest.raises(ValueError, match="cannot be an override"):
        Override(d("2026-03-12"), None, state)


@pytest.mark.parametrize(
    ("first", "last", "start_half", "end_half"),
    [("2026-03-13", "2026-03-12", None, None), ("2026-03-12", "2026-03-12", Half.PM, Half.AM)],
)
def test_a_leave_cannot_end_before_it_begins(first, last, start_half, end_half):
    with pytest.raises(ValueError, match="before it begins"):
        LeaveSpan(d(first), d(last), start_half, end_half)


def test_the_leap_day_is_a_day():
    days = ledger("2024-02-28", "2024-03-01", term=Term(d("2024-02-29"), d("2024-02-29")))
    assert [(day.on, day.state) for day in days] == [
        (d("2024-02-28"), State.OUTSIDE),
        (d("2024-02-29"), State.ON_POST),
        (d("2024-03-01"), State.OUTSIDE),
    ]


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [("2026-02-01", "2026-02-28", 28), ("2024-02-01", "2024-02-29", 29), ("2026-04-01", "2026-04-30", 30)],
)
def test_a_month_has_a_day_each(first, last, count):
    days = ledger(first, last)
    assert len(days) == count
    assert (days[0].on, days[-1].on) == (d(first), d(last))


def test_a_reversed_range_is_empty():
    assert ledger("2026-03-12", "2026-03-11") == ()


def test_records_cannot_be_an_input():
    assert set(inspect.signature(build_ledger).parameters) == {
        "first_on", "last_on", "term", "kind_of", "overrides", "leaves", "regional",
    }  # fmt: skip


def test_every_state_and_source_has_a_name_and_a_rank():
    assert set(STATE_LABELS) == set(PRECEDENCE) == set(State)
    assert set(SOURCE_LABELS) == set(Source)
    assert State.ABSENT not in ATTENDED
    assert 2026 in library_years()


# Properties, over arbitrary terms, suspensions, overrides and leaves in three years, the leap day among them.
DATES = st.dates(date(2024, 1, 1), date(2026, 12, 31))
NEAR = st.integers(0, 40).map(timedelta)


@st.composite
def terms(draw) -> Term:
    start = draw(DATES)
    breaks = tuple((first, first + draw(NEAR)) for first in draw(st.lists(DATES, max_size=2)))
    return Term(start, draw(st.none() | st.just(start + timedelta(days=draw(st.integers(0, 900))))), breaks)


@st.composite
def leaves(draw) -> LeaveSpan:
    start, length = draw(DATES), draw(NEAR)
    start_half, end_half = draw(st.none() | st.sampled_from(Half)), draw(st.none() | st.sampled_from(Half))
    if not length and start_half is Half.PM:
        end_half = Half.PM
    return LeaveSpan(
        start,
        start + length,
        start_half,
        end_half,
        draw(st.booleans()),
        draw(st.none() | st.text("ab", max_size=1)),
    )


OVERRIDES = st.builds(
    Override,
    DATES,
    st.none() | st.sampled_from(Half),
    st.sampled_from(sorted(OVERRIDABLE)),
    st.none() | st.text("abc", max_size=2),
)


@st.composite
def inputs(draw):
    first = draw(DATES)
    last = first + draw(st.integers(0, 70).map(timedelta))
    near = st.dates(first, last)
    overrides = [Override(draw(near), o.half, o.state, o.ref) for o in draw(st.lists(OVERRIDES, max_size=8))]
    return first, last, draw(terms()), overrides, draw(st.lists(leaves(), max_size=3))


def build(first, last, term, overrides, spans):
    return build_ledger(first, last, term, CALENDAR.kind, overrides, spans)


@given(inputs(), st.randoms(use_true_random=False))
def test_the_order_of_the_sources_is_without_effect(given_inputs, rng: random.Random):
    first, last, term, overrides, spans = given_inputs
    shuffled, mixed = list(overrides), list(spans)
    rng.shuffle(shuffled)
    rng.shuffle(mixed)
    assert build(first, last, term, shuffled, mixed) == build(first, last, term, overrides, spans)


@given(inputs(), leaves())
def test_leave_added_and_removed_gives_the_very_same_ledger(given_inputs, extra):
    first, last, term, overrides, spans = given_inputs
    before = build(first, last, term, overrides, spans)
    with_leave = build(first, last, term, overrides, [*spans, extra])
    for old, new in zip(before, with_leave, strict=True):
        touched = extra.start_on <= old.on <= extra.end_on
        assert new == old or touched
        assert new.portion <= old.portion
    assert build(first, last, term, overrides, spans) == before


@given(inputs(), st.data())
def test_a_range_split_at_any_date_is_the_same_range(given_inputs, data):
    first, last, *rest = given_inputs
    cut = data.draw(st.dates(first, last))
    assert build(first, cut, *rest) + build(cut + timedelta(days=1), last, *rest) == build(first, last, *rest)


@given(inputs())
def test_each_half_obeys_its_strongest_source(given_inputs):
    first, last, term, overrides, spans = given_inputs
    for day in build(first, last, term, overrides, spans):
        kind = CALENDAR.kind(day.on)
        for half, name in zip(day.halves, Half, strict=True):
            on_leave = any(
                span.halves_on(day.on)[name is Half.PM] and (kind.is_working or not span.skip_rest_days)
                for span in spans
            )
            told = [o for o in overrides if o.on == day.on and o.half in (None, name)]
            if not term.covers(day.on):
                assert half.source is Source.TERM
            elif on_leave:
                assert half.source is Source.LEAVE
            elif told:
                assert half.source is Source.OVERRIDE
                assert half.state in {o.state for o in told}
            else:
                assert half == HalfDay(State.ON_POST if kind.is_working else State.REST, Source.CALENDAR)
        assert day.portion == sum(half.state in ATTENDED for half in day.halves)
        assert (day.state, day.source) in {(half.state, half.source) for half in day.halves}
