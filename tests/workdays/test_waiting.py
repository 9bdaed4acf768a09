"""Waiting in workdays: what is long, and how long."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.workdays.waiting import PATIENCE, long_waiting, workdays_since

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
OFF = st.frozensets(st.integers(0, 30), max_size=12)


def weekday(on: date) -> bool:
    return on.weekday() < 5


def test_a_weekend_is_no_waiting() -> None:
    friday, monday = date(2026, 4, 10), date(2026, 4, 13)
    assert [workdays_since(weekday, friday, friday + timedelta(days=n)) for n in range(4)] == [0, 0, 0, 1]
    assert workdays_since(weekday, monday, date(2026, 4, 20)) == 5
    assert long_waiting(weekday, date(2026, 4, 20)) == date(2026, 4, 12)
    assert long_waiting(weekday, date(2026, 4, 21)) == monday


@given(today=DAYS, off=OFF, back=st.integers(0, 39))
def test_what_is_long_is_more_than_five_workdays(today: date, off: frozenset[int], back: int) -> None:
    def is_workday(on: date) -> bool:
        return weekday(on) and (today - on).days not in off

    since = today - timedelta(days=back)
    assert (since <= long_waiting(is_workday, today)) is (workdays_since(is_workday, since, today) > PATIENCE)
