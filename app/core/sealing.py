"""Authenticated encryption of what a copy of the database must not tell: second factors, later bank accounts.

A sealed text reads `v1:<key>:<nonce, ciphertext and tag>`: AES-256-GCM under a key that HKDF derives from
`JISHI_DATA_KEY` for one purpose, bound to what it belongs to (a person's id, say), so that a row's sealed text put into
another row does not open. The middle part names the data key: earlier ones still open, new texts take the present one.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.config import Settings

_VERSION = "v1"
_NONCE = 12


class SealBroken(ValueError):
    """Sealed under a key that is not here, for something else, or changed since."""


def _name(key: str) -> str:
    return hashlib.sha256(b"data-key:" + key.encode()).hexdigest()[:8]


@lru_cache(maxsize=32)
def _cipher(key: str, purpose: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=f"jishi/{_VERSION}/{purpose}".encode()).derive(key.encode()))


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals under the first key, opens under any; `purpose` and `bound_to` must be the same for both."""

    keys: tuple[str, ...]

    def seal(self, plain: str, *, purpose: str, bound_to: str) -> str:
        """The text sealed; no two sealings of a text look alike."""
        nonce = secrets.token_bytes(_NONCE)
        secret = _cipher(self.keys[0], purpose).encrypt(nonce, plain.encode(), bound_to.encode())
        return f"{_VERSION}:{_name(self.keys[0])}:{base64.urlsafe_b64encode(nonce + secret).decode()}"

    def open(self, sealed: str, *, purpose: str, bound_to: str) -> str:
        """The text again. Raises SealBroken."""
        version, _, rest = sealed.partition(":")
        name, _, encoded = rest.partition(":")
        key = next((key for key in self.keys if _name(key) == name), None)
        if version != _VERSION or key is None:
            raise SealBroken("no key for it")
        try:
            body = base64.b64decode(encoded, altchars=b"-_", validate=True)
            if base64.urlsafe_b64encode(body).decode() != encoded:
                raise SealBroken("not as it was written")
            plain = _cipher(key, purpose).decrypt(body[:_NONCE], body[_NONCE:], bound_to.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken("changed, or sealed for something else") from error
        return plain.decode()

    def is_current(self, sealed: str) -> bool:
        """Whether it was sealed under the present key; otherwise seal it anew when it is next opened."""
        return sealed.startswith(f"{_VERSION}:{_name(self.keys[0])}:")


def sealer_of(settings: Settings) -> Sealer:
    """The service's sealer: `JISHI_DATA_KEY`, and those before it for opening."""
    return Sealer(tuple(key.get_secret_value() for key in (settings.data_key, *settings.previous_data_keys)))
