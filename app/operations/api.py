"""`/healthz`, `/readyz`, `/metrics`: for load balancers and monitoring, without a session."""

import hmac
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.core.config import Settings
from app.core.db import Database
from app.core.errors import NotFound
from app.core.schema import View
from app.http.routing import public, refusals
from app.operations.health import NotReady, readiness
from app.operations.metrics import exposition

router = APIRouter(tags=["operations"])


class Health(View):
    """The process answers."""

    status: str


class Ready(View):
    """What was found in order."""

    status: str
    database: bool
    migrations: bool


@router.get("/healthz", openapi_extra=public())
async def healthz() -> Health:
    """The process is alive; says nothing of the database."""
    return Health(status="ok")


@router.get("/readyz", openapi_extra=public(), responses=refusals(503))
def readyz(request: Request) -> Ready:
    """The database is reachable and at this code's schema; looked up every two seconds at most."""
    found = readiness(request.app.state.database)
    if not found.is_ready:
        raise NotReady(extra={"database": found.database, "migrations": found.migrations})
    return Ready(status="ready", database=True, migrations=True)


@router.get(
    "/metrics",
    response_class=Response,
    openapi_extra=public(),
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus"},
        **refusals(404),
    },
)
def metrics(request: Request) -> Response:
    """Figures for Prometheus, to this machine or to whoever carries JISHI_METRICS_TOKEN; 404 to everybody else."""
    state = request.app.state
    if not _may_scrape(request, state.settings):
        raise NotFound
    database: Database = state.database
    return Response(exposition(database, state.jobs), media_type=CONTENT_TYPE_LATEST)


def _may_scrape(request: Request, settings: Settings) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if settings.metrics_token is not None and scheme.lower() == "bearer":
        return hmac.compare_digest(token.encode(), settings.metrics_token.get_secret_value().encode())
    # A proxy on this machine makes every visitor look local; what it forwards gives them away.
    forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    return not forwarded and _is_loopback(request.client.host if request.client else "")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
