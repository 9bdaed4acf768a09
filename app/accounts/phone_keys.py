"""The keys under which a phone seals what its person has not sent yet, when their session has ended."""

import base64
import hashlib
import hmac
from uuid import UUID

from app.accounts.schemas_phone import PhoneKey, PhoneKeys
from app.core.config import Settings
from app.core.errors import Unauthenticated
from app.core.work import Work


def _derived(data_key: str, person_id: UUID) -> PhoneKey:
    secret = hmac.new(data_key.encode(), b"phone-key:v1:" + person_id.bytes, hashlib.sha256).digest()
    name = hashlib.sha256(b"phone-key-name:" + secret).hexdigest()[:12]
    return PhoneKey(name=name, key=base64.b64encode(secret).decode())


def derive_keys(settings: Settings, person_id: UUID) -> list[PhoneKey]:
    """A person's keys, the present one first; the others open what was sealed under earlier data keys.

    Each is HMAC-SHA256 of the person's id under a data key: nothing is stored, and no other session can ask for it.
    """
    known = (settings.data_key, *settings.previous_data_keys)
    return [_derived(key.get_secret_value(), person_id) for key in known]


def phone_keys(work: Work, settings: Settings) -> PhoneKeys:
    """The signed-in person's own keys. Raises Unauthenticated."""
    if work.actor.person_id is None:
        raise Unauthenticated
    return PhoneKeys(keys=derive_keys(settings, work.actor.person_id))
