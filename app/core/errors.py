"""What a domain refuses, in plain values. `app.http.problems` alone turns these into responses (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from app.core.i18n import N_

if TYPE_CHECKING:
    from app.core.work import Work


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: a JSON pointer into the body, a stable code, and a remedy (Chinese msgid + params)."""

    pointer: str
    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)


class Trace(Protocol):
    """What a refusal must still write, run in a unit of work of its own after the rollback."""

    def __call__(self, work: "Work") -> None: ...


class DomainError(Exception):
    """A refusal with a stable slug, an HTTP status and a message id; subclasses fix all three.

    `extra` joins the problem document as members (e.g. `current`); `errors` name fields; `trace` is what must be
    written although everything else is rolled back (lock-out counters, refresh reuse).
    """

    code: str = "refused"
    status: int = 400
    message: str = N_("请求未被接受。")

    def __init__(
        self,
        message: str | None = None,
        *,
        errors: tuple[FieldError, ...] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        trace: Trace | None = None,
        **params: object,
    ) -> None:
        super().__init__(self.code)
        self.text = message or self.message
        self.errors = errors
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})
        self.trace = trace
        self.params = params


class NotFound(DomainError):
    """Nothing there, or nothing that this actor may know of."""

    code, status, message = "not-found", 404, N_("没有找到，或您无权查看。")


class Forbidden(DomainError):
    """Visible to the actor, but not theirs to do. Always leaves an audit row."""

    code, status, message = "forbidden", 403, N_("您没有办理此事的权限。")


class Unauthenticated(DomainError):
    """No valid session or token."""

    code, status, message = "unauthenticated", 401, N_("请先登录。")


class Invalid(DomainError):
    """Well-formed but wrong input; `errors` point at the fields."""

    code, status, message = "invalid", 422, N_("提交的内容有误，请按提示修改。")

    @classmethod
    def at(cls, pointer: str, message: str, code: str = "invalid", **params: object) -> "Invalid":
        """One field's error."""
        return cls(errors=(FieldError(pointer, code, message, params),))


class Conflict(DomainError):
    """The resource's state forbids it."""

    code, status, message = "conflict", 409, N_("当前状态不允许这样做。")


class VersionConflict(DomainError):
    """A change without `If-Match`; `extra["current"]` holds what stands now."""

    code, status, message = "version-conflict", 409, N_("内容已存在，请先取得最新版本再修改。")


class StaleVersion(DomainError):
    """`If-Match` names an older version; `extra["current"]` holds what stands now."""

    code, status, message = "stale-version", 412, N_("内容已被更新，请对照最新版本后再提交。")


class IdReused(DomainError):
    """A client-minted id came again with another body."""

    code, status, message = "id-reused", 409, N_("这个编号已用于另一项内容。")


class TooManyRequests(DomainError):
    """A rate limit; `headers["Retry-After"]` says when to come back."""

    code, status, message = "too-many-requests", 429, N_("请求过于频繁，请稍后再试。")


def require(allowed: bool, error: DomainError | None = None) -> None:
    """Raise `error` (Forbidden unless given) when a policy's predicate says no."""
    if not allowed:
        raise error or Forbidden()
