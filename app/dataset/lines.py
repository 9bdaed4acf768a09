"""A JSON Lines file as numbered rows: what cannot be read is a fault of its line, never of the file."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from app.dataset.faults import Wrong

LONGEST = 1024 * 1024
_BOM = b"\xef\xbb\xbf"

Told = Callable[[int], None]
"""Hears how many octets were read since it heard last."""


class Lines:
    """The rows of one file, in order, with the number of each line; `digest` is the file's SHA-256 once it is read."""

    def __init__(self, path: Path, told: Told) -> None:
        self.path, self.told = path, told
        self._sum = hashlib.sha256()

    @property
    def digest(self) -> str:
        """SHA-256 of what was read."""
        return self._sum.hexdigest()

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any] | Wrong]]:
        """(line, row) or (line, why it is none); empty lines are passed over."""
        unread = 0
        with self.path.open("rb", buffering=1024 * 1024) as file:
            for number, octets in enumerate(self._lines(file), start=1):
                unread += len(octets)
                if unread >= LONGEST:
                    self.told(unread)
                    unread = 0
                line = octets.removeprefix(_BOM) if number == 1 else octets
                if line and not line.isspace():
                    yield number, _row(line)
        self.told(unread)

    def _lines(self, file: Any) -> Iterator[bytes]:
        while line := file.readline(LONGEST + 1):
            self._sum.update(line)
            if len(line) > LONGEST and not line.endswith(b"\n"):
                line = line[:LONGEST] + b" "
                while (rest := file.readline(LONGEST)) and not rest.endswith(b"\n"):
                    self._sum.update(rest)
                self._sum.update(rest)
            yield line


def _row(line: bytes) -> dict[str, Any] | Wrong:
    if len(line) > LONGEST:
        return Wrong("", "line-too-long")
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return Wrong("", "not-json" if _is_utf8(line) else "not-utf8")
    if type(row) is not dict:
        return Wrong("", "not-object")
    if b"\\u0000" in line and _holds_nul(row):
        return Wrong("", "nul")
    return row


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_holds_nul(key) or _holds_nul(one) for key, one in value.items())
    return isinstance(value, list) and any(_holds_nul(one) for one in value)
