"""What handlers ask for: the actor, a unit of work, the locale, the expected version."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Header, Request

from app.core.actor import Actor
from app.core.errors import DomainError, Forbidden, Invalid, Unauthenticated
from app.core.i18n import N_
from app.core.work import Work

Authenticator = Callable[[Request], Awaitable[Actor]]

PERSON_HEADER = "x-jishi-person"
"""Whose request it is, by the phone that kept it; refused when the session is another person's."""

_WITHOUT_PASSWORD_CHANGE = frozenset({
    "/api/v1/me",
    "/api/v1/me/password",
    "/api/v1/me/sign-out-everywhere",
    "/password",
})  # fmt: skip
"""All that somebody may ask for whose password another person set; the public routes do not come here."""


class PasswordChangeRequired(DomainError):
    """Someone else set this password; nothing but changing it is possible."""

    code, status, message = "password-change-required", 403, N_("请先修改初始密码，再继续使用。")


class OtherPerson(DomainError):
    """A write that waited on a phone for one person, and somebody else is signed in there now."""

    code, status, message = "other-person", 409, N_("现在登录的不是写这份内容的人。内容还在手机里，本人登录后再上传。")


async def authenticate(request: Request) -> Actor:
    """The actor of this request by session cookie or bearer token; anonymous when neither is there."""
    actor = getattr(request.state, "actor", None)
    if actor is None:
        authenticator: Authenticator = request.app.state.authenticate
        actor = await authenticator(request)
        request.state.actor = actor
    return actor


def check_may_call(request: Request, actor: Actor) -> None:
    """Refuse the anonymous, those who must change their password first, and clients without the route's scope."""
    if actor.kind == "anonymous":
        raise Unauthenticated(headers={"WWW-Authenticate": "Bearer"})
    meant = request.headers.get(PERSON_HEADER)
    if meant is not None and meant != str(actor.id):
        raise OtherPerson
    if actor.must_change_password and request.url.path not in _WITHOUT_PASSWORD_CHANGE:
        raise PasswordChangeRequired
    if actor.kind == "client":
        declared = (getattr(request.scope.get("route"), "openapi_extra", None) or {}).get("x-scopes", [])
        if not any(scope in actor.scopes for scope in declared):
            raise Forbidden(N_("该接口客户端没有调用此接口的授权范围。"))


def build_work(request: Request, actor: Actor, *, writes: bool) -> Work:
    """A unit of work, not yet open, for this request."""
    state = request.app.state
    return Work(
        database=state.database,
        actor=actor,
        writes=writes,
        request_id=getattr(request.state, "request_id", ""),
        address=request.client.host if request.client else "",
        on_denied=state.on_denied,
    )


async def _read(request: Request) -> Work:
    actor = await authenticate(request)
    check_may_call(request, actor)
    return build_work(request, actor, writes=False)


async def _write(request: Request) -> Work:
    actor = await authenticate(request)
    check_may_call(request, actor)
    return build_work(request, actor, writes=True)


async def _public_read(request: Request) -> Work:
    return build_work(request, await authenticate(request), writes=False)


async def _public_write(request: Request) -> Work:
    return build_work(request, await authenticate(request), writes=True)


ReadWork = Annotated[Work, Depends(_read)]
WriteWork = Annotated[Work, Depends(_write)]
PublicReadWork = Annotated[Work, Depends(_public_read)]
PublicWriteWork = Annotated[Work, Depends(_public_write)]


async def _if_match(
    if_match: Annotated[
        str | None,
        Header(
            description="The version that one changes, as its ETag.",
            examples=['"3"'],
            json_schema_extra={"pattern": '^(W/)?"?[0-9]{1,9}"?$'},
        ),
    ] = None,
) -> int | None:
    if if_match is None:
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid.at("/If-Match", N_('If-Match 应为版本号，例如 "3"。'), "bad-etag")
    return int(text)


IfMatch = Annotated[int | None, Depends(_if_match)]
