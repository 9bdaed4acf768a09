"""When a delivery is tried again: later and later, within bounds and its day's hours, never in step with the others."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.clock import BEIJING
from app.reminders import policy_deliveries as policy

NINE = datetime(2026, 4, 15, 9, 0, tzinfo=BEIJING)
CLOSES = NINE.replace(hour=18)
rolls = st.floats(0, 1)
instants = st.integers(0, 9 * 3600 - 1).map(lambda seconds: NINE + timedelta(seconds=seconds))
waits = st.none() | st.floats(0, 6 * 3600)
tries = st.integers(1, policy.MOST_FAILURES + 3)


@given(instants, tries, waits, rolls)
def test_the_next_try_is_within_its_day_and_bounds(
    now: datetime, failures: int, asked: float | None, roll: float
) -> None:
    at = policy.next_try(now, failures, asked, CLOSES, roll)
    if at is None:
        longest = max(policy.LONGEST_DELAY, timedelta(seconds=asked or 0))
        assert failures >= policy.MOST_FAILURES or now + longest >= CLOSES - policy.LAST_CALL
        return
    assert policy.may_send(at, CLOSES)
    assert policy.FIRST_DELAY / 2 <= at - now <= max(policy.LONGEST_DELAY, timedelta(seconds=asked or 0))
    assert at - now >= timedelta(seconds=asked or 0)


@given(tries, rolls, rolls)
def test_rolls_spread_it_over_half_of_the_delay(failures: int, one: float, other: float) -> None:
    far = NINE + timedelta(days=1)
    first, second = (policy.next_try(NINE, failures, None, far, roll) for roll in (one, other))
    if first is None or second is None:
        assert failures >= policy.MOST_FAILURES
        return
    full = min(policy.FIRST_DELAY * 2 ** (failures - 1), policy.LONGEST_DELAY)
    assert abs((first - second) - full * (one - other) / 2) < timedelta(milliseconds=1)


@given(rolls)
def test_it_comes_less_and_less_often(roll: float) -> None:
    far = NINE + timedelta(days=1)
    delays = [policy.next_try(NINE, failures, None, far, roll) for failures in range(1, policy.MOST_FAILURES)]
    assert None not in delays
    assert delays == sorted(delays, key=lambda at: at or NINE)


@given(st.lists(st.tuples(waits, rolls), min_size=policy.MOST_FAILURES + 2, max_size=20), instants)
def test_whatever_goes_wrong_it_ends(course: list[tuple[float | None, float]], now: datetime) -> None:
    at: datetime | None = now
    for failures, (asked, roll) in enumerate(course, 1):
        assert at is not None
        at = policy.next_try(at, failures, asked, CLOSES, roll)
        if at is None:
            assert failures <= policy.MOST_FAILURES
            return
    raise AssertionError("it goes on for ever")


@given(st.integers(0, 86399))
def test_the_hours_are_those_of_reminders(second: int) -> None:
    now = NINE.replace(hour=0) + timedelta(seconds=second)
    open_ = policy.may_send(now, now + timedelta(hours=5))
    assert open_ == (9 <= clock.beijing(now).hour < 18)
    assert not policy.may_send(now, now + policy.LAST_CALL)
