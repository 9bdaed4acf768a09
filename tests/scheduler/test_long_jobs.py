"""A long job in portions: fenced, taken over when its leader is gone, dropped when it comes too late."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text
from sqlmodel import col, select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.job_history import forget_runs
from app.core.job_runs import Outcome, is_due, run_slot
from app.core.jobs import Job, JobRun, Units
from app.core.lease import Fence, Leadership
from app.core.work import Work
from app.workdays.models import CalendarDay

SLOT = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)
DAILY = {"hour": 17}
Portion = Callable[[], None]


def note(work: Work, on: date) -> None:
    """An effect that is unique by its date, as a job's effects are by (job, slot, subject)."""
    if work.session.exec(select(CalendarDay).where(CalendarDay.day_on == on)).first() is None:
        work.session.add(CalendarDay(day_on=on, name="测试", is_off=True))


def carrying(*between: Portion, sense: timedelta | None = None) -> Job:
    """A job of one portion more than there are things that happen between its portions."""

    def carry(units: Units, slot: datetime) -> str:
        on = clock.civil_date(slot)
        for number, happen in enumerate((*between, lambda: None)):
            with units.reading() as work:
                before = len(work.session.exec(select(CalendarDay)).all())
            with units.writing() as work:
                note(work, on + timedelta(days=number))
            happen()
        return f"last portion found {before}"

    return Job("portions", "", DAILY, carry=carry, sense=sense)


def days(database: Database) -> list[date]:
    with Work(database, SYSTEM, writes=False) as work:
        return list(work.session.exec(select(CalendarDay.day_on).order_by(col(CalendarDay.day_on))))


def runs(database: Database) -> list[JobRun]:
    with Work(database, SYSTEM, writes=False) as work:
        found = list(work.session.exec(select(JobRun).order_by(col(JobRun.slot_at))))
        work.session.expunge_all()
    return found


def lead(database: Database) -> Fence:
    """The next term begins, whoever led before."""
    with Work(database, SYSTEM, writes=True) as work:
        work.session.connection().execute(text("UPDATE leases SET expires_at = '2020-01-01 00:00:00.000000'"))
    leadership = Leadership(database)
    assert leadership.tick()
    fence = leadership.fence
    assert fence is not None
    return fence


def stop() -> None:
    raise SystemExit  # no Exception: as when the process ends here


def die_in(database: Database, fence: Fence | None) -> None:
    """A run whose process ends after its first portion."""
    with pytest.raises(SystemExit):
        run_slot(database, carrying(stop), SLOT, fence)


def test_each_portion_is_kept_as_it_ends(database: Database) -> None:
    seen: list[tuple[int, str]] = []
    job = carrying(lambda: seen.append((len(days(database)), runs(database)[0].outcome)))
    ran = run_slot(database, job, SLOT, lead(database))
    assert (ran.outcome, ran.summary) == (Outcome.DONE, "last portion found 1")
    assert seen == [(1, "running")]
    assert [(run.outcome, run.attempts, run.epoch) for run in runs(database)] == [("done", 1, 1)]
    assert run_slot(database, job, SLOT).outcome is Outcome.ALREADY


def test_a_reading_unit_keeps_nothing(database: Database) -> None:
    def carry(units: Units, slot: datetime) -> str:
        with units.reading() as work:
            note(work, clock.civil_date(slot))
        return ""

    assert run_slot(database, Job("reads", "", DAILY, carry=carry), SLOT).outcome is Outcome.DONE
    assert days(database) == []


def test_a_portion_that_fails_ends_the_run_and_leaves_those_before(database: Database) -> None:
    def fail() -> None:
        raise ValueError("张三的手机号")

    fence = lead(database)
    assert run_slot(database, carrying(fail), SLOT, fence).outcome is Outcome.FAILED
    assert [(run.outcome, run.summary, run.attempts) for run in runs(database)] == [("failed", "ValueError", 1)]
    assert run_slot(database, carrying(fail), SLOT + timedelta(days=1)).outcome is Outcome.FAILED, "by hand too"
    assert run_slot(database, carrying(), SLOT, fence).outcome is Outcome.DONE
    assert len(days(database)) == 2


def test_a_leader_overtaken_between_portions_keeps_no_more_of_them(database: Database) -> None:
    fence = lead(database)
    successor: list[Fence] = []
    ran = run_slot(database, carrying(lambda: successor.append(lead(database))), SLOT, fence)
    assert ran.outcome is Outcome.LOST
    assert len(days(database)) == 1
    with Work(database, SYSTEM, writes=False) as work:
        assert is_due(work.session, carrying(), SLOT, work.now, successor[0])
    assert run_slot(database, carrying(lambda: None), SLOT, successor[0]).outcome is Outcome.DONE
    assert len(days(database)) == 2
    assert [(run.outcome, run.attempts, run.epoch) for run in runs(database)] == [("done", 2, 2)]


def test_the_old_attempt_ends_nothing_after_the_slot_was_taken_over(database: Database) -> None:
    """Even without a lease to lose: the row itself knows whose it is."""
    fence = lead(database)
    other = carrying()
    ran = run_slot(database, carrying(lambda: run_slot(database, other, SLOT, fence) and None), SLOT, fence)
    assert ran.outcome is Outcome.LOST
    assert [(run.outcome, run.attempts) for run in runs(database)] == [("done", 2)]


def test_a_process_that_stops_begins_no_other_portion(database: Database) -> None:
    fence = lead(database)
    halted: list[bool] = []
    job = carrying(lambda: halted.append(True))
    assert run_slot(database, job, SLOT, fence, lambda: bool(halted)).outcome is Outcome.LOST
    assert len(days(database)) == 1
    assert run_slot(database, carrying(), SLOT, lead(database)).outcome is Outcome.DONE


def test_by_hand_nobody_disturbs_a_leader_at_work(database: Database) -> None:
    die_in(database, lead(database))
    assert run_slot(database, carrying(), SLOT).outcome is Outcome.BUSY
    lead(database)
    assert run_slot(database, carrying(), SLOT).outcome is Outcome.DONE, "the term that left it has ended"


def test_a_run_by_hand_is_taken_over_once_it_is_silent(database: Database) -> None:
    die_in(database, None)
    fence = lead(database)
    assert run_slot(database, carrying(), SLOT, fence).outcome is Outcome.BUSY
    with Work(database, SYSTEM, writes=True) as work:
        work.session.connection().execute(text("UPDATE job_runs SET seen_at = '2020-01-01 00:00:00.000000'"))
    assert run_slot(database, carrying(), SLOT, fence).outcome is Outcome.DONE


def test_a_run_left_behind_by_an_older_slot_is_closed_by_the_newer(database: Database) -> None:
    die_in(database, lead(database))
    assert run_slot(database, carrying(), SLOT + timedelta(days=1), lead(database)).outcome is Outcome.DONE
    assert next((run.outcome, run.summary) for run in runs(database)) == ("failed", "interrupted")


@pytest.mark.parametrize(("late", "outcome"), [(60, Outcome.DONE), (61, Outcome.DROPPED)])
def test_a_slot_that_lost_its_sense_is_dropped_and_says_so(database: Database, late: int, outcome: Outcome) -> None:
    fence = lead(database)
    job = carrying(sense=timedelta(minutes=60))
    with time_machine.travel(SLOT + timedelta(minutes=late), tick=False):
        assert run_slot(database, job, SLOT, fence).outcome is outcome
        assert run_slot(database, job, SLOT, fence).outcome in (Outcome.ALREADY, Outcome.DROPPED)
        with Work(database, SYSTEM, writes=False) as work:
            assert not is_due(work.session, job, SLOT, work.now, fence)
    dropped = outcome is Outcome.DROPPED
    assert len(days(database)) == (0 if dropped else 1)
    assert [(run.outcome, run.summary) for run in runs(database)] == [
        ("dropped", "late=61min sense=60min") if dropped else ("done", "last portion found 0")
    ]


def test_a_run_tells_how_many_missed_slots_it_stands_for(database: Database) -> None:
    fence = lead(database)
    for after in (0, 1, 4):
        run_slot(database, carrying(), SLOT + timedelta(days=after), fence)
    assert [run.missed for run in runs(database)] == [0, 0, 2]


def test_the_history_forgets_old_runs_but_never_the_newest(database: Database) -> None:
    for after in range(3):
        run_slot(database, carrying(), SLOT + timedelta(days=after))
    with Work(database, SYSTEM, writes=True) as work:
        assert forget_runs(work, SLOT + timedelta(days=40)) == 2
    assert [run.slot_at for run in runs(database)] == [SLOT + timedelta(days=2)]


def test_a_job_has_one_way_of_running() -> None:
    with pytest.raises(ValueError, match="either run or carry"):
        Job("neither", "", DAILY)
    with pytest.raises(ValueError, match="either run or carry"):
        Job("both", "", DAILY, lambda *_: "", lambda *_: "")
