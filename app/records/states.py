"""The daily record's state machine as pure decisions: writes by api.md, Daily records 1-5, and what follows a write.

Who may act is no question here (`policy.py`); time and the database are not either. Every refusal carries its stable
code and status.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import NamedTuple

from app.core.i18n import N_
from app.records.window import Verdict


class Status(StrEnum):
    """A record's states; `monthly` review leaves it submitted."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


STATUS_LABELS = {
    Status.DRAFT: N_("草稿"),
    Status.SUBMITTED: N_("已提交"),
    Status.RETURNED: N_("已退回"),
    Status.APPROVED: N_("已通过"),
}


class Known(Enum):
    """What is known of a write's `client_id`."""

    NEW = "new"
    SAME_BODY = "same"
    OTHER_BODY = "other"


class Action(StrEnum):
    """What may happen to a record after it was written."""

    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    UNDO = "undo"


class _Refused(NamedTuple):
    code: str
    status: int
    message: str
    pointer: str | None = None


class Refusal(_Refused, Enum):
    """Why nothing was written: stable code, HTTP status, Chinese msgid and, for 422, the JSON pointer."""

    CLIENT_ID_REUSED = "client-id-reused", 409, N_("这个 client_id 已用于另一次内容不同的保存。")
    VERSION_CONFLICT = "version-conflict", 409, N_("这一天已有记录，请先取得最新版本再修改。")
    STALE_VERSION = "stale-version", 412, N_("这一天的记录已有更新的版本，请对照后再提交。")
    MONTH_CLOSED = "month-closed", 409, N_("本月已结账，不能再修改；如需补充，请用“补充说明”。")
    IMPORTED = "imported", 409, N_("这一天的记录由历史数据导入，不能修改。")
    ALREADY_APPROVED = "already-approved", 409, N_("记录已通过，不能再修改；如需补充，请用“补充说明”。")
    ALREADY_SUBMITTED = "already-submitted", 409, N_("记录已提交；要改回草稿，请先撤回。")
    FUTURE_DAY = "future-day", 422, N_("还没到这一天，不能提前填写。"), "/work_on"
    LATE_REASON = "late-reason-required", 422, N_("已超过免说明的补记天数，请写明补记原因。"), "/late_reason"
    BACKFILL_CLOSED = "backfill-closed", 409, N_("已超过补记期限，请接收单位开启这一天后再填写。")
    NOT_SUBMITTED = "not-submitted", 409, N_("记录尚未提交或已退回，现在不能这样处理。")
    MONTHLY_REVIEW = "reviewed-monthly", 409, N_("本项目按月阅示，不逐日审阅。")
    NOTHING_TO_UNDO = "nothing-to-undo", 409, N_("没有可以撤销的审阅。")
    UNDO_EXPIRED = "undo-expired", 409, N_("审阅只能在当天撤销。")
    CHANGED_SINCE = "changed-since", 409, N_("审阅之后记录已有改动，不能撤销。")


class Effect(StrEnum):
    """What an accepted request does: nothing but answer, create, or write a new version."""

    REPLAY = "replay"
    CREATED = "created"
    CHANGED = "changed"


class Accepted(NamedTuple):
    """An accepted request and the status after it (for a replay, the one that stands)."""

    effect: Effect
    status: Status | None
    offline: bool = False

    @property
    def http_status(self) -> int:
        """201 for a new record, else 200."""
        return 201 if self.effect is Effect.CREATED else 200


@dataclass(frozen=True, slots=True)
class Existing:
    """What stands for the day: status, version and whether it came by import."""

    status: Status
    version: int
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Write:
    """One PUT: `if_match` is the version it builds on, `has_reason` that a `late_reason` is given or on file."""

    known: Known
    submit: bool
    if_match: int | None = None
    has_reason: bool = False


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What the day allows, whoever writes; `offline` is the window's mark 离线补传."""

    month_closed: bool = False
    window: Verdict = Verdict.FREE
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One decision or withdrawal on `version`.

    `made_before`: the same person already did this on this version. For `UNDO`: `same_day` that the decision fell on
    today's Beijing date, `changed_since` that the record was written after it.
    """

    action: Action
    version: int
    made_before: bool = False
    same_day: bool = True
    changed_since: bool = False


def decide_write(existing: Existing | None, write: Write, day: DayFacts) -> Accepted | Refusal:
    """What a PUT of one day does, in the order of api.md: replay, create or match, state, window."""
    if write.known is Known.OTHER_BODY:
        return Refusal.CLIENT_ID_REUSED
    if write.known is Known.SAME_BODY:
        return Accepted(Effect.REPLAY, existing.status if existing else None)
    refused = _unmatched(existing, write) or _frozen(existing, write, day) or _outside_window(existing, write, day)
    if refused is not None:
        return refused
    effect = Effect.CREATED if existing is None else Effect.CHANGED
    return Accepted(effect, status_after_write(existing, submit=write.submit), day.offline)


def status_after_write(existing: Existing | None, *, submit: bool) -> Status:
    """Submitting submits; a draft saved over a returned record leaves it returned (api.md 4)."""
    if submit:
        return Status.SUBMITTED
    return Status.RETURNED if existing and existing.status is Status.RETURNED else Status.DRAFT


def decide_action(
    existing: Existing, request: Request, *, month_closed: bool, monthly_review: bool
) -> Accepted | Refusal:
    """What approve, return, withdraw or undo does: the same by the same person on the same version is a replay.

    A withdrawal needs an undecided record and makes it a draft; an undo gives back the undecided record on the day of
    the decision, unless it was written since; nothing moves in a closed month or on imported history.
    """
    if request.made_before:
        return Accepted(Effect.REPLAY, existing.status)
    if request.version != existing.version:
        return Refusal.VERSION_CONFLICT
    if existing.imported:
        return Refusal.IMPORTED
    if month_closed:
        return Refusal.MONTH_CLOSED
    if request.action is Action.UNDO:
        return _undo(existing, request)
    if existing.status is Status.APPROVED:
        return Refusal.ALREADY_APPROVED
    if existing.status is not Status.SUBMITTED:
        return Refusal.NOT_SUBMITTED
    return _leave_submitted(request.action, monthly_review)


def _unmatched(existing: Existing | None, write: Write) -> Refusal | None:
    if existing is None or write.if_match == existing.version:
        return None
    return Refusal.VERSION_CONFLICT if write.if_match is None else Refusal.STALE_VERSION


def _frozen(existing: Existing | None, write: Write, day: DayFacts) -> Refusal | None:
    if existing is not None and existing.imported:
        return Refusal.IMPORTED
    if day.month_closed:
        return Refusal.MONTH_CLOSED
    if existing is None:
        return None
    if existing.status is Status.APPROVED:
        return Refusal.ALREADY_APPROVED
    if existing.status is Status.SUBMITTED and not write.submit:
        return Refusal.ALREADY_SUBMITTED
    return None


def _outside_window(existing: Existing | None, write: Write, day: DayFacts) -> Refusal | None:
    """The window binds back-filling; a returned record is mended at its reviewer's own request and stays open."""
    if day.window is Verdict.FUTURE:
        return Refusal.FUTURE_DAY
    if existing is not None and existing.status is Status.RETURNED:
        return None
    if day.window is Verdict.CLOSED:
        return Refusal.BACKFILL_CLOSED
    if day.window is Verdict.REASON_NEEDED and not write.has_reason:
        return Refusal.LATE_REASON
    return None


def _undo(existing: Existing, request: Request) -> Accepted | Refusal:
    if existing.status not in {Status.APPROVED, Status.RETURNED}:
        return Refusal.NOTHING_TO_UNDO
    if request.changed_since:
        return Refusal.CHANGED_SINCE
    return Accepted(Effect.CHANGED, Status.SUBMITTED) if request.same_day else Refusal.UNDO_EXPIRED


def _leave_submitted(action: Action, monthly_review: bool) -> Accepted | Refusal:
    if action is Action.WITHDRAW:
        return Accepted(Effect.CHANGED, Status.DRAFT)
    if monthly_review:
        return Refusal.MONTHLY_REVIEW
    return Accepted(Effect.CHANGED, Status.APPROVED if action is Action.APPROVE else Status.RETURNED)
