"""Who is at a slot: its row is claimed, shown alive, and ended by whoever claimed it last, by nobody else.

A claim is an attempt's number on the row. Taking a row over raises the number, so that the one before can end nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, exists, or_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import col, select

from app.core import clock
from app.core.ids import new_id
from app.core.jobs import Job, JobRun
from app.core.lease import Fence, LostLeaseError, database_now, hold_fence, is_standing
from app.core.work import Work

RUNS: Table = JobRun.__table__  # type: ignore[attr-defined]
STALE = timedelta(minutes=2)
"""A run by hand that shows no sign of life for so long is taken over."""
INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt at one slot."""

    run_id: UUID
    attempt: int


def claim_slot(work: Work, job: Job, slot: datetime, fence: Fence | None, missed: int = 0) -> Claim | None:
    """Write the slot's row or take over one that failed or was left behind; None when it is done or in good hands.

    Waits for whoever is writing the row at this moment.
    """
    begun = {
        "epoch": fence.epoch if fence else 0,
        "holder": fence.holder if fence else "",
        "started_at": work.now,
        "seen_at": database_now(work.database),
        "outcome": "running",
        "summary": "",
    }
    insert = sqlite_insert if work.database.is_sqlite else postgresql_insert
    values = {"id": new_id(), "job": job.name, "slot_at": slot, "attempts": 1, "missed": missed}
    claim = (
        insert(RUNS)
        .values(**values, **begun)
        .on_conflict_do_update(
            index_elements=["job", "slot_at"],
            set_={**begun, "attempts": RUNS.c.attempts + 1, "finished_at": None, "took_ms": None},
            where=or_(RUNS.c.outcome == "failed", and_(RUNS.c.outcome == "running", _is_left(work, fence))),
        )
        .returning(RUNS.c.id, RUNS.c.attempts)
    )
    row = work.session.connection().execute(claim).first()
    return None if row is None else Claim(row[0], row[1])


def show_life(work: Work, claim: Claim) -> None:
    """Write that the attempt goes on; LostLeaseError when another took the slot over."""
    _change(work, claim, seen_at=database_now(work.database))


def end_slot(work: Work, claim: Claim, outcome: str, summary: str, took_ms: int) -> None:
    """Write what came of the attempt; LostLeaseError when another took the slot over."""
    _change(work, claim, outcome=outcome, summary=summary, finished_at=clock.now(), took_ms=took_ms)


def close_interrupted(work: Work, job: Job, slot: datetime, fence: Fence | None) -> None:
    """The run before this one, if its process left it behind, has failed: this one stands for it."""
    before = select(col(JobRun.id)).where(JobRun.job == job.name, JobRun.slot_at < slot)
    newest = before.order_by(col(JobRun.slot_at).desc()).limit(1).scalar_subquery()
    work.session.connection().execute(
        update(RUNS)
        .where(RUNS.c.id == newest, RUNS.c.outcome == "running", _is_left(work, fence))
        .values(outcome="failed", summary=INTERRUPTED, finished_at=clock.now())
    )


def hold(work: Work, fence: Fence | None) -> None:
    """Only while the leader leads is anything kept; by hand there is no leader to ask."""
    work.session.flush()
    if fence is not None:
        hold_fence(work, fence)


def _change(work: Work, claim: Claim, **values: object) -> None:
    work.session.flush()
    mine = (RUNS.c.id == claim.run_id, RUNS.c.attempts == claim.attempt, RUNS.c.outcome == "running")
    changed = work.session.connection().execute(update(RUNS).where(*mine).values(**values).returning(RUNS.c.id))
    if changed.first() is None:
        raise LostLeaseError(f"attempt {claim.attempt} at its slot has ended")


def _is_left(work: Work, fence: Fence | None) -> ColumnElement[bool]:
    """A running row whose process is gone, as far as the asker can know.

    A leader knows of every term up to its own: whoever led before does not lead now, and in its own process nobody else
    is at it. By hand, the row's term must have ended. What was run by hand counts as left after STALE without life.
    """
    silent = and_(RUNS.c.epoch == 0, RUNS.c.seen_at < database_now(work.database, -STALE))
    if fence is not None:
        return or_(and_(RUNS.c.epoch > 0, RUNS.c.epoch <= fence.epoch), silent)
    return or_(and_(RUNS.c.epoch > 0, ~exists(is_standing(work.database, RUNS.c.epoch))), silent)
