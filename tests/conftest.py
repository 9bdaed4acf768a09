"""What every test may ask for: a fresh database of either kind, and how thorough the run is."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from starlette.datastructures import State

from app.core.config import Settings
from app.core.db import Database
from tests.support import postgres
from tests.support.client import client_of, event_loop
from tests.support.databases import KINDS, Copies, drop_leftovers
from tests.support.server import serving
from tests.support.statements import share

pytest_plugins = [
    "tests.support.strict",
    "tests.support.walks",
    "tests.support.memory",
    "tests.support.quiet",
    "tests.support.order",
    "tests.support.hashing",
    "tests.support.browser",
    "tests.factories",
]

RUN = "JISHI_TEST_RUN"
SOAK = os.environ.get("JISHI_TEST_SOAK") == "1"

_allowed = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
hypothesis_settings.register_profile(
    "sample", max_examples=25, derandomize=True, deadline=None, suppress_health_check=_allowed
)
hypothesis_settings.register_profile(
    "soak", max_examples=1000, deadline=None, suppress_health_check=_allowed, print_blob=True
)
hypothesis_settings.load_profile("soak" if SOAK else "sample")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=[*KINDS, "both"], default="both", help="run the database tests on it (default: both)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """The first process makes the run's folder; parallel workers inherit its name."""
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = tempfile.mkdtemp(prefix="jishi-test-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    run = Path(os.environ.pop(RUN))
    if "TEST_DATABASE_URL" in os.environ:
        drop_leftovers(run)
    postgres.stop(run)
    shutil.rmtree(run)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever needs a database, however indirectly, runs once on each."""
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        metafunc.parametrize("database_kind", KINDS if chosen == "both" else (chosen,), scope="session")


@pytest.fixture(scope="session")
def soak() -> bool:
    """True when the long tests run their full counts (`make soak`)."""
    return SOAK


@pytest.fixture(scope="session")
def run_directory() -> Path:
    """A folder of this run alone, removed at its end."""
    return Path(os.environ[RUN])


@pytest.fixture(scope="session")
def copies(run_directory: Path) -> Iterator[Copies]:
    """Makes fresh databases, for tests that need several or an empty one."""
    copies = Copies(run_directory, os.environ.get("PYTEST_XDIST_WORKER", "main"))
    yield copies
    copies.close()


@pytest.fixture
def database_url(copies: Copies, database_kind: str) -> Iterator[str]:
    """The URL of a fresh database at the newest schema."""
    with copies.url(database_kind) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database at the newest schema."""
    database = share(Database(database_url))
    yield database
    database.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a service under test: its own database and files, no scheduler, no `.env`."""
    return Settings(
        _env_file=None,
        database_url=database_url,
        files_url=f"file:{tmp_path / 'files'}",
        scheduler="off",
        secret_key="a secret of the tests, long enough",
        data_key="a data key of the tests, long enough",
    )


@pytest.fixture
def new_app(settings: Settings, database: Database) -> Callable[[], FastAPI]:
    """Makes applications over the fresh database, as replicas are."""
    from app.main import create_app  # noqa: PLC0415 - a domain's own tests run while another domain is broken

    return lambda: create_app(settings, database)


@pytest.fixture(scope="session")
def built() -> list[FastAPI]:
    """At most one application, whose routes are made ready once a process: that takes 0.3 s."""
    return []


@pytest.fixture
def app(settings: Settings, database: Database, built: list[FastAPI]) -> Iterator[FastAPI]:
    """The whole application over the fresh database: a new one's state behind routes that are ready."""
    from app.main import create_app, prepare  # noqa: PLC0415 - a domain's own tests run while another domain is broken

    if built:
        built[0].state = State()
        prepare(built[0].state, settings, database)
    else:
        built.append(create_app(settings, database))
    authority = built[0].state.authority
    yield built[0]
    authority.close()
    built[0].dependency_overrides.clear()


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """The event loop on which the applications under test run."""
    with event_loop() as portal:
        yield portal


@pytest.fixture
def new_client(app: FastAPI, portal: BlockingPortal) -> Iterator[Callable[[], httpx.Client]]:
    """Makes clients that share the application but no cookies: `new_client()` is nobody yet."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(client_of(app, portal))


@pytest.fixture
def client(new_client: Callable[[], httpx.Client]) -> httpx.Client:
    """One client, not signed in."""
    return new_client()


@pytest.fixture
def served(new_app: Callable[[], FastAPI]) -> Iterator[str]:
    """The address of an application on a real port, for browser journeys."""
    with serving(new_app()) as address:
        yield address
