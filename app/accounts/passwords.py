"""Argon2 passwords. One check costs some 0.2 s and 64 MB, so that only a few run at once."""

import hashlib
import hmac
import secrets
import threading
from functools import lru_cache
from uuid import UUID

from passlib.context import CryptContext

from app.core.errors import TooManyRequests

_context = CryptContext(schemes=["argon2"], argon2__type="ID")
_slots = threading.BoundedSemaphore(2)


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


_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No I, O, 0 or 1: the code is read aloud and copied by hand."""


def new_code() -> str:
    """A reset code of 60 random bits: `K7QF-2M9X-PW4T`."""
    return _groups(3, 4)


def new_recovery_code() -> str:
    """A recovery code of 75 random bits, for it may lie in a drawer for years: `K7QF2-M9XPW-4TABC`."""
    return _groups(3, 5)


def _groups(count: int, length: int) -> str:
    return "-".join("".join(secrets.choice(_CODE_LETTERS) for _ in range(length)) for _ in range(count))


def hash_code(person_id: UUID, code: str) -> str:
    """The hash of a person's reset or recovery code, however its letters and hyphens were typed."""
    plain = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(f"{person_id}/{plain}".encode()).hexdigest()


def code_matches(person_id: UUID, typed: str, stored: str) -> bool:
    """Whether what was typed is the person's reset code."""
    return hmac.compare_digest(hash_code(person_id, typed), stored)
