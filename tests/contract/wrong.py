"""Bodies that are wrong in exactly one field, generated from the document's schemas."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.contract.document import Json, resolved

Way = tuple[str | int, ...]
_SAMPLES = {
    "uuid": "01980b6e-7c41-7d2a-9f3e-5a1c2b3d4e5f",
    "date": "2026-07-10",
    "date-time": "2026-07-10T09:00:00+08:00",
}
OTHERS: dict[str, tuple[Any, ...]] = {
    "string": ({}, [], 17),
    "integer": ({}, [], "no number", 1.5),
    "number": ({}, [], "no number"),
    "boolean": ({}, [], "no number", 7),
    "array": ("x", 7),
    "object": ("x", 7),
}
"""For each type of JSON, values of another."""


@dataclass(frozen=True)
class Wrong:
    """One wrong body: what is wrong with it, and the pointer to the field."""

    kind: str
    pointer: str
    body: Any


def pointer(way: Way) -> str:
    """A way as a JSON pointer."""
    return "".join(f"/{step}" for step in way)


def without_null(document: Json, schema: Json) -> tuple[Json, bool]:
    """The schema that a value other than null meets, and whether null is allowed."""
    schema = resolved(document, schema)
    kinds = [resolved(document, kind) for kind in schema.get("anyOf", [schema])]
    others = [kind for kind in kinds if kind.get("type") != "null"]
    assert len(others) == 1, f"a field of several kinds needs a test of its own: {schema}"
    return others[0], len(others) < len(kinds)


def sample(document: Json, schema: Json) -> Any:
    """A small value that the schema takes."""
    schema, _ = without_null(document, schema)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("examples"):
        return schema["examples"][0]
    kind = schema["type"]
    if kind == "object":
        needed = schema.get("required", ())
        return {name: sample(document, schema["properties"][name]) for name in needed}
    if kind == "array":
        return [sample(document, schema["items"]) for _ in range(schema.get("minItems", 0))]
    if kind == "string":
        return _SAMPLES.get(schema.get("format", ""), "字" * max(2, schema.get("minLength", 0)))
    return {"integer": schema.get("minimum", 1), "number": schema.get("minimum", 1), "boolean": True}[kind]


def put(body: Any, way: Way, value: Any) -> Any:
    """The body with another value at the end of a way."""
    if not way:
        return value
    step, rest = way[0], way[1:]
    if isinstance(step, int):
        return [put(body[0], rest, value), *body[1:]]
    return body | {step: put(body.get(step), rest, value)}


def wrong_bodies(document: Json, schema: Json, body: Any, way: Way = (), whole: Any = None) -> Iterator[Wrong]:
    """Every body that is wrong in one place, `body` being right; optional parts are put in to be made wrong."""
    whole = body if whole is None else whole
    schema, nullable = without_null(document, schema)
    if way:
        for kind, value in wrong_values(schema, nullable):
            yield Wrong(kind, pointer(way), put(whole, way, value))
    if schema.get("type") == "object" and "properties" in schema:
        yield from _wrong_members(document, schema, body, way, whole)
    if schema.get("type") == "array":
        inner = body[0] if body else sample(document, schema["items"])
        within = put(whole, way, [inner, *body[1:]])
        yield from wrong_bodies(document, schema["items"], inner, (*way, 0), within)


def _wrong_members(document: Json, schema: Json, body: Json, way: Way, whole: Any) -> Iterator[Wrong]:
    yield Wrong("unknown", pointer((*way, "unknown_field")), put(whole, way, body | {"unknown_field": 1}))
    for name, told in schema["properties"].items():
        if name in schema.get("required", ()):
            rest = {key: value for key, value in body.items() if key != name}
            yield Wrong("missing", pointer((*way, name)), put(whole, way, rest))
        value = body.get(name)
        value = sample(document, told) if value is None else value
        yield from wrong_bodies(document, told, value, (*way, name), put(whole, (*way, name), value))


def wrong_values(schema: Json, nullable: bool) -> Iterator[tuple[str, Any]]:
    """Values that the schema refuses, each for one reason."""
    kind = schema.get("type", "object")
    yield from (("of another type", value) for value in OTHERS[kind])
    if not nullable:
        yield "null", None
    if kind == "string":
        yield from _wrong_texts(schema)
    for limit, beyond in (("minimum", -1), ("exclusiveMinimum", 0), ("maximum", 1), ("exclusiveMaximum", 0)):
        if limit in schema:
            yield "out of range", schema[limit] + beyond
    if schema.get("minItems"):
        yield "too few", []


def _wrong_texts(schema: Json) -> Iterator[tuple[str, Any]]:
    yield "unstorable", "a\x00b"
    if schema.get("minLength"):
        yield "too short", "字" * (schema["minLength"] - 1)
    if "maxLength" in schema:
        yield "too long", "a" * (schema["maxLength"] + 1)
    if schema.keys() & {"format", "enum", "const"}:
        yield "of another form", "〇〇〇〇"
    if "pattern" in schema:
        yield "of another form", next(one for one in ("〇〇〇〇", "a\x1fb") if not re.search(schema["pattern"], one))
    if schema.get("format") in ("date", "date-time"):
        yield "a number for a time", 1_782_864_000
