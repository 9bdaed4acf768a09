"""Nothing dead: for every account of the demo, each page, form and action that its pages offer leads somewhere."""

import os
import re
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from app.core.config import Settings
from app.core.db import Database
from app.demo.accounts import ACCOUNTS
from app.demo.seed import seed_county
from tests.support.databases import Copies

EACH = 2 if os.environ.get("JISHI_TEST_SOAK") == "1" else 1
"""How many pages of one kind are visited, of each account: with these ids or dates and with those."""
LOGINS = [account.login for account in ACCOUNTS]
VARIABLE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{2}(-\d{2})?|(?<=^/jobs/)[a-z0-9-]+")
BLANK = re.compile(r"\{[\w.]+\}")


@pytest.fixture
def database_url(copies: Copies) -> Iterator[str]:
    """Links are the same on every engine."""
    with copies.url("sqlite") as url:
        yield url


class Offers(HTMLParser):
    """What a page lets a person do: addresses to open, addresses to post to, and calls of the API."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.opens: list[str] = []
        self.posts: list[str] = []
        self.calls: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value is not None}
        if tag == "form" and "data-api" not in given and "action" in given:
            (self.posts if given.get("method", "get").lower() == "post" else self.opens).append(given["action"])
        if tag == "a" and "href" in given:
            self.opens.append(given["href"])
        if tag in ("img", "script", "use") and ("src" in given or "href" in given):
            self.opens.append(given.get("src") or given["href"])
        if "data-api" in given:
            self.calls.append(given["data-api"])


def kind_of(address: str) -> str:
    parts = urlsplit(address)
    names = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    return VARIABLE.sub("*", parts.path) + ("?" + "&".join(names) if names else "")


def serves(app: FastAPI, method: str, path: str) -> bool:
    """Whether the document of the API has an operation there."""
    operations = app.openapi()["paths"]
    for pattern, methods in operations.items():
        if re.fullmatch(re.sub(r"\{[^/]+?\}", "[^/]+", pattern), path) and method.lower() in methods:
            return True
    return False


class Walk:
    """One account's way through everything that is offered to it, from the front page on."""

    def __init__(self, client: httpx.Client, app: FastAPI) -> None:
        self.client, self.app = client, app
        self.faults: list[str] = []
        self.seen: Counter[str] = Counter()
        self._known: set[str] = set()
        self._queue = deque([("/", "-")])
        while self._queue:
            address, origin = self._queue.popleft()
            if address not in self._known and self.seen[kind_of(address)] < EACH:
                self._known.add(address)
                self.seen[kind_of(address)] += 1
                self._visit(address, origin)

    def _visit(self, address: str, origin: str) -> None:
        answer = self.client.get(address, headers={"Accept": "text/html,*/*"}, follow_redirects=True)
        if answer.status_code >= 400:
            self.faults.append(f"{answer.status_code} {address} (on {origin})")
        if "text/html" in answer.headers.get("content-type", ""):
            offers = Offers(answer.text)
            self._follow(offers.opens, str(answer.url), address)
            self._check(offers, address)

    def _follow(self, targets: list[str], base: str, address: str) -> None:
        for target in targets:
            there = urlsplit(urljoin(base, target))
            if there.netloc == urlsplit(str(self.client.base_url)).netloc:
                self._queue.append((there._replace(fragment="", scheme="", netloc="").geturl(), address))
            else:
                self.faults.append(f"leaves for {target} (on {address})")

    def _check(self, offers: Offers, address: str) -> None:
        for call in offers.calls:
            method, path = BLANK.sub(str(uuid4()), call).split()
            if not serves(self.app, method, urlsplit(path).path):
                self.faults.append(f"no route for {call} (on {address})")
        for target in set(offers.posts) - self._known:
            self._known.add(target)
            if self.client.options(target).status_code == 404:
                self.faults.append(f"no route for the form {target} (on {address})")


def test_no_dead_link_for_any_account(
    database: Database, settings: Settings, app: FastAPI, client: httpx.Client
) -> None:
    seed_county(database, settings)
    faults: list[str] = []
    for login in LOGINS:
        client.cookies.clear()
        signed_in = client.post("/sign-in", data={"username": login, "password": settings.demo_password})
        assert signed_in.status_code == 303, login
        walk = Walk(client, app)
        assert {"/me", "/inbox"} <= set(walk.seen), login
        faults += [f"{login}: {fault}" for fault in walk.faults]
    assert faults == []
