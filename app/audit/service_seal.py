"""Sealing: settled events into a chain of HMACs, by a job, never in anybody's request."""

import time
from dataclasses import dataclass

from app.audit import repository
from app.audit.models import AuditSeal
from app.audit.seals import GENESIS, SealHeader, content_digest, mac_of
from app.core.config import Settings
from app.core.work import Work

BATCH = 500
"""Events under one seal."""
MOST_SEALS = 40
"""Seals in one run of the job."""
PATIENCE_SECONDS = 2.0
_PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one run sealed."""

    seals: int
    events: int
    head: AuditSeal | None


def audit_keys(settings: Settings) -> tuple[bytes, ...]:
    """The present key, then those that earlier secrets gave (when the trail has no key of its own)."""
    if settings.audit_key is not None:
        return (settings.audit_secret,)
    retired = (b"audit-seal:" + key.get_secret_value().encode() for key in settings.previous_secret_keys)
    return (settings.audit_secret, *retired)


def seal_events(work: Work, key: bytes, patience: float = PATIENCE_SECONDS) -> Sealed:
    """Seal what is settled and not yet sealed, in batches; nothing when writers are still at it."""
    if not work.database.is_sqlite:
        repository.become_only_sealer(work.session)
    head = repository.last_seal(work.session)
    settled = _settled_seq(work, patience)
    seals = events = 0
    while seals < MOST_SEALS:
        made = _seal_batch(work, key, head, settled)
        if made is None:
            break
        head, seals, events = made, seals + 1, events + made.events
    return Sealed(seals, events, head)


def _seal_batch(work: Work, key: bytes, head: AuditSeal | None, settled: int) -> AuditSeal | None:
    after = head.last_seq if head else None
    batch = repository.events_between(work.session, after, settled, BATCH)
    if not batch:
        return None
    header = SealHeader(
        number=head.number + 1 if head else 1,
        first_seq=head.last_seq + 1 if head else 1,
        last_seq=batch[-1]["seq"],
        events=len(batch),
        previous_mac=head.mac if head else GENESIS,
        sealed_at=work.now,
    )
    seal = AuditSeal(
        number=header.number,
        first_seq=header.first_seq,
        last_seq=header.last_seq,
        events=header.events,
        previous_mac=header.previous_mac,
        sealed_at=header.sealed_at,
        mac=mac_of(key, header, content_digest(batch)),
    )
    work.session.add(seal)
    work.session.flush()
    return seal


def _settled_seq(work: Work, patience: float) -> int:
    """The highest number up to which nothing can still appear; 0 when writers outlast our patience.

    PostgreSQL draws numbers before the commit, so a lower one may be committed after a higher one. Every number up to
    the newest visible one was drawn by a transaction that already held its lock on the table when we looked: once all
    of those have ended, no number below can turn up. SQLite writes one transaction at a time.
    """
    newest = repository.newest_seq(work.session)
    if work.database.is_sqlite:
        return newest
    waiting = repository.running_writers(work.session)
    rounds = int(patience / _PAUSE_SECONDS)
    while waiting and rounds > 0:
        time.sleep(_PAUSE_SECONDS)
        waiting &= repository.running_writers(work.session)
        rounds -= 1
    return 0 if waiting else newest
