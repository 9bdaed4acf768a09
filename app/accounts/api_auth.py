"""`/api/v1/auth`: tokens for programs; and one's own password and sessions."""

import base64
import binascii
from typing import Annotated

from fastapi import Form, Request, Response

from app.accounts import service_passwords, service_tokens
from app.accounts.schemas_auth import PasswordChange, RevokeForm, TokenForm, TokenView
from app.accounts.service_signin import Device
from app.accounts.service_tokens import ClientCredentials
from app.http.deps import PublicReadWork, PublicWriteWork, ReadWork, WriteWork
from app.http.routing import api_router, public, refusals

router = api_router("auth")


def _basic(request: Request) -> ClientCredentials | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return ClientCredentials(client_id, secret) if colon else None


@router.post("/auth/token", openapi_extra=public("client"), responses=refusals(429))
def issue_token(request: Request, work: PublicReadWork, form: Annotated[TokenForm, Form()]) -> TokenView:
    """Exchange a password, a refresh token or (by HTTP Basic) an API client's secret for an access token.

    An account with a second factor answers 401 `otp-required` until `otp` comes with the password: the authenticator's
    code, or a recovery code.
    """
    device = Device(request.headers.get("user-agent", ""))
    return service_tokens.issue_token(work, request.app.state.settings, form, _basic(request), device)


@router.post("/auth/revoke", status_code=204, openapi_extra=public())
def revoke_token(work: PublicWriteWork, form: Annotated[RevokeForm, Form()]) -> Response:
    """End the chain of a refresh token; unknown tokens answer the same."""
    service_tokens.revoke_token(work, form)
    return Response(status_code=204)


@router.post("/me/password", status_code=204, responses=refusals(429))
def change_password(work: ReadWork, change: PasswordChange) -> Response:
    """Change one's own password; every other session and token ends."""
    service_passwords.change_password(work, change)
    return Response(status_code=204)


@router.post("/me/sign-out-everywhere", status_code=204)
def sign_out_everywhere(work: WriteWork) -> Response:
    """End all of one's own sessions and tokens, this one included."""
    service_passwords.sign_out_everywhere(work)
    return Response(status_code=204)
