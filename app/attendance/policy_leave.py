"""Leave 请销假: who decides on how long a one, what each state allows, and who reads type and reason. Pure.

Receiving unit, then Organization Department, then the one above it, by the programme's tiers (domain.md 3).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.attendance.ledger import ATTENDED, Half, LeaveSpan
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType, Level
from app.core import clock
from app.core.i18n import N_
from app.secondments.models import ReviewedBy
from app.secondments.policy import Relation, can_manage
from app.secondments.rules import LeaveTiers
from app.workdays.rules import dates

Relations = frozenset[Relation]
RETURN_WITHIN = timedelta(days=3)
"""After the last day so many go by before a leave that nobody ended is overdue."""
SKIPS_REST_DAYS = frozenset({LeaveType.ANNUAL})
WAITING = frozenset({LeaveStatus.SUBMITTED, LeaveStatus.REFERRED})
AWAY = frozenset({LeaveStatus.APPROVED, LeaveStatus.CLOSED})
STANDING = WAITING | AWAY
"""States whose days no other leave of the cadre may share."""
FILES_FOR_OTHERS = frozenset({Relation.SUPERVISOR, Relation.LIAISON, Relation.ORGADMIN})
FOLLOWS = FILES_FOR_OTHERS | {Relation.AUTHOR, Relation.GROUP_LEADER}
"""Who knows of a leave in every state; the sending unit and finance only that somebody is away, and when."""


class Action(StrEnum):
    """What may be done to a leave once it is filed."""

    APPROVE = "approve"
    REJECT = "reject"
    CANCEL = "cancel"
    END = "end"


def span_of(leave: Leave, *, ref: bool = True) -> LeaveSpan:
    """The half days that a leave takes, as the ledger counts them."""
    end_on, end_half = leave.last
    return span(leave.type, leave.start_on, end_on, leave.start_half, end_half, str(leave.id) if ref else None)


def span(
    kind: LeaveType, start_on: date, end_on: date, start_half: str | None, end_half: str | None, ref: str | None = None
) -> LeaveSpan:
    """A leave's half days; ValueError when it would end before it begins."""
    first, last = Half(start_half) if start_half else None, Half(end_half) if end_half else None
    return LeaveSpan(start_on, end_on, first, last, kind in SKIPS_REST_DAYS, ref)


def count_halves(taken: LeaveSpan, is_working: Callable[[date], bool]) -> int:
    """Half days that count against the tiers: calendar days, of annual leave the workdays alone."""
    counted = (on for on in dates(taken.start_on, taken.end_on) if is_working(on) or not taken.skip_rest_days)
    return sum(sum(taken.halves_on(on)) for on in counted)


def in_one_spell(
    taken: LeaveSpan, others: Sequence[LeaveSpan], is_working: Callable[[date], bool]
) -> tuple[LeaveSpan, ...]:
    """`taken` with every leave that adjoins it, one by one: no whole workday lies between.

    The tiers ask about the spell, or a long absence filed in short pieces would never leave the receiving unit.
    """
    found, waiting = [taken], list(others)
    first, last = taken.start_on, taken.end_on
    while waiting:
        near = [one for one in waiting if not _worked_between(one, first, last, is_working)]
        if not near:
            break
        found += near
        waiting = [one for one in waiting if one not in near]
        first, last = min(one.start_on for one in found), max(one.end_on for one in found)
    return tuple(found)


def _worked_between(one: LeaveSpan, first: date, last: date, is_working: Callable[[date], bool]) -> bool:
    """Whether a whole workday lies between a leave and the days from `first` to `last`."""
    after, before = (last, one.start_on) if one.start_on > last else (one.end_on, first)
    return any(is_working(on) for on in dates(after, before) if after < on < before)


def overlaps(one: LeaveSpan, other: LeaveSpan) -> bool:
    """Whether two leaves share half a day; rest days inside an annual leave belong to it."""
    first, last = max(one.start_on, other.start_on), min(one.end_on, other.end_on)
    shared = (zip(one.halves_on(on), other.halves_on(on), strict=True) for on in dates(first, last))
    return any(mine and theirs for halves in shared for mine, theirs in halves)


def level_of(halves: int, tiers: LeaveTiers) -> Level:
    """Who has the last word on a leave of so many half days."""
    if halves <= 2 * tiers.receiving_days:
        return Level.RECEIVING
    return Level.ORGANISATION if halves <= 2 * max(tiers.organisation_days, tiers.receiving_days) else Level.ABOVE


def can_file(held: Relations) -> bool:
    """The cadre, or for a cadre who cannot: a supervisor, the liaison, the Organization Department."""
    return Relation.AUTHOR in held or bool(held & FILES_FOR_OTHERS)


def can_decide(held: Relations, reviewed_by: ReviewedBy, status: LeaveStatus) -> bool:
    """Those who manage decide what is submitted, the Organization Department what is referred; nobody their own."""
    if status is LeaveStatus.REFERRED:
        return Relation.ORGADMIN in held and Relation.AUTHOR not in held
    return can_manage(held, reviewed_by)


def can_settle(held: Relations, reviewed_by: ReviewedBy, level: Level) -> bool:
    """May revoke what was approved and confirm the return: whoever decides at any stage of this leave."""
    office = level is not Level.RECEIVING and can_decide(held, reviewed_by, LeaveStatus.REFERRED)
    return can_decide(held, reviewed_by, LeaveStatus.SUBMITTED) or office


def reads_text(held: Relations, reviewed_by: ReviewedBy, level: Level, *, filed: bool) -> bool:
    """Type and reason are for the author, whoever filed it, and the deciders only."""
    return Relation.AUTHOR in held or filed or can_settle(held, reviewed_by, level)


def knows(held: Relations, status: LeaveStatus) -> bool:
    """Whether somebody who knows the secondment learns of the leave: others only of one that counts."""
    return bool(held & FOLLOWS) or (bool(held - {Relation.CLIENT}) and status in AWAY)


def after_approval(status: LeaveStatus, level: Level) -> LeaveStatus:
    """What an approval makes of it: the receiving unit's word on a long leave sends it on."""
    if status is LeaveStatus.SUBMITTED and level is not Level.RECEIVING:
        return LeaveStatus.REFERRED
    return LeaveStatus.APPROVED


def may_withdraw(leave: Leave, today: date) -> bool:
    """The cadre takes it back before it is decided, or before it begins."""
    return leave.status in WAITING or (leave.status is LeaveStatus.APPROVED and today < leave.start_on)


def is_overdue(leave: Leave, today: date) -> bool:
    """Nobody has said that the cadre is back, days after the last one or after a later approval.

    What was filed when it was over has said so itself.
    """
    if leave.status is not LeaveStatus.APPROVED or leave.is_ended or filed_afterwards(leave):
        return False
    return today > max(leave.end_on, clock.civil_date(leave.updated_at)) + RETURN_WITHIN


def filed_afterwards(leave: Leave) -> bool:
    """Filed when its last day had passed."""
    return clock.civil_date(leave.created_at) > leave.end_on


PAID_STATES = ATTENDED
"""What leave takes from pay: half days that would have been attended."""
TYPE_LABELS: Mapping[LeaveType, str] = {
    LeaveType.SICK: N_("病假"),
    LeaveType.PERSONAL: N_("事假"),
    LeaveType.ANNUAL: N_("年休假"),
    LeaveType.FAMILY: N_("探亲假"),
    LeaveType.MARRIAGE: N_("婚假"),
    LeaveType.MATERNITY: N_("产假"),
    LeaveType.BEREAVEMENT: N_("丧假"),
    LeaveType.OTHER: N_("其他"),
}
STATUS_LABELS: Mapping[LeaveStatus, str] = {
    LeaveStatus.SUBMITTED: N_("待接收单位审批"),
    LeaveStatus.REFERRED: N_("待组织部审批"),
    LeaveStatus.APPROVED: N_("已批准"),
    LeaveStatus.REJECTED: N_("未批准"),
    LeaveStatus.CANCELLED: N_("已撤销"),
    LeaveStatus.CLOSED: N_("已销假"),
}
STEP_LABELS: Mapping[str, str] = {
    "submit": N_("请假"),
    "refer": N_("同意，转组织部"),
    "approve": N_("批准"),
    "reject": N_("不批准"),
    "cancel": N_("撤销"),
    "end": N_("申请销假"),
    "close": N_("确认销假"),
}
WORDS: dict[str, Any] = {
    "type_labels": TYPE_LABELS,
    "status_labels": STATUS_LABELS,
    "step_labels": STEP_LABELS,
}
"""What the macros of `attendance/_leave_words.html` take from the page."""
