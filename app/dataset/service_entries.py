"""Entries and approvals of a dataset: the many rows, so every step is short."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from app.core.work import Work
from app.dataset import repository
from app.dataset.checks import CheckedApproval, CheckedEntry
from app.dataset.digests import as_text, digest_of
from app.dataset.faults import Wrong
from app.dataset.formats import Kind
from app.dataset.repository import StandingEntry
from app.dataset.repository_sink import APPROVALS, ENTRIES, TOUCHED, Sink
from app.dataset.service_people import Cadre, Outcome, People, Taker

if TYPE_CHECKING:
    from app.dataset.service_import import Read


class Entries:
    """Takes entries and approvals; `touched` once a day got more than its first entry."""

    def __init__(self, work: Work, sink: Sink, people: People, last: tuple[int, int, int], source: int) -> None:
        self.work, self.sink, self.people, self.source = work, sink, people, source
        self.seq, self.approval_seq = last[0], last[1]
        self._first = self.seq + 1
        self._had_entries, self._had_approvals = self.seq > 0, self.approval_seq > 0
        self._mine: dict[str, int] = {}
        """Every entry of this dataset: its number."""
        self._touched = set[str]()

    @property
    def touched(self) -> bool:
        """Whether some day must be looked at again."""
        return bool(self._touched)

    def taker(self, kind: Kind) -> Taker | None:
        """What takes the rows of a file; None for files of people."""
        return {Kind.ENTRY: self._take_entries, Kind.APPROVAL: self._take_approvals}.get(kind)

    def _take_entries(self, rows: Sequence["Read"]) -> Sequence[Outcome]:
        standing: dict[str, StandingEntry] = {}
        if self._had_entries:
            standing = repository.standing_entries(self.work.session, [row.checked.id for row in rows])
        return [self._entry(row, standing) for row in rows]

    def _entry(self, row: "Read", standing: dict[str, StandingEntry]) -> Outcome:
        entry: CheckedEntry = row.checked
        digest = digest_of(row.fields)
        known = standing.get(entry.id)
        if known is not None:
            self._mine[entry.id] = known.seq
            return False if known.digest == digest else Wrong("entry_id", "other-content")
        cadre = self.people.cadres.get(entry.cadre)
        if cadre is None:
            return Wrong("cadre_id", "unknown-cadre")
        if cadre.is_old:
            self._recall(cadre)
        term = cadre.term_on(entry.day)
        if term is None:
            return Wrong("work_date", "no-secondment")
        if entry.day in cadre.live:
            return Wrong("work_date", "live-record")
        self._add(row, entry, cadre, term, digest)
        return True

    def _add(self, row: "Read", entry: CheckedEntry, cadre: Cadre, term: str, digest: str) -> None:
        self.seq += 1
        self._mine[entry.id] = self.seq
        record = cadre.days.get(entry.day)
        is_first = record is None
        if record is None:
            record = cadre.days[entry.day] = self.people.ids.next()
        else:
            self._touch(record, cadre.person, row.fields["work_date"])
        given = as_text(row.kept) if row.odd else None
        self.sink.add(
            ENTRIES,
            (
                *(self.seq, entry.id, record, term, cadre.person, row.fields["work_date"], 1, int(is_first)),
                *(entry.submitted_at, entry.written_at, entry.edit_seconds, entry.work_type, entry.content),
                *(entry.checkin_at, entry.lat, entry.lon, entry.accuracy_m, *entry.photo),
                *(self.source, digest, given),
            ),
        )

    def _recall(self, cadre: Cadre) -> None:
        """The days that already have a record."""
        found = repository.days_of(self.work.session, UUID(cadre.person))
        cadre.days = {on.toordinal(): record.hex for on, record, imported in found if imported}
        cadre.live = frozenset(on.toordinal() for on, _, imported in found if not imported)
        cadre.is_old = False

    def _touch(self, record: str, cadre: str, day: str) -> None:
        if record not in self._touched:
            self._touched.add(record)
            self.sink.add(TOUCHED, (record, cadre, day))

    def _take_approvals(self, rows: Sequence["Read"]) -> Sequence[Outcome]:
        standing: dict[str, str] = {}
        if self._had_approvals:
            standing = repository.standing_approvals(self.work.session, [row.checked.id for row in rows])
        older: dict[str, StandingEntry] = {}
        if self._had_entries:
            names = {row.checked.entry for row in rows if self._mine.get(row.checked.entry, 0) < self._first}
            older = repository.standing_entries(self.work.session, names) if names else {}
        return [self._approval(row, standing, older) for row in rows]

    def _approval(self, row: "Read", standing: dict[str, str], older: dict[str, StandingEntry]) -> Outcome:
        one: CheckedApproval = row.checked
        digest = digest_of(row.fields)
        known = standing.get(one.id)
        if known is not None:
            return False if known == digest else Wrong("approval_id", "other-content")
        supervisor = self.people.supervisors.get(one.supervisor)
        if supervisor is None:
            return Wrong("supervisor_id", "unknown-supervisor")
        before = older.get(one.entry)
        entry = before.seq if before is not None else self._mine.get(one.entry)
        if entry is None:
            return Wrong("entry_id", "unknown-entry")
        if before is not None:
            self._touch(before.record.hex, before.cadre.hex, before.work_on.isoformat())
        self.approval_seq += 1
        given = as_text(row.kept) if row.odd else None
        self.sink.add(
            APPROVALS,
            (
                *(self.approval_seq, one.id, entry, supervisor, one.decision, one.decided_at, one.view_seconds),
                *(one.comment, digest, given),
            ),
        )
        return True
