"""The one renderer of refusals: RFC 9457 `application/problem+json` for programs, a page for people."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as StarletteHTTPException

from app.core.errors import DomainError, FieldError, Invalid, NotFound, Unauthenticated
from app.core.i18n import N_, translate
from app.http.deps import authenticate
from app.http.locales import locale_of
from app.http.validation import describe

log = structlog.get_logger()
LONGEST_RETURN = 400
"""Characters of an address to which one is led back after signing in; a longer one leads to the front page."""
PROBLEM_JSON = "application/problem+json"


class FieldProblem(BaseModel):
    """One wrong field: a JSON pointer, a stable code and a remedy."""

    pointer: str
    code: str
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem document; `code` is stable, `detail` is for people."""

    type: str = Field(examples=["urn:jishi:problem:not-found"])
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[FieldProblem] = []


_TITLES = {
    400: N_("请求有误"),
    401: N_("需要登录"),
    403: N_("没有权限"),
    404: N_("没有找到"),
    405: N_("方法不支持"),
    409: N_("状态冲突"),
    412: N_("版本已过期"),
    413: N_("内容过大"),
    415: N_("格式不支持"),
    422: N_("内容有误"),
    429: N_("请求过多"),
    500: N_("服务出错"),
    503: N_("暂不可用"),
}


class BadRequest(DomainError):
    """The request could not be read at all."""

    code, status, message = "bad-request", 400, N_("请求无法读取。")


class MethodNotAllowed(DomainError):
    """The path exists, the method does not."""

    code, status, message = "method-not-allowed", 405, N_("该地址不支持这种请求方法。")


class ContentTooLarge(DomainError):
    """The body is larger than the route takes."""

    code, status, message = "content-too-large", 413, N_("提交的内容过大。")


def too_long_body() -> Exception:
    """What a body's reader raises when it is longer than it may be; other errors of reading are a 400."""
    return StarletteHTTPException(ContentTooLarge.status)


class UnsupportedMediaType(DomainError):
    """The body is of a media type that the route does not take."""

    code, status, message = "unsupported-media-type", 415, N_("请以 application/json 提交内容。")


class Internal(DomainError):
    """A fault of ours; nothing of it reaches the reader but the request's number."""

    code, status, message = (
        "internal",
        500,
        N_("服务出错，未保存任何内容。请把编号告诉管理员：%(request_id)s"),
    )


def wants_page(request: Request) -> bool:
    """True when a person's browser asked for a page."""
    if request.url.path.startswith(("/api/", "/metrics", "/healthz", "/readyz")):
        return False
    return "text/html" in request.headers.get("accept", "")


def _field(error: FieldError, locale: Any) -> dict[str, str]:
    return {
        "pointer": error.pointer,
        "code": error.code,
        "detail": translate(error.message, locale, **error.params),
    }


def render(request: Request, error: DomainError) -> Response:
    """A refusal as a problem document or as a page with the same status."""
    locale = locale_of(request)
    if wants_page(request):
        if isinstance(error, Unauthenticated):
            asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            target = quote(asked, safe="/") if request.method == "GET" and len(asked) <= LONGEST_RETURN else ""
            return RedirectResponse(f"/sign-in?next={target}", status_code=303)
        if error.code == "password-change-required":
            return RedirectResponse("/password", status_code=303)
        page: Response = request.app.state.render_error(request, error)
        page.headers.update(error.headers)
        return page
    body = {
        "type": f"urn:jishi:problem:{error.code}",
        "title": translate(_TITLES.get(error.status, _TITLES[400]), locale),
        "status": error.status,
        "detail": translate(error.text, locale, **error.params),
        "instance": request.url.path,
        "code": error.code,
        "errors": [_field(item, locale) for item in error.errors],
        **error.extra,
    }
    content = orjson.dumps(body, default=_plain)
    return Response(content, status_code=error.status, media_type=PROBLEM_JSON, headers=error.headers)


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return str(value)


def _from_validation(errors: Sequence[Mapping[str, Any]]) -> DomainError:
    if any(error.get("type") == "json_invalid" for error in errors):
        return BadRequest(N_("请求正文不是有效的 JSON。"))
    if any(isinstance(error.get("input"), bytes) and error.get("loc") == ("body",) for error in errors):
        return UnsupportedMediaType()  # what is not JSON is handed on unread
    return Invalid(errors=tuple(describe(error) for error in errors))


def _from_http(error: StarletteHTTPException) -> DomainError:
    kinds: dict[int, type[DomainError]] = {404: NotFound, 405: MethodNotAllowed, 413: ContentTooLarge}
    kind = kinds.get(error.status_code, BadRequest)
    return kind(headers=dict(error.headers or {}))


def install(app: FastAPI) -> None:
    """Register the handlers on the application."""

    def on_domain_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, DomainError)  # noqa: S101 - registered for this class
        return render(request, error)

    def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
        return render(request, _from_validation(error.errors()))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, StarletteHTTPException)  # noqa: S101 - registered for this class
        if error.status_code == NotFound.status and wants_page(request):
            with suppress(Exception):  # whose menu stands beside the page; without it the page stands alone
                await authenticate(request)
        return await run_in_threadpool(render, request, _from_http(error))

    def on_fault(request: Request, error: Exception) -> Response:
        request_id = getattr(request.state, "request_id", "")
        log.error("fault", request_id=request_id, path=request.url.path, kind=type(error).__name__)
        return render(request, Internal(request_id=request_id))

    app.add_exception_handler(DomainError, on_domain_error)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(StarletteHTTPException, on_http)
    app.add_exception_handler(Exception, on_fault)
