"""A scan is one result: for any number of parts and processes, after any of them was killed, and again."""

import multiprocessing
import os
import re
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.work import Work
from app.signals import service_runs
from app.signals.corpus import Corpus
from app.signals.detectors.registry import DETECTORS
from app.signals.evidence import days_of
from app.signals.found import RAISED, Found
from app.signals.models import Signal, SignalKind
from app.signals.models_scan import NearSignal, ScanState
from app.signals.service_processes import Scanner
from app.signals.service_runs import Period
from tests.signals.scan_scene import MARCH, begun, history, imported, lines_of, scan, standing_of, stored

__all__ = ["history", "imported"]


def test_a_scan_stores_what_it_finds_and_again_changes_nothing(imported: Database, soak: bool) -> None:
    first = scan(imported, parts=1, portion=1000)
    lines = lines_of(imported)
    assert first.state is ScanState.DONE
    assert {line["kind"] for line in lines} > {"missing", "backfill"}
    assert stored(first) == {"opened": len(lines)}
    for parts, portion in [(3, 1), (8, 7), (1, 3), (5, 200)] if soak else [(3, 7)]:
        again = scan(imported, parts=parts, portion=portion)
        assert (stored(again), lines_of(imported)) == ({}, lines)
        assert {kind: counts["raised"] for kind, counts in again.counts.items()} == {
            kind: counts["raised"] for kind, counts in first.counts.items()
        }
    assert all(line["score"] >= RAISED for line in lines)
    with Work(imported, SYSTEM, writes=False) as work:
        assert all(row.quiet for row in work.session.exec(select(Signal)))
        near = work.session.exec(select(NearSignal)).all()
        assert all(row.quiet and row.score < RAISED for row in near)
        for row in work.session.exec(select(Signal)):
            _is_true(row, next(line for line in lines if _is_of(line, row)))


def _is_of(line: dict[str, Any], row: Signal) -> bool:
    same = (row.kind.value, row.first_on.isoformat(), row.last_on.isoformat(), row.evidence.get("entries", []))
    return same == (line["kind"], line["start"], line["end"], line["entries"])


def _is_true(row: Signal, line: dict[str, Any]) -> None:
    """The sentence names a number, and the days that it lists are those of the evidence."""
    days = [date.fromisoformat(on) for on in days_of(row.evidence)]
    assert (days[0], days[-1]) == (row.first_on, row.last_on)
    assert re.search(r"\d", line["evidence"])
    listed = re.findall(r"：((?:\d+日、)*\d+日)", line["evidence"])
    for text in listed:
        assert {int(one[:-1]) for one in text.split("、")} <= {day.day for day in days}
    places = row.evidence.get("records", {})
    assert set(line["entries"]) | {one for pair in line["pairs"] for one in pair} <= set(places)


def test_a_day_of_the_past_is_seen_as_it_was(imported: Database) -> None:
    rules = [rule for rule in DETECTORS if rule.kind in (SignalKind.BACKFILL, SignalKind.FILLER)]
    until = date(2026, 3, 20)
    past = Period(MARCH.first, MARCH.last, until)
    scan(imported, past, parts=1, detectors=rules)
    early = lines_of(imported)
    assert early
    assert all(line["end"] <= until.isoformat() for line in early)
    scan(imported, parts=1, detectors=rules)
    late = lines_of(imported)
    assert len(late) >= len(early)
    assert stored(scan(imported, past, parts=1, detectors=rules)) == {}
    assert lines_of(imported) == late


@dataclass(frozen=True)
class Deadly:
    """A real rule whose first process is killed in the middle of a shard."""

    marker: Path
    rule: Any
    kind: SignalKind = SignalKind.BACKFILL

    def prepare(self, corpus: Corpus) -> Any:
        return self.rule.prepare(corpus)

    def find(self, corpus: Corpus, prepared: Any, subjects: Sequence[int]) -> Iterator[Found]:
        if not self.marker.exists():
            self.marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield from self.rule.find(corpus, prepared, subjects)


def test_a_killed_process_loses_nothing(imported: Database, database_url: str, tmp_path: Path) -> None:
    rules = [rule for rule in DETECTORS if rule.kind in (SignalKind.BACKFILL, SignalKind.FAR_LOCATION)]
    deadly = [Deadly(tmp_path / "died", rule) if rule.kind is SignalKind.BACKFILL else rule for rule in rules]
    row = begun(imported, parts=3, detectors=rules)
    standing = Scanner(database_url, row.id, 2, deadly).run()
    assert (tmp_path / "died").exists()
    assert (standing.state, standing.done) == (ScanState.DONE, standing.shards)
    lines = lines_of(imported)
    assert {line["kind"] for line in lines} >= {"backfill"}
    assert (stored(scan(imported, detectors=rules)), lines_of(imported)) == ({}, lines)


def test_two_replicas_share_one_run(imported: Database, database_url: str) -> None:
    row = begun(imported, parts=4)
    assert begun(imported, parts=4).id == row.id
    context = multiprocessing.get_context("fork")
    imported.dispose()
    replicas = [context.Process(target=_replica, args=(database_url, row.id)) for _ in range(2)]
    for one in replicas:
        one.start()
    for one in replicas:
        one.join()
    assert [one.exitcode for one in replicas] == [0, 0]
    standing, lines = standing_of(imported, row.id), lines_of(imported)
    assert (standing.state, stored(standing)) == (ScanState.DONE, {"opened": len(lines)})
    assert (stored(scan(imported)), lines_of(imported)) == ({}, lines)


def _replica(url: str, scan_id: Any) -> None:
    Scanner(url, scan_id, 1).run()


def test_a_process_that_went_silent_keeps_nothing(imported: Database) -> None:
    row = begun(imported, parts=1)
    with Work(imported, SYSTEM, writes=True) as work:
        silent = service_runs.claim_next(work, row.id, "gone")
        assert silent is not None
        work.session.expunge(silent)
    stale, service_runs.STALE = service_runs.STALE, timedelta(seconds=-1)
    try:
        with Work(imported, SYSTEM, writes=True) as work:
            taken = service_runs.claim_next(work, row.id, "next")
            assert taken is not None
            assert (taken.number, taken.attempt) == (silent.number, silent.attempt + 1)
    finally:
        service_runs.STALE = stale
    try:
        with Work(imported, SYSTEM, writes=True) as work:
            service_runs.finish_shard(work, silent, {"raised": 99})
        lost = False
    except service_runs.LostShardError:
        lost = True
    assert lost
    assert standing_of(imported, row.id).done == 0
