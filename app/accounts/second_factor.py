"""Codes of an authenticator 验证器 (TOTP, RFC 6238): six digits, a step every thirty seconds. Pure."""

import hmac
from datetime import datetime

import pyotp
import segno

ISSUER = "纪实"
STEP_SECONDS = 30
DRIFT = 1
"""Steps that the phone's clock may be behind or ahead."""
PURPOSE = "second-factor"
"""What the secret is sealed for."""


def new_secret() -> str:
    """160 random bits in base 32."""
    return pyotp.random_base32()


def is_code(typed: str) -> bool:
    """Whether it looks like an authenticator's code; everything else is tried as a recovery code."""
    return len(typed) == 6 and typed.isascii() and typed.isdigit()


def plain(typed: str) -> str:
    """What was typed without the gaps that people and apps put in."""
    return "".join(char for char in typed if char.isalnum())


def matching_step(secret: str, typed: str, now: datetime, last_step: int) -> int | None:
    """The step whose code was typed, None when there is none; steps up to `last_step` are used up."""
    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step), typed) and step > last_step:
            found = step
    return found


def address_of(secret: str, login: str) -> str:
    """The `otpauth:` address that an authenticator reads; short, for the picture should be easy to scan."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """The address as a QR code: an SVG as a data URI, dark on white whatever the page's colours."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=3, light="#fff"))
