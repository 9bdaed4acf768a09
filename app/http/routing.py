"""Routes that run in one thread hop inside one unit of work, and answer with ETags.

A handler is a plain `def` that names its `work: ReadWork` (or `WriteWork`...). The route opens that unit of work around
the handler, in the same worker thread: what was answered is what was committed, and no transaction waits for a
thread while it holds SQLite's writer lock (a generator dependency would).
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.core.actor import Scope
from app.core.work import Work


def _reply(model: BaseModel, response: Response | None, status_code: int) -> Response:
    reply = Response(
        content=model.model_dump_json(),
        media_type="application/json",
        status_code=response.status_code if response is not None and response.status_code else status_code,
    )
    version = getattr(model, "version", None)
    if isinstance(version, int):
        reply.headers["ETag"] = f'"{version}"'
    if response is not None:
        reply.headers.update({k: v for k, v in response.headers.items() if k not in ("content-length", "content-type")})
    return reply


def _in_unit_of_work(endpoint: Callable[..., Any], status_code: int) -> Callable[..., Any]:
    @functools.wraps(endpoint)
    def run(*args: Any, **kwargs: Any) -> Any:
        work = next((value for value in kwargs.values() if isinstance(value, Work)), None)
        if work is None:
            result = endpoint(*args, **kwargs)
        else:
            with work:
                result = endpoint(*args, **kwargs)
        if not isinstance(result, BaseModel):
            return result
        shell = next((value for value in kwargs.values() if isinstance(value, Response)), None)
        return _reply(result, shell, status_code)

    run.__dict__["opens_unit_of_work"] = True
    return run


class WorkRoute(APIRoute):
    """An `APIRoute` whose handler runs inside its own unit of work."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if not inspect.iscoroutinefunction(endpoint) and not hasattr(endpoint, "opens_unit_of_work"):
            endpoint = _in_unit_of_work(endpoint, options.get("status_code") or 200)
        super().__init__(path, endpoint, **options)


def api_router(tag: str) -> APIRouter:
    """A domain's `/api/v1` router: every handler in its unit of work; `app.http.openapi` documents the refusals."""
    return APIRouter(prefix="/api/v1", tags=[tag], route_class=WorkRoute)


def page_router() -> APIRouter:
    """A domain's pages: not in the OpenAPI document, errors as pages."""
    return APIRouter(route_class=WorkRoute, include_in_schema=False, default_response_class=Response)


def scopes(*needed: Scope) -> dict[str, Any]:
    """`openapi_extra=scopes(Scope.X)`: API clients with one of these scopes may call the route (others never)."""
    return {"x-scopes": [str(scope) for scope in needed]}


def public(*schemes: str) -> dict[str, Any]:
    """`openapi_extra=public()`: documented as open to everybody, who may also sign in by one of the schemes."""
    return {"security": [{}, *({scheme: []} for scheme in schemes)] if schemes else []}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """`responses=refusals(409)`: the refusals that a route's shape does not tell."""
    return {status: {"description": "Refused"} for status in statuses}
