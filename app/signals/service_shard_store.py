"""What a shard's subjects are found to have, stored against what stands: short transactions under the shard's claim.

For scans alone: it loads numpy.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID
from zlib import crc32

from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.ids import new_id
from app.core.portions import portions
from app.core.work import Work
from app.secondments.service_terms import TermFacts, portion
from app.signals import repository, repository_scans, service_runs
from app.signals.found import Found
from app.signals.models import Signal, SignalKind
from app.signals.models_scan import NearSignal, ScanShard, SignalScan
from app.signals.policy import LIVE
from app.signals.service_changes import Finding, is_due, open_all, settle
from app.signals.service_corpus import Loaded
from app.signals.service_findings import Findings, parted
from app.signals.service_missing import find_missing

TERMS_AT_ONCE = 2000
STORED_AT_ONCE = 100
MONTHS_AT_ONCE = 6
Change = tuple[Finding, Signal | None]


@dataclass(slots=True)
class Store:
    """What was found of a shard's subjects against what is stored of them."""

    database: Database
    scan: SignalScan
    shard: ScanShard
    loaded: Loaded
    subjects: Sequence[int]
    counts: Counter[str] = field(default_factory=Counter)

    def keep(self, found: Sequence[Found]) -> None:
        """Open, follow and close; then what is just below; then the shard is done."""
        raised, near = parted(found)
        months, whole = months_of(self.scan)
        makes = Findings(self.loaded, self.scan.as_of, is_past(self.scan))
        findings = [one for one in map(makes.finding, raised) if one is not None]
        nearly = [one for one in map(makes.finding, near) if one is not None]
        ids = self._subject_ids()
        with Work(self.database, SYSTEM, writes=False) as work:
            standing = repository.list_of(work.session, self.shard.kind, ids, months)
            stored = repository_scans.near_of(work.session, self.shard.kind, ids, months)
            work.session.expunge_all()
        asked = {finding.key for finding in findings}
        changes: list[Change] = [(finding, standing.get(finding.key)) for finding in findings]
        changes += [
            (makes.nothing(row), row)
            for key, row in standing.items()
            if key not in asked and row.window in whole and row.state in LIVE
        ]
        write(self.database, self.shard, [one for one in changes if is_due(*one)], self.counts)
        gone = [key for key in stored if key[1] in whole]
        self._keep_near(nearly, stored, gone)
        done = {"raised": len(findings), "near": len(nearly), **self.counts}
        with writing(self.database) as work:
            service_runs.finish_shard(work, self.shard, done)

    def _subject_ids(self) -> list[UUID]:
        known = self.loaded.known
        if self.shard.kind is SignalKind.RUBBER_STAMP:
            return [known.supervisors[row] for row in self.subjects]
        mine = set(self.subjects)
        own = self.loaded.corpus.secondments.cadre.tolist()
        return [key for key, cadre in zip(known.secondments, own, strict=True) if cadre in mine]

    def _keep_near(
        self,
        findings: Sequence[Finding],
        stored: dict[tuple[UUID, str], NearSignal],
        gone: Sequence[tuple[UUID, str]],
    ) -> None:
        """Only what differs is written."""
        new = {finding.key: _near(finding) for finding in findings}
        changed = [key for key, row in new.items() if key not in stored or not _is_same(row, stored[key])]
        dropped = [key for key in gone if key not in new and stored[key].as_of_on <= self.scan.as_of]
        for keys in portions([*changed, *dropped], STORED_AT_ONCE):
            with writing(self.database) as work:
                rows = [new[key] for key in keys if key in new]
                repository_scans.replace_near(work.session, self.shard.kind, keys, rows)
                service_runs.hold(work, self.shard)


def write(database: Database, shard: ScanShard, changes: Sequence[Change], counts: Counter[str]) -> None:
    """Store changes a hundred at a time; what somebody answered or decided meanwhile is left to the next scan."""
    for part in portions(changes, STORED_AT_ONCE):
        done: Counter[str] = Counter()
        with writing(database) as work:
            done["opened"] += open_all(work, [finding for finding, row in part if row is None])
            known = {row.id: (finding, row.version) for finding, row in part if row is not None}
            for row in repository.by_ids(work.session, known, lock=True):
                finding, version = known[row.id]
                if row.version == version:
                    done.update(filter(None, [settle(work, finding, row)]))
            service_runs.hold(work, shard)
        counts.update(done)


def _near(finding: Finding) -> NearSignal:
    return NearSignal(
        kind=finding.kind,
        subject_id=finding.subject_id,
        secondment_id=finding.secondment_id,
        person_id=finding.person_id,
        unit_id=finding.unit_id,
        window=finding.window,
        first_on=finding.days[0],
        last_on=finding.days[-1],
        score=finding.score,
        evidence=finding.evidence(finding.days),
        quiet=finding.quiet,
        as_of_on=finding.as_of or date.min,
    )


def _is_same(row: NearSignal, stored: NearSignal) -> bool:
    """Nothing new, or older than what is stored."""
    said = {"id", "as_of_on"}
    return row.as_of_on < stored.as_of_on or row.model_dump(exclude=said) == stored.model_dump(exclude=said)


def months_of(scan: SignalScan) -> tuple[tuple[str, ...], frozenset[str]]:
    """The months that the scan touches, and those of them that it judges to their end (or to the day that it sees)."""
    months = clock.months_within(scan.from_on, scan.to_on)
    bounds = {month: clock.month_bounds(month) for month in months}
    whole = {
        month
        for month, (first, last) in bounds.items()
        if scan.from_on <= first and min(last, scan.as_of) <= scan.to_on and first <= scan.as_of
    }
    return months, frozenset(whole)


def is_past(scan: SignalScan) -> bool:
    """By the day on which the run was begun: the same for all its processes."""
    return service_runs.is_past(scan.as_of, clock.civil_date(scan.started_at or scan.created_at))


@dataclass(slots=True)
class Missing:
    """`missing` has the ledger's own way: of the shard's terms, some months at a time."""

    database: Database
    scan: SignalScan
    shard: ScanShard
    counts: Counter[str] = field(default_factory=Counter)
    raised: int = 0

    def carry(self) -> None:
        """On the morning after the day as of which the scan looks; then the shard is done."""
        months = [month for month in months_of(self.scan)[0] if clock.month_bounds(month)[0] <= self.scan.as_of]
        for some in portions(months, MONTHS_AT_ONCE):
            for terms in self._terms(tuple(some)):
                changes = self._changes(terms, tuple(some))
                write(self.database, self.shard, changes, self.counts)
        with writing(self.database) as work:
            service_runs.finish_shard(work, self.shard, {"raised": self.raised, "near": 0, **self.counts})

    def _terms(self, months: tuple[str, ...]) -> Iterator[list[TermFacts]]:
        last: UUID | None = None
        first_on, last_on = clock.month_bounds(months[0])[0], clock.month_bounds(months[-1])[1]
        while True:
            with Work(self.database, SYSTEM, writes=False) as work:
                found = portion(work, first_on, last_on, last, TERMS_AT_ONCE)
            mine = [term for term in found if part_of(term.id.hex, self.shard.parts) == self.shard.part]
            if mine:
                yield mine
            if len(found) < TERMS_AT_ONCE:
                return
            last = found[-1].id

    def _changes(self, terms: Sequence[TermFacts], months: tuple[str, ...]) -> list[Change]:
        on = self.scan.as_of + timedelta(days=1)
        with Work(self.database, SYSTEM, writes=False) as work:
            standing = repository.list_of(work.session, SignalKind.MISSING, [term.id for term in terms], months)
            found = find_missing(work, terms, months, on, standing, is_past=is_past(self.scan))
            changes = [(finding, standing.get(finding.key)) for finding in found]
            self.raised += sum(len(finding.days) >= finding.least for finding, _ in changes)
            for row in standing.values():
                work.session.expunge(row)
        return [one for one in changes if is_due(*one)]


def part_of(name: str, parts: int) -> int:
    """The same on every machine and in every process."""
    return crc32(name.encode()) % parts


@contextmanager
def writing(database: Database) -> Iterator[Work]:
    """A short writing unit of the system."""
    with Work(database, SYSTEM, writes=True, request_id=new_id().hex) as work:
        yield work
