"""How a run of events becomes one HMAC: canonical bytes, chained digests, a header. Pure; the key is handed in."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

GENESIS = "0" * 64
"""What the first seal names as the one before it."""


@dataclass(frozen=True, slots=True)
class SealHeader:
    """All of a seal but its MAC: which events (`first_seq` to `last_seq`, holes included), after which seal."""

    number: int
    first_seq: int
    last_seq: int
    events: int
    previous_mac: str
    sealed_at: datetime


def canonical(event: Mapping[str, Any]) -> bytes:
    """An event's columns as JSON with sorted keys, instants in UTC: the same bytes on both databases."""
    return orjson.dumps(dict(event), option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z, default=str)


def content_digest(events: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over the events one after another, each chained to those before it, so that their order counts."""
    running = b""
    for event in events:
        running = hashlib.sha256(running + canonical(event)).digest()
    return running.hex()


def mac_of(key: bytes, header: SealHeader, content: str) -> str:
    """HMAC-SHA256 of a seal's header and content, in hex."""
    plain = {
        "number": header.number,
        "first_seq": header.first_seq,
        "last_seq": header.last_seq,
        "events": header.events,
        "previous_mac": header.previous_mac,
        "sealed_at": header.sealed_at.astimezone(UTC),
        "content": content,
    }
    return hmac.new(key, canonical(plain), hashlib.sha256).hexdigest()


def is_genuine(keys: Iterable[bytes], header: SealHeader, content: str, mac: str) -> bool:
    """Whether one of the keys (the present one, then retired ones) made the MAC."""
    return any(hmac.compare_digest(mac_of(key, header, content), mac) for key in keys)
