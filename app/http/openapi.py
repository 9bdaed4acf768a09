"""The OpenAPI document: what FastAPI finds in the routes, completed by the rules that every route keeps.

A handler's docstring is its summary. The refusals that follow from an operation's shape are added here (a body can be
unreadable, a version stale, a subject unknown); a route declares those alone that its shape does not tell, as
`responses=refusals(409)`, and who needs no sign-in, as `openapi_extra=public()`.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from app.http.fair_use import kind_of
from app.http.openapi_parts import components, example_of, meaning_of, refusal

PREFIX = "/api/v1/"
DESCRIPTION = """\
JSON in UTF-8. Instants are ISO 8601 with an offset; dates and months are Beijing's calendar; money is integer fen;
ids are UUIDs. Lists are keyset pages: pass `next_cursor` as `cursor`. A creation may bring its own `id`: the same body
again answers 200, another body 409 `id-reused`. A resource's `version` is its `ETag`; name it in `If-Match` to change
it. Refusals are `application/problem+json` with a stable `code`.
"""
_METHODS = frozenset({"get", "put", "post", "patch", "delete"})
Json = dict[str, Any]


def operation_id(route: APIRoute) -> str:
    """`records_approve`: the tag and the handler's name."""
    tag = str(route.tags[0]).replace(" ", "_") if route.tags else "app"
    return f"{tag}_{route.name.rstrip('_')}"


def install(app: FastAPI, session_cookie: str) -> None:
    """Let the application describe itself by this module, at `/openapi.json`, rendered once."""

    def describe() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, session_cookie)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]
    app.add_api_route("/openapi.json", _serving(describe), include_in_schema=False)


def _serving(describe: Callable[[], Json]) -> Callable[[Request], Response]:
    @lru_cache(maxsize=1)
    def rendered() -> tuple[bytes, str]:
        content = orjson.dumps(describe())
        return content, f'"{hashlib.sha256(content).hexdigest()[:20]}"'

    def openapi(request: Request) -> Response:
        content, tag = rendered()
        headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="application/json", headers=headers)

    return openapi


def _document(app: FastAPI, session_cookie: str) -> Json:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        contact=app.contact,
        license_info=app.license_info,
        routes=app.routes,
        servers=[{"url": "/", "description": "This server"}],
    )
    for kind, named in components(session_cookie).items():
        document["components"].setdefault(kind, {}).update(named)
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    for path, operation in _operations(document):
        _complete(operation, path, document)
    return document


def _operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in _METHODS:
                operation["x-method"] = method
                yield path, operation


def _complete(operation: Json, path: str, document: Json) -> None:
    method = operation.pop("x-method")
    _put_into_words(operation)
    for parameter in operation.get("parameters", ()):
        _describe_parameter(parameter)
    scopes = operation.pop("x-scopes", [])
    if "security" not in operation:
        by_scope = [{"oauth2": [scope]} for scope in scopes]
        operation["security"] = [{"session": []}, {"bearer": []}, *by_scope]
    body = _body_schema(operation, document)
    declared = {int(status) for status in operation["responses"] if int(status) >= 400}
    implied = _implied(operation, method, body) if path.startswith(PREFIX) else set()
    if kind_of(method.upper(), path):
        implied.add(429)
    answers = {status: answer for status, answer in operation["responses"].items() if int(status) < 400}
    for answer in answers.values():
        _name_etag(answer, document)
    operation["responses"] = answers | {str(status): refusal(status) for status in sorted(declared | implied)}


def _put_into_words(operation: Json) -> None:
    text = operation.get("description", "").strip()
    first, _, rest = text.partition("\n")
    operation["summary"] = first.removesuffix(".") or operation["summary"]
    operation["description"] = rest.strip() or text
    if operation["description"].removesuffix(".") == operation["summary"]:
        del operation["description"]


def _describe_parameter(parameter: Json) -> None:
    """A parameter is left out or has a value, but is never null; its schema says so."""
    schema = parameter["schema"]
    kinds = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
    if len(kinds) == 1:
        schema = {**{key: value for key, value in schema.items() if key != "anyOf"}, **kinds[0]}
    elif kinds:
        schema = {**schema, "anyOf": kinds}
    schema.pop("title", None)
    described = schema.pop("description", None)
    parameter["schema"] = schema
    meaning = parameter.get("description") or described or meaning_of(parameter["name"])
    if meaning:
        parameter["description"] = meaning
    example = example_of(schema)
    if example is not None and "example" not in parameter and "examples" not in schema:
        parameter["example"] = example


def _body_schema(operation: Json, document: Json) -> Json | None:
    contents = operation.get("requestBody", {}).get("content", {}).values()
    for content in contents:
        return _resolved(content["schema"], document)
    return None


def _resolved(schema: Json, document: Json) -> Json:
    """The schema itself, where it stands as a reference or as one that may be null."""
    for kind in schema.get("anyOf", ()):
        if kind.get("type") != "null":
            return _resolved(kind, document)
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _implied(operation: Json, method: str, body: Json | None) -> set[int]:
    """The refusals that follow from an operation's shape."""
    parameters = operation.get("parameters", ())
    fields = set((body or {}).get("properties", {})) | {parameter["name"] for parameter in parameters}
    found = {401, 403}
    if body is not None:
        found |= {400, 413}
    if fields:
        found.add(422)
    if body is not None and "application/x-www-form-urlencoded" not in operation["requestBody"]["content"]:
        found.add(415)
    if any(name.endswith(("_id", "_ids")) for name in fields) or any(one["in"] == "path" for one in parameters):
        found.add(404)
    if method != "get" and {"session": []} in operation["security"]:
        found.add(409)
    if fields & {"if-match", "version"}:
        found.add(412)
    return found


def _name_etag(answer: Json, document: Json) -> None:
    """Whatever has a version answers it as its ETag."""
    for content in answer.get("content", {}).values():
        schema = _resolved(content.get("schema", {}), document)
        if "version" in schema.get("properties", {}):
            answer.setdefault("headers", {})["ETag"] = {"$ref": "#/components/headers/ETag"}
