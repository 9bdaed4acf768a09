"""Access tokens (JWT): the one place that signs and reads them. HS256 only, never JWE."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from jose import JWTError, jwt

from app.core import clock
from app.core.config import Settings
from app.core.errors import Unauthenticated

AUDIENCE = "jishi-api"
ACCESS_SECONDS = 600
_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What an access token says: who, person or client, at which `auth_version`, with which scopes (clients)."""

    subject: UUID
    kind: str
    auth_version: int
    scopes: tuple[str, ...] = ()


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
    return str(jwt.encode(body, secret, algorithm=_ALGORITHM, headers={"kid": key_id(secret)}))


def read_access_token(settings: Settings, token: str) -> AccessClaims:
    """The claims of a valid token; Unauthenticated for anything else."""
    secret = _secret_for(settings, token)
    options = {"require_exp": True, "require_aud": True, "require_sub": True, "leeway": 5}
    try:
        body = jwt.decode(token, secret, algorithms=["HS256"], audience=AUDIENCE, options=options)
        return AccessClaims(
            UUID(body["sub"]), str(body["knd"]), int(body["ver"]), tuple(str(body.get("scp", "")).split())
        )
    except (JWTError, KeyError, ValueError, TypeError) as error:
        raise Unauthenticated(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}) from error


def _secret_for(settings: Settings, token: str) -> str:
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except JWTError as error:
        raise Unauthenticated(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}) from error
    for key in (settings.secret_key, *settings.previous_secret_keys):
        if key_id(key.get_secret_value()) == kid:
            return key.get_secret_value()
    raise Unauthenticated(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})


def new_opaque_token() -> str:
    """256 random bits for cookies and refresh tokens; only their hash is stored."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 of an opaque token; its entropy makes a slow hash pointless."""
    return hashlib.sha256(token.encode()).hexdigest()


def scopes_of(text: str | None) -> Sequence[str]:
    """An OAuth `scope` parameter as a list."""
    return tuple((text or "").split())
