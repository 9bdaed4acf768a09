"""The back-fill window 补记: which days may still be written, and on what terms (api.md, Daily records 5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """What the window says of one write."""

    FREE = "free"
    REASON_NEEDED = "reason_needed"
    CLOSED = "closed"
    UNLOCKED = "unlocked"
    LATE_SYNC = "late_sync"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class WindowPolicy:
    """A programme's `backfill_free_days` and `backfill_reason_days`, both counted in workdays back from today."""

    free_days: int = 3
    reason_days: int = 10

    def __post_init__(self) -> None:
        if not 0 <= self.free_days <= self.reason_days:
            raise ValueError("the days with a reason include the free ones")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, and whether the write is to be marked 离线补传 (written in time, arrived late)."""

    verdict: Verdict
    offline: bool = False


def judge_window(
    work_on: date,
    today: date,
    policy: WindowPolicy,
    workdays_back: Callable[[date, int], date],
    *,
    unlocked: bool = False,
    created_on: date | None = None,
) -> Judgement:
    """Today and back `free_days` workdays are free, to `reason_days` with a reason, then closed until unlocked.

    `created_on` is the Beijing date of the client's own `created_at`: a write made inside the window that arrives
    late is taken on the terms of the day it was made. A client's date before the day itself or after today is not
    believed. `workdays_back` is `WorkCalendar.workdays_back`. Dates are Beijing's.
    """
    if work_on > today:
        return Judgement(Verdict.FUTURE)
    arrived = _reach(work_on, today, policy, workdays_back)
    if arrived is Verdict.FREE:
        return Judgement(Verdict.FREE)
    believed = created_on is not None and work_on <= created_on <= today
    made = _reach(work_on, created_on if created_on and believed else today, policy, workdays_back)
    if made is Verdict.FREE:
        return Judgement(Verdict.LATE_SYNC, offline=True)
    if unlocked:
        return Judgement(Verdict.UNLOCKED)
    return Judgement(made, offline=made is not arrived)


def _reach(work_on: date, seen_from: date, policy: WindowPolicy, workdays_back: Callable[[date, int], date]) -> Verdict:
    if work_on >= workdays_back(seen_from, policy.free_days):
        return Verdict.FREE
    if work_on >= workdays_back(seen_from, policy.reason_days):
        return Verdict.REASON_NEEDED
    return Verdict.CLOSED
