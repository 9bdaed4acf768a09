"""A small town for the records' tests: a cadre, a supervisor, and everybody else who might knock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine

from app.accounts.models import ApiClient, Person, Unit
from app.core.actor import Role, Scope
from app.core.db import Database
from app.records.hot import hot_path
from app.secondments.models import MonthLock, Programme, Secondment
from tests.factories import Api, County

TODAY = date(2026, 4, 15)
NOON = datetime.fromisoformat("2026-04-15T12:00:00+08:00")
"""A Wednesday. Back to Friday 10 April is free, back to 1 April asks for a reason (Monday to Friday are worked)."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is noon on Wednesday 15 April 2026 in Beijing until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@dataclass
class Town:
    """The people around one secondment, and short ways to act."""

    county: County
    api: Api
    programme: Programme
    receiving: Unit
    sending: Unit
    cadre: Person
    supervisor: Person
    secondment: Secondment
    people: dict[str, Person] = field(default_factory=dict)

    def path(self, on: str | date = TODAY, secondment: Secondment | None = None) -> str:
        return f"/api/v1/secondments/{(secondment or self.secondment).id}/records/{on}"

    def put(
        self,
        on: str | date = TODAY,
        body: dict[str, Any] | None = None,
        *,
        version: int | None = None,
        who: Person | None = None,
        secondment: Secondment | None = None,
        **changes: Any,
    ) -> httpx.Response:
        headers = {"If-Match": f'"{version}"'} if version is not None else {}
        sent = body if body is not None else write(**changes)
        return self.api.as_(who or self.cadre).put(self.path(on, secondment), json=sent, headers=headers)

    def post(self, record: str, act: str, who: Person | None = None, **body: Any) -> httpx.Response:
        return self.api.as_(who or self.supervisor).post(f"/api/v1/records/{record}/{act}", json=body)

    def submitted(self, on: str | date = TODAY, **changes: Any) -> dict[str, Any]:
        answer = self.put(on, submit=True, **changes)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def close(self, month: str = "2026-04") -> None:
        self.county.add(MonthLock(programme_id=self.programme.id, month=month, state="closed"))

    def client(self, *scopes: Scope) -> tuple[ApiClient, httpx.Client]:
        row = self.county.api_client(*scopes)
        return row, self.api.as_client(row)


def write(**changes: Any) -> dict[str, Any]:
    """The body of a write: a submitted day on post unless told otherwise."""
    plain: dict[str, Any] = {
        "client_id": str(uuid4()),
        "day_type": "on_post",
        "items": [{"text": "走访柳湾村三户低保户，核对春耕物资。"}],
        "submit": True,
    }
    return plain | changes


BOTH_WAYS = pytest.mark.parametrize("way", ["hot", "plain"], indirect=True)
"""Runs a test over the fast way and over the plain one."""


@pytest.fixture
def way(request: pytest.FixtureRequest, database: Database) -> str:
    """The fast way, unless a test asks for the plain one."""
    chosen: str = getattr(request, "param", "hot")
    hot_path(database).enabled = chosen == "hot"
    return chosen


@pytest.fixture
def town(county: County, api: Api, clock: time_machine.Traveller, way: str) -> Town:
    """A cadre seconded to 白鹭镇 for 2026, with a supervisor there, reviewed each."""
    receiving, sending = county.unit("白鹭镇", county.region), county.unit("县发改局", county.region)
    programme = county.programme()
    cadre = county.person("林晓", Role.CADRE, sending)
    supervisor = county.person("赵镇长", Role.SUPERVISOR, receiving)
    secondment = county.secondment(cadre, programme, receiving, sending, supervisors=(supervisor,))
    found = Town(county, api, programme, receiving, sending, cadre, supervisor, secondment)
    other = county.unit("青山镇", county.region)
    found.people |= {
        "other_supervisor": county.person("别镇", Role.SUPERVISOR, other),
        "second_supervisor": county.person("副职", Role.SUPERVISOR, receiving),
        "leader": county.person("组长"),
        "sender": county.person("派出", Role.SENDER, sending),
        "orgadmin": county.person("组织部", Role.ORGADMIN, county.region),
        "finance": county.person("财务", Role.FINANCE, county.region),
        "sysadmin": county.person("系统", Role.SYSADMIN, county.region),
        "inspector": county.person("检查", Role.INSPECTOR, county.region),
        "stranger": county.person("外人", Role.CADRE, other),
    }
    county.group(found.people["leader"], secondment)
    return found


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


def pointers(answer: httpx.Response) -> list[str]:
    """The JSON pointers of a refusal."""
    return [error["pointer"] for error in answer.json()["errors"]]
