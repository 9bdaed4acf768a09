"""A cadre with a phone: people to be, ways to sign them in, and what the server really has."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

from app.accounts.models import BrowserSession, Person, Unit
from app.accounts.passwords import hash_password
from app.accounts.tokens import hash_token
from app.core import clock
from app.core.actor import Role
from app.secondments.models import Secondment
from tests.factories import Api, County
from tests.support.browser import OpenPage
from tests.support.databases import Copies
from tests.support.way import Way

PASSWORD = "a good long password 2026"


@pytest.fixture
def database_url(copies: Copies, request: pytest.FixtureRequest) -> Iterator[str]:
    """Journeys run on SQLite; one that asks for another database names it as this fixture's parameter."""
    with copies.url(getattr(request, "param", "sqlite")) as url:
        yield url


@dataclass
class Post:
    """A cadre on post today, their supervisor, and what the server has of their days."""

    county: County
    api: Api
    address: str
    unit: Unit
    cadre: Person
    supervisor: Person
    secondment: Secondment
    open_page: OpenPage
    ways: dict[BrowserContext, Way] = field(default_factory=dict)
    """To the server, of phones with a worker: a fault there befalls a write whether page or worker sends it."""

    @property
    def today(self) -> date:
        return clock.today()

    def record_path(self, on: date | None = None) -> str:
        return f"/api/v1/secondments/{self.secondment.id}/records/{on or self.today}"

    def record(self, on: date | None = None) -> dict[str, Any]:
        """The day's record as its author has it on the server; empty when there is none."""
        answer = self.api.as_(self.cadre).get(self.record_path(on))
        return answer.json() if answer.status_code == 200 else {}

    def texts(self, on: date | None = None) -> list[str]:
        return [item["text"] for item in self.record(on).get("items", [])]

    def actions(self, on: date | None = None) -> list[str]:
        """What was done to the record, in order: every write that the server took is one."""
        path = f"/api/v1/records/{self.record(on)['id']}/versions"
        return [version["action"] for version in self.api.as_(self.cadre).get(path).json()["items"]]

    def phone(self, person: Person | None = None, path: str = "/today", **options: Any) -> Page:
        """A phone on which somebody (the cadre) is signed in, at a page."""
        way = Way(int(self.address.rpartition(":")[2])) if options.get("service_workers") == "allow" else None
        page = self.open_page("phone", base_url=way.address if way else self.address, **options)
        if way:
            self.ways[page.context] = way
        self.sign_in(page, person or self.cadre)
        page.goto(path)
        if path == "/today":
            page.locator("form[data-record][data-ready]").wait_for()
        return page

    def offline(self, page: Page) -> None:
        """No network, and the phone knows."""
        if way := self.ways.get(page.context):
            way.shut()
        page.context.set_offline(True)

    def online(self, page: Page, lost: int = 0) -> None:
        """The network is back, and the phone knows. With a worker, no answer to its next `lost` writes arrives."""
        if way := self.ways.get(page.context):
            way.open()
            way.faults.extend(["after"] * lost)
        page.context.set_offline(False)

    def sign_in(self, page: Page, person: Person) -> None:
        """A session as the sign-in form would leave it."""
        now = clock.now()
        secret = f"cookie {person.login} {now.isoformat()}".replace(" ", "-")
        fields = {"created_at": now, "last_seen_at": now, "expires_at": now + timedelta(days=30), "phone": True}
        self.county.add(BrowserSession(person_id=person.id, token_hash=hash_token(secret), **fields))
        page.context.add_cookies([{"name": "jishi_session", "value": secret, "url": self.address}])


@pytest.fixture
def post(county: County, api: Api, served: str, open_page: OpenPage) -> Iterator[Post]:
    """何景行 on post in 白鹭镇 under 周敏; check-in voluntary, positions coarse."""
    unit = county.unit("白鹭镇", county.region)
    hashed = hash_password(PASSWORD)
    cadre = county.person("何景行", Role.CADRE, unit, login="hejx", password_hash=hashed)
    supervisor = county.person("周敏", Role.SUPERVISOR, unit)
    today = clock.today()
    term: dict[str, Any] = {"start_on": today - timedelta(days=60), "end_on": today + timedelta(days=60)}
    programme = county.programme(check_in="voluntary", location="coarse")
    secondment = county.secondment(cadre, programme, unit, supervisors=(supervisor,), **term)
    made = Post(county, api, served, unit, cadre, supervisor, secondment, open_page)
    yield made
    for way in made.ways.values():
        way.close()


@pytest.fixture
def until() -> Callable[[Page, Callable[[], bool]], None]:
    """Wait for something on the server, letting the page go on meanwhile; fails after ten seconds."""

    def until_(page: Page, done: Callable[[], bool]) -> None:
        for _ in range(200):
            if done():
                return
            page.wait_for_timeout(50)
        raise AssertionError("it did not happen within ten seconds")

    return until_


def text_field(page: Page, number: int = 1) -> Locator:
    """The text of one item of the day's form."""
    return page.locator(f'textarea[name="items[{number - 1}].text"]')


def submit(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(重新)?提交$")).click()
