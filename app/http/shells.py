"""Which shell a reviewer's page comes in: the phone's when the browser says that it is one."""

from fastapi import Request

from app.core.actor import Actor, Role


def is_phone(request: Request) -> bool:
    """By the client hint where there is one, else by the word that every phone browser carries."""
    hint = request.headers.get("sec-ch-ua-mobile")
    if hint:
        return hint == "?1"
    return "Mobi" in request.headers.get("user-agent", "")


def is_desk(request: Request, actor: Actor) -> bool:
    """Whether a page for everybody keeps the desk's menu beside it: not on a phone, nor for a cadre alone."""
    return not is_phone(request) and any(grant.role is not Role.CADRE for grant in actor.grants)
