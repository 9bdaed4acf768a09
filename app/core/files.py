"""Files by key, in a local folder or an S3 bucket: the one way in which bytes outside the database are kept.

`JISHI_FILES_URL` is `file:var/files` (relative to where the service runs), `file:///srv/jishi/files`, or
`s3://bucket/prefix` with the usual `AWS_*` variables (`AWS_ENDPOINT_URL` for other makers' stores).
"""

import os
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from obstore.store import LocalStore, S3Store


class FileMissing(Exception):
    """Nothing is kept under the key."""


class Files:
    """A flat store of bytes by key (`ab/cdef...`); what was put is whole or absent, and on disk when `put` returns."""

    def __init__(self, url: str) -> None:
        self._folder = _folder_of(url)
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._store: LocalStore | S3Store = LocalStore(self._folder, mkdir=True)
        elif url.startswith("s3://"):
            self._store = _bucket(url)
        else:
            raise ValueError("JISHI_FILES_URL is file:PATH or s3://BUCKET/PREFIX")

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`, replacing what was there."""
        self._store.put(key, data)
        if self._folder is not None:
            _sync(self._folder / key)

    def put_file(self, key: str, path: Path) -> None:
        """Keep a file under `key` without holding it in memory; as whole as `put`."""
        self._store.put(key, path)
        if self._folder is not None:
            _sync(self._folder / key)

    def save(self, key: str, path: Path) -> None:
        """Write the bytes under `key` to a file, piece by piece; FileMissing when there are none."""
        try:
            found = self._store.get(key)
        except FileNotFoundError as error:
            raise FileMissing(key) from error
        with path.open("wb") as file:
            for piece in found.stream():
                file.write(piece)

    def get(self, key: str) -> bytes:
        """The bytes under `key`; FileMissing when there are none."""
        try:
            return bytes(self._store.get(key).bytes())
        except FileNotFoundError as error:
            raise FileMissing(key) from error

    def exists(self, key: str) -> bool:
        """Whether anything is kept under `key`."""
        try:
            self._store.head(key)
        except FileNotFoundError:
            return False
        return True

    def delete(self, key: str) -> None:
        """Forget `key`; no error when nothing was there."""
        try:
            self._store.delete(key)
        except FileNotFoundError:
            return

    def keys(self, prefix: str | None = None) -> Iterator[str]:
        """Every key, of one folder on demand; in no order."""
        for batch in self._store.list(prefix):
            for entry in batch:
                yield entry["path"]

    def keys_before(self, prefix: str, instant: datetime) -> Iterator[str]:
        """Every key of a folder that was last written before an instant; in no order."""
        for batch in self._store.list(prefix):
            for entry in batch:
                if entry["last_modified"] < instant:
                    yield entry["path"]


@lru_cache(maxsize=8)
def open_files(url: str) -> Files:
    """The store of a `JISHI_FILES_URL`, opened once a process."""
    return Files(url)


def _folder_of(url: str) -> Path | None:
    if not url.startswith("file:"):
        return None
    return Path(url.removeprefix("file:").removeprefix("//")).absolute()


def _bucket(url: str) -> S3Store:
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    return S3Store.from_url(url, client_options={"allow_http": endpoint.startswith("http://"), "timeout": "30s"})


def _sync(path: Path) -> None:
    """A renamed file survives a power cut only when its folder is on disk as well."""
    for one in (path, path.parent):
        descriptor = os.open(one, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
