"""A second factor of the trail's orgadmin, and codes that are right whenever they are asked for."""

from typing import Any

import pyotp

from app.accounts.models_access import RecoveryCode, SecondFactor
from app.accounts.passwords import hash_code
from app.accounts.second_factor import PURPOSE
from app.accounts.tokens import HalfSignedIn, sign_half
from app.core.config import Settings
from app.core.sealing import sealer_of
from tests.permissions.scene import NOW, PASSWORD, Scene

SECRET, RECOVERY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "K7QF2-M9XPW-4TABC"
ACCESS_OTHERWISE: dict[str, dict[str, Any]] = {
    "POST /sign-in/otp": {"form": {"half": "{half}", "otp": RECOVERY}},
    "POST /api/v1/me/second-factor": {"body": {"current": PASSWORD}},
    "POST /api/v1/me/second-factor/confirm": {"body": {"otp": "{otp}"}},
    "POST /api/v1/me/second-factor/recovery-codes": {"body": {"otp": RECOVERY}},
    "POST /api/v1/me/second-factor/turn-off": {"body": {"current": PASSWORD, "otp": RECOVERY}},
}


class _Present:
    """The code of the moment in which it is written down."""

    def __format__(self, spec: str) -> str:
        return pyotp.TOTP(SECRET).now()


def guard(scene: Scene, settings: Settings) -> None:
    """The orgadmin's authenticator, a recovery code, and the first step of their sign-in."""
    person = scene.people["orgadmin"]
    sealed = sealer_of(settings).seal(SECRET, purpose=PURPOSE, bound_to=person.id.hex)
    scene.county.add(
        SecondFactor(person_id=person.id, secret=sealed, confirmed_at=NOW),
        RecoveryCode(person_id=person.id, code_hash=hash_code(person.id, RECOVERY)),
    )
    half = sign_half(settings, HalfSignedIn(person.id, person.auth_version), NOW)
    scene.ids |= {"half": half, "otp": _Present()}
