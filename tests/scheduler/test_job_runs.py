"""A slot runs once, a failed one again, and nothing under a lease that somebody else has taken."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text
from sqlmodel import col, select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.job_history import list_states
from app.core.job_runs import MOST_ATTEMPTS, Outcome, is_due, run_slot
from app.core.jobs import Job, JobRun
from app.core.lease import Leadership
from app.core.work import Work
from app.workdays.models import CalendarDay

SLOT = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)


def add_day(work: Work, slot: datetime) -> str:
    """An effect that shows when it is done twice: the date is unique."""
    work.session.add(CalendarDay(day_on=clock.civil_date(slot), name="测试", is_off=True))
    return "one day"


def fail(work: Work, slot: datetime) -> str:
    add_day(work, slot)
    work.session.flush()
    raise ValueError("张三的手机号")


ADD = Job("add-day", "Adds a day.", {"hour": 17}, add_day)
FAIL = Job("add-day", "Adds a day and fails.", {"hour": 17}, fail)


def days(database: Database) -> list[date]:
    with Work(database, SYSTEM, writes=False) as work:
        return list(work.session.exec(select(CalendarDay.day_on)))


def runs(database: Database) -> list[JobRun]:
    with Work(database, SYSTEM, writes=False) as work:
        found = list(work.session.exec(select(JobRun).order_by(col(JobRun.slot_at))))
        work.session.expunge_all()
    return found


def expire(database: Database) -> None:
    """As if the holder had been stopped for longer than the lease lasts."""
    with Work(database, SYSTEM, writes=True) as work:
        work.session.connection().execute(text("UPDATE leases SET expires_at = '2020-01-01 00:00:00.000000'"))


def test_a_slot_runs_once(database: Database) -> None:
    assert run_slot(database, ADD, SLOT).outcome is Outcome.DONE
    assert run_slot(database, ADD, SLOT).outcome is Outcome.ALREADY
    assert len(days(database)) == 1
    assert [(run.outcome, run.summary) for run in runs(database)] == [("done", "one day")]


def test_the_next_slot_runs_too(database: Database) -> None:
    run_slot(database, ADD, SLOT)
    assert run_slot(database, ADD, SLOT + timedelta(days=1)).outcome is Outcome.DONE
    assert len(days(database)) == 2


def test_a_failure_leaves_no_effect_and_no_personal_text(database: Database) -> None:
    assert run_slot(database, FAIL, SLOT).outcome is Outcome.FAILED
    assert days(database) == []
    assert [(run.outcome, run.summary) for run in runs(database)] == [("failed", "ValueError")]


def test_a_failed_slot_is_tried_again_later_and_then_given_up(database: Database) -> None:
    now = SLOT
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with time_machine.travel(now, tick=False):
            run_slot(database, FAIL, SLOT)
        with Work(database, SYSTEM, writes=False) as work:
            assert not is_due(work.session, FAIL, SLOT, now)
            now += timedelta(minutes=attempt)
            assert is_due(work.session, FAIL, SLOT, now) is (attempt < MOST_ATTEMPTS)
    assert [run.attempts for run in runs(database)] == [MOST_ATTEMPTS]


def test_a_failed_slot_succeeds_at_the_second_try(database: Database) -> None:
    run_slot(database, FAIL, SLOT)
    assert run_slot(database, ADD, SLOT).outcome is Outcome.DONE
    assert [(run.outcome, run.attempts) for run in runs(database)] == [("done", 2)]
    with Work(database, SYSTEM, writes=False) as work:
        state = list_states(work.session, SLOT - timedelta(days=1), ["add-day"])["add-day"]
    assert (state.failed, state.last_done_at is not None) == (0, True)


def test_a_leader_overtaken_during_its_job_changes_nothing(database: Database) -> None:
    old, new = Leadership(database), Leadership(database)
    assert old.tick()
    fence = old.fence
    assert fence is not None
    expire(database)
    assert new.tick()
    assert run_slot(database, ADD, SLOT, fence).outcome is Outcome.LOST
    assert (days(database), runs(database)) == ([], [])
    assert run_slot(database, ADD, SLOT, new.fence).outcome is Outcome.DONE
    assert [run.epoch for run in runs(database)] == [2]


def test_one_leads_until_its_lease_runs_out(database: Database) -> None:
    first, second = Leadership(database), Leadership(database)
    assert (first.tick(), second.tick()) == (True, False)
    assert first.tick()
    assert second.fence is None
    expire(database)
    assert (second.tick(), first.tick()) == (True, False)
    assert first.fence is None


def test_an_expired_lease_that_nobody_took_goes_on_at_its_epoch(database: Database) -> None:
    only = Leadership(database)
    only.tick()
    expire(database)
    assert only.tick()
    assert only.fence is not None
    assert only.fence.epoch == 1


def test_a_released_lease_is_free_at_once(database: Database) -> None:
    first, second = Leadership(database), Leadership(database)
    first.tick()
    first.release()
    assert first.fence is None
    assert second.tick()


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (datetime(2026, 4, 7, 17, 0, tzinfo=BEIJING), datetime(2026, 4, 7, 17, 0, tzinfo=BEIJING)),
        (datetime(2026, 4, 7, 16, 59, 59, tzinfo=BEIJING), datetime(2026, 4, 6, 17, 0, tzinfo=BEIJING)),
        (datetime(2026, 4, 10, 8, 0, tzinfo=BEIJING), datetime(2026, 4, 9, 17, 0, tzinfo=BEIJING)),
    ],
)
def test_the_newest_slot_is_told_from_the_clock_alone(now: datetime, slot: datetime) -> None:
    assert ADD.last_slot(now.astimezone(UTC)) == slot


def test_slots_of_a_month_and_of_a_minute() -> None:
    monthly = Job("monthly", "", {"day": 1, "hour": 3}, add_day)
    minutely = Job("minutely", "", {"minute": "*"}, add_day)
    now = datetime(2026, 4, 7, 9, 30, 45, tzinfo=BEIJING)
    assert monthly.last_slot(now) == datetime(2026, 4, 1, 3, 0, tzinfo=BEIJING)
    assert minutely.last_slot(now) == datetime(2026, 4, 7, 9, 30, tzinfo=BEIJING)
