"""Every select over scans, their shards and findings just below the threshold."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, case, delete, func, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.core.lease import database_now
from app.core.paging import Key, page_of
from app.core.portions import portions
from app.core.work import Work
from app.signals.models import SignalKind
from app.signals.models_scan import NearSignal, ScanShard, ScanState, ShardState, SignalScan

AT_ONCE = 500
SHARDS: Table = ScanShard.__table__  # type: ignore[attr-defined]
NEAR: Table = NearSignal.__table__  # type: ignore[attr-defined]
OPEN = (ScanState.WAITING, ScanState.RUNNING)


def get_scan(session: Session, scan_id: UUID, *, lock: bool = False) -> SignalScan | None:
    """A scan by id; locked for change on demand, and then as it stands now."""
    statement = select(SignalScan).where(col(SignalScan.id) == scan_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def find_open(session: Session, first: date, last: date, as_of: date) -> SignalScan | None:
    """The oldest scan of the same period as of the same day that is not over."""
    same = (SignalScan.from_on == first, SignalScan.to_on == last, SignalScan.as_of == as_of)
    statement = select(SignalScan).where(*same, col(SignalScan.state).in_(OPEN))
    return session.exec(statement.order_by(col(SignalScan.created_at), col(SignalScan.id))).first()


def newest(session: Session, first: date, last: date, as_of: date) -> SignalScan | None:
    """The newest scan of a period as of a day, over or not."""
    same = (SignalScan.from_on == first, SignalScan.to_on == last, SignalScan.as_of == as_of)
    return session.exec(select(SignalScan).where(*same).order_by(col(SignalScan.created_at).desc())).first()


def count_shards(session: Session, scan_ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """(done, all) of each scan that has begun."""
    done = func.sum(case((SHARDS.c.state == ShardState.DONE, 1), else_=0))
    statement = columns(SHARDS.c.scan_id, done, func.count()).where(SHARDS.c.scan_id.in_(list(scan_ids)))
    return {key: (ended, every) for key, ended, every in session.execute(statement.group_by(SHARDS.c.scan_id))}


def list_open(session: Session) -> list[SignalScan]:
    """What is not over, oldest first."""
    statement = select(SignalScan).where(col(SignalScan.state).in_(OPEN))
    return list(session.exec(statement.order_by(col(SignalScan.created_at), col(SignalScan.id))).all())


def page_scans(session: Session, limit: int, cursor: str | None) -> tuple[list[SignalScan], str | None]:
    """Scans, the newest first."""
    keys: list[Key] = [(col(SignalScan.created_at), datetime, True), (col(SignalScan.id), UUID, True)]
    return page_of(session, select(SignalScan), keys, limit, cursor)


def list_shards(session: Session, scan_id: UUID) -> list[ScanShard]:
    """A scan's shards as they stand now, in order."""
    statement = select(ScanShard).where(ScanShard.scan_id == scan_id).order_by(col(ScanShard.number))
    return list(session.exec(statement.execution_options(populate_existing=True)).all())


def free_numbers(work: Work, scan_id: UUID, stale: timedelta) -> list[int]:
    """The shards that nobody has, and those whose process has shown no life for so long."""
    statement = columns(SHARDS.c.number).where(SHARDS.c.scan_id == scan_id, _is_free(work, stale))
    return list(work.session.connection().execute(statement.order_by(SHARDS.c.number)).scalars())


def claim(work: Work, scan_id: UUID, number: int, holder: str, stale: timedelta) -> ScanShard | None:
    """Take a shard that is free; None when somebody else is taking it at this moment or has it."""
    mine = (SHARDS.c.scan_id == scan_id, SHARDS.c.number == number, _is_free(work, stale))
    wanted = columns(SHARDS.c.number).where(*mine).with_for_update(skip_locked=True)
    connection = work.session.connection()
    if connection.execute(wanted).first() is None:
        return None
    taken = {"state": ShardState.CLAIMED, "holder": holder, "seen_at": database_now(work.database)}
    connection.execute(
        update(SHARDS)
        .where(SHARDS.c.scan_id == scan_id, SHARDS.c.number == number)
        .values(**taken, attempt=SHARDS.c.attempt + 1)
    )
    found = select(ScanShard).where(ScanShard.scan_id == scan_id, ScanShard.number == number)
    return work.session.exec(found.execution_options(populate_existing=True)).one()


def _is_free(work: Work, stale: timedelta) -> ColumnElement[bool]:
    silent = and_(SHARDS.c.state == ShardState.CLAIMED, SHARDS.c.seen_at < database_now(work.database, -stale))
    return or_(SHARDS.c.state == ShardState.WAITING, silent)


def change_claimed(work: Work, scan_id: UUID, number: int, attempt: int, **values: Any) -> bool:
    """Write on a shard as its holder; False when it has been taken over."""
    work.session.flush()
    mine = (SHARDS.c.scan_id == scan_id, SHARDS.c.number == number, SHARDS.c.attempt == attempt)
    statement = update(SHARDS).where(*mine, SHARDS.c.state == ShardState.CLAIMED)
    changed = statement.values(seen_at=database_now(work.database), **values).returning(SHARDS.c.number)
    return work.session.connection().execute(changed).first() is not None


def release(work: Work, scan_id: UUID, holder: str) -> None:
    """A process is known to be gone: what it had is free at once."""
    mine = (SHARDS.c.scan_id == scan_id, SHARDS.c.holder == holder, SHARDS.c.state == ShardState.CLAIMED)
    work.session.connection().execute(update(SHARDS).where(*mine).values(state=ShardState.WAITING, holder=None))


def forget_scans(session: Session, before: datetime) -> int:
    """Scans that were over before an instant, with their shards; answers how many."""
    old = columns(col(SignalScan.id)).where(col(SignalScan.finished_at) < before)
    ids = list(session.execute(old).scalars())
    for some in portions(ids, AT_ONCE):
        session.connection().execute(delete(SHARDS).where(SHARDS.c.scan_id.in_(some)))
        session.connection().execute(delete(SignalScan.__table__).where(col(SignalScan.id).in_(some)))  # type: ignore[attr-defined]
    return len(ids)


def forget_near(session: Session, before: date) -> None:
    """Near findings about days before a date: nobody will look at them any more."""
    session.connection().execute(delete(NEAR).where(NEAR.c.last_on < before))


def near_of(
    session: Session, kind: SignalKind, subject_ids: Collection[UUID], windows: Collection[str]
) -> dict[tuple[UUID, str], NearSignal]:
    """The near findings of one kind by subject and window."""
    found: dict[tuple[UUID, str], NearSignal] = {}
    for some in portions(subject_ids, AT_ONCE):
        statement = select(NearSignal).where(
            NearSignal.kind == kind, col(NearSignal.subject_id).in_(some), col(NearSignal.window).in_(windows)
        )
        found |= {(row.subject_id, row.window): row for row in session.exec(statement)}
    return found


def replace_near(
    session: Session, kind: SignalKind, keys: Sequence[tuple[UUID, str]], rows: Sequence[NearSignal]
) -> None:
    """Let these be the near findings of these subjects and windows."""
    for subject_id, window in keys:
        same = (NEAR.c.kind == kind, NEAR.c.subject_id == subject_id, NEAR.c.window == window)
        session.connection().execute(delete(NEAR).where(*same))
    session.add_all(rows)
    session.flush()
