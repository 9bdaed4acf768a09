"""The anchor: the newest seal noted outside the database, so that cutting off the trail's end shows."""

import hashlib
import hmac

import orjson

from app.core.files import FileMissing, Files

NAME = "audit/anchor.json"


class ForgedAnchorError(ValueError):
    """The noted seal was not written by a holder of the key."""


def _signature(key: bytes, number: int, mac: str) -> str:
    return hmac.new(key, f"anchor:{number}:{mac}".encode(), hashlib.sha256).hexdigest()


def write_anchor(files: Files, key: bytes, number: int, mac: str) -> None:
    """Note a seal beside the attachments."""
    note = {"number": number, "mac": mac, "signature": _signature(key, number, mac)}
    files.put(NAME, orjson.dumps(note))


def read_anchor(files: Files, keys: tuple[bytes, ...]) -> tuple[int, str] | None:
    """The noted seal, None when there is none; ForgedAnchorError when the note is not ours."""
    try:
        note = orjson.loads(files.get(NAME))
        number, mac, signature = int(note["number"]), str(note["mac"]), str(note["signature"])
    except FileMissing:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise ForgedAnchorError(NAME) from error
    if not any(hmac.compare_digest(_signature(key, number, mac), signature) for key in keys):
        raise ForgedAnchorError(NAME)
    return number, mac
