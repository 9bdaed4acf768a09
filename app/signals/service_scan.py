"""The daily scan for `missing`: reads in portions, writes in short units, and may be repeated or run twice at once."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TypeVar
from uuid import UUID

from app.core import clock
from app.core.jobs import Units
from app.core.portions import portions
from app.core.work import Work
from app.secondments.service_terms import TermFacts, portion, terms_of
from app.signals import repository
from app.signals.models import Signal, SignalKind
from app.signals.service_changes import Finding, expire, is_due, open_all, settle
from app.signals.service_missing import find_missing

PORTION = 2000
AT_ONCE = 100
Change = tuple[Finding, Signal | None]
T = TypeVar("T")


def scan_missing(units: Units, slot: datetime) -> str:
    """Look at the slot's month and the one before it, up to the day before; then let go what ran out of time.

    Of older months only what is still asked is looked at again: it may have been answered by the facts.
    """
    on, done = clock.civil_date(slot), Counter[str]()
    months = (clock.previous_month(clock.month_of(on)), clock.month_of(on))
    last: UUID | None = None
    while True:
        with units.reading() as work:
            first_on, last_on = clock.month_bounds(months[0])[0], clock.month_bounds(months[1])[1]
            terms = portion(work, first_on, last_on, last, PORTION)
            changes = _changes(work, terms, months, on)
        done.update(_write(units, changes))
        if len(terms) < PORTION:
            break
        last = terms[-1].id
    done.update(_look_back(units, months[0], on))
    done["expired"] += _expire(units, on)
    return " ".join(f"{name}={done[name]}" for name in ("opened", "reopened", "updated", "closed", "expired"))


def recheck(work: Work, secondment_id: UUID, first_on: date, last_on: date) -> int:
    """Look again at what is still asked about some days of one secondment, at once: leave or a record has come."""
    found = repository.live_of(work.session, secondment_id, SignalKind.MISSING, first_on, last_on)
    terms = terms_of(work, [secondment_id]) if found else []
    closed = 0
    for row in found:
        for finding in find_missing(work, terms, (row.window,), work.today, {(row.subject_id, row.window): row}):
            (locked,) = repository.by_ids(work.session, [row.id], lock=True)
            closed += settle(work, finding, locked) == "closed"
    return closed


def _changes(work: Work, terms: Sequence[TermFacts], months: tuple[str, ...], on: date) -> list[Change]:
    """What differs from what is stored, with the row as it was read."""
    standing = repository.list_of(work.session, SignalKind.MISSING, [term.id for term in terms], months)
    findings = find_missing(work, terms, months, on, standing)
    found = [(finding, standing.get(finding.key)) for finding in findings]
    for row in standing.values():
        work.session.expunge(row)
    return [(finding, row) for finding, row in found if is_due(finding, row)]


def _look_back(units: Units, before: str, on: date) -> Counter[str]:
    """What is still asked of earlier months, a month at a time."""
    done: Counter[str] = Counter()
    with units.reading() as work:
        older = repository.live_before(work.session, SignalKind.MISSING, before)
    for month, subjects in groupby(older, key=lambda pair: pair[0]):
        for part in portions((subject for _, subject in subjects), PORTION):
            with units.reading() as work:
                changes = _changes(work, terms_of(work, part), (month,), on)
            done.update(_write(units, changes))
    return done


def _write(units: Units, changes: Sequence[Change]) -> Counter[str]:
    done: Counter[str] = Counter()
    for part in portions(changes, AT_ONCE):
        with units.writing() as work:
            done["opened"] += open_all(work, [finding for finding, row in part if row is None])
            known = {row.id: (finding, row.version) for finding, row in part if row is not None}
            for row in repository.by_ids(work.session, known, lock=True):
                finding, version = known[row.id]
                if row.version == version:  # else somebody answered or decided meanwhile: tomorrow's scan looks again
                    done.update(filter(None, [settle(work, finding, row)]))
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
