"""`python -m benchmarks.attention`: 值得一看 and all group leaders' weeks of a county with 10,000 cadres.

One record in ten of thirty days waits, last month is confirmed for nobody, the programme insures and nobody is covered,
every thirtieth cadre has an open question, and every tenth secondment is in one of 100 groups.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select, update
from sqlmodel import col

from app.accounts.models import Unit
from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.ids import new_id
from app.core.work import Work
from app.reminders.service_attention import MOST, sections_within
from app.reminders.service_group_week import weeks_of
from app.secondments.models import Group, GroupMember, ProgrammePolicy
from app.signals.models import Signal, SignalKind
from benchmarks.__main__ import make_database, server
from benchmarks.county import County, fill, insert
from benchmarks.plan import Plan

CADRES, GROUPS, ROUNDS = 10_000, 100, 3
AIMS = 1.0, 5.0
"""Seconds: somebody waits for the list, nobody for the weeks of all groups."""
PLAN = Plan(cadres=CADRES, months=1, rounds=ROUNDS, seconds=0, warm=0)


def main() -> None:
    """Both databases; fails when one of them misses the aim."""
    missed = False
    with tempfile.TemporaryDirectory(prefix="jishi-attention-") as name:
        run = Path(name)
        with server(run):
            for url in (f"sqlite:///{run / 'attention.db'}", make_database(run, "attention")):
                missed |= any(took > aim for took, aim in zip(measure(url), AIMS, strict=True))
    print(f"(best of {ROUNDS}; aims {AIMS[0]:.0f} and {AIMS[1]:.0f} s)")
    sys.exit(missed)


def measure(url: str) -> list[float]:
    """The best seconds of each of the two, with their statements."""
    database = Database(url)
    leaders = _ask(database, fill(database, PLAN))
    monday = clock.today() - timedelta(days=clock.today().weekday() + 35)
    looks: dict[str, Callable[[Work], Any]] = {
        "the department's list": lambda work: sections_within(work, ("/",), MOST),
        f"the weeks of {GROUPS} groups": lambda work: weeks_of(work, leaders, monday),
    }
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    found = []
    for name, look in looks.items():
        seconds, statements = min(_once(database, look) for _ in range(ROUNDS))
        print(f"{kind}: {name} of {CADRES} cadres in {seconds:.2f} s by {statements} statements")
        found.append(seconds)
    database.dispose()
    return found


def _ask(database: Database, county: County) -> Sequence[Any]:
    """Open questions, a programme that insures, and groups; answers who leads them."""
    since = clock.today() - timedelta(days=30)
    with database.session(write=True) as session:
        session.execute(update(ProgrammePolicy).values(insured=True))
        session.commit()
        unit_id = session.execute(select(col(Unit.id)).limit(1)).scalar_one()
    some = list(zip(county.cadres, county.secondments, strict=True))[::30]
    questions = [
        Signal(
            id=new_id(),
            kind=SignalKind.MISSING,
            subject_id=secondment_id,
            secondment_id=secondment_id,
            person_id=cadre_id,
            unit_id=unit_id,
            window=clock.month_of(since),
            first_on=since,
            last_on=since + timedelta(days=7),
            evidence={},
            opened_on=since,
            expires_on=clock.today(),
        )
        for cadre_id, secondment_id in some
    ]
    leaders = county.supervisors[:GROUPS]
    span = {"start_on": since - timedelta(days=30), "end_on": clock.today() + timedelta(days=30)}
    groups = [
        Group(id=new_id(), name=f"组{at}", unit_id=unit_id, leader_id=one, **span) for at, one in enumerate(leaders)
    ]
    members = [
        GroupMember(group_id=groups[at % GROUPS].id, secondment_id=key)
        for at, key in enumerate(county.secondments[::10])
    ]
    with database.engine.begin() as connection:
        for rows in (questions, groups, members):
            insert(connection, rows)
    return leaders


def _once(database: Database, look: Callable[[Work], Any]) -> tuple[float, int]:
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(database.engine, "before_cursor_execute", note)
    with Work(database, SYSTEM, writes=False) as work:
        began = time.perf_counter()
        look(work)
        took = time.perf_counter() - began
    event.remove(database.engine, "before_cursor_execute", note)
    return took, count


if __name__ == "__main__":
    main()
