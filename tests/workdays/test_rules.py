"""The work calendar: exceptions over weekdays, provisional years, counting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workdays.library import library_years, seed_from_library
from app.workdays.rules import DAY_KIND_LABELS, MAX_BACK, DayKind, ExceptionDay, WorkCalendar, dates

CALENDAR = WorkCalendar.from_rows(
    [row for year in library_years() for row in seed_from_library(year)], announced=library_years()
)


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "kind", "name"),
    [
        ("2026-03-12", DayKind.WORKDAY, None),
        ("2026-03-21", DayKind.REST, None),
        ("2026-02-14", DayKind.MAKEUP, "春节"),
        ("2026-02-17", DayKind.HOLIDAY, "春节"),
        ("2026-01-03", DayKind.HOLIDAY, "元旦"),
        ("2026-10-10", DayKind.MAKEUP, "国庆节"),
        ("2015-09-03", DayKind.HOLIDAY, "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"),
    ],
)
def test_a_date_is_classified(on, kind, name):
    day = CALENDAR.day(d(on))
    assert (day.on, day.kind, day.name, day.provisional) == (d(on), kind, name, False)


# The workdays of 2026 as domain.md section 4 counts them, and the year's total by the published notice.
@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2026-02-01", "2026-02-28", 16),
        ("2026-03-01", "2026-03-31", 22),
        ("2026-04-01", "2026-04-30", 21),
        ("2026-06-10", "2026-06-30", 14),
        ("2026-01-01", "2026-12-31", 248),
        ("2026-04-02", "2026-04-01", 0),
    ],
)
def test_workdays_are_counted(first, last, count):
    assert CALENDAR.count_workdays(d(first), d(last)) == count
    assert len(CALENDAR.workdays_between(d(first), d(last))) == count


@pytest.mark.parametrize("on", ["2027-01-04", "2027-01-01"])
def test_a_year_not_yet_announced_is_provisional(on):
    day = CALENDAR.day(d(on))
    assert (day.kind, day.provisional) == (DayKind.WORKDAY, True)


def test_a_row_of_a_neighbour_notice_is_certain():
    early = ExceptionDay(d("2027-01-01"), DayKind.HOLIDAY, "元旦")
    calendar = WorkCalendar.from_rows([early], announced=(2026,))
    assert (calendar.day(early.on).kind, calendar.day(early.on).provisional) == (DayKind.HOLIDAY, False)
    assert calendar.day(d("2027-01-02")).provisional


@pytest.mark.parametrize(
    ("on", "count", "expected"),
    [
        ("2026-03-12", 0, "2026-03-12"),
        ("2026-03-12", 3, "2026-03-09"),
        ("2026-03-10", 3, "2026-03-05"),
        ("2026-03-15", 3, "2026-03-11"),
        ("2026-02-24", 3, "2026-02-12"),
        ("2026-03-02", 1, "2026-02-28"),
        ("2024-03-01", 1, "2024-02-29"),
    ],
)
def test_workdays_back_from_a_date(on, count, expected):
    assert CALENDAR.workdays_back(d(on), count) == d(expected)


@pytest.mark.parametrize("count", [-1, MAX_BACK + 1])
def test_workdays_back_has_bounds(count):
    with pytest.raises(ValueError, match="count must be"):
        CALENDAR.workdays_back(d("2026-03-12"), count)


def test_the_next_workday_skips_the_festival():
    assert CALENDAR.next_workday(d("2026-02-14")) == d("2026-02-24")


def test_days_cover_the_range():
    days = list(CALENDAR.days(d("2024-02-28"), d("2024-03-01")))
    assert [day.on for day in days] == [d("2024-02-28"), d("2024-02-29"), d("2024-03-01")]


def test_a_date_has_one_row():
    row = ExceptionDay(d("2026-10-01"), DayKind.HOLIDAY, "国庆节")
    with pytest.raises(ValueError, match="2026-10-01"):
        WorkCalendar.from_rows([row, row], announced=())


@pytest.mark.parametrize("kind", [DayKind.WORKDAY, DayKind.REST])
def test_ordinary_days_are_no_exceptions(kind):
    with pytest.raises(ValueError, match="notice"):
        ExceptionDay(d("2026-10-01"), kind, "国庆节")


def test_every_kind_has_a_name():
    assert set(DAY_KIND_LABELS) == set(DayKind)


def test_the_library_answers_for_every_year_it_holds_and_no_other():
    assert library_years()[0] == 2004
    assert {2025, 2026} <= set(library_years())
    assert seed_from_library(2003) == ()
    rows = seed_from_library(2026)
    assert (len(rows), len([row for row in rows if row.kind is DayKind.MAKEUP])) == (39, 6)
    assert [row.on for row in rows] == sorted(row.on for row in rows)


@pytest.mark.parametrize("year", library_years())
def test_make_up_days_are_weekends_and_names_are_chinese(year):
    for row in seed_from_library(year):
        assert not row.name.isascii()
        assert row.kind is DayKind.HOLIDAY or row.on.weekday() >= 5


DATES = st.dates(date(2004, 2, 1), date(2027, 12, 31))


@given(DATES, st.integers(0, 30))
def test_going_back_passes_exactly_that_many_workdays(on, count):
    first = CALENDAR.workdays_back(on, count)
    passed = CALENDAR.count_workdays(first, on - timedelta(days=1))
    assert passed == count
    assert count == 0 or CALENDAR.is_workday(first)


@given(DATES, st.integers(0, 60), st.integers(0, 60))
def test_counts_add_up_when_a_range_is_split(on, before, after):
    first, last = on - timedelta(days=before), on + timedelta(days=after)
    split = CALENDAR.count_workdays(first, on) + CALENDAR.count_workdays(on + timedelta(days=1), last)
    assert split == CALENDAR.count_workdays(first, last)


@given(DATES)
def test_the_next_workday_is_a_workday_with_none_between(on):
    following = CALENDAR.next_workday(on)
    assert CALENDAR.is_workday(following)
    assert CALENDAR.workdays_between(on + timedelta(days=1), following) == (following,)
    assert list(dates(on, on)) == [on]
