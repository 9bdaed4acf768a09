"""Ids for millions of new rows: UUIDv7 in hex, growing, each a counter behind one random draw of the run."""

import os

from app.core import clock

_MOST = 16**7


class Identities:
    """`next` is a new id; some hundred million of them from one run."""

    def __init__(self) -> None:
        self._head, self._count = "", _MOST

    def next(self) -> str:
        """32 hexadecimal digits: milliseconds, version, random bits, counter."""
        self._count += 1
        if self._count >= _MOST:
            drawn = os.urandom(8).hex()
            milliseconds = int(clock.now().timestamp() * 1000)
            self._head, self._count = f"{milliseconds:012x}7{drawn[:3]}8{drawn[3:11]}", 0
        return f"{self._head}{self._count:07x}"
