"""Which shell a reviewer's page comes in: the phone's when the browser says that it is one."""

from fastapi import Request


def is_phone(request: Request) -> bool:
    """By the client hint where there is one, else by the word that every phone browser carries."""
    hint = request.headers.get("sec-ch-ua-mobile")
    if hint:
        return hint == "?1"
    return "Mobi" in request.headers.get("user-agent", "")
