"""Values that break programs, in every parameter and every field: the answer stays one that the document tells."""

import base64
import json
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import time_machine

from app.core.db import WorkSession
from tests.contract.document import Json, Operation, operations, read_document, resolved
from tests.contract.known import ROWS
from tests.factories import Api, County
from tests.permissions.rows_handbooks import set_nothing
from tests.permissions.scene import NOW, Scene, build
from tests.permissions.walk import filled

pytestmark = pytest.mark.walk

DOCUMENT = read_document()
PARTS = 6
ANYTHING = ("%00", "%ED%A0%80", "%FF", "null", "-1", "NaN", "9" * 400, "%E2%80%AE'%25_\\", "")
DAYS = ("0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "0", "-99999-01-01")
INSTANTS = ("0001-01-01T00:00:00%2B23:59", "9999-12-31T23:59:59-23:59", "2026-01-01T00:00:00", "1e12", "9" * 25)
MONTHS = ("0000-00", "2026-13", "2000-01", "2099-12", "2026-1", "٢٠٢٦-٠١")
CURSORS = (
    "W10", "bnVsbA", "WyIwMDAxLTAxLTAxVDAwOjAwOjAwIiwieCJd", "WyJcdTAwMDAiXQ", "A" * 5000,
    "WyI5OTk5LTEyLTMxIiwiMDE5ODBiNmUtN2M0MS03ZDJhLTlmM2UtNWExYzJiM2Q0ZTVmIl0", "%F0%9F%98%80",
)  # fmt: skip
KEYS = (
    "\x00", "\ud800", "9" * 60, "-" + "9" * 60, "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59", "", "NaN", "1e999", "é" * 500,
)  # fmt: skip
TAGS = ('"0"', "*", 'W/"1"', '"1", "2"', '"999999999999999999999"', '"-1"', "1.5", '"', "")
VALUES: tuple[Any, ...] = (
    "\x00", "\ud800", 10**30, -(10**30), float("nan"), float("inf"), 1e308, True, None, [], {}, "x" * 20000,
    [[[[[[[[[[]]]]]]]]]], "\u202e' %_\\", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
)  # fmt: skip


@pytest.fixture
def scene(county: County, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The scene on which nothing changes: what a request writes is checked by the database, then rolled back."""
    with time_machine.travel(NOW, tick=True):
        found = build(county)
        monkeypatch.setattr(WorkSession, "commit", WorkSession.flush)
        set_nothing(monkeypatch)
        yield found


def texts_for(parameter: Json) -> tuple[str, ...]:
    """What might break a parameter, already encoded for an address."""
    schema, name = parameter["schema"], parameter["name"]
    if name == "cursor":
        return ANYTHING + CURSORS
    if name == "month":
        return ANYTHING + tuple(quote(month) for month in MONTHS)
    return ANYTHING + {"date": DAYS, "date-time": INSTANTS}.get(schema.get("format", ""), ())


def fields_of(schema: Json, prefix: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every field of a body, into objects and the first of every list."""
    schema = resolved(DOCUMENT, schema)
    for kind in schema.get("anyOf", ()):
        yield from fields_of(kind, prefix)
    if schema.get("type") == "array":
        yield from fields_of(schema["items"], (*prefix, 0))
    for name, inner in schema.get("properties", {}).items():
        yield (*prefix, name)
        yield from fields_of(inner, (*prefix, name))


def with_value(body: Any, way: tuple[str | int, ...], value: Any) -> Any:
    """The body with a value at the end of a way, objects and lists put in where there are none."""
    if not way:
        return value
    step, *rest = way
    if isinstance(step, int):
        found = body[0] if isinstance(body, list) and body else None
        return [with_value(found, tuple(rest), value)]
    base = body if isinstance(body, dict) else {}
    return base | {step: with_value(base.get(step), tuple(rest), value)}


class Attacker:
    """Sends requests of one operation that is known to succeed, each with one value changed."""

    def __init__(self, operation: Operation, api: Api, scene: Scene) -> None:
        self.rule = ROWS[operation.label]
        self.operation = operation
        values = scene.subject("own")
        self.values = values | filled(self.rule.path, values)
        person = scene.people[min(self.rule.ok)] if self.rule.ok else scene.people["orgadmin"]
        self.client = api.as_(person)
        self.wrong: dict[str, str] = {}

    def attack(self) -> None:
        told = self.operation.told
        for parameter in told.get("parameters", ()):
            for text in texts_for(parameter) if parameter["in"] != "header" else TAGS:
                self._with_parameter(parameter, text)
        for media_type, content in told.get("requestBody", {}).get("content", {}).items():
            if media_type == "application/json":
                self._with_bodies(content["schema"])

    def _with_bodies(self, schema: Json) -> None:
        base = filled(self.rule.body or {}, self.values)
        for way in fields_of(schema):
            for value in VALUES:
                self._send(body=json.dumps(with_value(base, way, value)).encode())
        for raw in (b"", b"{", b"[]", b"3", b'"\xff"', b"null", b"9" * 5000, b"[" * 5000, b'{"a":1,"a":2}'):
            self._send(body=raw)

    def _with_parameter(self, parameter: Json, text: str) -> None:
        name = parameter["name"]
        if parameter["in"] == "path":
            if text:
                self._send(path={name: text})
        elif parameter["in"] == "query":
            self._send(query=f"{name}={text}")
            self._send(query=f"{name}={text}&{name}=1")
        else:
            self._send(headers={name: text})

    def _send(
        self, path: dict[str, str] | None = None, query: str = "", headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> None:  # fmt: skip
        told = self.rule.query.format_map(self.values)
        address = self.operation.path.format_map(self.values | (path or {}))
        joined = "&".join(part for part in (query, told.removeprefix("?")) if part)
        content = body
        if body is None and self.rule.body is not None:
            content = json.dumps(filled(self.rule.body, self.values)).encode()
        kind = {"Content-Type": "application/json"} if content is not None else {}
        url = httpx.URL(f"{address}?{joined}" if joined else address)
        sent = self.rule.headers | kind | (headers or {})
        what = f"{self.operation.label} {path or query or headers or body!r:.200}"
        try:
            answer = self.client.request(self.operation.method.upper(), url, headers=sent, content=content)
        except Exception as error:  # noqa: BLE001 - whatever the service raises is what the test looks for
            self.wrong[what] = repr(error)[:300]
            return
        if str(answer.status_code) not in self.operation.told["responses"] and not self._elsewhere(path, answer):
            self.wrong[what] = f"{answer.status_code} {answer.text[:200]}"

    @staticmethod
    def _elsewhere(path: dict[str, str] | None, answer: httpx.Response) -> bool:
        """A changed path may be no path of the API at all."""
        return path is not None and answer.status_code in (404, 405)


def recut(cursor: str, place: int, value: str) -> str:
    """A cursor that the service gave, with another key at one place."""
    keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    keys[place % len(keys)] = value
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


def reader(api: Api, scene: Scene, people: Collection[str], address: str) -> httpx.Client:
    """Somebody who may read the list; where no person may, a program of the county that has the scope."""
    if people:
        return api.as_(scene.people["orgadmin" if "orgadmin" in people else min(people)])
    programs = (api.as_client(one) for name, one in scene.clients.items() if name != "client:foreign")
    return next(program for program in programs if program.get(address).status_code != 403)


def test_no_forged_cursor_breaks_a_list(api: Api, scene: Scene) -> None:
    wrong: dict[str, str] = {}
    lists = set()
    for operation in operations(DOCUMENT):
        if not any(one["name"] == "cursor" for one in operation.told.get("parameters", ())):
            continue
        rule, values = ROWS[operation.label], scene.subject("own")
        address = operation.path.format_map(values | filled(rule.path, values))
        client = reader(api, scene, rule.ok, address)
        query = dict(httpx.QueryParams(rule.query.removeprefix("?").format_map(values))) | {"limit": "1"}
        first = client.get(address, params=query)
        assert first.status_code == 200, (operation.label, first.text)
        cursor = first.json()["next_cursor"]
        if cursor is None:
            continue
        lists.add(operation.label)
        for place in range(4):
            for value in KEYS:
                answer = client.get(address, params=query | {"cursor": recut(cursor, place, value)})
                if answer.status_code not in (200, 422):
                    wrong[f"{operation.label} {place} {value!r}"] = answer.text[:200]
    assert not wrong, wrong
    assert len(lists) >= 8, sorted(lists)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_value_breaks_an_operation(api: Api, scene: Scene, part: int) -> None:
    wrong: dict[str, str] = {}
    for operation in list(operations(DOCUMENT))[part::PARTS]:
        if operation.label in ROWS:
            attacker = Attacker(operation, api, scene)
            attacker.attack()
            wrong |= attacker.wrong
    assert not wrong, "\n".join(f"{what}: {how}" for what, how in wrong.items())
