"""The demo county as it stands on one evening, the same to the last id: time stands still, chance is counted."""

import os
import random
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import time_machine
import uvicorn
from pydantic import SecretStr

from app.core import clock, migrate
from app.core.config import Settings
from app.core.db import Database
from app.core.job_runs import run_slot
from app.demo.seed import seed_county
from app.main import create_app
from app.scheduler import JOBS

EVENING = datetime(2026, 7, 8, 10, 6, tzinfo=UTC)
"""A Wednesday, 18:06 in Beijing: the month before last is paid, the last one calculated."""
SEED = 20260708


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the county is served, and the password of everybody in it."""

    address: str
    password: str


@contextmanager
def the_same_each_time() -> Iterator[None]:
    """Within the block the wall clock stands still and what is drawn by chance is drawn alike in every run."""
    drawn, lock = random.Random(SEED), threading.Lock()  # noqa: S311 - a county that lives for minutes, on this machine

    def draw(size: int) -> bytes:
        with lock:
            return drawn.randbytes(size)

    with (
        time_machine.travel(EVENING, tick=False),
        patch.object(os, "urandom", draw),
        patch.object(random, "_urandom", draw),
    ):
        yield


@contextmanager
def demo_county(folder: Path) -> Iterator[Demo]:
    """The demo on a port of its own, after the latest run of every job."""
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder / 'jishi.db'}",
        files_url=f"file:{folder / 'files'}",
        scheduler="off",
        secret_key=SecretStr(secrets.token_urlsafe(32)),
        data_key=SecretStr(secrets.token_urlsafe(32)),
    )
    database = Database(settings.database_url)
    migrate.upgrade(database)
    seed_county(database, settings)
    for job in JOBS:
        slot = job.last_slot(clock.now())
        if slot is not None:
            with clock.at(slot):
                run_slot(database, job, slot)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings, database), log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield Demo(f"http://127.0.0.1:{listener.getsockname()[1]}", settings.demo_password)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
