"""Which language an answer is in."""

from fastapi import Request

from app.core.actor import ANONYMOUS, Actor
from app.core.i18n import Locale, as_locale, negotiate

LOCALE_COOKIE = "jishi_locale"


def locale_of(request: Request) -> Locale:
    """The language of the answer: the cookie, then the person's own setting, then the browser's."""
    actor: Actor = getattr(request.state, "actor", None) or ANONYMOUS
    chosen = as_locale(request.cookies.get(LOCALE_COOKIE)) or as_locale(actor.locale)
    return chosen or negotiate(request.headers.get("accept-language"))
