"""Fill a database of the service: a county with many cadres, 30 days each, and months of allowance lines."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from app.accounts.models import Person, RoleAssignment, Unit, UnitKind
from app.accounts.passwords import hash_password
from app.core import clock, migrate
from app.core.actor import SYSTEM, Role
from app.core.db import Database, metadata
from app.core.ids import new_id
from app.core.work import Work
from app.secondments.models import Posting, Programme, ProgrammeKind, ProgrammePolicy, Secondment, SecondmentStatus
from app.workdays.service import ensure_seeded
from benchmarks import bulk
from benchmarks.plan import FREE_DAYS, Plan

PASSWORD = "a password for measuring 2026"  # noqa: S105 - of a throw-away database
LOGIN = "reader"
"""One more cadre, who signs in on the pages and has no record of today."""


@dataclass(frozen=True, slots=True)
class County:
    """Who is in it: everybody's ids, in the order of the cadres."""

    cadres: list[UUID]
    secondments: list[UUID]
    supervisors: list[UUID]
    finance: UUID


def fill(database: Database, plan: Plan) -> County:
    """A migrated database with people, their secondments, records, versions and audit events."""
    county = settle(database, plan)
    with database.engine.begin() as connection:
        bulk.records(connection, plan.first_on, plan.last_on)
    analyze(database)
    return county


def settle(database: Database, plan: Plan) -> County:
    """A migrated database with people and their secondments, before anybody has written anything."""
    migrate.upgrade(database)
    with Work(database, SYSTEM, writes=True) as work:
        ensure_seeded(work)
    with database.engine.begin() as connection:
        return _people(connection, plan)


def analyze(database: Database) -> None:
    """Let the planner know, and leave nothing for the first round to clean up."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE"))


def _people(connection: Connection, plan: Plan) -> County:
    region = Unit(id=new_id(), name="云浦县", kind=UnitKind.REGION, path="")
    region.path = f"/{region.id.hex}/"
    towns = [_town(region, number) for number in range(plan.supervisors)]
    supervisors = [_person(f"s{number:05}", "主管") for number in range(plan.supervisors)]
    finance = _person("finance", "财务")
    cadres = [_person(f"b{number:05}", "干部") for number in range(plan.cadres)]
    cadres.append(_person(LOGIN, "读者"))
    cadres[-1].password_hash = hash_password(PASSWORD)
    programme = Programme(id=new_id(), name="外派挂职", kind=ProgrammeKind.OUTBOUND, unit_id=region.id)
    seconded = [_secondment(cadre, towns[at % len(towns)], programme, plan) for at, cadre in enumerate(cadres)]
    role = partial(_role, since=plan.first_on)
    insert(connection, [region, *towns])
    insert(connection, [finance, *supervisors, *cadres])
    insert(connection, [role(finance, Role.FINANCE, region), *(role(cadre, Role.CADRE, region) for cadre in cadres)])
    insert(connection, [role(*pair) for pair in _posts(supervisors, towns)])
    insert(connection, [programme])
    insert(connection, [_policy(programme)])
    insert(connection, seconded)
    insert(connection, [_posting(row) for row in seconded])
    ids = [[row.id for row in rows] for rows in (cadres, seconded, supervisors)]
    return County(*ids, finance=finance.id)


def _posts(supervisors: list[Person], towns: list[Unit]) -> list[tuple[Person, Role, Unit]]:
    return [(person, Role.SUPERVISOR, town) for person, town in zip(supervisors, towns, strict=True)]


def _town(region: Unit, number: int) -> Unit:
    key = new_id()
    path = f"{region.path}{key.hex}/"
    return Unit(id=key, name=f"第{number}镇", kind=UnitKind.TOWNSHIP, parent_id=region.id, path=path)


def _person(login: str, name: str) -> Person:
    return Person(id=new_id(), login=login, name=f"{name}{login}", person_no=login)


def _role(person: Person, role: Role, unit: Unit, since: date) -> RoleAssignment:
    return RoleAssignment(id=new_id(), person_id=person.id, role=role, unit_id=unit.id, valid_from=since)


def _policy(programme: Programme) -> ProgrammePolicy:
    days = {"backfill_free_days": FREE_DAYS, "backfill_reason_days": FREE_DAYS}
    return ProgrammePolicy(id=new_id(), programme_id=programme.id, valid_from=date(2020, 1, 1), **days)


def _secondment(cadre: Person, town: Unit, programme: Programme, plan: Plan) -> Secondment:
    end_on = clock.today() + timedelta(days=365)
    return Secondment(
        id=new_id(),
        cadre_id=cadre.id,
        programme_id=programme.id,
        receiving_unit_id=town.id,
        post_title="挂职副镇长",
        start_on=plan.first_on,
        end_on=end_on,
        end_month=clock.month_of(end_on),
        status=SecondmentStatus.ACTIVE,
        arrived_on=plan.first_on,
    )


def _posting(row: Secondment) -> Posting:
    values = row.model_dump(include={"receiving_unit_id", "post_title", "region_band", "start_on"})
    return Posting(id=new_id(), secondment_id=row.id, **values)


def insert(connection: Connection, rows: list[Any]) -> None:
    """Rows of one table, past the services."""
    first: SQLModel = rows[0]
    table = metadata.tables[str(type(first).__tablename__)]
    connection.execute(table.insert(), [row.model_dump() for row in rows])
