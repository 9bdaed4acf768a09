"""The detectors on a folder's files without a database: the quick loop for whoever tunes one."""

import argparse
import json
import resource
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from app.signals.corpus import Corpus
from app.signals.corpus_rows import Period, Rows, corpus_of
from app.signals.detectors.registry import DETECTORS
from app.signals.found import RAISED, Detector, Found
from app.signals.models import SignalKind
from benchmarks.signals.model import CALENDAR, is_workday
from benchmarks.signals.score import Row, Score, Truth, compare, key_of, report, rows_of, truth_of


def rows_in(folder: Path) -> Rows:
    """The dataset's files."""
    names = ("cadres", "supervisors", "secondments", "leave", "entries", "claims", "approvals")
    return Rows(**{name: list(rows_of(folder / f"{name}.jsonl")) for name in names})


def period_of(folder: Path) -> Period:
    """What is judged, on the announced calendar."""
    said = json.loads((folder / "period.json").read_text())
    first, last, as_of = (date.fromisoformat(said[name]) for name in ("from", "to", "as_of"))
    days = range(first.toordinal() - 70, as_of.toordinal() + 1)
    workdays = frozenset(date.fromordinal(day) for day in days if is_workday(day))
    return Period(first, last, as_of, workdays, CALENDAR.announced)


def row_of(corpus: Corpus, found: Found) -> Row:
    """A finding as `signals export` would say it, without its sentence."""
    people = corpus.supervisors.ids if found.kind is SignalKind.RUBBER_STAMP else corpus.cadres.ids
    ids = corpus.entries.ids
    return {
        "subject_id": people[found.subject],
        "kind": found.kind.value,
        "start": date.fromordinal(found.days[0]).isoformat() if found.days else f"{found.month}-01",
        "end": date.fromordinal(found.days[-1]).isoformat() if found.days else f"{found.month}-28",
        "score": round(found.score, 4),
        "entries": [ids[at] for at in found.entries],
        "pairs": [[ids[copy], ids[source]] for copy, source in found.pairs],
        "numbers": dict(found.numbers),
        "month": found.month,
    }


def find(corpus: Corpus, detector: Detector) -> list[Row]:
    """All that one detector finds."""
    many = corpus.supervisors if detector.kind is SignalKind.RUBBER_STAMP else corpus.cadres
    prepared = detector.prepare(corpus)
    return [row_of(corpus, found) for found in detector.find(corpus, prepared, range(len(many)))]


def run(asked: argparse.Namespace) -> None:
    """Find, time, score, show."""
    began = time.process_time()
    corpus = corpus_of(rows_in(asked.folder), period_of(asked.folder))
    print(f"{len(corpus.entries)} entries read in {time.process_time() - began:.1f} s of the processor")
    signals: list[Row] = []
    for detector in DETECTORS:
        if not asked.kind or detector.kind.value in asked.kind:
            began = time.process_time()
            signals += find(corpus, detector)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{detector.kind.value:16}{time.process_time() - began:8.1f} s, peak {peak:.0f} MB so far")
    if asked.out:
        asked.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in signals), encoding="utf-8")
    truth = truth_of(asked.folder)
    result = compare(truth, [row for row in signals if row["score"] >= RAISED])
    report(result, asked.json)
    if asked.show:
        kinds = set(asked.kind or [detector.kind.value for detector in DETECTORS])
        show(asked.folder, truth, result, signals, kinds, asked.show)


def show(folder: Path, truth: Truth, result: Score, signals: list[Row], kinds: set[str], most: int) -> None:
    """Some of what was missed and of what was said wrongly, with their texts."""
    said = {key_of(row): row for row in signals}
    for title, keys in (("MISSED", result.missed), ("WRONG", result.wrong)):
        by_kind = {kind: [key for key in keys if key[2] == kind][:most] for kind in sorted(kinds)}
        chosen = [key for found in by_kind.values() for key in found]
        texts = texts_of(folder, {(key[0], key[1]) for key in chosen})
        for key in chosen:
            label, row = truth.labels.get(key), said.get(key)
            about = label["variant"] if label else f"group {truth.groups.get(key[0])}"
            print(f"\n{title} {' '.join(key)} ({about}) score {row['score'] if row else '-'}")
            if row:
                print(f"  numbers {row['numbers']} pairs {row['pairs'][:4]}")
            if label and label["copies"]:
                print(f"  copies {dict(list(label['copies'].items())[:4])}")
            for line in texts[key[0], key[1]][:8]:
                print(f"  {line}")


def texts_of(folder: Path, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """The entries of people's months, a line each."""
    found: dict[tuple[str, str], list[str]] = {each: [] for each in wanted}
    for row in rows_of(folder / "entries.jsonl"):
        lines = found.get((row["cadre_id"], row["work_date"][:7]))
        if lines is not None:
            photo = row["photo"] or {}
            lines.append(
                f"{row['entry_id']} {row['work_date'][5:]} sent {row['submitted_at'][5:19]} written"
                f" {(row['created_at_client'] or '-')[5:19]} {row['edit_seconds']}s"
                f" {photo.get('phash', '')} {row['content']}"
            )
    return found
