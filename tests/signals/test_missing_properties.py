"""`missing` as integers says what the day ledger says, and nothing but facts about the subject itself can move it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.attendance.duty_bits import DUTY, duty_bits, place_bits, term_bits
from app.attendance.ledger import OVERRIDABLE, Day, Half, LeaveSpan, Override, Source, State, Term, build_ledger
from app.signals.missing import missing_days, missing_weeks, reach_of, window_of
from app.workdays.library import seed_from_library
from app.workdays.overlays import Calendar, Overlay
from app.workdays.rules import DayHalf, DayKind, OverlayKind

ON = date(2026, 10, 22)
MONTHS = ("2026-09", "2026-10")
REACH = reach_of(MONTHS, ON)
NATION = {row.on: row for row in seed_from_library(2026)}
WINDOWS = [window_of(REACH, month) for month in MONTHS]

days = st.integers(-5, REACH.length + 4).map(lambda at: REACH.first_on + timedelta(days=at))
halves = st.sampled_from([None, Half.AM, Half.PM])
spans = st.tuples(days, st.integers(0, 9)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))


@st.composite
def leaves(draw: st.DrawFn) -> LeaveSpan:
    first, last = draw(spans)
    start_half, end_half = draw(halves), draw(halves)
    if first == last and start_half is Half.PM and end_half is Half.AM:
        end_half = None
    return LeaveSpan(first, last, start_half, end_half, draw(st.booleans()))


@st.composite
def overlays(draw: st.DrawFn) -> Overlay:
    first, last = draw(spans)
    half = draw(st.sampled_from([None, DayHalf.AM, DayHalf.PM]))
    kind, made = draw(st.sampled_from(list(OverlayKind))), datetime(2026, 1, draw(st.integers(1, 28)), tzinfo=UTC)
    return Overlay(str(draw(st.uuids())), "/r/", kind, first, last, "通知", made, half)


words = st.dictionaries(
    st.tuples(days, st.sampled_from([Half.AM, Half.PM])), st.sampled_from(sorted(OVERRIDABLE)), max_size=8
).map(lambda said: [Override(on, half, state) for (on, half), state in said.items()])
terms = st.builds(
    Term, days, st.none() | days.map(lambda on: on + timedelta(days=20)), st.lists(spans, max_size=2).map(tuple)
)
calendars = st.lists(overlays(), max_size=3).map(
    lambda made: Calendar(NATION, frozenset({2026}), tuple(made)).at("/r/u/")
)
bits = st.integers(0, (1 << REACH.length) - 1)
some_leaves = st.lists(leaves(), max_size=3)


def duty_by_ledger(day: Day) -> bool:
    """Some half was worked, by somebody's word where the calendar says that all was closed."""
    closed = day.kind is DayKind.CLOSURE
    return any(half.state in DUTY and not (closed and half.source is Source.CALENDAR) for half in day.halves)


@given(terms, calendars, words, some_leaves)
def test_the_bits_are_the_day_ledger(
    term: Term, calendar: Calendar, said: list[Override], away: list[LeaveSpan]
) -> None:
    kind_of = Calendar(NATION, frozenset({2026})).kind
    ledger = build_ledger(REACH.first_on, REACH.last_on, term, kind_of, said, away, calendar.regional)
    found = duty_bits(REACH, term_bits(REACH, term), place_bits(calendar, REACH), said, away)
    assert REACH.dates(found.worked) == [day.on for day in ledger if duty_by_ledger(day)]
    assert REACH.dates(found.on_leave) == [day.on for day in ledger if day.state is State.LEAVE]


@given(terms, calendars, words, some_leaves, leaves())
def test_more_leave_never_asks_for_more(
    term: Term, calendar: Calendar, said: list[Override], away: list[LeaveSpan], more: LeaveSpan
) -> None:
    here, served = place_bits(calendar, REACH), term_bits(REACH, term)
    before = duty_bits(REACH, served, here, said, away)
    after = duty_bits(REACH, served, here, said, [*away, more])
    assert not after.worked & ~before.worked
    assert not before.on_leave & ~after.on_leave


@given(terms, calendars, words, some_leaves)
def test_the_order_of_facts_has_no_effect(
    term: Term, calendar: Calendar, said: list[Override], away: list[LeaveSpan]
) -> None:
    here, served = place_bits(calendar, REACH), term_bits(REACH, term)
    straight = duty_bits(REACH, served, here, said, away)
    assert duty_bits(REACH, served, here, said[::-1], away[::-1]) == straight


@given(bits, bits, bits, bits)
def test_only_unrecorded_duty_beyond_its_deadline_is_asked_about(
    worked: int, recorded: int, overdue: int, more: int
) -> None:
    for window in WINDOWS:
        found = missing_days(window, worked, recorded, overdue)
        assert not found & recorded
        assert not found & ~(worked & overdue & window.days)
        assert not missing_days(window, worked, recorded | more, overdue) & ~found, "a record never asks for more"
        assert not missing_days(window, worked & ~more, recorded, overdue) & ~found
    assert not WINDOWS[0].days & WINDOWS[1].days


@given(bits, bits, st.integers(0, REACH.length))
def test_a_missing_week_is_over_had_duty_and_no_record(worked: int, recorded: int, before: int) -> None:
    overdue = (1 << before) - 1
    for window in WINDOWS:
        mondays = REACH.dates(missing_weeks(window, worked, recorded, overdue))
        assert all(on.weekday() == 0 for on in mondays)
        for monday in mondays:
            week = REACH.span(monday, monday + timedelta(days=6))
            assert week.bit_count() == 7
            assert worked & week
            assert not recorded & week
            assert not week & ~overdue
            assert f"{monday + timedelta(days=3)}"[:7] == window.month, "an ISO week belongs to its Thursday's month"


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_each_week_of_a_year_is_in_one_month(on: date) -> None:
    month = f"{on}"[:7]
    reach = reach_of((month,), date(2027, 2, 1))
    thursdays = [reach.dates(week.monday)[0] + timedelta(days=3) for week in window_of(reach, month).weeks]
    assert {f"{day}"[:7] for day in thursdays} == {month}
    assert len(thursdays) in (4, 5)
