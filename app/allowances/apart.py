"""A process of its own for each large file: the web process keeps its memory and its time.

It is the operator's own command, `python -m app exports make ID`, with this process's database and file store.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path
from uuid import UUID

import structlog

from app.core.config import Settings
from app.core.db import Database

log = structlog.get_logger()

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SECONDS = 900
_one = threading.BoundedSemaphore(1)
"""A machine that serves people makes one file at a time."""


def make_apart(settings: Settings, database: Database, export_id: UUID) -> threading.Thread:
    """Begin to make an export; the thread ends with the process. Whoever holds the export already goes on alone."""
    environment = _environment(settings, database)
    thread = threading.Thread(target=_run, args=(environment, export_id), name="jishi-export", daemon=True)
    thread.start()
    return thread


def _environment(settings: Settings, database: Database) -> dict[str, str]:
    """What the other process needs to know; no key is among it, for no file here opens a sealed text."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    given = {
        "JISHI_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "JISHI_FILES_URL": settings.files_url,
        "JISHI_LOG_LEVEL": settings.log_level,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }
    return {**os.environ, **given, **({"JISHI_PRINT_FONTS": settings.print_fonts} if settings.print_fonts else {})}


def _run(environment: dict[str, str], export_id: UUID) -> None:
    command = [sys.executable, "-m", "app", "exports", "make", str(export_id)]
    with _one:
        try:
            done = subprocess.run(  # noqa: S603 - our own program with an id
                command, env=environment, stdin=subprocess.DEVNULL, timeout=LONGEST_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            log.warning("export.apart", id=str(export_id), kind=type(error).__name__)
        else:
            log.info("export.apart", id=str(export_id), status=done.returncode)
