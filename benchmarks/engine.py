"""`python -m benchmarks.engine`: 100,000 cadres' month as plain values, then the month calculated by the service.

Of a hundred cadres of the plain part fifteen have something of their own: leave (every third of them half a day),
corrections (trips, duty on a Saturday, half a day of training), a term that begins or ends in the month, a suspension,
a transfer into another region band. The others share the ledgers of the calendars that reach them. A second figure
builds every ledger anew.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from app.allowances.engine import DayBasis, Line, PayRule, Subsidy, calculate_subsidy
from app.allowances.rates import Rate, RateTable
from app.attendance.ledger import Day, Half, LeaveSpan, Override, State, Term, build_ledger
from app.workdays.library import seed_from_library
from app.workdays.overlays import RegionalDay
from app.workdays.rules import DayKind, WorkCalendar, dates
from benchmarks import calculate
from benchmarks.__main__ import make_database, server

CADRES, AIM = 100_000, 60.0
CALCULATED, ROUNDS = (3_000, 10_000), 3
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
MIDDLE = date(2026, 9, 16)
SATURDAY = date(2026, 9, 12)
OWN_IN_A_HUNDRED = 15
WHOLE_TERM = Term(date(2026, 1, 1), date(2027, 12, 31))
BANDS = ("县内", "县外", None)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one cadre's month."""

    term: Term
    overrides: tuple[Override, ...]
    leaves: tuple[LeaveSpan, ...]
    bands: tuple[tuple[date, str | None], ...]
    regional: int

    @property
    def is_plain(self) -> bool:
        """Nothing but the calendar speaks."""
        return self.term is WHOLE_TERM and not self.overrides and not self.leaves


class Priced(NamedTuple):
    """A cadre's month with its money."""

    days: tuple[Day, ...]
    subsidy: Subsidy


def facts(number: int, chance: Random) -> Facts:
    """One cadre's: fifteen in a hundred have something of their own, evenly of every sort."""
    band, regional = BANDS[number % len(BANDS)], number % 4
    plain = ((FIRST, band),)
    at = number % 100
    if at >= OWN_IN_A_HUNDRED:
        return Facts(WHOLE_TERM, (), (), plain, regional)
    on = FIRST + timedelta(days=chance.randrange(20))
    if at < 5:
        half = Half.PM if at % 3 == 0 else None
        return Facts(
            WHOLE_TERM, (), (LeaveSpan(on, on + timedelta(days=chance.randrange(1, 8)), half),), plain, regional
        )
    if at < 9:
        trip = tuple(Override(on + timedelta(days=day), None, State.TRIP_PAID_ELSEWHERE) for day in range(3))
        duty = (Override(SATURDAY, None, State.ON_POST), Override(on, Half.PM, State.TRAINING))
        return Facts(WHOLE_TERM, trip if at % 2 else duty, (), plain, regional)
    if at < 12:
        term = (Term(on), Term(date(2026, 1, 1), on), Term(date(2026, 1, 1), None, ((on, LAST),)))[at % 3]
        return Facts(term, (), (), plain, regional)
    return Facts(WHOLE_TERM, (), (), ((FIRST, "县内"), (on, "县外")), regional)


def calendars() -> tuple[Callable[[date], DayKind], list[dict[date, RegionalDay]]]:
    """The nation's calendar, and four places: one without arrangements, three with a day of their own."""
    table = WorkCalendar.from_rows(seed_from_library(2026), announced=(2026,))
    kinds = {on: table.kind(on) for on in dates(FIRST, LAST)}
    half = RegionalDay(DayKind.WORKDAY, DayKind.WORKDAY, DayKind.HOLIDAY)
    days = [RegionalDay(kind, kind, kind) for kind in (DayKind.HOLIDAY, DayKind.CLOSURE)]
    return kinds.__getitem__, [{}, *({date(2026, 9, 8 + at): day} for at, day in enumerate((*days, half)))]


def rates() -> RateTable:
    """Two rates a band, the second from the middle of the month, and one for every band."""
    found = [Rate("p", None, 2500, date(2026, 1, 1))]
    for band, fen in (("县内", 1500), ("县外", 3333)):
        found += [Rate("p", band, fen, date(2026, 1, 1), MIDDLE), Rate("p", band, fen + 500, MIDDLE)]
    return RateTable(found)


def month(known: list[Facts], *, share: bool) -> tuple[list[Priced], float, float]:
    """Every cadre's ledger, then every price; seconds for the one and the other."""
    kind_of, places = calendars()
    rule, table = PayRule("p", "outbound", DayBasis.ON_POST, training_paid=True), rates()
    began = time.perf_counter()
    shared = [build_ledger(FIRST, LAST, WHOLE_TERM, kind_of, regional=place) for place in places]
    ledgers = [
        shared[one.regional]
        if share and one.is_plain
        else build_ledger(FIRST, LAST, one.term, kind_of, one.overrides, one.leaves, places[one.regional])
        for one in known
    ]
    built = time.perf_counter()
    prices: dict[tuple[int, tuple[tuple[date, str | None], ...]], Subsidy] = {}
    found = []
    for one, days in zip(known, ledgers, strict=True):
        key = (id(days), one.bands)
        if key not in prices:
            prices[key] = calculate_subsidy(days, rule, table, band_of(one.bands))
        found.append(Priced(days, prices[key]))
    return found, built - began, time.perf_counter() - built


def band_of(bands: tuple[tuple[date, str | None], ...]) -> Callable[[date], str | None]:
    """The band of a day."""
    return lambda on: next(band for first, band in reversed(bands) if first <= on)


def flat(found: list[Priced]) -> tuple[int, int, float]:
    """Every line as plain values, as a table would hold it: how many, their sum in fen, seconds."""
    began, lines, fen = time.perf_counter(), 0, 0
    for one in found:
        rows = [plain(line, day) for line, day in zip(one.subsidy.lines, one.days, strict=True)]
        lines += len(rows)
        fen += sum(row[6] or 0 for row in rows)
    return lines, fen, time.perf_counter() - began


def plain(line: Line, day: Day) -> tuple[date, str, str, str, int, int | None, int | None, str]:
    """One day's line."""
    return (line.on, line.state, day.am.state, day.pm.state, line.portion, line.rate_fen, line.amount_fen, line.reason)


def pure() -> float:
    """The plain part; the processor's seconds of its slower way, which are the clock's on a machine that is idle."""
    chance = Random(20260901)
    known = [facts(number, chance) for number in range(CADRES)]
    slowest = 0.0
    for name, share in (("ledgers shared", True), ("every ledger anew", False)):
        worked = time.process_time()
        found, ledger, engine = month(known, share=share)
        lines, fen, spread = flat(found)
        worked = time.process_time() - worked
        slowest = max(slowest, worked)
        if fen != sum(one.subsidy.subsidy_fen for one in found) or lines != CADRES * len(found[0].days):
            raise SystemExit("the lines do not add up")
        print(
            f"{name:<18} ledger {ledger:6.2f} s  engine {engine:6.2f} s  lines {spread:6.2f} s"
            f"  (processor {worked:6.2f} s)  {lines:,} lines"
        )
    return slowest


def through_the_service() -> None:
    """Seconds to calculate a month and commit it, on both databases."""
    with tempfile.TemporaryDirectory(prefix="jishi-engine-") as name:
        run = Path(name)
        with server(run):
            for cadres in CALCULATED:
                urls = (f"sqlite:///{run / f'{cadres}.db'}", make_database(run, f"engine{cadres}"))
                for kind, url in zip(("SQLite", "PostgreSQL"), urls, strict=True):
                    one = calculate.measure(url, cadres, ROUNDS)
                    print(
                        f"{kind:<10} {cadres:>6,} cadres  first {one.first:6.2f} s  again {one.again:6.2f} s"
                        f"  some changed {one.changed:6.2f} s  {one.lines:,} lines"
                    )


def main() -> None:
    """Prints both tables; fails when the aim is missed."""
    slowest = pure()
    print(f"{CADRES:,} cadres, one process; aim {AIM:.0f} s of the processor\n")
    through_the_service()
    sys.exit(slowest > AIM)


if __name__ == "__main__":
    main()
