"""The only place that reads time. Instants are aware UTC; civil dates and months are Beijing's (Asia/Shanghai)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")

_fixed: ContextVar[datetime | None] = ContextVar("jishi_fixed_now", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC; or the instant that `at` fixed for this context."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """Today's civil date in Beijing."""
    return civil_date(now())


def civil_date(instant: datetime) -> date:
    """The Beijing date in which an aware instant falls."""
    return instant.astimezone(BEIJING).date()


def beijing(instant: datetime) -> datetime:
    """The same instant on Beijing's wall clock."""
    return instant.astimezone(BEIJING)


def beijing_midnight(day: date) -> datetime:
    """The instant at which a Beijing civil date begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING).astimezone(UTC)


def monotonic() -> float:
    """Seconds on a clock that never goes back; for caches and time-outs only."""
    return time.monotonic()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Let `now()` answer `instant` within the block: for `jobs run --at` and simulated runs."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs an offset")
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)


def month_of(day: date) -> str:
    """A civil date's month as `2026-04`."""
    return f"{day.year:04d}-{day.month:02d}"


def month_bounds(month: str) -> tuple[date, date]:
    """First and last civil date of `2026-04`; ValueError when it is no month."""
    first = date.fromisoformat(f"{month}-01")
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first, following - timedelta(days=1)


def next_month(month: str) -> str:
    """The month after `2026-12` is `2027-01`."""
    return month_of(month_bounds(month)[1] + timedelta(days=1))


def months_within(first: date, last: date) -> tuple[str, ...]:
    """Every month with a day from `first` to `last`, in order."""
    found = [month_of(first)]
    while found[-1] < month_of(last):
        found.append(next_month(found[-1]))
    return tuple(found)


def monday_of(day: date) -> date:
    """The first day of a date's ISO week."""
    return day - timedelta(days=day.weekday())


def previous_month(month: str) -> str:
    """The month before `2026-01` is `2025-12`."""
    return month_of(month_bounds(month)[0] - timedelta(days=1))
