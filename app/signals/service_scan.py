"""The daily scan for `missing`: reads in portions, writes in short units, and may be repeated or run twice at once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from app.core import clock
from app.core.jobs import Units
from app.core.work import Work
from app.secondments.service_cards import describe, list_in_month
from app.signals import repository
from app.signals.models import Signal, SignalKind
from app.signals.service_changes import Finding, expire, is_due, settle
from app.signals.service_missing import find_missing

PORTION = 1000
AT_ONCE = 100
T = TypeVar("T")


def scan_missing(units: Units, slot: datetime) -> str:
    """Look at the slot's month and the one before it, up to the day before; then let go what ran out of time."""
    on, done = clock.civil_date(slot), Counter[str]()
    month = clock.month_of(on)
    for one in (clock.previous_month(month), month):
        with units.reading() as work:
            ids = [card.id for card in list_in_month(work, None, one)]
        for part in _parts(ids, PORTION):
            with units.reading() as work:
                changes = _changes(work, part, one, on)
            done.update(_write(units, changes))
    done["expired"] += _expire(units, on)
    return " ".join(f"{name}={done[name]}" for name in ("opened", "reopened", "updated", "closed", "expired"))


def recheck(work: Work, secondment_id: UUID, first_on: date, last_on: date) -> int:
    """Look again at what is still asked about some days of one secondment, at once: leave or a record has come."""
    standing = repository.live_of(work.session, secondment_id, SignalKind.MISSING, first_on, last_on)
    cards = list(describe(work, [secondment_id]).values()) if standing else []
    closed = 0
    for row in standing:
        for finding in find_missing(work, cards, row.window, work.today):
            (locked,) = repository.by_ids(work.session, [row.id], lock=True)
            closed += settle(work, finding, locked) == "closed"
    return closed


def _changes(work: Work, ids: Sequence[UUID], month: str, on: date) -> list[tuple[Finding, Signal | None]]:
    """What differs from what is stored, with the row as it was read."""
    findings = find_missing(work, list(describe(work, ids).values()), month, on)
    standing = repository.list_of(work.session, SignalKind.MISSING, ids, [month])
    found = [(finding, standing.get(finding.key)) for finding in findings]
    work.session.expunge_all()
    return [(finding, row) for finding, row in found if is_due(finding, row)]


def _write(units: Units, changes: Sequence[tuple[Finding, Signal | None]]) -> Counter[str]:
    done: Counter[str] = Counter()
    for part in _parts(changes, AT_ONCE):
        with units.writing() as work:
            rows = [row.id for _, row in part if row is not None]
            locked = {row.id: row for row in repository.by_ids(work.session, rows, lock=True)}
            for finding, row in part:
                now = locked.get(row.id) if row is not None else None
                if row is not None and (now is None or now.version != row.version):
                    continue  # somebody answered or decided meanwhile: tomorrow's scan looks again
                done.update(filter(None, [settle(work, finding, now)]))
    return done


def _expire(units: Units, on: date) -> int:
    gone = 0
    while True:
        with units.writing() as work:
            rows = repository.run_out(work.session, on, AT_ONCE)
            for row in rows:
                expire(work, row)
        gone += len(rows)
        if len(rows) < AT_ONCE:
            return gone


def _parts(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[at : at + size] for at in range(0, len(items), size))
