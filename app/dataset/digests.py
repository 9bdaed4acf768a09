"""The same row again, or another one under the same id: a row's digest over its known fields."""

from hashlib import blake2b
from typing import Any

import orjson


def digest_of(fields: dict[str, Any]) -> str:
    """32 hexadecimal digits over the canonical JSON of a row."""
    return blake2b(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def as_text(row: dict[str, Any]) -> str:
    """A row as JSON text."""
    return orjson.dumps(row).decode()
