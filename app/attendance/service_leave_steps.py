"""Steps on a leave: approve, refer, reject, take back, end 销假. Each names the version that it was decided upon."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from app.attendance import policy_leave as policy
from app.attendance import repository_leave as repository
from app.attendance.errors import (
    LeaveBegun,
    LeaveChanged,
    LeaveDecided,
    LeaveNotBegun,
    MakerDecides,
    ReferrerDecides,
)
from app.attendance.ledger import Half
from app.attendance.models_leave import Leave, LeaveStatus, Level
from app.attendance.ports import PORTS
from app.attendance.schemas import Basis
from app.attendance.schemas_leave import LeaveApproveIn, LeaveCancelIn, LeaveEndIn, LeaveRejectIn, LeaveView
from app.attendance.service_days import policy_of
from app.attendance.service_leave import add_step, held_on, measure, open_leave, tell
from app.attendance.service_leave_views import Powers, view_of
from app.core import clock
from app.core.errors import Invalid, require
from app.core.i18n import N_
from app.core.work import Work
from app.secondments.access import Access, hold_month
from app.secondments.policy import Relation


@dataclass(frozen=True, slots=True)
class _Opened:
    """A locked leave, what the actor may do with it, and whether this very step was taken before."""

    row: Leave
    access: Access
    may: Powers
    repeated: bool


def approve_leave(work: Work, leave_id: UUID, body: LeaveApproveIn) -> LeaveView:
    """Approve: the receiving unit within its tier, else it goes to the Organization Department.

    Beyond its tier the department above decides, and `approval_no` names its document. Whoever filed it for the cadre
    approves it only by entering a signed form. Errors: version-conflict, leave-decided, maker-decides.
    """
    opened = _open(work, leave_id, body.version, "approve", "refer")
    row, may = opened.row, opened.may
    if opened.repeated:
        return view_of(work, row)
    _require_decider(opened)
    _require_fresh(work, row, body.version)
    if row.status not in policy.WAITING:
        raise LeaveDecided
    _require_other_maker(work, may, body)
    row.halves, row.level = measure(work, row, opened.access.secondment)
    target = policy.after_approval(row.status, row.level)
    if target is LeaveStatus.APPROVED:
        _hold(work, opened)
        if row.level is Level.ABOVE and body.approval_no is None:
            raise Invalid.at("/approval_no", N_("超出本级权限，请填上级批准的文号。"), "missing")
        row.approval_no = body.approval_no
    kind = "approve" if target is LeaveStatus.APPROVED else "refer"
    return _take(work, row, kind, target, body.comment, basis=body.basis, attachment_id=body.attachment_id)


def reject_leave(work: Work, leave_id: UUID, body: LeaveRejectIn) -> LeaveView:
    """Refuse what waits, with the reason for the cadre."""
    opened = _open(work, leave_id, body.version, "reject")
    if opened.repeated:
        return view_of(work, opened.row)
    _require_decider(opened)
    _require_fresh(work, opened.row, body.version)
    if opened.row.status not in policy.WAITING:
        raise LeaveDecided
    PORTS.refuse_blocked({"/reason": body.reason})
    return _take(work, opened.row, "reject", LeaveStatus.REJECTED, body.reason)


def cancel_leave(work: Work, leave_id: UUID, body: LeaveCancelIn) -> LeaveView:
    """The cadre takes back what is not decided or has not begun; the decider revokes what counts, with a reason.

    Its days are then as if it had never been. Errors: leave-begun, leave-decided, version-conflict.
    """
    opened = _open(work, leave_id, body.version, "cancel")
    row, may = opened.row, opened.may
    if opened.repeated:
        return view_of(work, row)
    require(may.is_author or may.is_filer or may.settles)
    _require_fresh(work, row, body.version)
    if not may.withdraws:
        if row.status not in policy.AWAY or not may.settles:
            raise LeaveBegun if row.status is LeaveStatus.APPROVED else LeaveDecided
        if body.reason is None:
            raise Invalid.at("/reason", N_("请写明撤销的理由。"), "missing")
    PORTS.refuse_blocked({"/reason": body.reason})
    was_away = row.status in policy.AWAY
    if was_away:
        _hold(work, opened)
    return _take(work, row, "cancel", LeaveStatus.CANCELLED, body.reason, was_away=was_away)


def end_leave(work: Work, leave_id: UUID, body: LeaveEndIn) -> LeaveView:
    """销假: the cadre says which day and half was the last one away; the unit confirms, and only that moves the ledger.

    Back earlier gives the days back; back later than approved is refused: the days beyond need a leave of their own.
    """
    opened = _open(work, leave_id, body.version, "end", "close")
    row, may = opened.row, opened.may
    if opened.repeated:
        return view_of(work, row)
    require(may.is_author or may.is_filer or may.settles)
    _require_fresh(work, row, body.version)
    if row.status is not LeaveStatus.APPROVED:
        raise LeaveDecided
    if work.today < row.start_on:
        raise LeaveNotBegun
    PORTS.refuse_blocked({"/comment": body.comment})
    row.ended_on, row.ended_half = _last_away(work, row, body)
    if not may.settles:
        return _take(work, row, "end", LeaveStatus.APPROVED, body.comment)
    _hold(work, opened)
    return _take(work, row, "close", LeaveStatus.CLOSED, body.comment)


def _open(work: Work, leave_id: UUID, version: int, *kinds: str) -> _Opened:
    row, access = open_leave(work, leave_id, lock=True)
    held = held_on(access, row.start_on)
    if Relation.AUTHOR in access.relations:
        held |= {Relation.AUTHOR}
    rules = policy_of(work, access.secondment, row.start_on)
    step = repository.find_step(work.session, row.id, version)
    mine = step is not None and step.actor_id == work.actor.person_id and step.kind in kinds
    referrer = repository.list_referrers(work.session, [row.id]).get(row.id)
    may = Powers(row, held, rules.reviewed_by, work.actor.person_id, work.today, referrer)
    return _Opened(row, access, may, mine)


def _require_decider(opened: _Opened) -> None:
    waits = opened.row.status in policy.WAITING
    require(not opened.may.is_referrer, ReferrerDecides())
    require(opened.may.decides if waits else opened.may.settles)


def _require_fresh(work: Work, row: Leave, version: int) -> None:
    if version != row.version:
        raise LeaveChanged(extra={"current": view_of(work, row)})


def _require_other_maker(work: Work, may: Powers, body: LeaveApproveIn) -> None:
    if may.is_filer and body.basis is not Basis.PAPER:
        raise MakerDecides
    if body.attachment_id is not None and not PORTS.owns_attachment(work, body.attachment_id):
        raise Invalid.at("/attachment_id", N_("没有找到这份扫描件，请重新上传。"), "unknown")
    PORTS.refuse_blocked({"/comment": body.comment})


def _hold(work: Work, opened: _Opened) -> None:
    """The ledger of these months is about to move: their closing waits for the commit, or this waits for it."""
    for month in clock.months_within(opened.row.start_on, opened.row.end_on):
        hold_month(work, opened.access.secondment.programme_id, month)


def _last_away(work: Work, row: Leave, body: LeaveEndIn) -> tuple[date, str | None]:
    """The last day and half away that is meant; 422 when it lies ahead, outside the leave or beyond it."""
    on, half = _meant(work, row, body)
    if on > work.today:
        raise Invalid.at("/ended_on", N_("还没有到这一天。"), "future-day")
    if on > row.end_on or (on == row.end_on and row.end_half == Half.AM and half != Half.AM):
        raise Invalid.at("/ended_on", N_("超过了批准的假期，多出的日子请另行补假。"), "late-return")
    try:
        policy.span(row.type, row.start_on, on, row.start_half, half)
    except ValueError as error:
        raise Invalid.at("/ended_on", N_("早于假期的开始；其实没有休的，请撤销。"), "before-start") from error
    return on, half


def _meant(work: Work, row: Leave, body: LeaveEndIn) -> tuple[date, str | None]:
    if body.ended_on is not None:
        same = body.ended_on == row.end_on and body.ended_half is None
        return body.ended_on, row.end_half if same else body.ended_half
    if row.ended_on is not None:
        return row.ended_on, row.ended_half
    if work.today < row.end_on:
        raise Invalid.at("/ended_on", N_("假期还没有结束，请填实际休到哪一天。"), "missing")
    return row.end_on, row.end_half


_NEWS = {
    "approve": "approved",
    "refer": "referred",
    "reject": "rejected",
    "cancel": "cancelled",
    "end": "ended",
    "close": "closed",
}


def _take(
    work: Work,
    row: Leave,
    kind: str,
    target: LeaveStatus,
    comment: str | None,
    *,
    was_away: bool = False,
    **form: Any,
) -> LeaveView:
    before = row.version
    row.status = target
    flag_modified(row, "status")  # the same word again is a step too, and each version carries one
    work.session.add(row)
    work.session.flush()
    add_step(work, row, kind, from_version=before, comment=comment, **form)
    tell(work, row, _NEWS[kind], by_author=row.cadre_id == work.actor.person_id, was_away=was_away)
    return view_of(work, row)
