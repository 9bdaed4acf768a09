"""`make bench`: the service beside its peers on this machine; QUICK=1 for a short run. `phone`: that page alone."""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from playwright.sync_api import Error as BrowserError
from psycopg.sql import SQL, Identifier

from app.core.db import Database
from benchmarks import county, page, phone, report, rounds, statements
from benchmarks.machine import describe
from benchmarks.peers import tables
from benchmarks.plan import QUICK, Plan, chosen
from benchmarks.processes import Server, serving
from benchmarks.report import Measured
from benchmarks.variants import ROOT, Jishi, Peer
from tests.support import postgres
from tools.chromium import ChromiumUnavailableError

PAGE = ROOT / "docs" / "performance.md"
DURABLE = {"listen_addresses": "", "max_connections": "100", "shared_buffers": "512MB", "max_wal_size": "2GB"}
"""PostgreSQL as it is delivered, everything synced to disk, with the memory and log that every guide begins with."""
_started = time.monotonic()


def say(line: str) -> None:
    """Progress, on standard error."""
    print(f"[{time.monotonic() - _started:5.0f} s] {line}", file=sys.stderr, flush=True)


@contextmanager
def server(run: Path) -> Iterator[Server]:
    """The one PostgreSQL for all variants."""
    postgres.admin_url(run, DURABLE)
    number = int((run / "data" / "postmaster.pid").read_text().split()[0])
    try:
        yield Server(number)
    finally:
        postgres.stop(run)


def make_database(run: Path, name: str) -> str:
    """A new empty database; its URL."""
    with psycopg.connect(postgres.admin_url(run), autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return postgres.database_url(run, name)


def main() -> None:
    """Fill, load, ask, weigh, report."""
    plan = chosen()
    with tempfile.TemporaryDirectory(prefix="jishi-bench-") as name, ExitStack() as stack:
        run = Path(name)
        say(f"{plan.cadres} cadres x 30 days, {plan.rounds} rounds")
        found = measure(plan, run, stack.enter_context(server(run)))
    print(report.table(found))
    if plan is not QUICK:
        before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        PAGE.write_text(report.page(found, describe(), before), encoding="utf-8")
        say(f"written to {PAGE.relative_to(ROOT)}")
    if found.load.bad():
        raise SystemExit(f"{found.load.bad()} answers were no success: these figures say nothing")


def measure(plan: Plan, run: Path, database: Server) -> Measured:
    """Every figure of the table."""
    peers, own = make_database(run, "peers"), make_database(run, "jishi")
    small = f"sqlite:///{run / 'jishi.db'}"
    tables.fill(peers, plan.cadres, plan.first_on, plan.last_on)
    say("peers' tables filled")
    big, little = Database(own), Database(small)
    counties = county.fill(big, plan), county.fill(little, plan)
    say("the service's databases filled")
    variants = [
        Peer(report.RAW, peers),
        Peer(report.DRF, peers, django=True),
        Jishi(report.POSTGRESQL, own, counties[0], uses_postgresql=True),
        Jishi(report.SQLITE, small, counties[1], uses_postgresql=False),
    ]
    load = rounds.measure(variants, plan, database, run, say)
    queues = statements.time_queue(big, counties[0]), statements.time_queue(little, counties[1])
    months = statements.fill_allowances(big, plan)
    say(f"{plan.months} months of allowance lines filled")
    totals = [statements.time_totals(big, counties[0], plan, months[0], whole=whole) for whole in (True, False)]
    weight = weigh(variants[3], run)
    big.dispose()
    little.dispose()
    return Measured(plan, load, queues, (totals[0], totals[1]), weight)


def weigh(variant: Jishi, run: Path) -> page.Weight | None:
    """The first load in a browser; None where no browser can be had."""
    port = rounds.FIRST_PORT + 9
    environment = {**variant.environment(), "JISHI_HOST": "127.0.0.1"}
    with serving(variant.command(port), port, variant.health, environment, ROOT, run / "page.log"):
        try:
            return page.weigh(f"http://127.0.0.1:{port}")
        except (ChromiumUnavailableError, BrowserError) as error:
            say(f"no browser: {error}")
            return None


if __name__ == "__main__":
    if sys.argv[1:] == ["phone"]:
        phone.main()
    else:
        main()
