"""`/healthz`, `/readyz` and `/metrics`: what a load balancer and a monitor may know, and who else may not."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from app.core import clock
from app.core.actor import Role
from app.core.config import Settings
from app.core.db import Database
from app.core.job_runs import run_slot
from app.core.jobs import Job
from app.core.lease import Leadership
from app.main import create_app
from app.operations.health import FRESH_SECONDS, readiness
from tests.factories import Api, County
from tests.support.client import client_of
from tests.support.databases import Copies

TOKEN = "a token of the tests, long enough to be one"
SLOT = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)


def values(answer: httpx.Response) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    assert answer.status_code == 200, answer.text
    families = text_string_to_metric_families(answer.text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def test_the_process_is_alive(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_migrated_database_is_ready(client: httpx.Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "database": True, "migrations": True})


def test_a_database_without_schema_is_not_ready(
    copies: Copies, database_kind: str, settings: Settings, portal: BlockingPortal
) -> None:
    with copies.url(database_kind, migrated=False) as url:
        database = Database(url)
        with client_of(create_app(settings, database), portal) as client:
            answer = client.get("/readyz")
            assert client.get("/healthz").status_code == 200
        database.dispose()
    body = answer.json()
    assert (answer.status_code, body["code"], body["migrations"]) == (503, "not-ready", False)


def test_a_database_that_is_away_is_not_ready(settings: Settings, portal: BlockingPortal) -> None:
    """Nobody listens on port 1."""
    database = Database("postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1")
    with client_of(create_app(settings, database), portal) as client:
        answer = client.get("/readyz")
        figures = values(client.get("/metrics"))
    database.dispose()
    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert figures["jishi_database_up", frozenset()] == 0


def test_readiness_is_looked_up_rarely(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [1000.0]
    monkeypatch.setattr("app.core.clock.monotonic", lambda: seconds[0])
    first = readiness(database)
    seconds[0] += FRESH_SECONDS
    assert readiness(database) is first
    seconds[0] += 0.1
    assert readiness(database) is not first


def test_metrics_count_requests_by_template_and_status(county: County, api: Api, client: httpx.Client) -> None:
    def count() -> float:
        labels = frozenset({("method", "GET"), ("route", "/api/v1/audit"), ("status", "403")})
        return values(client.get("/metrics")).get(("jishi_http_requests_total", labels), 0)

    before = count()
    api.as_(county.person("周干部", Role.CADRE)).get("/api/v1/audit?subject=13800000000")
    assert count() == before + 1
    told = client.get("/metrics").text
    assert "13800000000" not in told
    assert 'route="/api/v1/audit"' in told


def test_unknown_paths_share_one_label(client: httpx.Client) -> None:
    client.get("/no/such/path/as-this")
    told = client.get("/metrics").text
    assert "as-this" not in told
    assert re.search(r'jishi_http_requests_total\{method="GET",route="unmatched",status="404"\}', told)


def test_metrics_tell_the_leader_and_the_outcomes_of_jobs(
    app: FastAPI, client: httpx.Client, database: Database
) -> None:
    def fail(*_: object) -> str:
        raise ValueError

    good, bad = Job("good", "", {"hour": 17}, lambda *_: "fine"), Job("bad", "", {"minute": "*"}, fail)
    app.state.jobs = (good, bad)

    leader = Leadership(database)
    leader.tick()
    run_slot(database, good, SLOT)
    run_slot(database, bad, clock.now())
    figures = values(client.get("/metrics"))
    assert figures["jishi_scheduler_leader", frozenset({("holder", leader.holder)})] == 1
    assert figures["jishi_scheduler_epoch", frozenset()] == 1
    assert figures["jishi_job_failed_slots", frozenset({("job", "bad")})] == 1
    assert figures["jishi_job_failed_slots", frozenset({("job", "good")})] == 0
    assert figures["jishi_job_last_success_timestamp_seconds", frozenset({("job", "good")})] > SLOT.timestamp()
    assert figures["jishi_database_up", frozenset()] == 1
    leader.release()
    figures = values(client.get("/metrics"))
    assert figures["jishi_scheduler_leader", frozenset({("holder", leader.holder)})] == 0


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_metrics_are_not_for_those_behind_a_proxy(client: httpx.Client, header: str) -> None:
    answer = client.get("/metrics", headers={header: "203.0.113.9"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.fixture
def from_elsewhere(settings: Settings, database: Database, portal: BlockingPortal) -> Callable[..., httpx.Response]:
    """Asks for the metrics from another machine, of a service with or without a token."""

    def ask(configured: str | None, sent: str | None) -> httpx.Response:
        app = create_app(Settings.model_validate(settings.model_dump() | {"metrics_token": configured}), database)
        remote = _Elsewhere(app)
        with client_of(remote, portal) as client:  # type: ignore[arg-type]
            return client.get("/metrics", headers={"Authorization": f"Bearer {sent}"} if sent else {})

    return ask


class _Elsewhere:
    """The application as another machine sees it."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, object], receive: object, send: object) -> None:
        await self._app({**scope, "client": ("203.0.113.9", 50000)}, receive, send)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("configured", "sent", "status"),
    [(None, None, 404), (None, TOKEN, 404), (TOKEN, None, 404), (TOKEN, "another", 404), (TOKEN, TOKEN, 200)],
)
def test_from_elsewhere_metrics_need_the_token(
    from_elsewhere: Callable[..., httpx.Response], configured: str | None, sent: str | None, status: int
) -> None:
    assert from_elsewhere(configured, sent).status_code == status
