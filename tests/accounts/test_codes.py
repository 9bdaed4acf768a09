"""Reset codes for many people at once."""

from datetime import timedelta

import httpx
from sqlmodel import func, select

from app.accounts.models import Person, ResetCode
from app.accounts.passwords import hash_password
from app.accounts.service_codes import issue_codes
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from tests.factories import County

PASSWORD = "云浦的第一场雪 2026"


def issue(county: County, people: list[Person]) -> dict:
    with Work(county.database, SYSTEM, True) as work:
        stored = [work.session.get(Person, person.id) for person in people]
        return issue_codes(work, [person for person in stored if person], timedelta(days=14))


def enter(client: httpx.Client, login: str, secret: str) -> int:
    return client.post("/sign-in", data={"username": login, "password": secret}).status_code


def test_everybody_gets_a_code_of_their_own(county: County, new_client) -> None:
    hashed = hash_password(PASSWORD)
    people = [
        county.person("某某", Role.CADRE, county.region, login=f"cadre{n}", password_hash=hashed if n else None)
        for n in range(3)
    ]
    signed_in = new_client()
    assert enter(signed_in, "cadre1", PASSWORD) == 303
    first, codes = issue(county, people), issue(county, people)
    assert len({*first.values(), *codes.values()}) == 6
    assert signed_in.get("/api/v1/people").status_code == 401
    assert enter(new_client(), "cadre1", PASSWORD) == 401
    assert enter(new_client(), "cadre1", first[people[1].id]) == 401
    assert enter(new_client(), "cadre1", codes[people[2].id]) == 401
    assert [enter(new_client(), person.login, codes[person.id]) for person in people] == [303] * 3
    with county.database.session(write=False) as session:
        counted = select(func.count()).where(AuditEvent.action == "accounts.reset-code")
        assert session.exec(counted).one() == 6


def test_more_than_one_batch(county: County) -> None:
    people = [Person(login=f"p{n}", name="某某") for n in range(1001)]
    county.add(*people)
    assert len(set(issue(county, people).values())) == 1001
    with county.database.session(write=False) as session:
        assert session.exec(select(func.count()).select_from(ResetCode)).one() == 1001
