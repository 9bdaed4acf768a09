"""What a detector found as a finding of the house: rows become people, terms, records and days.

For scans alone: it loads numpy.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from app.signals.corpus import NOBODY, Corpus
from app.signals.evidence import Evidence, days_of, evidence_of, without
from app.signals.found import RAISED, Found
from app.signals.models import ClosedReason, Signal, SignalKind
from app.signals.service_changes import Finding
from app.signals.service_corpus import Loaded

LEAST_NEW = {
    SignalKind.BACKFILL: 3,
    SignalKind.SELF_COPY: 3,
    SignalKind.TEMPLATE: 3,
    SignalKind.FILLER: 3,
    SignalKind.CLOCKWORK: 3,
    SignalKind.FAR_LOCATION: 3,
}
"""Where some of a month is settled, so many other days ask again; of the other kinds each one does."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whom and where a finding is about."""

    subject_id: UUID
    secondment_id: UUID | None
    person_id: UUID
    unit_id: UUID
    imported: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """Makes findings of a corpus; `is_past` where the scan looks at the end of an earlier day than yesterday."""

    loaded: Loaded
    as_of: date
    is_past: bool

    def finding(self, found: Found) -> Finding | None:
        """None where the subject has no term that could be asked (a reviewer whom no unit is known of)."""
        place = self._place(found)
        if place is None:
            return None
        evidence = self.evidence(found)
        return Finding(
            kind=found.kind,
            subject_id=place.subject_id,
            secondment_id=place.secondment_id,
            person_id=place.person_id,
            unit_id=place.unit_id,
            window=found.month,
            days=tuple(date.fromisoformat(on) for on in days_of(evidence)),
            least=1,
            least_new=LEAST_NEW.get(found.kind, 1),
            may_open=True,
            evidence=lambda kept: narrowed(evidence, kept),
            explain=lambda _: ClosedReason.CORRECTED,
            score=round(float(found.score), 4),
            quiet=self.is_past or place.imported or self._is_forgiven(found),
            as_of=self.as_of,
        )

    def nothing(self, row: Signal) -> Finding:
        """Of a stored question: the facts no longer ask it."""
        cadre = self._cadre_of(row)
        return Finding(
            kind=row.kind,
            subject_id=row.subject_id,
            secondment_id=row.secondment_id,
            person_id=row.person_id,
            unit_id=row.unit_id,
            window=row.window,
            days=(),
            least=1,
            may_open=False,
            evidence=lambda _: dict(row.evidence),
            explain=lambda gone: self._why(cadre, gone),
            score=row.score,
            quiet=row.quiet and self.is_past,
            as_of=self.as_of,
        )

    def evidence(self, found: Found) -> Evidence:
        """With the ids that leave the house, and where each of them stands here."""
        names = self.loaded.corpus.entries.ids
        spans = [_span(names, one) for one in found.spans]
        rows = {*found.entries, *(row for pair in found.pairs for row in pair)}
        rows |= {row for one in found.spans for row in (one.entry, one.source) if row is not None}
        return evidence_of(
            found.rule,
            days=[date.fromordinal(day) for day in sorted({int(day) for day in found.days})],
            entries=[names[row] for row in found.entries],
            spans=spans,
            pairs=[(names[copy], names[source]) for copy, source in found.pairs],
            records={names[row]: self._record(row) for row in sorted(int(row) for row in rows)},
            **{name: _plain(value) for name, value in found.numbers.items()},
        )

    def _record(self, row: int) -> dict[str, Any]:
        entries = self.loaded.entries
        return {
            "record_id": str(UUID(bytes=entries.records[row].tobytes())),
            "number": int(entries.numbers[row]),
            "day": date.fromordinal(int(self.loaded.corpus.entries.day[row])).isoformat(),
        }

    def _place(self, found: Found) -> Place | None:
        if found.kind is SignalKind.RUBBER_STAMP:
            return self._reviewer(found)
        corpus, known, last = self.loaded.corpus, self.loaded.known, max(found.days)
        term = term_on(corpus, found.subject, last)
        if term is None:
            return None
        return Place(
            known.secondments[term],
            known.secondments[term],
            known.cadres[found.subject],
            known.host_on(term, last),
            bool(known.imported[term]),
        )

    def _reviewer(self, found: Found) -> Place | None:
        """Where a reviewer decided last; imported when nothing of it happened here."""
        corpus, known = self.loaded.corpus, self.loaded.known
        terms = [int(corpus.entries.secondment[row]) for row in found.entries]
        unit = known.host_on(terms[-1], int(corpus.entries.day[found.entries[-1]])) if terms else None
        unit = unit or known.supervisor_units[found.subject] or self._reminded_of(found.subject)
        if unit is None:
            return None
        person = known.supervisors[found.subject]
        imported = all(known.imported[term] for term in terms) if terms else True
        return Place(person, None, person, unit, imported)

    def _reminded_of(self, supervisor: int) -> UUID | None:
        own = np.flatnonzero(self.loaded.corpus.secondments.supervisor == supervisor)
        return self.loaded.known.hosts[int(own[-1])][-1][1] if len(own) else None

    def _is_forgiven(self, found: Found) -> bool:
        """Days written together within the programme's free days are a habit that the programme allows."""
        lag = found.numbers.get("lag")
        if found.kind is not SignalKind.BACKFILL or not isinstance(lag, int | float | np.integer):
            return False
        term = term_on(self.loaded.corpus, found.subject, max(found.days))
        return term is not None and lag <= int(self.loaded.corpus.secondments.free_days[term])

    def _cadre_of(self, row: Signal) -> int:
        try:
            return self.loaded.known.cadres.index(row.person_id) if row.secondment_id else NOBODY
        except ValueError:
            return NOBODY

    def _why(self, cadre: int, gone: Sequence[date]) -> ClosedReason:
        """Leave that was approved since, or else what was said has been put right."""
        leaves = self.loaded.corpus.leaves
        own = (leaves.cadre == cadre) & ~leaves.is_trip
        for day in (one.toordinal() for one in gone):
            if bool(np.any(own & (leaves.start <= day) & (leaves.end >= day))):
                return ClosedReason.LEAVE
        return ClosedReason.CORRECTED


def narrowed(evidence: Evidence, kept: Sequence[date]) -> Evidence:
    """The evidence of these days alone."""
    return without(evidence, set(days_of(evidence)) - {on.isoformat() for on in kept})


def term_on(corpus: Corpus, cadre: int, day: int) -> int | None:
    """The cadre's term that holds a day (the latest start), else the one that began last before it, else the first."""
    own = np.flatnonzero(corpus.secondments.cadre == cadre)
    if not len(own):
        return None
    starts, ends = corpus.secondments.start[own], corpus.secondments.end[own]
    holding = own[(starts <= day) & (ends >= day)]
    before = own[starts <= day]
    return int(next(iter([*holding[-1:], *before[-1:], own[0]])))


def parted(found: Iterable[Found]) -> tuple[list[Found], list[Found]]:
    """(raised, near); of one kind, subject and month the surest alone."""
    best: dict[tuple[int, str], Found] = {}
    for one in found:
        key = one.subject, one.month
        if key not in best or one.score > best[key].score:
            best[key] = one
    raised = [one for one in best.values() if one.score >= RAISED]
    return raised, [one for one in best.values() if one.score < RAISED]


def _span(names: Sequence[str], one: Any) -> dict[str, Any]:
    span = {"entry_id": names[one.entry], "start": int(one.start), "end": int(one.end)}
    if one.source is not None:
        span |= {"with_id": names[one.source]}
        if one.source_start is not None and one.source_end is not None:
            span |= {"with_start": int(one.source_start), "with_end": int(one.source_end)}
    return span


def _plain(value: Any) -> int | float | str:
    """A number as JSON has it, whatever array it comes from."""
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return round(float(value), 6)
    return value  # type: ignore[no-any-return]
