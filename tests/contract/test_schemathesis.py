"""Schemathesis over the OpenAPI document: whatever is sent, by whomever, the answer is one that the document tells.

Half of what is sent keeps the document's schemas and half breaks them. What keeps them is mostly about things that
exist: ids are replaced by those of the scene, and some bodies grow from one that is known to succeed.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest
import requests
import schemathesis
import time_machine
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from app.core.db import WorkSession
from tests.contract.document import read_document
from tests.contract.known import ROWS, known_id
from tests.factories import Api, County
from tests.permissions.matrix import Rule
from tests.permissions.rows_handbooks import set_nothing
from tests.permissions.scene import NOW, Scene, build
from tests.permissions.walk import filled
from tests.support.client import BASE_URL, client_of

pytestmark = pytest.mark.walk

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
ROLES = ("orgadmin", "cadre", "supervisor", "finance", "sysadmin", "foreign_orgadmin")
ANONYMOUS, PROGRAM = "anonymous", "program"
PARTS = 6
"""The operations are shared out among so many tests, so that workers share them."""


@cache
def schema() -> BaseSchema:
    """The document as Schemathesis reads it."""
    return schemathesis.openapi.from_dict(read_document())


def operations() -> list[APIOperation]:
    return [result.ok() for result in schema().get_all_operations()]


@pytest.fixture
def scene(county: County, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The scene on which nothing changes: what a request writes is checked by the database, then rolled back."""
    with time_machine.travel(NOW, tick=True):
        found = build(county)
        monkeypatch.setattr(WorkSession, "commit", WorkSession.flush)
        set_nothing(monkeypatch)
        yield found


class Prober:
    """Sends cases as various people, and keeps what was wrong with the answers."""

    def __init__(self, api: Api, scene: Scene, strangers: httpx.Client) -> None:
        self.api, self.scene, self.strangers = api, scene, strangers
        self.wrong: dict[str, str] = {}
        self.seen: set[int] = set()

    def client(self, who: str) -> httpx.Client:
        if who == ANONYMOUS:
            return self.strangers
        if who == PROGRAM:
            return self.api.as_client(self.scene.clients["client:roster:write"])
        return self.api.as_(self.scene.people[who])

    def probe(self, case: Case, who: str) -> None:
        """One request, and what the document says of its answer."""
        (case.headers or {}).pop("Authorization", None)
        prepared = requests.Request(**_sent(case)).prepare()
        client = self.client(who)
        headers = {**prepared.headers, **{k: v for k, v in client.headers.items() if k in ("authorization", "origin")}}
        answer = client.request(prepared.method or "", prepared.url or "", headers=headers, content=prepared.body)
        self.seen.add(answer.status_code)
        try:
            case.validate_response(answer, checks=self._checks(case, who))
        except FailureGroup as failures:
            for one in failures.exceptions:
                self.wrong.setdefault(
                    f"{case.operation.label} {one.title}",
                    f"{who}: {one.message} {answer.text[:300]} {prepared.url} {prepared.body!r:.300}",
                )

    @staticmethod
    def _checks(case: Case, who: str) -> list[Any]:
        rejected = case.meta is not None and case.meta.generation.mode is GenerationMode.NEGATIVE
        return [*CHECKS, checks.negative_data_rejection] if rejected and who in ROLES else CHECKS


def _sent(case: Case) -> dict[str, Any]:
    arguments = case.as_transport_kwargs(base_url=BASE_URL)
    wanted = ("method", "url", "headers", "params", "cookies", "data", "json", "files")
    return {name: value for name, value in arguments.items() if name in wanted}


def place(case: Case, scene: Scene, rule: Rule | None, how: int) -> None:
    """Let a case be about the scene: `how` 0 leaves it, 1 puts known ids in, 2 starts from a body that succeeds."""
    if how == 0:
        return
    values = scene.subject("own")
    values |= filled(rule.path, values) if rule else {}
    for name in case.path_parameters or {}:
        case.path_parameters[name] = str(known_id(name, values) or case.path_parameters[name])
    case.headers.update(rule.headers if rule else {})
    for name in case.query or {}:
        case.query[name] = known_id(name, values) or case.query[name]
    if not isinstance(case.body, dict):
        return
    body = {name: known_id(name, values) or value for name, value in case.body.items() if name != "id"}
    if how == 2 and rule is not None and rule.body is not None:
        chosen = filled(rule.body, values)
        body = chosen | {name: value for name, value in body.items() if name not in chosen}
    case.body = body


def run(operation: APIOperation, prober: Prober, mode: GenerationMode, examples: int) -> None:
    """So many cases of one operation, by people who may call it and by others."""
    rule = ROWS.get(operation.label)
    able = sorted(rule.ok & set(ROLES)) if rule else []
    people = st.sampled_from([*able[:1] * 6, *ROLES, ANONYMOUS, PROGRAM])
    how = st.sampled_from((0, 1, 1, 2, 2)) if mode is GenerationMode.POSITIVE else st.sampled_from((0, 0, 0))

    @hypothesis_settings(
        max_examples=examples, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), who=people, how=how)
    def probe(case: Case, who: str, how: int) -> None:
        place(case, prober.scene, rule, how)
        prober.probe(case, who)

    probe()


@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_is_one_that_the_document_tells(
    api: Api, scene: Scene, app: FastAPI, portal: BlockingPortal, part: int, soak: bool
) -> None:
    examples = 200 if soak else 8
    with client_of(app, portal, raise_errors=False) as strangers:
        prober = Prober(api, scene, strangers)
        for operation in operations()[part::PARTS]:
            run(operation, prober, GenerationMode.POSITIVE, examples)
            if operation.body or list(operation.iter_parameters()):  # nothing sent cannot be wrong
                run(operation, prober, GenerationMode.NEGATIVE, examples)
    assert not prober.wrong, "\n".join(f"{what} {sent}" for what, sent in prober.wrong.items())
    assert {200, 401, 422} <= prober.seen
