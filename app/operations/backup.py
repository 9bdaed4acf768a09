"""Backup and restore: database and files in one folder, every file with its digest.

A backup is taken while the service runs: first one snapshot of the database, then the files (which are written
before the rows that name them). A restore touches nothing before every digest is checked. Keys are in no backup.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from app import __version__
from app.audit.anchor import NAME as ANCHOR
from app.core import clock, migrate
from app.core.actor import SYSTEM
from app.core.config import Settings
from app.core.db import Database
from app.core.files import Files, open_files
from app.core.lease import find_leader
from app.core.work import Work
from app.operations import dump_postgresql, dump_sqlite
from app.operations.archive import (
    BackupError,
    Manifest,
    Progress,
    check_digests,
    digest_of,
    list_files,
    new_archive,
    open_archive,
)

FILES = "files"


@dataclass(frozen=True, slots=True)
class Amount:
    """How much went in or out."""

    rows: int
    files: int
    bytes: int


@contextmanager
def _private() -> Iterator[None]:
    """Whatever is written is for its owner alone: it holds personal data."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def back_up(settings: Settings, database: Database, target: Path, progress: Progress) -> Amount:
    """Write a new backup at `target`; BackupError when that exists, or when there is nothing to back up."""
    with _private(), new_archive(target) as folder:
        manifest = _dump(database, folder, progress)
        _copy_files(open_files(settings.files_url), folder / FILES, progress)
        names = list(list_files(folder))
        for number, name in enumerate(names, start=1):
            manifest.entries[name] = digest_of(folder / name)
            progress("taking digests", number, len(names))
        manifest.write(folder)
        return _amount(manifest)


def restore(settings: Settings, database: Database, source: Path, progress: Progress, *, force: bool) -> Amount:
    """Put a backup in place of the configured database and files; the schema ends at this code's revision.

    BackupError, with nothing touched, when a digest is wrong, the engine or the revision does not fit, a service is
    running on the target, or the target holds anything and `force` is not given.
    """
    with _private(), open_archive(source) as folder:
        manifest = Manifest.read(folder)
        _check_fits(database, manifest)
        check_digests(folder, manifest, progress)
        if database.is_sqlite:
            dump_sqlite.check(folder, manifest.tables)
        files = open_files(settings.files_url)
        _check_target(database, files, force=force)
        with _database_in_place(database, folder, manifest, progress):
            kept = _put_files(files, folder, manifest, progress)
        for name in [key for key in files.keys() if key not in kept]:  # noqa: SIM118 - a store is no mapping
            files.delete(name)
        return _amount(manifest)


def _dump(database: Database, folder: Path, progress: Progress) -> Manifest:
    made_at = clock.now().isoformat()
    if database.is_sqlite:
        progress("copying the database", 0, 1)
        revision, tables = dump_sqlite.dump(database, folder)
        return Manifest(version=__version__, made_at=made_at, engine="sqlite", revision=revision, tables=tables)
    dumped = dump_postgresql.dump(database, folder, progress)
    return Manifest(
        version=__version__,
        made_at=made_at,
        engine="postgresql",
        revision=dumped.revision,
        tables=dumped.tables,
        columns=dumped.columns,
        sequences=dumped.sequences,
    )


def _copy_files(files: Files, folder: Path, progress: Progress) -> None:
    """The audit anchor stays out: it belongs to the running database, and a restore writes it anew."""
    names = sorted(key for key in files.keys() if key != ANCHOR)  # noqa: SIM118 - a store is no mapping
    for number, name in enumerate(names, start=1):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files.get(name))
        progress("copying files", number, len(names))


def _check_fits(database: Database, manifest: Manifest) -> None:
    engine = "sqlite" if database.is_sqlite else "postgresql"
    if manifest.engine != engine:
        raise BackupError(f"the backup is of {manifest.engine}, the configured database is {engine}")
    if not migrate.is_known(manifest.revision):
        raise BackupError(f"the backup has schema {manifest.revision}, which this version does not know: upgrade first")


def _check_target(database: Database, files: Files, *, force: bool) -> None:
    kind = dump_sqlite if database.is_sqlite else dump_postgresql
    if not kind.is_empty(database):
        if not force:
            raise BackupError("the target database is not empty: --force replaces it")
        if _is_served(database):
            raise BackupError("a service is running on the target database: stop it first")
    if not force and next(iter(files.keys()), None) is not None:
        raise BackupError("the target's files are not empty: --force replaces them")


def _is_served(database: Database) -> bool:
    """Somebody's scheduler holds its lease; a database without leases is none of ours."""
    try:
        with Work(database, SYSTEM, writes=False) as work:
            leader = find_leader(work.session)
    except DatabaseError:
        return False
    return leader is not None and leader.leads


@contextmanager
def _database_in_place(database: Database, folder: Path, manifest: Manifest, progress: Progress) -> Iterator[None]:
    """PostgreSQL commits after the block; SQLite is replaced after it, in one transaction of its own."""
    if not database.is_sqlite:
        with dump_postgresql.loaded(database, folder, manifest, progress):
            yield
        return
    yield
    progress("replacing the database", 0, 1)
    dump_sqlite.load(database, folder)
    migrate.upgrade(database)


def _put_files(files: Files, folder: Path, manifest: Manifest, progress: Progress) -> set[str]:
    names = [name for name in manifest.entries if name.startswith(f"{FILES}/")]
    for number, name in enumerate(names, start=1):
        files.put(name.removeprefix(f"{FILES}/"), (folder / name).read_bytes())
        progress("putting files", number, len(names))
    return {name.removeprefix(f"{FILES}/") for name in names}


def _amount(manifest: Manifest) -> Amount:
    return Amount(
        rows=sum(manifest.tables.values()),
        files=sum(name.startswith(f"{FILES}/") for name in manifest.entries),
        bytes=sum(entry.size for entry in manifest.entries.values()),
    )
