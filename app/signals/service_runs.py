"""A scan's run in the database: who begins it, who takes which part of it, and when it is over.

Any number of processes on any number of machines may work on one run. A shard is claimed for an attempt, shown alive,
and written to by its holder alone; one whose process is gone is claimed anew from the start, which changes nothing that
is stored already. This module loads no numpy: the web process knows it.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.work import Work
from app.signals import repository_scans as repository
from app.signals.models import SignalKind
from app.signals.models_scan import ScanOrigin, ScanShard, ScanState, ShardState, SignalScan

STALE = timedelta(minutes=2)
"""A process that has shown no sign of life for so long has lost its shard."""
PARTS = 8
MOST_ATTEMPTS = 5
KEPT = timedelta(days=90)
KEPT_NEAR = timedelta(days=400)
Counts = dict[str, dict[str, int]]
_FIRST = (
    SignalKind.PEER_COPY,
    SignalKind.SELF_COPY,
    SignalKind.TEMPLATE,
    SignalKind.PHOTO_REUSE,
    SignalKind.FILLER,
    SignalKind.BACKFILL,
)
"""What takes longest begins first."""


class LostShardError(RuntimeError):
    """Somebody else has the shard: nothing of this transaction is kept."""


@dataclass(frozen=True, slots=True)
class Period:
    """What a scan judges, and the day at whose end it looks."""

    first: date
    last: date
    as_of: date


def usual_period(today: date) -> Period:
    """This month and the one before it, as of yesterday."""
    yesterday = today - timedelta(days=1)
    month = clock.month_of(yesterday)
    return Period(clock.month_bounds(clock.previous_month(month))[0], clock.month_bounds(month)[1], yesterday)


def is_past(as_of: date, today: date) -> bool:
    """A scan of an earlier day than yesterday asks nobody anything."""
    return as_of < today - timedelta(days=1)


def begin(
    work: Work, period: Period, origin: ScanOrigin, kinds: Collection[SignalKind], parts: int = PARTS
) -> SignalScan:
    """The run of a period with its shards; one that is not over is joined, also one that an administrator asked for."""
    row = repository.find_open(work.session, period.first, period.last, period.as_of) or _new(work, period, origin)
    return start(work, row.id, kinds, parts)


def _new(work: Work, period: Period, origin: ScanOrigin) -> SignalScan:
    """A new run, or the one that another process began at this moment."""
    row = SignalScan(from_on=period.first, to_on=period.last, as_of=period.as_of, origin=origin)
    try:
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError:
        found = repository.find_open(work.session, period.first, period.last, period.as_of)
        if found is None:
            raise
        return found
    return row


def start(work: Work, scan_id: UUID, kinds: Collection[SignalKind], parts: int = PARTS) -> SignalScan:
    """Give a run its shards, once."""
    row = repository.get_scan(work.session, scan_id, lock=True)
    if row is None:
        raise ValueError(f"there is no scan {scan_id}")
    if row.state is ScanState.WAITING:
        row.state, row.started_at = ScanState.RUNNING, work.now
        wanted = [(kind, part) for kind in in_order(kinds) for part in range(parts)]
        work.session.add_all(
            ScanShard(scan_id=row.id, kind=kind, number=number, part=part, parts=parts)
            for number, (kind, part) in enumerate(wanted)
        )
        work.session.add(row)
        work.session.flush()
    return row


def in_order(kinds: Collection[SignalKind]) -> list[SignalKind]:
    """The dear ones first."""
    return sorted(kinds, key=lambda kind: (_FIRST.index(kind) if kind in _FIRST else len(_FIRST), kind.value))


def claim_next(work: Work, scan_id: UUID, holder: str) -> ScanShard | None:
    """Take the first shard that is free; None when there is nothing to take now, or the run is over.

    A shard that was begun too often ends the run: its process dies each time.
    """
    row = repository.get_scan(work.session, scan_id)
    if row is None or row.state is not ScanState.RUNNING:
        return None
    for number in repository.free_numbers(work, scan_id, STALE):
        taken = repository.claim(work, scan_id, number, holder, STALE)
        if taken is not None and taken.attempt > MOST_ATTEMPTS:
            fail(work, scan_id, f"{taken.kind.value}: attempts")
            return None
        if taken is not None:
            return taken
    return None


def hold(work: Work, shard: ScanShard) -> None:
    """Only while the shard is ours is anything of this transaction kept; shows life too. Call it last."""
    if not repository.change_claimed(work, shard.scan_id, shard.number, shard.attempt):
        raise LostShardError(f"shard {shard.number} was taken over")


def finish_shard(work: Work, shard: ScanShard, counts: dict[str, int]) -> None:
    """Write what came of a shard; with the last one the run is over."""
    done = {"state": ShardState.DONE, "counts": counts}
    if not repository.change_claimed(work, shard.scan_id, shard.number, shard.attempt, **done):
        raise LostShardError(f"shard {shard.number} was taken over")
    row = repository.get_scan(work.session, shard.scan_id, lock=True)
    assert row is not None  # noqa: S101 - its shard was written
    shards = repository.list_shards(work.session, shard.scan_id)
    if row.state is ScanState.RUNNING and all(one.state is ShardState.DONE for one in shards):
        row.state, row.finished_at, row.counts = ScanState.DONE, work.now, _sums(shards)
        work.session.add(row)


def fail(work: Work, scan_id: UUID, why: str) -> None:
    """End a run that cannot be carried out; what was stored stands, and another run may follow."""
    row = repository.get_scan(work.session, scan_id, lock=True)
    if row is not None and row.state in repository.OPEN:
        row.state, row.finished_at, row.failure = ScanState.FAILED, work.now, why[:120]
        work.session.add(row)


def release(work: Work, scan_id: UUID, holder: str) -> None:
    """A process has died: what it had is free at once."""
    repository.release(work, scan_id, holder)


def note_entries(work: Work, scan_id: UUID, entries: int) -> None:
    """How many entries are looked at: the same for whoever says it."""
    row = repository.get_scan(work.session, scan_id, lock=True)
    if row is not None and row.entries is None:
        row.entries = entries
        work.session.add(row)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is."""

    state: ScanState
    done: int
    shards: int
    counts: Counts
    failure: str | None


def standing(work: Work, scan_id: UUID) -> Standing:
    """How far a run is, with what its finished shards found."""
    row = repository.get_scan(work.session, scan_id)
    assert row is not None  # noqa: S101 - the caller began it
    shards = repository.list_shards(work.session, scan_id)
    done = sum(one.state is ShardState.DONE for one in shards)
    return Standing(row.state, done, len(shards), _sums(shards), row.failure)


def forget_old(work: Work) -> int:
    """Runs that were over 90 days ago, answering how many; and what was just below more than a year ago."""
    repository.forget_near(work.session, work.today - KEPT_NEAR)
    return repository.forget_scans(work.session, work.now - KEPT)


def _sums(shards: Sequence[ScanShard]) -> Counts:
    found: dict[str, Counter[str]] = {shard.kind.value: Counter() for shard in shards}
    for shard in shards:
        found[shard.kind.value].update(shard.counts)
    return {kind: dict(counts) for kind, counts in found.items()}


def words_of(counts: Counts) -> dict[str, Any]:
    """The sums over all kinds."""
    whole: Counter[str] = Counter()
    for one in counts.values():
        whole.update(one)
    return dict(whole)
