"""Taking a dataset in: every row checked, known ids passed over, the rest stored; nothing at all when a row is wrong.

Everything happens in the caller's one transaction. Without `partial` a rejected row ends the writing, while the
checking goes on to the end, so that one report names all that is wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.accounts.models import Unit
from app.audit.service import record as audit
from app.core.work import Work
from app.dataset import repository
from app.dataset.checks import CHECKS, Row, Shape
from app.dataset.faults import Reject, Wrong
from app.dataset.formats import FORMATS, Kind
from app.dataset.lines import Lines, Told
from app.dataset.report import Count, Report
from app.dataset.repository_records import Records
from app.dataset.repository_sink import APPROVALS, ENTRIES, ROWS, Sink
from app.dataset.service_entries import Entries
from app.dataset.service_people import People
from app.dataset.values import Values


class NothingKeptError(Exception):
    """A rejected row, or a trial: the transaction is given up, `report` says why."""

    def __init__(self, report: Report) -> None:
        super().__init__("nothing was imported")
        self.report = report


@dataclass(frozen=True, slots=True)
class Options:
    """How to import: `partial` takes what is right, `dry_run` takes nothing, photos belong to `source`."""

    partial: bool = False
    dry_run: bool = False
    source: int = 1


@dataclass(slots=True)
class Read:
    """One row that is right in itself: `fields` with every known field, `kept` as it came."""

    line: int
    checked: Any
    fields: Row
    kept: Row
    odd: bool


class Importer:
    """One import; `run` it once. Raises NothingKeptError for what must not be committed."""

    def __init__(self, work: Work, folder: Path, regions: list[Unit], options: Options, report: Report) -> None:
        self.work, self.folder, self.options, self.report = work, folder, options, report
        repository.hold_imports(work.session)
        self.values = Values()
        self.sink = Sink(work.session, discards=options.dry_run)
        self.last = repository.last_numbers(work.session)
        self.people = People(work, self.sink, self.last[2], regions)
        self.people.discards = options.dry_run
        self.entries = Entries(work, self.sink, self.people, self.last, options.source)

    def run(self, told: Told) -> None:
        """Read every file in order, then settle what they brought."""
        for kind, form in FORMATS.items():
            path = self.folder / form.name
            if form.required or path.exists():
                self._take(kind, path, told)
            elif kind is Kind.SUPERVISOR:
                self.people.lacks_supervisors = True
                self.report.warn("no-supervisors")
            self.people.end_of(kind)
        if self.options.dry_run or (self.report.rejected and not self.options.partial):
            raise NothingKeptError(self.report)
        if self.report.new:
            self._settle()
        self._trail()
        self.sink.finish()
        self.report.written = True

    def _take(self, kind: Kind, path: Path, told: Told) -> None:
        count = self.report.counts[kind] = Count()
        lines = Lines(path, told)
        take = self.entries.taker(kind) or self.people.taker(kind)
        for some in _batches(self._rows(kind, lines, count)):
            for row, found in zip(some, take(some), strict=True):
                if isinstance(found, Wrong):
                    self._reject(kind, row.line, found)
                elif found:
                    count.new += 1
                else:
                    count.same += 1
        count.sha256 = lines.digest

    def _rows(self, kind: Kind, lines: Lines, count: Count) -> Iterator[Read]:
        form, check, values = FORMATS[kind], CHECKS[kind], self.values
        shape, strangers, seen = Shape(frozenset(form.fields), "photo" in form.fields, values), set[str](), set[str]()
        for line, row in lines:
            count.read += 1
            try:
                if isinstance(row, Wrong):
                    raise row
                values.odd = False
                fields, kept = shape.fit(row, strangers)
                checked = check(fields, values)
                if checked[0] in seen:
                    raise Wrong(form.id, "duplicate")
                seen.add(checked[0])
            except Wrong as wrong:
                self._reject(kind, line, wrong)
            else:
                yield Read(line, checked, fields, kept, values.odd)
        for name in sorted(strangers):
            self.report.warn("unknown-field", file=form.name, field=name)

    def _reject(self, kind: Kind, line: int, wrong: Wrong) -> None:
        self.report.reject(Reject(FORMATS[kind].name, line, wrong.field, wrong.code, wrong.facts), kind)
        if not self.options.partial:
            self.sink.discards = self.people.discards = True

    def _settle(self) -> None:
        """The rows into their tables, in the order of their references."""
        self.people.settle()
        self.sink.flush()
        records = Records(self.work.session, self.sink, self.last[0] + 1, self.work.now)
        records.insert_new()
        for table in (ENTRIES, APPROVALS, ROWS):
            self.sink.settle(table)
        if self.entries.touched:
            records.renew_touched()
        if records.dangling():
            raise RuntimeError("an imported entry has lost its record")

    def _trail(self) -> None:
        """One audit row a file."""
        for kind, one in self.report.counts.items():
            facts: dict[str, Any] = {**one.as_json(), "sha256": one.sha256}
            audit(self.work, "dataset.import", "dataset_file", FORMATS[kind].name, **facts)


def _batches(rows: Iterator[Read], size: int = 500) -> Iterator[list[Read]]:
    some: list[Read] = []
    for row in rows:
        some.append(row)
        if len(some) >= size:
            yield some
            some = []
    if some:
        yield some
