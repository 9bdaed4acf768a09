"""The application: settings and database in, routers, middleware and error handlers on, nothing else."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import State
from starlette.middleware.gzip import GZipMiddleware

from app import __version__, scheduler
from app.accounts.authority import SESSION_COOKIE, Authority
from app.accounts.directory import names_of
from app.accounts.web_signin import renew_cookie
from app.audit.service import record_denial
from app.audit.service_read import Directory
from app.core import printing
from app.core.actor import ANONYMOUS, Actor
from app.core.config import Settings, get_settings
from app.core.db import Database
from app.core.occupancy import occupied
from app.home.navigation import navigation
from app.http import openapi, problems, templating
from app.http.fair_use import FairUse
from app.http.metrics import RequestMetrics
from app.http.middleware import BoundedBody, RequestFrame, SameOrigin
from app.http.static_files import HashedFiles
from app.routes import ROUTERS
from app.secondments.scope import under

MAX_BODY = 1024 * 1024
"""Octets of a request's body; photos have a measure of their own."""


async def _authenticate(request: Request) -> Actor:
    """Bearer token first, then the session cookie; a cached answer costs no thread."""
    authority: Authority = request.app.state.authority
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return await authority.of_token(token)
    cookie = request.cookies.get(SESSION_COOKIE)
    if cookie:
        cached = authority.peek_cookie(cookie)
        if cached is not None:
            return cached
        return await run_in_threadpool(authority.from_cookie, cookie, partial(renew_cookie, request, cookie))
    return ANONYMOUS


def _surround(app: FastAPI, settings: Settings) -> None:
    """The middleware, the innermost first."""
    app.add_middleware(GZipMiddleware, minimum_size=1200)
    app.add_middleware(FairUse, cookie_name=SESSION_COOKIE)
    app.add_middleware(BoundedBody, limit=MAX_BODY, unless=("/api/v1/attachments/", "/api/v1/imports/"))
    app.add_middleware(SameOrigin, cookie_names=(SESSION_COOKIE,), public_url=settings.public_url)
    app.add_middleware(RequestFrame)
    app.add_middleware(RequestMetrics)


def prepare(state: State, settings: Settings, database: Database) -> None:
    """What handlers find in `app.state`: the settings, the database and all that is made of them."""
    state.settings = settings
    state.database = database
    state.authority = Authority(database, settings)
    state.authenticate = _authenticate
    state.on_denied = record_denial
    scheduler.introduce_domains()
    state.audit_directory = Directory(under, names_of)
    state.jobs = scheduler.JOBS
    state.navigation = navigation
    state.templates = templating.build_environment()
    state.render_error = templating.error_page


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """A ready application over a migrated database; tests hand in their own."""
    settings = settings or get_settings()
    database = database or Database(settings.database_url, settings.pool_size)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # No more threads than connections: a thread that waits for one serves nobody.
        to_thread.current_default_thread_limiter().total_tokens = settings.worker_threads
        with occupied(database, alone=False):
            jobs = scheduler.start(app.state)
            gc.freeze()  # what is loaded stays: looking through all of it for garbage holds up every request meanwhile
            yield
            if jobs is not None:
                await run_in_threadpool(jobs.stop)
        app.state.authority.close()
        database.dispose()

    app = FastAPI(
        title="Jishi 纪实",
        version=__version__,
        summary="Daily records, reviews, spot checks and allowances of seconded cadres.",
        description=openapi.DESCRIPTION,
        contact={"name": "Jishi 纪实"},
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        generate_unique_id_function=openapi.operation_id,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    prepare(app.state, settings, database)
    printing.use_folder(settings.print_fonts)
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    openapi.install(app, SESSION_COOKIE)
    app.mount("/static", HashedFiles(), name="static")
    _surround(app, settings)
    return app
