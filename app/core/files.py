"""Files beside the database: one interface over a local folder (`file:var/files`) and S3 (`s3://bucket/prefix`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, from_url


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file's name (`attachments/ab/...`) and its size in bytes."""

    name: str
    size: int


class FileStore:
    """Whole files by name; names are relative paths with `/`. S3 takes its keys from the usual AWS_ variables."""

    def __init__(self, url: str) -> None:
        self._folder = _folder(url)
        if self._folder is None:
            self._store: ObjectStore = from_url(url)
        else:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._store = LocalStore(self._folder.resolve())

    def put(self, name: str, content: bytes) -> None:
        """Store a file, replacing one of that name; a reader sees the old or the new one, never half."""
        obstore.put(self._store, name, content)

    def put_path(self, name: str, path: Path) -> None:
        """Store a file from disk without holding it in memory."""
        with path.open("rb") as source:
            obstore.put(self._store, name, source)

    def get(self, name: str) -> bytes:
        """A file's content; FileNotFoundError when there is none."""
        return bytes(obstore.get(self._store, name).bytes())

    def chunks(self, name: str) -> Iterator[bytes]:
        """A file's content in pieces; FileNotFoundError when there is none."""
        for chunk in obstore.get(self._store, name).stream(min_chunk_size=1024 * 1024):
            yield bytes(chunk)

    def find(self, name: str) -> bytes | None:
        """A file's content, or None."""
        try:
            return self.get(name)
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        """Remove a file; removing it twice is no fault."""
        try:
            obstore.delete(self._store, name)
        except FileNotFoundError:
            return

    def list(self, prefix: str | None = None) -> Iterator[StoredFile]:
        """Every file, or those below a folder."""
        for batch in obstore.list(self._store, prefix):
            for found in batch:
                yield StoredFile(found["path"], found["size"])


def _folder(url: str) -> Path | None:
    """The local folder of a `file:` URL, relative ones from where the service runs; None for other stores."""
    scheme, separator, rest = url.partition(":")
    if not separator or scheme != "file":
        return None
    return Path(rest.removeprefix("//") if rest.startswith("///") else rest)
