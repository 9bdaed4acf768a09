"""Every field of every body, wrong in every way that its schema knows: 422 that points at it, and nothing written.

The bodies come from the OpenAPI document, so that a new field is covered as soon as it is there.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import time_machine
from sqlalchemy import func, select
from sqlmodel import SQLModel

from app.core.db import Database
from tests.contract.document import Operation, operations, read_document
from tests.contract.known import ROWS
from tests.contract.wrong import Wrong, wrong_bodies
from tests.factories import Api, County
from tests.permissions.scene import NOW, Scene, build
from tests.permissions.walk import filled

pytestmark = pytest.mark.walk

DOCUMENT = read_document()
WITH_JSON = [
    operation
    for operation in operations(DOCUMENT)
    if "application/json" in operation.told.get("requestBody", {}).get("content", {})
]
PARTS = 6


@pytest.fixture
def scene(county: County) -> Iterator[Scene]:
    """Everybody, and one of everything; whatever was written would stay."""
    with time_machine.travel(NOW, tick=True):
        yield build(county)


def rows_written(database: Database) -> dict[str, int]:
    """How many rows each table holds."""
    with database.session(write=False) as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in SQLModel.metadata.sorted_tables
        }


class Caller:
    """Somebody who may call an operation, with the request that would succeed."""

    def __init__(self, operation: Operation, api: Api, scene: Scene) -> None:
        self.operation = operation
        self.rule = ROWS[operation.label]
        self.values = scene.subject("own")
        self.values |= filled(self.rule.path, self.values)
        self.client = api.as_(scene.people[min(self.rule.ok) if self.rule.ok else "cadre"])
        self.body: Any = filled(self.rule.body or {}, self.values)

    @property
    def schema(self) -> Any:
        return self.operation.told["requestBody"]["content"]["application/json"]["schema"]

    def send(self, **body: Any) -> httpx.Response:
        address = self.operation.path.format_map(self.values) + self.rule.query.format_map(self.values)
        headers = self.rule.headers | body.pop("headers", {})
        return self.client.request(self.operation.method.upper(), address, headers=headers, **body)


def fault(answer: httpx.Response, wrong: Wrong) -> str | None:
    """What is not as it should be in the answer to a wrong body."""
    if answer.status_code != 422:
        return f"{answer.status_code} {answer.text[:200]}"
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    return None if pointers == {wrong.pointer} else f"points at {sorted(pointers)}"


@pytest.mark.parametrize("part", range(PARTS))
def test_each_wrong_field_is_pointed_at_and_nothing_is_written(
    api: Api, scene: Scene, database: Database, part: int
) -> None:
    faults, tried = [], 0
    before = rows_written(database)
    for operation in WITH_JSON[part::PARTS]:
        caller = Caller(operation, api, scene)
        for wrong in wrong_bodies(DOCUMENT, caller.schema, caller.body):
            found = fault(caller.send(json=wrong.body), wrong)
            tried += 1
            if found is not None:
                faults.append(f"{operation.label} {wrong.pointer} {wrong.kind}: {found}")
    assert not faults, "\n".join(faults)
    assert rows_written(database) == before
    assert tried > 5 * len(WITH_JSON[part::PARTS])


UNREADABLE = {"cut off": b'{"a":', "no JSON": b"<a/>", "not UTF-8": b'{"a":"\xff"}', "too deep": b"[" * 100_000}
NOT_JSON = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"}


def test_a_body_that_is_no_json_is_told_so(api: Api, scene: Scene, database: Database) -> None:
    faults = []
    before = rows_written(database)
    for operation in WITH_JSON:
        caller = Caller(operation, api, scene)
        for how, content in UNREADABLE.items():
            answer = caller.send(content=content, headers={"Content-Type": "application/json"})
            if (answer.status_code, answer.json()["code"]) != (400, "bad-request"):
                faults.append(f"{operation.label} {how}: {answer.status_code} {answer.text[:200]}")
        for media_type in sorted(NOT_JSON):
            answer = caller.send(content=b"{}", headers={"Content-Type": media_type})
            if (answer.status_code, answer.json()["code"]) != (415, "unsupported-media-type"):
                faults.append(f"{operation.label} {media_type}: {answer.status_code} {answer.text[:200]}")
        answer = caller.send(json=[1, 2])
        if (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) != (422, [""]):
            faults.append(f"{operation.label} a list: {answer.status_code} {answer.text[:200]}")
    assert not faults, "\n".join(faults)
    assert rows_written(database) == before


def test_a_body_beyond_all_measure_is_refused_unread(api: Api, scene: Scene) -> None:
    faults = []
    huge = b'{"a":"' + b"x" * 1_100_000 + b'"}'
    for operation in WITH_JSON:
        for content in (huge, iter([huge[:600_000], huge[600_000:]])):  # with its length announced, and in pieces
            answer = Caller(operation, api, scene).send(content=content, headers={"Content-Type": "application/json"})
            if (answer.status_code, answer.json()["code"]) != (413, "content-too-large"):
                faults.append(f"{operation.label}: {answer.status_code} {answer.text[:200]}")
    assert not faults, "\n".join(faults)
