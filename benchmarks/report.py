"""The table: each aim, what was measured, and whether it was met; and the runs behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.page import Weight
from benchmarks.plan import Plan
from benchmarks.rounds import Results
from benchmarks.statements import Timing

RAW, DRF = "raw asyncpg", "Django REST Framework"
POSTGRESQL, SQLITE = "Jishi on PostgreSQL", "Jishi on SQLite"
WRITE, READ = "write", "read"


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that one run found: queues on both databases, totals of a whole month and of any days."""

    plan: Plan
    load: Results
    queues: tuple[Timing, Timing]
    totals: tuple[Timing, Timing]
    weight: Weight | None


@dataclass(frozen=True, slots=True)
class Aim:
    """One line of the table; `value` is None where it could not be measured."""

    what: str
    value: float | None
    unit: str
    required: float
    reach: float
    more_is_better: bool = False

    def verdict(self) -> str:
        """How far it got."""
        if self.value is None:
            return "not measured"
        if self._meets(self.reach):
            return "reached"
        return "met" if self._meets(self.required) else "**missed**"

    def _meets(self, aim: float) -> bool:
        value = self.value or 0.0
        return value >= aim if self.more_is_better else value <= aim

    def line(self) -> str:
        """The line as Markdown."""
        shown = "-" if self.value is None else f"{self.value:.{2 if self.value < 10 else 0}f}{self.unit}"
        aims = " | ".join(f"{aim:g}{self.unit}" for aim in (self.required, self.reach))
        return f"| {self.what} | {shown} | {aims} | {self.verdict()} |"


def aims(found: Measured) -> list[Aim]:
    """The aims and where they stand."""
    load, weight, thousand = found.load, found.weight, found.plan.cadres // 1000
    slowest = max(run.p99_ms / run.p50_ms for run in load.runs[SQLITE, WRITE])
    million = found.plan.cadres * 30 * found.plan.months / 1e6
    return [
        _ratio("a new record, PostgreSQL, x raw asyncpg", load.ratio(POSTGRESQL, RAW, WRITE), 0.4, 0.6),
        _ratio("a new record, PostgreSQL, x Django REST Framework", load.ratio(POSTGRESQL, DRF, WRITE), 2, 3),
        _ratio("a new record, SQLite, x Django REST Framework on PostgreSQL", load.ratio(SQLITE, DRF, WRITE), 2, 3),
        Aim("a new record, SQLite, p99 / p50, worst round", slowest, "", 5, 3),
        _ratio("my 30 records, PostgreSQL, x raw asyncpg", load.ratio(POSTGRESQL, RAW, READ), 0.45, 0.65),
        _ratio("my 30 records, PostgreSQL, x Django REST Framework", load.ratio(POSTGRESQL, DRF, READ), 2, 3),
        _ratio("my 30 records, SQLite, x raw asyncpg on PostgreSQL", load.ratio(SQLITE, RAW, READ), 0.45, 0.65),
        Aim(f"queue page, SQL, {thousand * 30}k records, PostgreSQL", found.queues[0].sql_ms, " ms", 3, 2),
        Aim(f"queue page, SQL, {thousand * 30}k records, SQLite", found.queues[1].sql_ms, " ms", 3, 2),
        Aim(f"month totals, {thousand}k cadres of {million:g}M lines", found.totals[0].sql_ms, " ms", 250, 50),
        Aim("the same for any 26 days, from the lines", found.totals[1].sql_ms, " ms", 250, 50),
        Aim("memory of one worker after load, PostgreSQL", load.megabytes[POSTGRESQL], " MB", 130, 100),
        Aim("memory of one worker after load, SQLite", load.megabytes[SQLITE], " MB", 130, 100),
        Aim("today's page, first load, gzipped", weight and weight.total, " KB", 100, 60),
        Aim("today's page, usable on slow 3G", weight and weight.seconds, " s", 5, 3),
    ]


def _ratio(what: str, value: float, required: float, reach: float) -> Aim:
    return Aim(what, value, "", required, reach, more_is_better=True)


def table(found: Measured) -> str:
    """Aims first, then the medians of all runs."""
    lines = ["| what | measured | required | reach for | |", "|---|---|---|---|---|"]
    lines += [aim.line() for aim in aims(found)]
    lines += ["", "| request | server | requests/s | p50 ms | p99 ms | CPU-ms server | CPU-ms PostgreSQL |"]
    lines += ["|---|---|---|---|---|---|---|", *_runs(found.load)]
    return "\n".join(lines)


def _runs(load: Results) -> Iterator[str]:
    names = {WRITE: "a new record", READ: "my 30 records"}
    for variant, request in sorted(load.runs, key=lambda key: key[1], reverse=True):

        def shown(of: str, digits: int = 2, key: tuple[str, str] = (variant, request)) -> str:
            return f"{load.median(*key, lambda run: getattr(run, of)):.{digits}f}"

        cells = [shown("rate", 0), shown("p50_ms", 1), shown("p99_ms", 1), shown("server_ms"), shown("database_ms")]
        yield f"| {names[request]} | {variant} | {' | '.join(cells)} |"


PAGE = """# Performance

{machine}

{table}

Ratios compare requests per second within a round and are medians of {rounds} rounds of {seconds:g} s, the variants by
turns; by processor time of a request (server and PostgreSQL), which a busy machine moves less, a new record is
{write_raw:.2f} x raw asyncpg and {write_drf:.2f} x Django REST Framework, my 30 records {read_raw:.2f} x and
{read_drf:.2f} x.
The queue's whole call took {queue:.1f} ms in {statements} statements. {weight}

[benchmarks/README.md](../benchmarks/README.md) says what is compared, and how to measure on another machine.
{notes}"""
MARK = "\n## "


def page(found: Measured, machine: str, before: str = "") -> str:
    """The whole page; what stands below its first heading of the second level is kept."""
    load, weight = found.load, found.weight
    kinds = ", ".join(f"{kind} {size:.1f}" for kind, size in sorted(weight.kilobytes.items())) if weight else ""
    notes = before.partition(MARK)
    return PAGE.format(
        machine=machine,
        table=table(found),
        rounds=found.plan.rounds,
        seconds=found.plan.seconds,
        write_raw=load.cpu_ratio(POSTGRESQL, RAW, WRITE),
        write_drf=load.cpu_ratio(POSTGRESQL, DRF, WRITE),
        read_raw=load.cpu_ratio(POSTGRESQL, RAW, READ),
        read_drf=load.cpu_ratio(POSTGRESQL, DRF, READ),
        queue=found.queues[0].whole_ms,
        statements=found.queues[0].statements,
        weight=f"Of today's first load in {weight.requests} requests: {kinds} KB." if weight else "",
        notes=notes[1] + notes[2],
    )
