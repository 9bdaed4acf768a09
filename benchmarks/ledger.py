"""`python -m benchmarks.ledger`: the month of 3,000 cadres derived from term, leave, corrections and the calendar.

Of ten cadres one is on leave, two have corrections (a trip of three days, duty on a Saturday), one was transferred in
mid-month; the county has half a holiday, every tenth township was closed by order, one works a Saturday.
"""

import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlmodel import col

from app.accounts.models import Unit
from app.attendance.ledger import Source
from app.attendance.models import DayOverride
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType, Level
from app.attendance.service_ledger import programme_month
from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.work import Work
from app.secondments.models import Posting, Programme, Secondment
from app.workdays.models import CalendarOverlay
from app.workdays.rules import DayHalf, OverlayKind
from benchmarks.__main__ import make_database, server
from benchmarks.county import County, analyze, insert, settle
from benchmarks.plan import Plan

CADRES, ROUNDS, AIM = 3_000, 7, 5.0
SINCE = date(2026, 1, 1)


def main() -> None:
    """Both databases; fails when one of them misses the aim."""
    plan = Plan(cadres=CADRES, months=1, rounds=ROUNDS, seconds=0, warm=0)
    with tempfile.TemporaryDirectory(prefix="jishi-ledger-") as name:
        run = Path(name)
        found = {"SQLite": measure(f"sqlite:///{run / 'ledger.db'}", plan)}
        with server(run):
            found["PostgreSQL"] = measure(make_database(run, "ledger"), plan)
    for kind, (seconds, busy) in found.items():
        print(f"{kind}: {CADRES} cadres' month in {seconds:.2f} s, {busy:.2f} s of them processor time here")
    print(f"(medians of {ROUNDS}; aim {AIM:.0f} s)")
    sys.exit(max(seconds for seconds, _ in found.values()) > AIM)


def measure(url: str, plan: Plan) -> tuple[float, float]:
    """Seconds to derive the month and the processor's share of them, medians of the rounds."""
    database = Database(url)
    county = settle(database, plan)
    month = clock.month_of(plan.last_on.replace(day=1))
    with database.engine.begin() as connection:
        programme_id = connection.execute(select(Programme.id)).scalar_one()
        connection.execute(update(Secondment).values(start_on=SINCE, arrived_on=SINCE))
        connection.execute(update(Posting).values(start_on=SINCE))
        events(connection, county, month)
    analyze(database)
    taken = [_once(database, programme_id, month) for _ in range(plan.rounds)]
    database.dispose()
    return median(whole for whole, _ in taken), median(busy for _, busy in taken)


def _once(database: Database, programme_id: UUID, month: str) -> tuple[float, float]:
    began, worked = time.perf_counter(), time.process_time()
    with Work(database, SYSTEM, writes=False) as work:
        found = programme_month(work, programme_id, month)
    took = time.perf_counter() - began, time.process_time() - worked
    sources = {half.source for sheet in found for day in sheet.days for half in day.halves}
    if len(found) < CADRES or not {Source.LEAVE, Source.OVERRIDE, Source.CALENDAR} <= sources:
        raise SystemExit("the month is not the one that was meant to be measured")
    return took


def events(connection: Connection, county: County, month: str) -> None:
    first, _ = clock.month_bounds(month)
    middle = first + timedelta(days=14)
    saturday = first + timedelta(days=(5 - first.weekday()) % 7)
    decider = county.supervisors[0]
    rows = list(zip(county.secondments, county.cadres, strict=True))
    towns = list(connection.execute(select(Unit.id).where(col(Unit.parent_id).is_not(None))).scalars())
    region = connection.execute(select(Unit.id).where(col(Unit.parent_id).is_(None))).scalar_one()
    hosts = {row[0]: row[1] for row in connection.execute(select(Secondment.id, Secondment.receiving_unit_id)).all()}
    insert(
        connection,
        [
            Leave(
                secondment_id=key, cadre_id=cadre, unit_id=hosts[key], type=LeaveType.ANNUAL,
                start_on=middle, end_on=middle + timedelta(days=4), reason="探亲", halves=10, level=Level.RECEIVING,
                status=LeaveStatus.APPROVED, filed_by_id=cadre,
            )
            for key, cadre in rows[::10]
        ],
    )  # fmt: skip
    said = [(key, first + timedelta(days=2 + day), "official_trip") for key, _ in rows[1::10] for day in range(3)]
    said += [(key, saturday, "on_post") for key, _ in rows[2::10]]
    insert(
        connection,
        [
            DayOverride(secondment_id=key, day_on=on, state=state, reason="按实际情况", decided_by_id=decider)
            for key, on, state in said
        ],
    )
    insert(
        connection,
        [
            Posting(secondment_id=key, receiving_unit_id=towns[at % len(towns)], post_title="调任", start_on=middle)
            for at, (key, _) in enumerate(rows[3::10])
        ],
    )
    insert(connection, _overlays(region, towns, first, saturday))


def _overlays(region: UUID, towns: list[UUID], first: date, saturday: date) -> list[CalendarOverlay]:
    span: dict[str, Any] = {
        "first_on": first + timedelta(days=9),
        "last_on": first + timedelta(days=9),
        "reason": "通知",
    }
    holiday = CalendarOverlay(unit_id=region, kind=OverlayKind.HOLIDAY, name="建县纪念日", half=DayHalf.PM, **span)
    storms = [CalendarOverlay(unit_id=town, kind=OverlayKind.CLOSURE, name="台风停工", **span) for town in towns[::10]]
    worked: dict[str, Any] = {"first_on": saturday, "last_on": saturday, "reason": "抗旱"}
    return [holiday, *storms, CalendarOverlay(unit_id=towns[5], kind=OverlayKind.WORKDAY, name="抗旱", **worked)]


if __name__ == "__main__":
    main()
