"""Identities. Server-minted ids are UUIDv7 (time-ordered, RFC 9562), so that indexes grow at one end."""

import os
from uuid import UUID

from app.core import clock

_BYTES, _DRAWN = 10, 100
_drawn: list[bytes] = []
"""Random bytes of the system, drawn for a hundred ids at once: each draw is a call into the kernel."""
if hasattr(os, "register_at_fork"):  # a child must not mint what its parent mints
    os.register_at_fork(after_in_child=_drawn.clear)


def _random() -> int:
    try:
        return int.from_bytes(_drawn.pop())
    except IndexError:
        store = os.urandom(_BYTES * _DRAWN)
        _drawn.extend(store[at : at + _BYTES] for at in range(_BYTES, len(store), _BYTES))
        return int.from_bytes(store[:_BYTES])


def new_id() -> UUID:
    """A new UUIDv7: 48 bits of milliseconds, then 74 random bits."""
    milliseconds = int(clock.now().timestamp() * 1000)
    value = (milliseconds & (2**48 - 1)) << 80 | _random()
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
