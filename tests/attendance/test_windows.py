"""Duty windows on Beijing's clock, over midnight too, and the doubt between two clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance.windows import (
    CLOCK_DOUBT_LABELS,
    MINUTES_A_DAY,
    ClockDoubt,
    Duty,
    DutyWindow,
    duty_at,
    judge_clock,
    parse_windows,
)

MORNING = DutyWindow(8 * 60, 9 * 60 + 30)
NIGHT = DutyWindow(22 * 60, 6 * 60)
WINDOWS = parse_windows([{"start": "22:00", "end": "06:00"}, {"start": "08:00", "end": "09:30"}])


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("instant", "duty"),
    [
        ("2026-03-12T08:00:00", Duty(date(2026, 3, 12), MORNING)),
        ("2026-03-12T09:29:59", Duty(date(2026, 3, 12), MORNING)),
        ("2026-03-12T09:30:00", None),
        ("2026-03-12T07:59:59", None),
        ("2026-03-12T22:00:00", Duty(date(2026, 3, 12), NIGHT)),
        ("2026-03-12T23:59:59", Duty(date(2026, 3, 12), NIGHT)),
        ("2026-03-13T00:00:00", Duty(date(2026, 3, 12), NIGHT)),
        ("2026-03-13T05:59:00", Duty(date(2026, 3, 12), NIGHT)),
        ("2026-03-13T06:00:00", None),
        ("2024-03-01T02:00:00", Duty(date(2024, 2, 29), NIGHT)),
    ],
)
def test_an_instant_falls_in_its_window(instant, duty):
    assert duty_at(at(instant), WINDOWS) == duty


def test_the_clock_is_beijings_whatever_the_offset():
    assert duty_at(datetime(2026, 3, 12, 0, 30, tzinfo=UTC), WINDOWS) == Duty(date(2026, 3, 12), MORNING)


def test_windows_are_written_and_sorted():
    assert [str(window) for window in WINDOWS] == ["08:00–09:30", "22:00–06:00"]
    assert parse_windows([]) == ()
    assert duty_at(at("2026-03-12T08:00:00"), ()) is None


@pytest.mark.parametrize("end", ["24:00", "00:00"])
def test_a_window_may_end_with_the_day(end):
    (window,) = parse_windows([{"start": "20:00", "end": end}])
    assert str(window) == "20:00–24:00"
    assert duty_at(at("2026-03-12T23:59:59"), [window]) == Duty(date(2026, 3, 12), window)
    assert duty_at(at("2026-03-13T00:00:00"), [window]) is None


@pytest.mark.parametrize(
    ("windows", "message"),
    [
        ([{"start": "8:00", "end": "09:30"}], "08:00"),
        ([{"start": "08:00", "end": "25:00"}], "08:00"),
        ([{"start": "08:60", "end": "09:00"}], "08:00"),
        ([{"start": "08:00"}], "start"),
        ([{"start": "08:00", "end": "09:00", "days": "1"}], "start"),
        ([{"start": "08:00", "end": "08:00"}], "another end"),
        ([{"start": "24:00", "end": "08:00"}], "another end"),
        ([{"start": "08:00", "end": "10:00"}, {"start": "09:00", "end": "11:00"}], "overlap at 09:00"),
        ([{"start": "22:00", "end": "06:00"}, {"start": "05:00", "end": "07:00"}], "overlap at 05:00"),
        ([{"start": "08:00", "end": "09:00"}, {"start": "08:00", "end": "09:30"}], "overlap at 08:00"),
    ],
)
def test_windows_are_no_nonsense(windows, message):
    with pytest.raises(ValueError, match=message):
        parse_windows(windows)


NOON = datetime(2026, 3, 12, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "doubt"),
    [
        (0, None),
        (-120, None),
        (-121, ClockDoubt.AHEAD),
        (600, None),
        (601, ClockDoubt.LATE),
        (86400 * 30, ClockDoubt.LATE),
        (-86400, ClockDoubt.AHEAD),
    ],
)
def test_a_doubt_is_recorded(seconds, doubt):
    assert judge_clock(NOON - timedelta(seconds=seconds), NOON) is doubt


def test_naive_instants_are_no_instants():
    naive = NOON.replace(tzinfo=None)
    for pair in ((naive, NOON), (NOON, naive)):
        with pytest.raises(ValueError, match="offset"):
            judge_clock(*pair)


def test_every_doubt_has_a_name():
    assert set(CLOCK_DOUBT_LABELS) == set(ClockDoubt)


STARTS = st.integers(0, MINUTES_A_DAY - 1)


@given(STARTS, st.integers(1, MINUTES_A_DAY - 1), st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_a_window_lasts_exactly_its_length(start, length, day):
    end = (start + length) % MINUTES_A_DAY or MINUTES_A_DAY
    window = DutyWindow(start, end)
    begins = at(f"{day}T00:00:00") + timedelta(minutes=start)
    assert window.length == length
    for offset in (0, length - 1):
        assert duty_at(begins + timedelta(minutes=offset), [window]) == Duty(day, window)
    assert duty_at(begins + timedelta(minutes=length), [window]) is None
    assert duty_at(begins - timedelta(minutes=1), [window]) is None
