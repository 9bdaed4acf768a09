"""The OpenAPI document holds every operation of the API, and says of each what a client must know."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urljoin

import httpx
import jsonschema_rs
import pytest
import schemathesis
from fastapi import FastAPI

from app import __version__
from app.core.actor import Scope
from app.core.errors import DomainError
from app.http.openapi_parts import SCOPES
from app.http.problems import Problem
from tests.contract.document import Json, Operation, operations, read_document, resolved

pytestmark = pytest.mark.walk

OPERATIONS_ROUTES = {"GET /healthz", "GET /readyz", "GET /metrics"}
DOCUMENT = read_document()
EVERY = [pytest.param(operation, id=operation.label) for operation in operations(DOCUMENT)]
STATUSES = {400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 429, 503}


def routes_of(routes: Any) -> Iterator[str]:
    """Every route that the application answers, as `GET /path`."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner.routes)
        elif getattr(route, "methods", None):
            yield from (f"{method} {route.path}" for method in route.methods if method != "HEAD")


def inputs(operation: Operation) -> Iterator[tuple[str, Json]]:
    """The schemas of everything that a client sends, by name."""
    for parameter in operation.told.get("parameters", ()):
        yield parameter["name"], parameter["schema"]
    for content in operation.told.get("requestBody", {}).get("content", {}).values():
        yield "body", content["schema"]


def unbounded(name: str, schema: Json, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """The places in a schema where a client might send any amount."""
    if "$ref" in schema:
        if schema["$ref"] not in seen:
            yield from unbounded(name, resolved(DOCUMENT, schema), seen | {schema["$ref"]})
        return
    for part in schema.get("anyOf", ()):
        yield from unbounded(name, part, seen)
    kind = schema.get("type")
    if kind == "string" and not schema.keys() & {"format", "pattern", "maxLength", "enum", "const", "contentMediaType"}:
        yield f"{name}: any text"
    if kind in ("integer", "number") and not (
        schema.keys() & {"minimum", "exclusiveMinimum"} and schema.keys() & {"maximum", "exclusiveMaximum"}
    ):
        yield f"{name}: any number"
    if kind == "array":
        if "maxItems" not in schema:
            yield f"{name}: any number of items"
        yield from unbounded(f"{name}[]", schema["items"], seen)
    for field, inner in schema.get("properties", {}).items():
        yield from unbounded(f"{name}.{field}", inner, seen)


def test_the_document_is_valid() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    document = deepcopy(DOCUMENT)
    flow = document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]
    # The specification allows an address relative to the server; its published schema, which is checked here, does not.
    flow["tokenUrl"] = urljoin("https://jishi.example/", flow["tokenUrl"])
    schemathesis.openapi.from_dict(document).validate()
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}), name


def test_every_reference_leads_somewhere_and_nothing_is_left_over() -> None:
    named: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                named.add(part["$ref"])
                resolved(DOCUMENT, part)
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(DOCUMENT)
    kinds = ("schemas", "responses", "headers")
    held = {f"#/components/{kind}/{name}" for kind in kinds for name in DOCUMENT["components"][kind]}
    assert held - named == set()


def test_it_says_what_it_is() -> None:
    info = DOCUMENT["info"]
    assert info["version"] == __version__
    assert info["title"]
    assert info["description"]
    assert info["contact"]
    assert info["license"]["identifier"] == "Apache-2.0"
    assert [server["url"] for server in DOCUMENT["servers"]] == ["/"]
    assert set(SCOPES) == set(Scope)


def test_it_holds_every_operation_of_the_api_and_no_other(app: FastAPI) -> None:
    served = {route for route in routes_of(app.routes) if route.split(" ")[1].startswith("/api/")}
    assert {operation.label for operation in operations(DOCUMENT)} == served | OPERATIONS_ROUTES


def test_it_is_served_once_rendered(client: httpx.Client) -> None:
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == DOCUMENT
    again = client.get("/openapi.json", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_names_of_operations_are_unique_and_readable() -> None:
    names = [operation.told["operationId"] for operation in operations(DOCUMENT)]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []


@pytest.mark.parametrize("operation", EVERY)
def test_an_operation_is_in_words(operation: Operation) -> None:
    assert 3 <= len(operation.told["summary"]) <= 160
    assert operation.told["tags"]
    for parameter in operation.told.get("parameters", ()):
        assert parameter.get("description"), parameter["name"]
        schema = parameter["schema"]
        if schema.get("format") in ("uuid", "date", "date-time") or "pattern" in schema:
            assert parameter.get("example") or schema.get("examples") or schema["pattern"], parameter["name"]


@pytest.mark.parametrize("operation", EVERY)
def test_whatever_is_sent_is_bounded(operation: Operation) -> None:
    assert [place for name, schema in inputs(operation) for place in unbounded(name, schema)] == []


@pytest.mark.parametrize("operation", EVERY)
def test_answers_have_schemas(operation: Operation) -> None:
    good = {status: answer for status, answer in operation.told["responses"].items() if status.startswith("2")}
    assert good
    for status, answer in good.items():
        assert answer["description"]
        assert bool(answer.get("content")) == (status != "204")
        for media_type, content in answer.get("content", {}).items():
            if media_type == "application/json":
                schema = resolved(DOCUMENT, content["schema"])
                kinds = [resolved(DOCUMENT, kind) for kind in schema.get("anyOf", [schema])]
                versioned = all("version" in kind.get("properties", {}) for kind in kinds)
                assert ("ETag" in answer.get("headers", {})) == versioned


@pytest.mark.parametrize("operation", EVERY)
def test_refusals_are_problems(operation: Operation) -> None:
    told = operation.told
    refused = {int(status) for status in told["responses"] if not status.startswith("2")}
    assert refused <= STATUSES
    for status in refused:
        answer = resolved(DOCUMENT, told["responses"][str(status)])
        assert list(answer["content"]) == ["application/problem+json"]
        schema = resolved(DOCUMENT, answer["content"]["application/problem+json"]["schema"])
        assert set(schema["required"]) == {name for name, one in Problem.model_fields.items() if one.is_required()}
    if operation.path.startswith("/api/"):
        assert {401, 403} <= refused
        body = "requestBody" in told
        assert ({400, 413} <= refused) == body
        assert (422 in refused) == (body or bool(told.get("parameters")))
        if any(parameter["name"] == "if-match" for parameter in told.get("parameters", ())):
            assert {409, 412} <= refused


def test_the_headers_of_refusals_are_told() -> None:
    answers = DOCUMENT["components"]["responses"]
    assert "Retry-After" in answers["TooManyRequests"]["headers"]
    assert "WWW-Authenticate" in answers["Unauthenticated"]["headers"]


@pytest.mark.parametrize("operation", EVERY)
def test_who_may_call_is_told(operation: Operation) -> None:
    schemes = DOCUMENT["components"]["securitySchemes"]
    ways = operation.told["security"]
    for way in ways:
        for scheme, scopes in way.items():
            assert scheme in schemes
            if scheme == "oauth2":
                assert set(scopes) <= set(schemes["oauth2"]["flows"]["clientCredentials"]["scopes"])
    if operation.path.startswith("/api/v1/auth/"):
        assert {} in ways or ways == []
    elif operation.path.startswith("/api/"):
        assert {"session": []} in ways
        assert {"bearer": []} in ways


def subclasses(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_every_refusal_of_the_service_is_one_that_the_document_knows() -> None:
    statuses = {kind.status for kind in subclasses(DomainError)}
    assert statuses - STATUSES == {405, 500}
