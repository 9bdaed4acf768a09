"""Access tokens (JWT): the one place that signs and reads them. HS256 only, never JWE."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from jose import jwk, jws, jwt
from jose.backends.base import Key
from jose.exceptions import JOSEError

from app.core import clock
from app.core.config import Settings
from app.core.errors import Unauthenticated

AUDIENCE = "jishi-api"
ACCESS_SECONDS = 600
HALF_SECONDS = 300
_HALF_AUDIENCE = "jishi-second-step"
_ALGORITHM = "HS256"
_LEEWAY = 5
"""Seconds that two clocks may differ."""


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What an access token says: who, person or client, at which `auth_version`, with which scopes (clients).

    `family` is the refresh chain that it came with: the program among a person's devices.
    """

    subject: UUID
    kind: str
    auth_version: int
    scopes: tuple[str, ...] = ()
    family: UUID | None = None


def key_id(secret: str) -> str:
    """A short public name of a signing secret, for rotation."""
    return hashlib.sha256(b"kid:" + secret.encode()).hexdigest()[:12]


def sign_access_token(settings: Settings, claims: AccessClaims, now: datetime | None = None) -> str:
    """An access token that counts for ten minutes."""
    issued = now or clock.now()
    secret = settings.secret_key.get_secret_value()
    body = {
        "sub": str(claims.subject),
        "knd": claims.kind,
        "ver": claims.auth_version,
        "scp": " ".join(claims.scopes),
        "aud": AUDIENCE,
        "iat": int(issued.timestamp()),
        "exp": int((issued + timedelta(seconds=ACCESS_SECONDS)).timestamp()),
        "jti": secrets.token_hex(8),
    }
    if claims.family is not None:
        body["fam"] = claims.family.hex
    return str(jwt.encode(body, secret, algorithm=_ALGORITHM, headers={"kid": key_id(secret)}))


def read_access_token(settings: Settings, token: str) -> AccessClaims:
    """The claims of a valid token; Unauthenticated for anything else."""
    try:
        key = _keys_of(settings)[_kid(token.partition(".")[0])]
        body = json.loads(jws.verify(token, key, algorithms=[_ALGORITHM]))
        _check_times_and_audience(body, AUDIENCE)
        family = UUID(body["fam"]) if "fam" in body else None
        scopes = tuple(str(body.get("scp", "")).split())
        return AccessClaims(UUID(body["sub"]), str(body["knd"]), int(body["ver"]), scopes, family)
    except (JOSEError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise Unauthenticated(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}) from error


def _check_times_and_audience(body: dict[str, Any], audience: str) -> None:
    now = clock.now().timestamp()
    if body["aud"] != audience:
        raise ValueError("meant for somebody else")
    if not float(body["exp"]) > now - _LEEWAY or float(body.get("nbf", now)) > now + _LEEWAY:
        raise ValueError("not at this time")


@dataclass(frozen=True, slots=True)
class HalfSignedIn:
    """Between the two steps of a sign-in: whose password (or reset code, by its id) was right, at which version."""

    person_id: UUID
    auth_version: int
    code_id: UUID | None = None


def sign_half(settings: Settings, half: HalfSignedIn, now: datetime) -> str:
    """A proof of the first step that counts for five minutes, and for nothing but the second step."""
    secret = settings.secret_key.get_secret_value()
    body = {
        "sub": half.person_id.hex,
        "ver": half.auth_version,
        "cod": half.code_id.hex if half.code_id else "",
        "aud": _HALF_AUDIENCE,
        "exp": int(now.timestamp()) + HALF_SECONDS,
    }
    return str(jwt.encode(body, secret, algorithm=_ALGORITHM, headers={"kid": key_id(secret)}))


def read_half(settings: Settings, text: str) -> HalfSignedIn | None:
    """The first step that a proof speaks of, None when it is none or too old."""
    try:
        body = json.loads(jws.verify(text, _keys_of(settings)[_kid(text.partition(".")[0])], algorithms=[_ALGORITHM]))
        _check_times_and_audience(body, _HALF_AUDIENCE)
        code_id = UUID(body["cod"]) if body["cod"] else None
        return HalfSignedIn(UUID(body["sub"]), int(body["ver"]), code_id)
    except (JOSEError, LookupError, ValueError, TypeError, AttributeError):
        return None


@lru_cache(maxsize=64)
def _kid(header: str) -> str:
    """The key's name in a token's first part, the same in all tokens of one secret; nothing of it is proven yet."""
    return str(jws.get_unverified_header(f"{header}.e30.")["kid"])


@lru_cache(maxsize=4)
def _ring(secrets_: tuple[str, ...]) -> dict[str, Key]:
    return {key_id(secret): jwk.construct(secret, _ALGORITHM) for secret in reversed(secrets_)}


def _keys_of(settings: Settings) -> dict[str, Key]:
    """The signing secret and those before it, made ready once, by the `kid` in a token's header."""
    found = settings.secret_key, *settings.previous_secret_keys
    return _ring(tuple(key.get_secret_value() for key in found))


def new_opaque_token() -> str:
    """256 random bits for cookies and refresh tokens; only their hash is stored."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 of an opaque token; its entropy makes a slow hash pointless."""
    return hashlib.sha256(token.encode()).hexdigest()


def scopes_of(text: str | None) -> Sequence[str]:
    """An OAuth `scope` parameter as a list."""
    return tuple((text or "").split())
