"""`/api/v1/me/phone-key`: what the phone seals unsent text with."""

from fastapi import Request

from app.accounts.phone_keys import phone_keys
from app.accounts.schemas_phone import PhoneKeys
from app.http.deps import ReadWork
from app.http.routing import api_router

router = api_router("me")


@router.get("/me/phone-key")
def get_phone_key(request: Request, work: ReadWork) -> PhoneKeys:
    """One's own keys for sealing what waits on the phone when a session ends; never to be written down."""
    return phone_keys(work, request.app.state.settings)
