"""A supervisor's office: two cadres in one town, a third elsewhere, and pages read as a browser would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine

from app.accounts.models import Person, Unit
from app.core.actor import Role
from app.secondments.models import Programme, Secondment
from tests.factories import Api, County
from tests.support.markup import joined

TODAY = date(2026, 4, 15)
NOON = datetime.fromisoformat("2026-04-15T12:00:00+08:00")
PHONE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/98 Mobile Safari/537.36"


@dataclass
class Office:
    """Who is who, and short ways to write and to look."""

    county: County
    api: Api
    clock: time_machine.Traveller
    programme: Programme
    town: Unit
    supervisor: Person
    cadre: Person
    secondment: Secondment

    def second(self, name: str, unit: Unit | None = None, **fields: Any) -> Secondment:
        """One more cadre, in the same town unless told otherwise."""
        cadre = self.county.person(name, Role.CADRE)
        return self.county.secondment(cadre, self.programme, unit or self.town, **fields)

    def write(self, on: str, text: str = "走访柳湾村三户。", secondment: Secondment | None = None, **more: Any) -> str:
        """Submit a day; its record's id."""
        row = secondment or self.secondment
        body = {"client_id": str(uuid4()), "day_type": "on_post", "items": [{"text": text}], "submit": True} | more
        answer = self.api.as_(self.author_of(row)).put(f"/api/v1/secondments/{row.id}/records/{on}", json=body)
        assert answer.status_code in (200, 201), answer.text
        return str(answer.json()["id"])

    def author_of(self, row: Secondment) -> Person:
        """Whose days these are."""
        with self.county.database.session(write=False) as session:
            author = session.get(Person, row.cadre_id)
        assert author is not None
        return author

    def decide(self, record: str, act: str, version: int = 1, **body: Any) -> httpx.Response:
        """Approve, return or undo as the supervisor."""
        answer = self.api.as_(self.supervisor).post(f"/api/v1/records/{record}/{act}", json={"version": version} | body)
        assert answer.status_code == 200, answer.text
        return answer

    def look(self, path: str, person: Person | None = None, *, agent: str = "desk", lang: str = "zh-CN") -> str:
        """A page's readable text, spaces as one."""
        return readable(self.open(path, person, agent=agent, lang=lang).text)

    def open(
        self, path: str, person: Person | None = None, *, agent: str = "desk", lang: str = "zh-CN"
    ) -> httpx.Response:
        """A page as the browser of `person` (the supervisor) gets it."""
        headers = {"Accept": "text/html", "Accept-Language": lang, "User-Agent": agent}
        return self.api.as_(person or self.supervisor).get(path, headers=headers)


def readable(html: str) -> str:
    """What a page says, without its markup."""
    text = re.sub(r"<(script|style|template)\b.*?</\1>", "", joined(html), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is noon on Wednesday 15 April 2026 in Beijing until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(county: County, api: Api, clock: time_machine.Traveller) -> Office:
    """周敏 supervises 林晓 in 白鹭镇; the term began on Monday 6 April."""
    town = county.unit("白鹭镇", county.region)
    programme = county.programme()
    supervisor = county.person("周敏", Role.SUPERVISOR, town)
    cadre = county.person("林晓", Role.CADRE)
    term = {"start_on": date(2026, 4, 6), "arrived_on": date(2026, 4, 6)}
    secondment = county.secondment(cadre, programme, town, supervisors=(supervisor,), **term)
    return Office(county, api, clock, programme, town, supervisor, cadre, secondment)
