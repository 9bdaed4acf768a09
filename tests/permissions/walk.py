"""Calling a route as somebody: paths, bodies and headers filled from the scene."""

import io
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI
from PIL import Image

from tests.permissions.matrix import Rule
from tests.permissions.scene import Scene

PREFIX = "/api/v1"


def routes_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every (method, path) that the application answers, static files apart."""

    def walk(routes: Any) -> Iterator[tuple[str, str]]:
        for route in routes:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                yield from walk(inner.routes)
            elif getattr(route, "methods", None):
                yield from ((method, route.path) for method in route.methods if method != "HEAD")

    yield from walk(app.routes)


def filled(value: Any, values: dict[str, Any]) -> Any:
    """`{name}` in strings, lists and objects replaced from `values`; `{uuid}` is minted anew."""
    if isinstance(value, str):
        return value.replace("{uuid}", str(uuid4())).format_map(values) if "{" in value else value
    if isinstance(value, dict):
        return {key: filled(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, values) for item in value]
    return value


def call(client: httpx.Client, route: str, rule: Rule, scene: Scene, subject: str = "own") -> httpx.Response:
    """One request of `route` (`GET /records/{record_id}`) about a subject of the scene."""
    method, path = route.split(" ")
    values = scene.subject(subject)
    values |= filled(rule.path, values)
    url = path.format_map(values) + rule.query.format_map(values)
    accept = "application/json" if path.startswith(PREFIX) else "text/html"
    options: dict[str, Any] = {"headers": {"Accept": accept} | rule.headers}
    if rule.file:
        options["files"] = {"file": ("photo.png", _png(), "image/png")}
    elif rule.sheet is not None:
        options["files"] = {"file": ("名册.xlsx", rule.sheet, "application/octet-stream")}
    elif rule.form is not None:
        options["data"] = filled(rule.form, values)
    elif rule.body is not None:
        options["json"] = filled(rule.body, values)
    return client.request(method, url, **options)


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (16, 12), "white").save(buffer, "PNG")
    return buffer.getvalue()
