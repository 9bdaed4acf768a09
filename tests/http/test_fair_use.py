"""Costly requests have a fair limit for each caller, told with when to come back."""

import pytest
from fastapi import FastAPI

from app.core import clock
from app.core.actor import Role
from app.http.fair_use import KINDS, Buckets, Kind, kind_of
from tests.factories import Api, County
from tests.permissions.walk import routes_of

(PAPERS,) = (kind for kind in KINDS if kind.name == "papers")


def test_a_bucket_refills_by_and_by() -> None:
    kind = Kind("few", PAPERS.requests, burst=3, a_minute=6)
    buckets = Buckets()
    assert [buckets.take(kind, "a", 0) for _ in range(4)] == [0, 0, 0, 10]
    assert buckets.take(kind, "b", 0) == 0
    assert buckets.take(kind, "a", 4) == pytest.approx(6)
    assert [buckets.take(kind, "a", 10) for _ in range(2)] == [0, 10]
    assert [buckets.take(kind, "a", 1000) for _ in range(4)] == [0, 0, 0, 10]


def test_what_costs_seconds_is_limited_and_nothing_else(app: FastAPI) -> None:
    limited = {f"{method} {path}" for method, path in routes_of(app) if kind_of(method, path)}
    assert {
        "GET /api/v1/allowances/{month}.xlsx",
        "POST /api/v1/imports/roster",
        "PUT /api/v1/attachments/{attachment_id}",
    } <= limited
    assert not {
        route for route in limited if route.endswith("/{work_on}") or "/check-ins" in route or "/auth/" in route
    }


def test_every_limit_is_documented(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            if kind_of(method.upper(), path):
                assert "429" in operation["responses"], path


def test_an_impatient_program_waits_and_its_neighbour_does_not(
    api: Api, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient, neighbour = (api.as_(county.person("财务", Role.FINANCE, county.region)) for _ in range(2))
    path = "/api/v1/allowances/2026-03.xlsx"
    monkeypatch.setattr(clock, "monotonic", lambda: 1000.0)
    for _ in range(PAPERS.burst):
        assert impatient.get(path).status_code == 409
    answer = impatient.get(path)
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-requests")
    assert answer.headers["Retry-After"] == "1"
    assert neighbour.get(path).status_code == 409
    assert impatient.get("/api/v1/allowances/2026-03").status_code == 200
