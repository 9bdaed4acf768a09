"""Rounds of load, the variants by turns in each, so that what else the machine does falls on all of them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.load import Run, put_load
from benchmarks.plan import Plan
from benchmarks.processes import Server, serving
from benchmarks.variants import ROOT, Slot, Variant

FIRST_PORT = 8910
FIRST_RATE = 5000
"""So many writes are prepared for a second of the first run; for the second run twice as many as that one had."""


@dataclass(slots=True)
class Results:
    """All runs of each (variant, request), and what each server weighed after them."""

    runs: dict[tuple[str, str], list[Run]] = field(default_factory=lambda: defaultdict(list))
    megabytes: dict[str, float] = field(default_factory=dict)

    def median(self, variant: str, request: str, of: Callable[[Run], float]) -> float:
        """The median over the rounds."""
        return median(of(run) for run in self.runs[variant, request])

    def ratio(self, variant: str, other: str, request: str) -> float:
        """How many times the other's rate: the median of the rounds' own ratios."""
        pairs = zip(self.runs[variant, request], self.runs[other, request], strict=True)
        return median(mine.rate / theirs.rate for mine, theirs in pairs)

    def cpu_ratio(self, variant: str, other: str, request: str) -> float:
        """The same by processor time of a request."""
        pairs = zip(self.runs[variant, request], self.runs[other, request], strict=True)
        return median(theirs.cpu_ms / mine.cpu_ms for mine, theirs in pairs)

    def bad(self) -> int:
        """Answers that were no success; there must be none."""
        return sum(run.bad for runs in self.runs.values() for run in runs)


class Slots:
    """Days without a record, cadre after cadre, each handed out once for a database."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._days, self._next = plan, plan.new_days, 0

    def ahead(self, count: int) -> list[Slot]:
        """The next days; SystemExit when there are no more."""
        cadres, last = self._plan.cadres, self._plan.cadres * len(self._days)
        found = range(self._next, min(self._next + count, last))
        if len(found) < count:
            raise SystemExit("this machine is too fast for the days that are free to write: raise plan.FREE_DAYS")
        return [(number % cadres, self._days[number // cadres]) for number in found]

    def use(self, count: int) -> None:
        """So many of them have a record now, or may have one."""
        self._next += count


def measure(
    variants: Sequence[Variant], plan: Plan, postgres: Server, folder: Path, say: Callable[[str], None]
) -> Results:
    """Every variant's writes and reads, `plan.rounds` times."""
    results = Results()
    slots = {variant.url: Slots(plan) for variant in variants}
    with ExitStack() as stack:
        servers = {}
        for port, variant in enumerate(variants, FIRST_PORT):
            log = folder / f"{variant.name.replace(' ', '-')}.log"
            start = serving(variant.command(port), port, variant.health, variant.environment(), ROOT, log)
            servers[variant.name] = stack.enter_context(start)
        for number in range(plan.rounds):
            for variant in variants:
                server, database = servers[variant.name], postgres if variant.uses_postgresql else None
                _round(results, variant, server, database, plan, slots[variant.url], folder)
            say(f"round {number + 1} of {plan.rounds}")
        results.megabytes |= {name: server.megabytes() for name, server in servers.items()}
    return results


def _round(
    results: Results, variant: Variant, server: Server, database: Server | None, plan: Plan, slots: Slots, folder: Path
) -> None:
    rate = FIRST_RATE
    for seconds, counts in ((plan.warm, False), (plan.seconds, True)):
        fresh = variant.writes(slots.ahead(int(seconds * rate)))
        write = put_load(server, database, fresh, seconds, plan.connections, folder)
        slots.use(write.requests + 2 * plan.connections)  # when the time is up some are still on their way
        read = put_load(server, database, variant.reads(min(plan.cadres, 5000)), seconds, plan.connections, folder)
        rate = int(2 * write.rate) + 100
        if counts:
            results.runs[variant.name, "write"].append(write)
            results.runs[variant.name, "read"].append(read)
