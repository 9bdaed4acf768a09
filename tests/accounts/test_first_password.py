"""Until a password that somebody else set is changed, nothing but changing it is possible."""

import re
from uuid import uuid4

import pytest
from fastapi import FastAPI

from app.core.actor import Role
from tests.factories import Api, County
from tests.permissions.walk import routes_of

PUBLIC = {
    "GET /sign-in", "POST /sign-in", "POST /sign-in/otp", "POST /sign-out", "GET /forgotten",
    "POST /preferences/locale", "POST /preferences/care", "POST /preferences/theme",
    "POST /api/v1/auth/token", "POST /api/v1/auth/revoke",
    "GET /sw.js", "GET /offline", "GET /help", "GET /help/{topic}",
    "GET /healthz", "GET /readyz", "GET /metrics", "GET /openapi.json",
}  # fmt: skip
"""What the anonymous may ask for as well."""
OWN = {"GET /password", "GET /api/v1/me", "POST /api/v1/me/password", "POST /api/v1/me/sign-out-everywhere"}
"""What the change itself needs."""

LAST = "POST /api/v1/me/sign-out-everywhere"


@pytest.fixture
def routes(app: FastAPI) -> list[str]:
    return sorted({f"{method} {path}" for method, path in routes_of(app)} - PUBLIC)


def test_all_else_waits_for_ones_own_password(api: Api, county: County, routes: list[str]) -> None:
    person = county.person("初来", Role.ORGADMIN, county.region, must_change_password=True)
    client, open_to_them = api.as_(person), set()
    for route in sorted(routes, key=LAST.__eq__):
        method, path = route.split(" ")
        url = re.sub(r"\{[^}]+\}", lambda _: str(uuid4()), path)
        answer = client.request(
            method, url, headers={"Accept": "application/json"}, json={} if method != "GET" else None
        )
        if answer.status_code != 403 or answer.json()["code"] != "password-change-required":
            open_to_them.add(route)
    assert open_to_them == OWN


def test_pages_lead_to_the_change(api: Api, county: County) -> None:
    person = county.person("初来", Role.CADRE, county.region, must_change_password=True)
    for path in ("/", "/today", "/me", "/me/devices"):
        answer = api.as_(person).get(path, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/password")
    assert "别人为您设的" in api.as_(person).get("/password", headers={"Accept": "text/html"}).text
