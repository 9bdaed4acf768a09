"""A backup on disk: a folder (or one tar file) whose manifest names every file with its size and SHA-256."""

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ValidationError

MANIFEST = "manifest.json"
FORMAT = 1
_CHUNK = 1024 * 1024
_TAR = {".tar": "w", ".gz": "w:gz", ".tgz": "w:gz"}

Progress = Callable[[str, int, int], None]
"""(what is being done, steps done, steps in all)."""


class BackupError(RuntimeError):
    """The backup cannot be made or used; the message is one plain line."""


class Entry(BaseModel):
    """One file of the backup."""

    size: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds: from which database, at which schema revision, how many rows, which files."""

    format: int = FORMAT
    version: str
    made_at: str
    engine: str
    revision: str
    tables: dict[str, int]
    columns: dict[str, list[str]] = {}
    sequences: dict[str, int] = {}
    entries: dict[str, Entry] = {}

    def write(self, folder: Path) -> None:
        """Written last: a folder without it is no backup."""
        (folder / MANIFEST).write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """BackupError when there is none, or one that this code does not know."""
        try:
            manifest = cls.model_validate_json((folder / MANIFEST).read_bytes())
        except FileNotFoundError:
            raise BackupError(f"{folder} is no backup: it has no {MANIFEST}") from None
        except ValidationError:
            raise BackupError(f"{MANIFEST} cannot be read") from None
        if manifest.format != FORMAT:
            raise BackupError(f"the backup has format {manifest.format}, this version reads {FORMAT}")
        return manifest


def digest_of(path: Path) -> Entry:
    """Size and SHA-256 of a file."""
    total, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
            size += len(chunk)
    return Entry(size=size, sha256=total.hexdigest())


def list_files(folder: Path) -> Iterator[str]:
    """Every file but the manifest, as relative names with `/`, in order."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return (name for name in sorted(found) if name != MANIFEST)


def check_digests(folder: Path, manifest: Manifest, progress: Progress) -> None:
    """Every named file is there and unchanged, and nothing else is; BackupError names the first that is not."""
    stray = set(list_files(folder)) - manifest.entries.keys()
    if stray:
        raise BackupError(f"{min(stray)} is not in the manifest")
    for number, (name, entry) in enumerate(sorted(manifest.entries.items()), start=1):
        path = folder / name
        if not path.is_file():
            raise BackupError(f"{name} is missing from the backup")
        if digest_of(path) != entry:
            raise BackupError(f"{name} is damaged: its SHA-256 is not the manifest's")
        progress("checking digests", number, len(manifest.entries))


@contextmanager
def new_archive(target: Path) -> Iterator[Path]:
    """A private folder to fill; at the end it becomes `target` (packed into a `.tar`, `.tar.gz`), or nothing does."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupError(f"{target} already exists: give a new name")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as unfinished:
        folder = Path(unfinished) / "backup"
        folder.mkdir(mode=0o700)
        yield folder
        if target.suffix in _TAR:
            packed = Path(unfinished) / "packed"
            _pack(folder, packed, _TAR[target.suffix])
            packed.replace(target)
        else:
            folder.replace(target)
    os.sync()


@contextmanager
def open_archive(source: Path) -> Iterator[Path]:
    """The backup as a folder, unpacked beside itself when it is a tar file."""
    if source.is_dir():
        yield source
        return
    if not source.is_file():
        raise BackupError(f"there is no backup at {source}")
    with tempfile.TemporaryDirectory(prefix=f".{source.name}.", dir=source.parent) as unpacked:
        try:
            with tarfile.open(source) as tar:
                tar.extractall(unpacked, filter="data")
        except tarfile.TarError as error:
            raise BackupError(f"{source} cannot be unpacked: {error}") from None
        yield Path(unpacked)


def _pack(folder: Path, target: Path, mode: str) -> None:
    with tarfile.open(target, mode) as tar:  # type: ignore[call-overload]
        for name in [MANIFEST, *list_files(folder)]:
            tar.add(folder / name, arcname=name)
    target.chmod(0o600)
