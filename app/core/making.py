"""Making files outside the web process: one maker at a time holds the order, and only the holder can finish it.

Whoever is killed stops renewing its hold; then the next one goes on. An order is a row with `id`, `at` (when it was
asked for), `state`, `progress`, `token`, `held_until`, `attempts`, `failure` and `finished_at`; its domain makes it.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import structlog
from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, select

from app.core import printing
from app.core.actor import SYSTEM
from app.core.config import Settings, get_settings
from app.core.db import Database
from app.core.files import Files, open_files
from app.core.ids import new_id
from app.core.logs import configure_logging
from app.core.work import Work

log = structlog.get_logger()

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SECONDS = 900
HOLD = timedelta(seconds=30)
BEAT_SECONDS = 1.0
MOST_ATTEMPTS = 3
MAKERS_CONNECTIONS = 3
NEVER_BEGUN = timedelta(seconds=60)
_one = threading.BoundedSemaphore(1)
"""A machine that serves people makes one file at a time."""


class MakingState(StrEnum):
    """等候 → 生成中 → 已生成, or 未成."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


UNDER_WAY = (MakingState.QUEUED, MakingState.RUNNING)


def hold(session: Session, kind: type[Any], key: UUID, token: str, now: datetime) -> bool:
    """Take an order that nobody is making: False when somebody is, when it is over, or after too many attempts."""
    free = and_(col(kind.state) == MakingState.RUNNING, col(kind.held_until) < now)
    statement = (
        update(kind)
        .where(
            col(kind.id) == key,
            or_(col(kind.state) == MakingState.QUEUED, free),
            col(kind.attempts) < MOST_ATTEMPTS,
        )
        .values(
            state=MakingState.RUNNING,
            token=token,
            held_until=now + HOLD,
            attempts=col(kind.attempts) + 1,
            progress=1,
        )
    )
    return bool(session.connection().execute(statement).rowcount)


def change_held(session: Session, kind: type[Any], key: UUID, token: str, **values: Any) -> bool:
    """Write down the progress or the end, as long as the order is still held by this token."""
    mine = (col(kind.id) == key, col(kind.state) == MakingState.RUNNING, col(kind.token) == token)
    return bool(session.connection().execute(update(kind).where(*mine).values(**values)).rowcount)


def list_abandoned(session: Session, kind: type[Any], now: datetime) -> list[Any]:
    """Orders under way that nobody is making: never begun for a while, or held by somebody who has gone."""
    waiting = and_(col(kind.state) == MakingState.QUEUED, col(kind.at) < now - NEVER_BEGUN)
    dropped = and_(col(kind.state) == MakingState.RUNNING, col(kind.held_until) < now)
    return list(session.exec(select(kind).where(or_(waiting, dropped)).order_by(col(kind.at))).all())


def resume(work: Work, kind: type[Any], interrupted: str) -> list[UUID]:
    """Orders that somebody must make anew; those that were begun too often fail for good as `interrupted`."""
    due: list[UUID] = []
    for order in list_abandoned(work.session, kind, work.now):
        if order.attempts < MOST_ATTEMPTS:
            due.append(order.id)
            continue
        order.state, order.failure = MakingState.FAILED, interrupted
        order.finished_at, order.held_until = work.now, None
        work.session.add(order)
    return due


class Holding:
    """One maker's hold on an order: renewed each second while the process lives, with the progress."""

    def __init__(
        self, database: Database, kind: type[Any], key: UUID, progress: Callable[[], int] | None = None
    ) -> None:
        self.database, self.kind, self.key, self.token = database, kind, key, new_id().hex
        self.percent = 1
        self._progress = progress or (lambda: self.percent)
        self._over = threading.Event()
        self._renewer = threading.Thread(target=self._renew, name="jishi-making-hold", daemon=True)

    def take(self) -> bool:
        """Hold it, unless somebody does."""
        with Work(self.database, SYSTEM, True) as work:
            return hold(work.session, self.kind, self.key, self.token, work.now)

    def fail(self, code: str) -> None:
        """It cannot be made: `code` says why."""
        with Work(self.database, SYSTEM, True) as work:
            values = {"state": MakingState.FAILED, "failure": code, "finished_at": work.now, "held_until": None}
            change_held(work.session, self.kind, self.key, self.token, **values)

    def __enter__(self) -> Self:
        self._renewer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._renewer.join()

    def _renew(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            with Work(self.database, SYSTEM, True) as work:
                values = {"held_until": work.now + HOLD, "progress": self._progress()}
                change_held(work.session, self.kind, self.key, self.token, **values)


def make_by_command(make: Callable[[Database, Files, UUID], bool], key: UUID) -> str:
    """An order, made by an operator's command with the settings of the house; answers what to say of it."""
    settings = get_settings()
    configure_logging(settings.log_level)
    printing.use_folder(settings.print_fonts)
    database = Database(settings.database_url, MAKERS_CONNECTIONS)
    try:
        made = make(database, open_files(settings.files_url), key)
    finally:
        database.dispose()
    return "made" if made else "nothing was made: somebody is at it, it is over, or it failed"


def begin_apart(settings: Settings, database: Database, command: Sequence[str]) -> threading.Thread:
    """Run one of the operator's commands in a process of its own, with this one's database and file store.

    The web process keeps its memory and its time: one command at a time. The thread ends with the process.
    """
    environment = _environment(settings, database)
    thread = threading.Thread(target=_run, args=(environment, list(command)), name="jishi-apart", daemon=True)
    thread.start()
    return thread


def _environment(settings: Settings, database: Database) -> dict[str, str]:
    """What the other process needs to know; no key is among it, for nothing that is made opens a sealed text."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    given = {
        "JISHI_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "JISHI_FILES_URL": settings.files_url,
        "JISHI_LOG_LEVEL": settings.log_level,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }
    return {**os.environ, **given, **({"JISHI_PRINT_FONTS": settings.print_fonts} if settings.print_fonts else {})}


def _run(environment: dict[str, str], command: list[str]) -> None:
    with _one:
        try:
            done = subprocess.run(  # noqa: S603 - our own program with an id
                [sys.executable, "-m", "app", *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                timeout=LONGEST_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            log.warning("making.apart", command=command, kind=type(error).__name__)
        else:
            log.info("making.apart", command=command, status=done.returncode)
