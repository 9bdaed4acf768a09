"""kill -9 of the process that makes handbooks: the next one goes on, one file comes of it, nothing lies about."""

import os
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlmodel import select

from app.audit.models import AuditEvent
from app.core import clock as the_clock
from app.core.actor import SYSTEM, Role
from app.core.config import Settings
from app.core.files import open_files
from app.core.printing import apart, drop_left_over
from app.core.work import Work
from app.handbook.jobs import resume_handbooks
from app.handbook.models import HandbookJobBook
from tests.handbook.conftest import clock, town, way
from tests.records.conftest import Town, problem, write
from tests.support.databases import Copies
from tests.support.source import ROOT

__all__ = ["clock", "town", "way"]

URL = "/api/v1/handbooks"
MAKE = """
import datetime, sys, time_machine
time_machine.travel(datetime.datetime.fromisoformat(sys.argv.pop(1))).start()
from app.cli import run
run()
"""


@pytest.fixture
def database_url(copies: Copies) -> Iterator[str]:
    """Once is enough: what is stored outlives its maker on either database."""
    with copies.url("sqlite") as url:
        yield url


@contextmanager
def maker(
    town: Town, settings: Settings, job_id: str, now: datetime, folder: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m app handbooks make ID`, for which it is now; with a folder of its own for what is half made."""
    environment = os.environ | {
        "JISHI_DATABASE_URL": town.county.database.url.render_as_string(hide_password=False),
        "JISHI_FILES_URL": settings.files_url,
        "TMPDIR": str(folder),
    }
    command = [sys.executable, "-c", MAKE, now.isoformat(), "handbooks", "make", job_id]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def stored(town: Town) -> list[str]:
    with town.county.database.session(write=False) as session:
        return [row.file_key for row in session.exec(select(HandbookJobBook)).all() if row.file_key]


def done(town: Town, who: Any) -> Counter[str]:
    with town.county.database.session(write=False) as session:
        return Counter(session.exec(select(AuditEvent.action).where(AuditEvent.actor_id == who.id)).all())


def test_a_killed_maker_is_followed_by_one_that_goes_on(
    town: Town,
    settings: Settings,
    clock: time_machine.Traveller,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("api", "jobs"):
        monkeypatch.setattr(f"app.handbook.{module}.begin_apart", lambda *_: None)
    half, files, boss = tmp_path / "half", open_files(settings.files_url), town.people["orgadmin"]
    half.mkdir()
    town.submitted("2026-04-13", items=[{"text": "走访茶农"}])
    other = town.county.person("邹怀瑾", Role.CADRE, town.sending)
    row = town.county.secondment(other, town.programme, town.receiving, town.sending)
    assert town.put("2026-04-13", write(), who=other, secondment=row).status_code == 201
    client = town.api.as_(boss)
    job = client.post(URL, json={"programme_id": str(town.programme.id), "month": "2026-04"}).json()
    url = f"{URL}/{job['id']}"

    now = the_clock.now()
    with maker(town, settings, job["id"], now, half) as first:
        while not stored(town) and first.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                first.wait(0.05)
        first.send_signal(signal.SIGKILL)
        assert first.wait() == -signal.SIGKILL
    one = stored(town)
    assert len(one) == 1
    assert problem(client.get(f"{url}/file")) == (409, "handbook-not-ready")
    files.put(f"handbooks/{job['id']}/unnamed.pdf", b"stored by somebody who died before saying so")

    clock.shift(timedelta(minutes=1))
    with Work(town.county.database, SYSTEM, True) as work:
        assert resume_handbooks(work, work.now).startswith("resumed=1")
    with maker(town, settings, job["id"], now + timedelta(minutes=1), half) as second:
        assert second.wait(120) == 0
    view = client.get(url).json()
    assert (view["state"], view["progress"], len(list(files.keys("handbooks")))) == ("done", 100, 1)
    with zipfile.ZipFile(BytesIO(client.get(f"{url}/file").content)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        assert [archive.read(name)[:5] for name in names[:2]] == [b"%PDF-"] * 2
    assert len(names) == 3
    assert done(town, boss)["handbook.done"] == 1
    assert 2 <= done(town, boss)["handbook.make"] <= 3

    monkeypatch.setattr("tempfile.tempdir", str(half))
    monkeypatch.setattr(apart, "LEFT_OVER_SECONDS", -60)
    assert drop_left_over() <= 1
    assert list(half.iterdir()) == []
