"""A backup restores to the same rows, files and audit trail on both engines; a bad one touches nothing."""

import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.accounts.models import Person
from app.audit.service import record
from app.audit.service_seal import audit_keys, seal_events
from app.audit.service_verify import verify_trail
from app.core.actor import SYSTEM, Role
from app.core.config import Settings
from app.core.db import Database
from app.core.files import open_files
from app.core.lease import Leadership
from app.core.work import Work
from app.operations.archive import MANIFEST, BackupError, digest_of
from app.operations.backup import back_up, restore
from app.registry import metadata
from tests.factories import County
from tests.support.databases import KINDS, Copies

FILES = {"ab/one": b"\x00\xffphoto", "ab/two": b"", "cd/three": "说明".encode()}


def quiet(what: str, done: int, total: int) -> None:
    """No progress bar."""


@pytest.fixture
def filled(county: County, settings: Settings) -> Database:
    """A county with people, a secondment, awkward text, audit events under seals, and files."""
    office = county.unit("财政局\t\\N\n'\"", county.region)
    county.person("李主管", Role.SUPERVISOR, office)
    county.secondment(county.person("周干部"), county.programme(), receiving=office)
    with Work(county.database, SYSTEM, writes=True) as work:
        record(work, "tests.write", "test", "1", 文字='引号"\\ \t 换行\n', none=None, number=3)
    with Work(county.database, SYSTEM, writes=True) as work:
        seal_events(work, audit_keys(settings)[0])
    files = open_files(settings.files_url)
    for name, content in FILES.items():
        files.put(name, content)
    return county.database


@pytest.fixture
def target(
    copies: Copies, database_kind: str, settings: Settings, tmp_path: Path
) -> Iterator[tuple[Settings, Database]]:
    """Another, empty database without a schema, and another folder for files."""
    with copies.url(database_kind, migrated=False) as url:
        database = Database(url)
        moved = {"database_url": url, "files_url": f"file:{tmp_path / 'restored'}"}
        yield settings.model_copy(update=moved), database
        database.dispose()


@pytest.fixture
def saved(filled: Database, settings: Settings, tmp_path: Path) -> Path:
    back_up(settings, filled, tmp_path / "backup", quiet)
    return tmp_path / "backup"


def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in every table, in a stable order."""
    found = {}
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            found[table.name] = sorted(map(repr, connection.execute(table.select()).fetchall()))
    return found


def files_of(settings: Settings) -> dict[str, bytes]:
    files = open_files(settings.files_url)
    return {name: files.get(name) for name in files.keys()}  # noqa: SIM118 - a store is no mapping


def is_untouched(database: Database) -> bool:
    with database.engine.connect() as connection:
        return connection.dialect.get_table_names(connection) == []


def test_a_restore_brings_back_rows_files_and_trail(
    filled: Database, settings: Settings, saved: Path, target: tuple[Settings, Database]
) -> None:
    moved, empty = target
    restore(moved, empty, saved, quiet, force=False)
    assert rows(empty) == rows(filled)
    assert files_of(moved) == FILES
    with Work(empty, SYSTEM, writes=False) as work:
        verdict = verify_trail(work, audit_keys(moved))
    assert (verdict.broken, verdict.seals > 0, verdict.unsealed) == (None, True, 0)


def test_a_restored_database_goes_on_where_the_old_one_stopped(
    filled: Database, saved: Path, target: tuple[Settings, Database]
) -> None:
    """Sequences, guards and foreign keys are those of the original."""
    moved, restored = target
    restore(moved, restored, saved, quiet, force=False)
    with Work(restored, SYSTEM, writes=True) as work:
        record(work, "tests.write", "test", "2")
    with Work(restored, SYSTEM, writes=True) as work:
        assert seal_events(work, audit_keys(moved)[0]).events == 1
    with Work(restored, SYSTEM, writes=False) as work:
        assert verify_trail(work, audit_keys(moved)).broken is None
    assert foreign_keys(restored) == foreign_keys(filled)
    with pytest.raises(Exception, match="append-only"), restored.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit_events")


def foreign_keys(database: Database) -> set[tuple[str, str, str]]:
    reflected: set[tuple[str, str, str]] = set()
    with database.engine.connect() as connection:
        for name in connection.dialect.get_table_names(connection):
            for key in connection.dialect.get_foreign_keys(connection, name):
                reflected.add((name, ",".join(key["constrained_columns"]), key["referred_table"]))
    assert reflected
    return reflected


@pytest.mark.parametrize("name", ["jishi.tar", "jishi.tar.gz", "jishi.tgz"])
def test_one_file_holds_the_same(
    filled: Database, settings: Settings, target: tuple[Settings, Database], tmp_path: Path, name: str
) -> None:
    moved, empty = target
    amount = back_up(settings, filled, tmp_path / name, quiet)
    assert tarfile.is_tarfile(tmp_path / name)
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert restore(moved, empty, tmp_path / name, quiet, force=False) == amount
    assert rows(empty) == rows(filled)


def test_the_manifest_tells_what_there_is(saved: Path, database_kind: str) -> None:
    manifest = json.loads((saved / MANIFEST).read_text())
    assert (manifest["engine"], manifest["tables"]["secondments"]) == (database_kind, 1)
    on_disk = {path.relative_to(saved).as_posix() for path in saved.rglob("*") if path.is_file()} - {MANIFEST}
    assert manifest["entries"].keys() == on_disk
    assert all(path.stat().st_mode & 0o077 == 0 for path in [saved, *saved.rglob("*")])


def test_a_backup_holds_one_moment(filled: Database, settings: Settings, tmp_path: Path) -> None:
    """What is committed while tables are being copied is in none of them."""
    written: list[Person] = []

    def write_between(what: str, done: int, total: int) -> None:
        if not written:
            written.append(Person(login="late", name="后来者"))
            with Work(filled, SYSTEM, writes=True) as work:
                work.session.add(written[0])

    before = rows(filled)
    back_up(settings, filled, tmp_path / "backup", write_between)
    assert written
    counts = json.loads((tmp_path / "backup" / MANIFEST).read_text())["tables"]
    late = 1 if filled.is_sqlite else 0  # SQLite's one statement begins after the first word of progress
    assert counts["people"] == len(before["people"]) + late


def damage_first_table(saved: Path) -> None:
    path = next(path for path in sorted(saved.rglob("*")) if path.is_file() and path.name != MANIFEST)
    path.write_bytes(path.read_bytes() + b"x")


def damage_file(saved: Path) -> None:
    (saved / "files/ab/one").write_bytes(b"other!")


def remove_file(saved: Path) -> None:
    (saved / "files/cd/three").unlink()


def add_file(saved: Path) -> None:
    (saved / "files/zz").write_bytes(b"stray")


def remove_manifest(saved: Path) -> None:
    (saved / MANIFEST).unlink()


def spoil_manifest(saved: Path) -> None:
    (saved / MANIFEST).write_text("{}")


def edit_manifest(saved: Path, **fields: Any) -> None:
    manifest = json.loads((saved / MANIFEST).read_text())
    (saved / MANIFEST).write_text(json.dumps(manifest | fields))


def future_format(saved: Path) -> None:
    edit_manifest(saved, format=2)


def unknown_revision(saved: Path) -> None:
    edit_manifest(saved, revision="9999")


def other_counts(saved: Path) -> None:
    tables = json.loads((saved / MANIFEST).read_text())["tables"]
    edit_manifest(saved, tables=tables | {"people": 99})


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (damage_first_table, "damaged"),
        (damage_file, "files/ab/one is damaged"),
        (remove_file, "files/cd/three is missing"),
        (add_file, "files/zz is not in the manifest"),
        (remove_manifest, "no backup"),
        (spoil_manifest, "cannot be read"),
        (future_format, "format 2"),
        (unknown_revision, "9999"),
        (other_counts, "other rows"),
    ],
)
def test_a_bad_backup_touches_nothing(
    saved: Path, target: tuple[Settings, Database], harm: Callable[[Path], None], words: str
) -> None:
    moved, empty = target
    harm(saved)
    with pytest.raises(BackupError, match=words):
        restore(moved, empty, saved, quiet, force=True)
    assert is_untouched(empty)
    assert files_of(moved) == {}


def test_another_engine_is_refused(saved: Path, copies: Copies, database_kind: str, settings: Settings) -> None:
    (other,) = set(KINDS) - {database_kind}
    with copies.url(other, migrated=False) as url:
        database = Database(url)
        with pytest.raises(BackupError, match=database_kind):
            restore(settings, database, saved, quiet, force=True)
        assert is_untouched(database)
        database.dispose()


def test_what_is_there_is_replaced_only_by_force(
    filled: Database, settings: Settings, saved: Path, county: County
) -> None:
    before = rows(filled)
    late = county.person("后来者")
    open_files(settings.files_url).put("ee/later", b"later")
    with pytest.raises(BackupError, match="not empty"):
        restore(settings, filled, saved, quiet, force=False)
    assert str(late.id) in repr(rows(filled)["people"])
    restore(settings, filled, saved, quiet, force=True)
    assert rows(filled) == before
    assert files_of(settings) == FILES


def test_files_alone_make_a_target_not_empty(saved: Path, target: tuple[Settings, Database]) -> None:
    moved, empty = target
    open_files(moved.files_url).put("ee/own", b"own")
    with pytest.raises(BackupError, match="files are not empty"):
        restore(moved, empty, saved, quiet, force=False)
    assert is_untouched(empty)
    assert files_of(moved) == {"ee/own": b"own"}


def test_a_running_service_is_not_pulled_away(filled: Database, settings: Settings, saved: Path) -> None:
    leader = Leadership(filled)
    assert leader.tick()
    with pytest.raises(BackupError, match="service is running"):
        restore(settings, filled, saved, quiet, force=True)
    leader.release()
    assert restore(settings, filled, saved, quiet, force=True).files == len(FILES)


def test_a_backup_never_overwrites(filled: Database, settings: Settings, saved: Path) -> None:
    before = digest_of(saved / MANIFEST)
    with pytest.raises(BackupError, match="already exists"):
        back_up(settings, filled, saved, quiet)
    assert digest_of(saved / MANIFEST) == before


def test_a_backup_that_fails_leaves_nothing(
    copies: Copies, database_kind: str, settings: Settings, tmp_path: Path
) -> None:
    with copies.url(database_kind, migrated=False) as url:
        database = Database(url)
        (tmp_path / "into").mkdir()
        with pytest.raises(BackupError):
            back_up(settings, database, tmp_path / "into" / "backup", quiet)
        assert list((tmp_path / "into").iterdir()) == []
        database.dispose()
