"""A small county as rows of the interchange dataset: honest by default, spoiled by whoever writes a test."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.signals.corpus import Corpus
from app.signals.corpus_rows import Period, Rows, corpus_of
from app.signals.detectors.registry import DETECTORS
from app.signals.found import RAISED, Detector, Found
from app.signals.models import SignalKind

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
AS_OF = date(2026, 4, 20)
POST = (30.0480, 103.8310)
HOME = (31.2090, 107.4680)
"""Some 370 km from the post."""
HASHES = (0x9D3C5A17E2B84F60, 0x27E1B4D8903AF56C, 0xC8507F93A1D62E4B, 0x61BD2C9E74F30A85, 0xF41608B5DD93E27A)
"""Pictures that have nothing in common."""
Row = dict[str, Any]


def workdays(first: date = FIRST, last: date = LAST) -> list[date]:
    """Mondays to Fridays."""
    days = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def at(day: date, clock: str) -> str:
    """An instant in Beijing."""
    return f"{day.isoformat()}T{clock}+08:00"


def flipped(phash: int, *bits: int) -> int:
    """The hash with some bits changed."""
    for bit in bits:
        phash ^= 1 << bit
    return phash


def photo(phash: int, sha: str, taken: str | None = None) -> Row:
    """A photo as the dataset has it."""
    return {"photo_id": f"P-{sha}", "phash": f"{phash:016x}", "sha256": sha, "taken_at": taken}


@dataclass
class Diaries:
    """Rows to be added to; `corpus` reads March 2026 as of 20 April."""

    cadres: list[Row] = field(default_factory=list)
    supervisors: list[Row] = field(default_factory=list)
    secondments: list[Row] = field(default_factory=list)
    leave: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    approvals: list[Row] = field(default_factory=list)

    def cadre(self, name: str, *, unit: str = "东坡区农业农村局", county: str = "东坡区", post: Any = POST) -> str:
        """Somebody seconded from January to August."""
        self.cadres.append({"cadre_id": name, "name": name, "home_unit": "开江县农业局", "home_city": "达州"})
        self.supervisor("V1")
        term = {"secondment_id": f"S-{name}", "cadre_id": name, "host_county": county, "host_unit": unit}
        lat, lon = post or (None, None)
        dates = {"start": "2026-01-05", "end": "2026-08-31", "status": "active"}
        self.secondments.append({**term, "supervisor_id": "V1", **dates, "post_lat": lat, "post_lon": lon})
        return name

    def supervisor(self, name: str) -> str:
        """Somebody who reviews."""
        if not any(row["supervisor_id"] == name for row in self.supervisors):
            self.supervisors.append({"supervisor_id": name, "name": name, "unit": "东坡区农业农村局"})
        return name

    def entry(self, cadre: str, day: date, text: str, **given: Any) -> Row:
        """A day's record, written at 17:40 and handed in twelve minutes later, with a check-in at the post."""
        row: Row = {
            "entry_id": f"E-{cadre}-{day.isoformat()}-{len(self.entries)}",
            "cadre_id": cadre,
            "work_date": day.isoformat(),
            "created_at_client": at(day, f"17:{20 + day.day % 37:02}:{day.day * 7 % 60:02}"),
            "submitted_at": at(day, f"18:{day.day % 50:02}:{day.day * 11 % 60:02}"),
            "edit_seconds": 60 + day.day * 3,
            "work_type": "调研",
            "content": text,
            "checkin_at": at(day, f"08:{30 + day.day % 25:02}:10"),
            "lat": POST[0] + day.day % 5 * 1e-4,
            "lon": POST[1] + day.day % 7 * 1e-4,
            "accuracy_m": 25,
            "photo": None,
        }
        self.entries.append(row | given)
        return self.entries[-1]

    def days(self, cadre: str, texts: Sequence[str], days: Iterable[date] | None = None, **given: Any) -> list[Row]:
        """A record a workday, the texts in turn."""
        found = list(workdays() if days is None else days)
        return [self.entry(cadre, day, texts[place % len(texts)], **given) for place, day in enumerate(found)]

    def away(self, cadre: str, kind: str, start: date, end: date, status: str = "approved") -> None:
        """Leave or a trip."""
        row: Row = {"leave_id": f"L{len(self.leave)}", "cadre_id": cadre, "type": kind, "status": status}
        self.leave.append({**row, "start": start.isoformat(), "end": end.isoformat(), "approved_at": None})

    def allowance(self, cadre: str, days: Iterable[date]) -> None:
        """The month's days claimed as subsidy."""
        dates = [day.isoformat() for day in days]
        row: Row = {"claim_id": f"K{len(self.claims)}", "cadre_id": cadre, "kind": "allowance", "month": "2026-03"}
        self.claims.append({**row, "dates": dates, "amount": 30 * len(dates), "filed_at": at(AS_OF, "09:00:00")})

    def journey(self, cadre: str, day: date, depart: str | None, arrive: str | None) -> None:
        """A way claimed; times as clocks of the day."""
        row: Row = {"claim_id": f"K{len(self.claims)}", "cadre_id": cadre, "kind": "transport", "date": day.isoformat()}
        times = {"depart_at": depart and at(day, depart), "arrive_at": arrive and at(day, arrive)}
        self.claims.append({**row, "from": "东坡区", "to": "达州", **times, "amount": "86.50"})

    def decide(self, entry: Row, decided: str, view: float | None = None, **given: Any) -> None:
        """A supervisor's decision."""
        row: Row = {"approval_id": f"A{len(self.approvals):05}", "entry_id": entry["entry_id"], "supervisor_id": "V1"}
        row |= {"decision": "approved", "decided_at": decided, "view_seconds": view, "comment": ""}
        self.approvals.append(row | given)

    def rows(self) -> Rows:
        """As the dataset's files."""
        names = ("cadres", "supervisors", "secondments", "leave", "entries", "claims", "approvals")
        return Rows(**{name: list(getattr(self, name)) for name in names})

    def corpus(self) -> Corpus:
        """March 2026 by a calendar of plain weeks."""
        calendar = frozenset(workdays(date(2025, 12, 1), AS_OF))
        return corpus_of(self.rows(), Period(FIRST, LAST, AS_OF, calendar, frozenset({2025, 2026})))


def found_by(detector: Detector, corpus: Corpus, share: int | None = None) -> list[Found]:
    """All that a detector finds, with the subjects divided into shares of a size."""
    people = corpus.supervisors if detector.kind is SignalKind.RUBBER_STAMP else corpus.cadres
    prepared, size = detector.prepare(corpus), share or max(len(people), 1)
    parts = (range(start, min(start + size, len(people))) for start in range(0, len(people), size))
    return [found for part in parts for found in detector.find(corpus, prepared, part)]


def raised(corpus: Corpus, kind: SignalKind | None = None) -> list[Found]:
    """What is asked about, of one kind or of all."""
    detectors = [detector for detector in DETECTORS if kind in (None, detector.kind)]
    return [found for detector in detectors for found in found_by(detector, corpus) if found.score >= RAISED]


def iso(found: Found) -> list[str]:
    """Its days."""
    return [date.fromordinal(day).isoformat() for day in found.days]
