"""What a query shows and what the rules say are the same, for every role over every unit."""

import random

import pytest

from app.accounts import policy
from app.accounts import repository_people as people
from app.accounts.authority import person_actor
from app.accounts.models import Person, Unit
from app.accounts.policy import Detail
from app.accounts.schemas import PeopleQuery
from app.accounts.service_people import get_visible_person
from app.core.actor import Actor, Grant, Role, Scope
from app.core.errors import NotFound
from app.core.work import Work
from tests.factories import County

OVERSEER = Actor(kind="person", grants=(Grant(Role.SYSADMIN),))


@pytest.fixture
def everybody(county: County) -> list[Person]:
    """People at home and with roles all over two regions, from a fixed seed."""
    chance = random.Random(20260407)
    units: list[Unit | None] = [None, county.region, county.unit("邻县", kind="region")]
    for number in range(6):
        units.append(county.unit(f"{number}镇", chance.choice(units[1:])))
    found = []
    for number in range(24):
        home = chance.choice(units)
        person = county.person(f"第{number}人", home_unit_id=home and home.id)
        for _ in range(chance.randrange(3)):
            county.grant(person, chance.choice(list(Role)), chance.choice(units))
        found.append(person)
    for role in Role:
        found += [county.person(f"{role} {place}", role, unit) for place, unit in enumerate(units[:5])]
    return found


def actors(county: County, everybody: list[Person]) -> list[Actor]:
    with county.database.session(write=False) as session:
        found = [person_actor(session, person) for person in everybody]
    paths = [county.region.path, "/nowhere/", None]
    return found + [
        Actor(kind="client", scopes=frozenset({Scope.ROSTER_READ}), client_unit_path=path) for path in paths
    ]


def test_a_query_shows_whom_the_rules_let_one_know(county: County, everybody: list[Person]) -> None:
    with Work(county.database, OVERSEER, False) as work:
        facts = {person.name: get_visible_person(work, person.id)[1] for person in everybody}
    shown = 0
    for actor in actors(county, everybody):
        with Work(county.database, actor, False) as work:
            rows, _ = people.list_people(work.session, actor, work.today, PeopleQuery(limit=200), None)
            known = {row.name for row in rows}
        assert known == {name for name, one in facts.items() if policy.detail(actor, one) > Detail.NONE}, actor
        shown += len(known)
    assert 0 < shown < len(everybody) ** 2


def test_what_is_invisible_is_not_found(county: County) -> None:
    person = county.person("某某")
    with Work(county.database, Actor(kind="anonymous"), False) as work, pytest.raises(NotFound):
        get_visible_person(work, person.id)
