"""A programme's month through the service: ledger, prices, adjustments, rows and lines, written and committed.

The cadres are those of `benchmarks.ledger` (leave, corrections, transfers, regional arrangements), all confirmed.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import col

from app.accounts.authority import person_actor
from app.accounts.models import Person
from app.allowances.models import AllowanceLine, AllowanceRow, Rate
from app.allowances.schemas import StepIn
from app.allowances.service_runs import calculate_month
from app.attendance.models import DayOverride, MonthConfirmation
from app.attendance.service_ledger import programme_month
from app.core import clock
from app.core.actor import SYSTEM, Actor
from app.core.db import Database
from app.core.work import Work
from app.secondments.models import Posting, Programme, ProgrammePolicy, Secondment
from benchmarks.county import County, analyze, insert, settle
from benchmarks.ledger import SINCE, events
from benchmarks.plan import Plan

CHANGED = 50
"""Every fiftieth cadre has another day when the month is calculated anew."""


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds for the first calculation, the same again, and again with some days changed; how many rows and lines."""

    first: float
    again: float
    changed: float
    rows: int
    lines: int


def measure(url: str, cadres: int, rounds: int) -> Timed:
    """Medians of the rounds; the first calculation is made once."""
    database = Database(url)
    county = settle(database, Plan(cadres=cadres, months=1, rounds=rounds, seconds=0, warm=0))
    month = clock.month_of(clock.today().replace(day=1) - timedelta(days=1))
    programme_id, actor = _prepare(database, county, month)
    first = _calculate(database, actor, month, programme_id)
    again = median(_calculate(database, actor, month, programme_id) for _ in range(rounds))
    changed = median(_changed(database, county, actor, month, programme_id, at) for at in range(rounds))
    with database.engine.connect() as connection:
        rows = connection.execute(select(func.count()).select_from(AllowanceRow)).scalar_one()
        lines = connection.execute(select(func.count()).select_from(AllowanceLine)).scalar_one()
    database.dispose()
    if rows < cadres or lines < 28 * cadres:
        raise SystemExit("the month is not the one that was meant to be measured")
    return Timed(first, again, changed, rows, lines)


def _prepare(database: Database, county: County, month: str) -> tuple[UUID, Actor]:
    with database.engine.begin() as connection:
        programme_id = connection.execute(select(col(Programme.id))).scalar_one()
        connection.execute(update(Secondment).values(start_on=SINCE, arrived_on=SINCE))
        connection.execute(update(Posting).values(start_on=SINCE))
        connection.execute(update(ProgrammePolicy).values(day_basis="on_post"))
        insert(connection, [Rate(programme_id=programme_id, amount_fen=3000, valid_from=SINCE)])
        events(connection, county, month)
    with Work(database, SYSTEM, writes=False) as work:
        said = [
            _word(sheet.card.id, month, part)
            for sheet in programme_month(work, programme_id, month)
            for part in sheet.parts
        ]
    for one in said:
        one.confirmed_by_id = county.supervisors[0]
    with database.engine.begin() as connection:
        insert(connection, said)
    analyze(database)
    with database.session(write=False) as session:
        person = session.get(Person, county.finance)
        assert person is not None
        return programme_id, person_actor(session, person)


def _word(secondment_id: UUID, month: str, part: Any) -> MonthConfirmation:
    values = {"secondment_id": secondment_id, "unit_id": part.unit_id, "month": month, "basis": "online"}
    return MonthConfirmation(**values, ledger_digest=part.digest)


def _calculate(database: Database, actor: Actor, month: str, programme_id: UUID) -> float:
    began = time.perf_counter()
    with Work(database, actor, writes=True) as work:
        calculate_month(work, month, StepIn(programme_id=programme_id))
    return time.perf_counter() - began


def _changed(database: Database, county: County, actor: Actor, month: str, programme_id: UUID, at: int) -> float:
    """Another correction for some, then the month anew."""
    first, _ = clock.month_bounds(month)
    state = ("absent", "official_trip")[at % 2]
    said = [
        DayOverride(
            secondment_id=key, day_on=first + timedelta(days=20), state=state, reason="按实际情况",
            decided_by_id=county.supervisors[0],
        )
        for key in county.secondments[4::CHANGED]
    ]  # fmt: skip
    with database.engine.begin() as connection:
        insert(connection, said)
    return _calculate(database, actor, month, programme_id)
