"""`python -m benchmarks.signals.load URL FROM TO AS_OF`: what reading a scan's corpus and storing findings costs."""

import argparse
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.work import Work
from app.signals import service_runs
from app.signals.corpus import Corpus
from app.signals.found import Found
from app.signals.models import SignalKind
from app.signals.models_scan import ScanOrigin
from app.signals.service_corpus import load_corpus
from app.signals.service_runs import Period
from app.signals.service_shards import Worker


@dataclass
class Everybody:
    """Says something of every cadre's month: many more findings than any rule makes, to measure storing them."""

    kind: SignalKind = SignalKind.TEMPLATE
    rule: str = "everybody/1"

    def prepare(self, corpus: Corpus) -> Any:
        """The first entry of each cadre's month."""
        found: dict[tuple[int, str], int] = {}
        months = {day: date.fromordinal(day).strftime("%Y-%m") for day in range(corpus.first, corpus.last + 1)}
        for row, (cadre, day) in enumerate(
            zip(corpus.entries.cadre.tolist(), corpus.entries.day.tolist(), strict=True)
        ):
            if day in months:
                found.setdefault((cadre, months[day]), row)
        by_cadre: dict[int, list[tuple[str, int]]] = {}
        for (cadre, month), row in found.items():
            by_cadre.setdefault(cadre, []).append((month, row))
        return by_cadre

    def find(self, corpus: Corpus, prepared: Any, subjects: Sequence[int]) -> Iterator[Found]:
        """One finding a cadre and month."""
        for subject in subjects:
            for month, row in prepared.get(subject, ()):
                day = int(corpus.entries.day[row])
                yield Found(self.kind, subject, month, (day,), 0.7, self.rule, (row,), numbers={"count": 1})


def main() -> None:
    """Read, report; with --store also store a finding for every cadre and month, twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    for name in ("first", "last", "as_of"):
        parser.add_argument(name, type=date.fromisoformat)
    parser.add_argument("--store", action="store_true", help="the database keeps what is stored: use a copy")
    asked = parser.parse_args()
    database = Database(asked.url, pool_size=2)
    began = time.process_time()
    with Work(database, SYSTEM, writes=False) as work:
        loaded = load_corpus(work, asked.first, asked.last, asked.as_of)
    _say(f"{len(loaded.corpus.entries)} entries read", began)
    for again in range(2 if asked.store else 0):
        began = time.process_time()
        rule = Everybody()
        with Work(database, SYSTEM, writes=True) as work:
            period = Period(asked.first, asked.last, asked.as_of)
            row = service_runs.begin(work, period, ScanOrigin.COMMAND, [rule.kind])
            work.session.flush()
            work.session.expunge(row)
        Worker(database, row, loaded, "benchmark", [rule]).work()
        with Work(database, SYSTEM, writes=False) as work:
            counts = Counter(service_runs.standing(work, row.id).counts[rule.kind.value])
        _say(f"{counts['raised']} findings, {counts['opened']} stored {'again' if again else ''}", began)


def _say(what: str, began: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {time.process_time() - began:.1f} s of the processor, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
