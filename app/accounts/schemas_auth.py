"""What goes in and out when somebody proves who they are."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from app.core.actor import Role
from app.core.schema import Schema, View

Secret = Annotated[str, Field(min_length=1, max_length=128)]
Login = Annotated[str, Field(min_length=1, max_length=64)]

Otp = Annotated[str, Field(min_length=1, max_length=40)]
"""A code of the authenticator, or a recovery code."""


class TokenForm(Schema):
    """An OAuth 2 token request (RFC 6749): which fields are needed depends on `grant_type`."""

    grant_type: Literal["password", "refresh_token", "client_credentials"]
    username: Login | None = None
    password: Secret | None = None
    otp: Otp | None = None
    refresh_token: Secret | None = None
    scope: str | None = Field(default=None, max_length=400)


class TokenView(View):
    """An access token; people also get a refresh token, which serves once and is then replaced."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of the scheme
    expires_in: int = Field(ge=1, le=600)
    refresh_token: str | None = None
    scope: str = ""

    @model_serializer(mode="wrap")
    def _without_nothing(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = handler(self)
        return {key: value for key, value in fields.items() if value is not None}


class RevokeForm(Schema):
    """A token to revoke (RFC 7009)."""

    token: Annotated[str, Field(min_length=1, max_length=4000)]
    token_type_hint: Literal["refresh_token", "access_token"] | None = None


class PasswordChange(Schema):
    """A new password; `current` may be left out only after signing in with a reset code."""

    current: Secret | None = None
    new: Secret


class ResetCodeView(View):
    """A reset code, shown this once: to be handed over in person, used as the password, within 24 hours."""

    person_id: UUID
    code: str
    expires_at: datetime


class SignInForm(Schema):
    """The sign-in page's form."""

    username: Login
    password: Secret
    next: str = Field(default="", max_length=500)


class OtpForm(Schema):
    """The sign-in page's second step."""

    half: str = Field(min_length=1, max_length=1000)
    otp: Otp
    next: str = Field(default="", max_length=500)


class CurrentPassword(Schema):
    """One's password once more, before something that matters."""

    current: Secret


class OtpIn(Schema):
    """A code of the authenticator."""

    otp: Otp


class SecondFactorEnd(Schema):
    """What turns a second factor off: the password and a code."""

    current: Secret
    otp: Otp


class SecondFactorView(View):
    """Whether one may have a second factor, has it, since when, and how many recovery codes are left."""

    available: bool
    enabled: bool
    confirmed_at: datetime | None = None
    recovery_codes_left: int = 0


class SecondFactorBegun(View):
    """The secret for the authenticator, shown this once: to type in, as an `otpauth:` address and as its QR code."""

    secret: str
    address: str
    picture: str


class RecoveryCodesView(View):
    """Recovery codes, shown this once; each stands in for the authenticator one time."""

    codes: list[str]


class DeviceKind(StrEnum):
    """What is signed in: a browser at a desk, one on a phone, or a program by the API."""

    DESK = "desk"
    PHONE = "phone"
    PROGRAM = "program"


class DeviceView(View):
    """Something on which one is signed in; `id` is the session's, or the refresh chain's of a program."""

    id: UUID
    kind: DeviceKind
    browser: str
    system: str
    address: str
    started_at: datetime
    last_seen_at: datetime
    current: bool


class PreferenceForm(Schema):
    """One choice of a person, and the page to go back to."""

    value: str = Field(max_length=16)
    next: str = Field(default="", max_length=500)


class MyRole(View):
    """A role held today; `delegated_by` names whose it is when it was delegated for a while."""

    role: Role
    unit_id: UUID | None = None
    group_id: UUID | None = None
    valid_from: date
    valid_to: date | None = None
    delegated_by: UUID | None = None
    delegated_by_name: str | None = None


class MyAccount(View):
    """Who is signed in, as far as accounts know."""

    id: UUID
    version: int
    login: str
    name: str
    unit_id: UUID | None
    unit_name: str | None
    locale: str | None
    care: bool
    must_change_password: bool
    has_password: bool
    roles: list[MyRole]
