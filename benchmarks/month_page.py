"""`python -m benchmarks.month_page`: how fast finance's month of 10,000 cadres opens, over HTTP, on both databases.

Of a hundred cadres four are not confirmed, three have no verified account, three drove above the cap, two are adjusted.
"""

import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from uuid import UUID

from sqlalchemy import Connection, insert, select, text, update

from app.accounts.authority import person_actor
from app.accounts.models import Person
from app.accounts.tokens import AccessClaims, sign_access_token
from app.allowances.models import AllowanceRow, AllowanceRun, Rate
from app.allowances.models_bank import AccountState, BankAccount
from app.allowances.schemas import StepIn
from app.allowances.service_runs import calculate_month
from app.attendance.models import MonthConfirmation
from app.core import clock
from app.core.db import Database
from app.core.work import Work
from app.secondments.models import Posting, Programme, ProgrammePolicy, Secondment
from benchmarks.__main__ import make_database, say, server
from benchmarks.county import County, analyze, settle
from benchmarks.county import insert as insert_rows
from benchmarks.plan import Plan
from benchmarks.processes import serving
from benchmarks.variants import ROOT, Jishi

CADRES, ROUNDS, AIM, PORT = 10_000, 7, 1.0, 8961
SINCE = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Stage:
    """The county, its one programme, a month that is calculated and the one before it that is not."""

    county: County
    programme_id: UUID
    month: str

    def paths(self) -> dict[str, str]:
        """What is opened, by name."""
        page = f"/allowances?month={self.month}&programme_id={self.programme_id}"
        api = f"/api/v1/allowances/{self.month}?programme_id={self.programme_id}"
        earlier = f"/allowances?month={clock.previous_month(self.month)}&programme_id={self.programme_id}"
        return {
            "page": page,
            "exceptions": f"{page}&tab=exceptions",
            "search": f"{page}&q=b0777",
            "not calculated": earlier,
            "API, 200 rows": api,
        }


def main() -> None:
    """Both databases; fails when a page misses the aim."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else CADRES
    plan = Plan(cadres=rows, months=1, rounds=ROUNDS, seconds=0, warm=0)
    with tempfile.TemporaryDirectory(prefix="jishi-month-") as name:
        run = Path(name)
        found = {"SQLite": measure(f"sqlite:///{run / 'month.db'}", plan, run)}
        with server(run):
            found["PostgreSQL"] = measure(make_database(run, "month"), plan, run)
    worst = 0.0
    for kind, times in found.items():
        for what, seconds in times.items():
            print(f"{kind:<11} {what:<16} {seconds * 1000:6.0f} ms")
            worst = max(worst, seconds)
    print(f"({rows} cadres, medians of {ROUNDS}; aim {AIM:.0f} s)")
    sys.exit(worst > AIM)


def measure(url: str, plan: Plan, run: Path) -> dict[str, float]:
    """Seconds until each page has come whole."""
    database = Database(url)
    stage = fill(database, plan)
    say("calculated")
    jishi = Jishi("month", url, stage.county, uses_postgresql=not database.is_sqlite)
    database.dispose()
    with serving(jishi.command(PORT), PORT, jishi.health, jishi.environment(), ROOT, run / "serve.log"):
        token = sign_access_token(jishi.settings, AccessClaims(stage.county.finance, "person", 1))
        return {what: _opens(path, token, plan.rounds) for what, path in stage.paths().items()}


def _opens(path: str, token: str, rounds: int) -> float:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{PORT}{path}", headers={"Authorization": f"Bearer {token}", "Accept": "text/html"}
    )
    taken = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - loopback
            answer.read()
        taken.append(time.perf_counter() - began)
    return median(taken[1:])


def fill(database: Database, plan: Plan) -> Stage:
    """A county whose last month is confirmed but for a few and calculated by the service itself."""
    county = settle(database, plan)
    month = clock.previous_month(clock.month_of(clock.today()))
    with database.engine.begin() as connection:
        programme_id = connection.execute(select(Programme.id)).scalar_one()
        connection.execute(update(Secondment).values(start_on=SINCE, arrived_on=SINCE))
        connection.execute(update(Posting).values(start_on=SINCE))
        connection.execute(update(ProgrammePolicy).values(day_basis="on_post"))
        insert_rows(connection, [Rate(programme_id=programme_id, amount_fen=3000, valid_from=SINCE)])
        _confirm(connection, county, month)
        _accounts(connection, county)
    analyze(database)
    with database.session(write=False) as session:
        actor = person_actor(session, session.get_one(Person, county.finance))
    with Work(database, actor, writes=True) as work:
        calculate_month(work, month, StepIn(programme_id=programme_id))
    with database.engine.begin() as connection:
        _money(connection)
    analyze(database)
    return Stage(county, programme_id, month)


def _confirm(connection: Connection, county: County, month: str) -> None:
    hosts = dict(connection.execute(select(Posting.secondment_id, Posting.receiving_unit_id)).all())
    said = [
        MonthConfirmation(
            secondment_id=key,
            unit_id=hosts[key],
            month=month,
            basis="online",
            confirmed_by_id=county.supervisors[0],
            ledger_digest="-",
        ).model_dump()
        for at, key in enumerate(county.secondments)
        if at % 25
    ]
    connection.execute(insert(MonthConfirmation), said)


def _accounts(connection: Connection, county: County) -> None:
    stated = [
        BankAccount(
            person_id=key,
            bank_name="某银行",
            holder="干部",
            tail="0000",
            state=AccountState.VERIFIED if at % 50 else AccountState.UNVERIFIED,
        ).model_dump()
        for at, key in enumerate(county.cadres)
        if at % 100 != 1
    ]
    connection.execute(insert(BankAccount), stated)


def _money(connection: Connection) -> None:
    """Trips above the cap and adjustments, as a calculation would leave them."""
    run_id = connection.execute(select(AllowanceRun.id)).scalar_one()
    keys = list(connection.execute(select(AllowanceRow.id).where(AllowanceRow.run_id == run_id)).scalars())
    above = text("UPDATE allowance_rows SET trips = 1, receipts_fen = 62350, transport_fen = 50000 WHERE id = :id")
    less = text("UPDATE allowance_rows SET adjustment_fen = -3000 WHERE id = :id")
    kind = AllowanceRow.__table__.c.id.type.bind_processor(connection.dialect) or (lambda key: key)  # type: ignore[attr-defined]
    connection.execute(above, [{"id": kind(key)} for key in keys[::33]])
    connection.execute(less, [{"id": kind(key)} for key in keys[7::50]])


if __name__ == "__main__":
    main()
