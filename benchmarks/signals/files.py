"""The dataset's files, and beside them what is true: labels.jsonl, groups.jsonl and period.json."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.signals.generate import Made
from benchmarks.signals.model import DAY, Cadre, Entry, Label, Photo

Row = dict[str, Any]


@cache
def day_text(day: int) -> str:
    """A day number as a date."""
    return date.fromordinal(day).isoformat()


def instant(at: int | None) -> str | None:
    """Seconds on Beijing's clock as an instant with its offset."""
    if at is None:
        return None
    day, second = divmod(at, DAY)
    return f"{day_text(day)}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}+08:00"


def write(made: Made, folder: Path) -> dict[str, int]:
    """All files; how many rows each has."""
    folder.mkdir(parents=True, exist_ok=True)
    supervisors = {term.supervisor.id: term.supervisor for cadre in made.cadres for term in cadre.terms}
    files: dict[str, Iterable[Row]] = {
        "cadres": (_cadre(cadre) for cadre in made.cadres),
        "supervisors": (
            {"supervisor_id": one.id, "name": one.name, "unit": one.unit} for _, one in sorted(supervisors.items())
        ),
        "secondments": _terms(made.cadres),
        "leave": _leave(made.cadres),
        "entries": (_entry(entry) for cadre in made.cadres for entry in cadre.entries),
        "claims": _claims(made.cadres),
        "approvals": _approvals(made),
        "labels": labels_of(made),
        "groups": groups_of(made),
    }
    counts = {name: _write(folder / f"{name}.jsonl", rows) for name, rows in files.items()}
    plan = made.plan
    period = {"from": plan.start.isoformat(), "to": plan.last.isoformat(), "as_of": plan.as_of.isoformat()}
    (folder / "period.json").write_text(json.dumps(period | {"seed": plan.seed, "words": plan.words}))
    return counts


def _write(path: Path, rows: Iterable[Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count


def _cadre(cadre: Cadre) -> Row:
    return {
        "cadre_id": cadre.id,
        "name": cadre.name,
        "home_unit": cadre.home_unit,
        "home_city": cadre.home_city,
    }


def _terms(cadres: list[Cadre]) -> Iterator[Row]:
    for cadre in cadres:
        for term in cadre.terms:
            yield {
                "secondment_id": term.id,
                "cadre_id": cadre.id,
                "host_county": term.county.name,
                "host_unit": term.unit,
                "supervisor_id": term.supervisor.id,
                "start": day_text(term.start),
                "end": day_text(term.end),
                "post_lat": term.post[0],
                "post_lon": term.post[1],
                "status": "active",
            }


def _leave(cadres: list[Cadre]) -> Iterator[Row]:
    number = 0
    for cadre in cadres:
        for one in cadre.leave:
            number += 1
            yield {
                "leave_id": f"L{number:07d}",
                "cadre_id": cadre.id,
                "type": one.kind,
                "status": one.status,
                "start": day_text(one.start),
                "end": day_text(one.end),
                "approved_at": instant((one.start - 2) * DAY + 36_000) if one.status == "approved" else None,
            }


def _entry(entry: Entry) -> Row:
    return {
        "entry_id": entry.id,
        "cadre_id": entry.cadre,
        "work_date": day_text(entry.day),
        "created_at_client": instant(entry.written),
        "submitted_at": instant(entry.submitted),
        "edit_seconds": entry.edit,
        "work_type": entry.work_type,
        "content": entry.text,
        "checkin_at": instant(entry.checkin),
        "lat": entry.at[0] if entry.at else None,
        "lon": entry.at[1] if entry.at else None,
        "accuracy_m": entry.accuracy,
        "photo": _photo(entry.photo) if entry.photo else None,
    }


def _photo(photo: Photo) -> Row:
    return {
        "photo_id": photo.id,
        "phash": f"{photo.phash:016x}",
        "sha256": f"{photo.sha:064x}",
        "taken_at": instant(photo.taken),
    }


def _claims(cadres: list[Cadre]) -> Iterator[Row]:
    number = 0
    for cadre in cadres:
        for month, days in sorted(cadre.claimed.items()):
            number += 1
            yield {
                "claim_id": f"K{number:07d}",
                "cadre_id": cadre.id,
                "kind": "allowance",
                "month": month,
                "dates": [day_text(day) for day in days],
                "amount": 100 * len(days),
                "filed_at": instant((days[-1] + 6) * DAY + 36_000),
            }
        for journey in sorted(cadre.journeys, key=lambda one: one.depart):
            number += 1
            yield {
                "claim_id": f"K{number:07d}",
                "cadre_id": cadre.id,
                "kind": "transport",
                "date": day_text(journey.day),
                "from": cadre.terms[0].county.name,
                "to": cadre.home_city,
                "depart_at": instant(journey.depart),
                "arrive_at": instant(journey.arrive),
                "amount": 86,
            }


def _approvals(made: Made) -> Iterator[Row]:
    number = 0
    for supervisor, rows in made.approvals:
        for entry, decided, view in rows:
            number += 1
            returned = number % 53 == 0
            yield {
                "approval_id": f"A{number:08d}",
                "entry_id": entry.id,
                "supervisor_id": supervisor.id,
                "decision": "returned" if returned else "approved",
                "decided_at": instant(decided),
                "view_seconds": view,
                "comment": "请补充具体情况" if returned else None,
            }


def labels_of(made: Made) -> Iterator[Row]:
    """Who, when, what, by which variant; for copies every entry that may rightly be named as the source."""
    members: dict[str, list[Entry]] = defaultdict(list)
    for cadre in made.cadres:
        for entry in cadre.entries:
            for root in entry.roots or (entry,):
                members[root.id].append(entry)
    for label in made.labels:
        yield {
            "subject_id": label.subject,
            "month": label.month,
            "kind": label.kind,
            "variant": label.variant,
            "copies": _copies(label, members),
            "entries": [entry.id for entry in label.entries],
        }


def _copies(label: Label, members: dict[str, list[Entry]]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for copy, source in label.copies:
        found[copy.id].add(source.id)
        for root in copy.roots:
            found[copy.id] |= {one.id for one in members[root.id] if one is not copy and one.day <= copy.day}
    return {copy: sorted(sources) for copy, sources in sorted(found.items())}


def groups_of(made: Made) -> Iterator[Row]:
    """A cadre's honest group, and how they cheated, if at all; supervisors too."""
    for cadre in made.cadres:
        yield {
            "subject_id": cadre.id,
            "group": cadre.group,
            "cheats": [
                {"kind": kind, "variant": variant, "months": months} for kind, variant, months in cadre.cheats if months
            ],
        }
    for id_, variant in sorted(made.stampers.items()):
        cheats = [] if variant == "supervisor" else [{"kind": "rubber_stamp", "variant": variant, "months": []}]
        yield {"subject_id": id_, "group": "supervisor", "cheats": cheats}
