"""Argon2 passwords. One check costs some 0.2 s and 64 MB, so that only a few run at once."""

import secrets
import threading
from functools import lru_cache

from passlib.context import CryptContext

from app.core.errors import TooManyRequests

_context = CryptContext(schemes=["argon2"], argon2__type="ID")
_slots = threading.BoundedSemaphore(2)
MINIMUM_LENGTH = 10


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    with _slots:
        return str(_context.hash(password))


@lru_cache
def _dummy() -> str:
    return hash_password(secrets.token_hex())


def verify_password(password: str, stored: str | None) -> bool:
    """Whether the password is right; takes the same time when there is no such account."""
    reference = stored or _dummy()
    if not _slots.acquire(timeout=10):
        raise TooManyRequests(headers={"Retry-After": "10"})
    try:
        matches = bool(_context.verify(password, reference))
    finally:
        _slots.release()
    return matches and stored is not None
