"""The operator's commands as a shell sees them: exit codes, one plain line, `--help`."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app import cli
from app.audit.service import record
from app.core import clock
from app.core.actor import SYSTEM
from app.core.config import Settings, get_settings
from app.core.db import Database
from app.core.job_runs import run_slot
from app.core.jobs import Job
from app.core.lease import Leadership
from app.core.work import Work
from app.scheduler import JOBS
from tests.dataset.making import plain as plain_dataset
from tests.dataset.making import write as write_dataset
from tests.support.source import ROOT

SECRET = "a secret of the tests, long enough"


@dataclass(frozen=True, slots=True)
class Done:
    """What a shell would see."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]


def environment(settings: Settings) -> dict[str, str]:
    return {
        "JISHI_DATABASE_URL": settings.database_url,
        "JISHI_FILES_URL": settings.files_url,
        "JISHI_SECRET_KEY": SECRET,
        "JISHI_DATA_KEY": SECRET,
        "COLUMNS": "60",
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Command]:
    """Runs a command in this process, as `python -m app` would."""
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    # Logging is the process's own affair: configured here, it would outlive the captured streams.
    for module in ("cli", "cli_jobs"):
        monkeypatch.setattr(f"app.operations.{module}.configure_logging", lambda _: None)
    get_settings.cache_clear()

    def run(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["app", *map(str, arguments)])
        capsys.readouterr()
        code = 0
        try:
            cli.run()
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    yield run
    get_settings.cache_clear()


def assert_one_line(done: Done, code: int, words: str) -> None:
    assert (done.code, done.out) == (code, ""), done.err
    (line,) = done.err.splitlines()
    assert line.startswith("error: ")
    assert words in line


def write_events(database: Database, count: int) -> None:
    with Work(database, SYSTEM, writes=True) as work:
        for number in range(count):
            record(work, "tests.write", "test", str(number))


def actions(database: Database) -> list[str]:
    with Work(database, SYSTEM, writes=False) as work:
        found = work.session.connection().execute(text("SELECT action FROM audit_events ORDER BY seq")).scalars()
        return list(found)


def tamper(database: Database, statement: str) -> None:
    with Work(database, SYSTEM, writes=True) as work:
        connection = work.session.connection()
        if database.is_sqlite:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_events_no_{verb}"))
                connection.execute(text(f"DROP TRIGGER audit_seals_no_{verb}"))
        else:
            connection.execute(text("ALTER TABLE audit_events DISABLE TRIGGER ALL"))
            connection.execute(text("ALTER TABLE audit_seals DISABLE TRIGGER ALL"))
        connection.execute(text(statement))


def test_seal_by_the_job_then_verify_then_tamper(command: Command, database: Database) -> None:
    write_events(database, 3)
    ran = command("jobs", "run", "audit-seal")
    assert (ran.code, "events=3 seals=1" in ran.out) == (0, True)
    verified = command("audit", "verify")
    assert verified.code == 0
    assert verified.out.startswith("intact: 1 seals over 3 events, 0 not yet sealed, newest seal 1:")
    tamper(database, "UPDATE audit_events SET subject_id = 'x' WHERE seq = 2")
    assert_one_line(command("audit", "verify"), 1, "seal 1 (events 1–3) does not match")


def test_a_trail_cut_off_shows_against_the_anchor(command: Command, database: Database) -> None:
    write_events(database, 2)
    command("audit", "seal")
    noted = command("audit", "verify").out.rpartition(" ")[2].strip()
    tamper(database, "DELETE FROM audit_seals")
    with Work(database, SYSTEM, writes=True) as work:
        work.session.connection().execute(text("DELETE FROM audit_events"))
    assert_one_line(command("audit", "verify"), 1, "the end of the trail was cut off")
    assert_one_line(command("audit", "verify", "--expect", noted), 1, "the end of the trail was cut off")


def test_a_job_runs_once_for_its_slot(command: Command) -> None:
    first = command("jobs", "run", "workday-digest", "--at", "2026-04-18T17:30+08:00")
    line = first.out.splitlines()[-1]
    assert (first.code, line) == (0, "workday-digest for 2026-04-18 17:00: done. nothing sent: a rest day")
    again = command("jobs", "run", "workday-digest", "--at", "2026-04-18T09:45Z")
    assert again.out == "workday-digest for 2026-04-18 17:00: already done\n"
    listed = command("jobs", "list")
    leader, *lines = listed.out.splitlines()
    assert (listed.code, leader) == (0, "nobody leads: no job runs")
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == [job.name for job in JOBS]
    assert any("last 2026-04-18 17:00 done in " in line for line in lines)


def test_a_job_that_comes_to_nothing_is_exit_1(
    command: Command, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise ValueError("张三的手机号")

    late = Job("late", "", {"day": 1, "hour": 0}, lambda *_: "", sense=timedelta(0))
    monkeypatch.setattr("app.operations.cli_jobs.JOBS", (Job("bad", "", {"minute": "*"}, fail), late))
    bad = command("jobs", "run", "bad")
    assert (bad.code, "failed (ValueError); it may be run again" in bad.err) == (1, True)
    for _ in range(2):
        dropped = command("jobs", "run", "late")
        assert (dropped.code, "because it came too late (late=" in dropped.err) == (1, True)
    listed = command("jobs", "list").out
    assert "It failed: ValueError" in listed
    assert "in the last 24 hours 1 failed" in listed


def test_a_slot_in_other_hands_is_exit_1(command: Command, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand while the leader is at it, which says so."""

    def stop(*_: object) -> str:
        raise SystemExit

    job = Job("long", "", {"day": 1, "hour": 0}, carry=stop)
    monkeypatch.setattr("app.operations.cli_jobs.JOBS", (job,))
    leadership = Leadership(database)
    leadership.tick()
    slot = job.last_slot(clock.now())
    assert slot is not None
    with pytest.raises(SystemExit):
        run_slot(database, job, slot, leadership.fence)
    assert_one_line(command("jobs", "run", "long"), 1, "somebody else is running it")
    assert f"{leadership.holder} leads, term 1" in command("jobs", "list").out


def test_the_jobs_are_those_that_the_domains_declare() -> None:
    names = [job.name for job in JOBS]
    assert len(set(names)) == len(names)
    assert {"audit-seal", "retention", "workday-digest"} <= set(names)
    assert all(job.last_slot(clock.now()) for job in JOBS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("jobs", "run", "no-such-job"), "no job no-such-job"),
        (("jobs", "run", "audit-seal", "--at", "yesterday"), "an instant has a date, a time and an offset"),
        (("jobs", "run", "audit-seal", "--at", "2026-04-18T17:30"), "an offset"),
        (("jobs", "run", "audit-seal", "--at", "2999-01-01T00:00+08:00"), "still to come"),
        (("audit", "verify", "--expect", "1"), "NUMBER:MAC"),
    ],
)
def test_wrong_use_is_exit_2(command: Command, arguments: tuple[str, ...], words: str) -> None:
    assert_one_line(command(*arguments), 2, words)


def test_backup_and_restore_by_command(
    command: Command, database: Database, settings: Settings, tmp_path: Path
) -> None:
    write_events(database, 2)
    command("audit", "seal")
    saved = tmp_path / "jishi.tar.gz"
    done = command("backup", saved)
    assert (done.code, done.out.startswith(f"backed up to {saved}: ")) == (0, True), done.err
    assert actions(database)[-1] == "operations.backup"
    assert_one_line(command("backup", saved), 1, "already exists")
    assert_one_line(command("restore", saved), 1, "--force")
    assert_one_line(command("restore", tmp_path / "nothing"), 1, "there is no backup at")
    write_events(database, 1)
    command("audit", "seal")
    restored = command("restore", saved, "--force")
    assert restored.code == 0, restored.err
    assert "audit trail intact: 1 seals over 2 events" in restored.out
    assert command("audit", "verify").code == 0, "the anchor follows the restored trail"
    assert actions(database)[-1] == "operations.restore"


def test_a_restored_trail_that_does_not_verify_says_so(
    command: Command, database: Database, settings: Settings, tmp_path: Path
) -> None:
    write_events(database, 2)
    command("audit", "seal")
    tamper(database, "UPDATE audit_events SET subject_id = 'x' WHERE seq = 1")
    command("backup", tmp_path / "backup")
    done = command("restore", tmp_path / "backup", "--force")
    assert done.code == 1
    assert "seal 1 (events 1–2) does not match" in done.err


def test_a_database_without_schema_is_told_in_one_line(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JISHI_DATABASE_URL", f"sqlite:///{tmp_path / 'bare.db'}")
    assert_one_line(command("jobs", "list"), 1, "no such table")
    assert_one_line(command("backup", tmp_path / "backup"), 1, "the database has no schema yet")


@pytest.mark.parametrize(
    "arguments",
    [(), ("scheduler",), ("jobs",), ("jobs", "list"), ("jobs", "run"), ("audit", "verify"), ("backup",), ("restore",)],
)
def test_every_command_explains_itself(command: Command, arguments: tuple[str, ...]) -> None:
    done = command(*arguments, "--help")
    assert (done.code, "Usage:" in done.out) == (0, True)


def test_the_scheduler_alone_leads_and_stops_on_request(settings: Settings, database: Database) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "scheduler"],
        cwd=ROOT,
        env=os.environ | environment(settings),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert any("scheduler.leads" in line for line in process.stderr)
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    process.stderr.close()
    with Work(database, SYSTEM, writes=False) as work:
        epochs = work.session.connection().execute(text("SELECT epoch FROM leases")).scalars().all()
    assert epochs == [1]


def test_dataset_import_ends_by_what_became_of_the_rows(command: Command, database: Database, tmp_path: Path) -> None:
    database.dispose()
    folder = write_dataset(tmp_path / "in", plain_dataset())
    assert command("dataset", "import", folder).code == 0
    assert "nothing new" in command("dataset", "import", folder).out
    with (folder / "entries.jsonl").open("a") as file:
        file.write('{"entry_id": "X", "cadre_id": "C1", "work_date": "2026-02-30"}\n')
    report = tmp_path / "rejects.jsonl"
    rejected = command("dataset", "import", folder, "--report", report)
    assert (rejected.code, "nothing was imported" in rejected.out) == (1, True)
    assert "entries.jsonl:4 work_date: There is no such day" in rejected.err
    assert '"code":"not-date"' in report.read_text()
    assert command("dataset", "export", tmp_path / "out").code == 0
    assert_one_line(command("dataset", "export", tmp_path / "out"), 1, "already exists")
