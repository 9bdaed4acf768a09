"""Who writes, verifies, approves and reads a claim, what each state allows, and when a journey may lie. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.allowances.models_claims import ClaimKind, ClaimState, Trip
from app.core.i18n import N_
from app.secondments.models import ReviewedBy
from app.secondments.policy import Relation, can_manage

Relations = frozenset[Relation]
AROUND_TERM = timedelta(days=7)
"""The way to the post may begin so long before the term, the way home so long after it."""
EDITABLE = frozenset({ClaimState.DRAFT, ClaimState.RETURNED})
RELEASED = frozenset({ClaimState.DRAFT, ClaimState.REJECTED})
"""States in which invoice numbers are free for another claim."""
STANDING = frozenset(ClaimState) - RELEASED
SETTLED = frozenset({ClaimState.BATCHED, ClaimState.PAID})
WITH_FINANCE = frozenset({ClaimState.VERIFIED, ClaimState.APPROVED})


class Action(StrEnum):
    """What may be done to a claim."""

    SUBMIT = "submit"
    VERIFY = "verify"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"


FROM: Mapping[Action, frozenset[ClaimState]] = {
    Action.SUBMIT: EDITABLE,
    Action.VERIFY: frozenset({ClaimState.SUBMITTED}),
    Action.APPROVE: frozenset({ClaimState.VERIFIED}),
    Action.RETURN: frozenset({ClaimState.SUBMITTED}) | WITH_FINANCE,
    Action.REJECT: frozenset({ClaimState.SUBMITTED}) | WITH_FINANCE,
    Action.WITHDRAW: frozenset({ClaimState.SUBMITTED, ClaimState.RETURNED}),
}
INTO: Mapping[Action, ClaimState] = {
    Action.SUBMIT: ClaimState.SUBMITTED,
    Action.VERIFY: ClaimState.VERIFIED,
    Action.APPROVE: ClaimState.APPROVED,
    Action.RETURN: ClaimState.RETURNED,
    Action.REJECT: ClaimState.REJECTED,
    Action.WITHDRAW: ClaimState.DRAFT,
}


def can_write(held: Relations) -> bool:
    """Nobody writes a claim for somebody else."""
    return Relation.AUTHOR in held


def can_verify(held: Relations, reviewed_by: ReviewedBy, *, host_gone: bool = False) -> bool:
    """Who manages the outbound day, the liaison for hosts outside who do not sign in; nobody their own.

    `host_gone`: the unit's power over the day has ended, so that a late claim is the Organization Department's.
    """
    if Relation.AUTHOR in held:
        return False
    instead = host_gone and Relation.ORGADMIN in held
    return can_manage(held, reviewed_by) or Relation.LIAISON in held or instead


def can_approve(held: Relations) -> bool:
    """Finance over the programme; nobody their own."""
    return Relation.FINANCE in held and Relation.AUTHOR not in held


def knows(held: Relations, state: ClaimState, *, verifies: bool) -> bool:
    """The cadre, those who verify and finance know of a claim; of a draft the cadre alone."""
    return can_write(held) or (state is not ClaimState.DRAFT and (verifies or can_approve(held)))


def can_take(action: Action, held: Relations, state: ClaimState, *, verifies: bool) -> bool:
    """Whether a step is the actor's: return and refusal are of those whose turn it is."""
    if action in (Action.SUBMIT, Action.WITHDRAW):
        return can_write(held)
    if action is Action.VERIFY or (action is not Action.APPROVE and state is ClaimState.SUBMITTED):
        return verifies
    if action is Action.APPROVE or state in WITH_FINANCE:
        return can_approve(held)
    return verifies or can_approve(held)


def outbound_bounds(trip: Trip, first: date, last: date) -> tuple[date, date]:
    """The first and the last day on which a journey may begin, for a term from `first` to `last`."""
    return (
        first - AROUND_TERM if trip is Trip.FIRST else first,
        last + AROUND_TERM if trip is Trip.LAST else last,
    )


TRIP_LABELS: Mapping[Trip, str] = {
    Trip.ROUND: N_("往返"),
    Trip.FIRST: N_("首程（去报到）"),
    Trip.LAST: N_("末程（期满返回）"),
}
KIND_LABELS: Mapping[ClaimKind, str] = {
    ClaimKind.TRANSPORT: N_("交通报销"),
    ClaimKind.ALLOWANCE: N_("补助申报"),
}
STATE_LABELS: Mapping[ClaimState, str] = {
    ClaimState.DRAFT: N_("草稿"),
    ClaimState.SUBMITTED: N_("待核实"),
    ClaimState.VERIFIED: N_("待财务审核"),
    ClaimState.APPROVED: N_("已审核"),
    ClaimState.BATCHED: N_("已入账"),
    ClaimState.PAID: N_("已支付"),
    ClaimState.RETURNED: N_("已退回"),
    ClaimState.REJECTED: N_("未批准"),
}
STEP_LABELS: Mapping[str, str] = {
    "submit": N_("已提交"),
    "verify": N_("已核实"),
    "approve": N_("已审核"),
    "return": N_("已退回"),
    "reject": N_("未批准"),
    "withdraw": N_("已撤回"),
    "batch": N_("已入账"),
    "pay": N_("已支付"),
}
CONFLICT_LABELS: Mapping[str, str] = {
    "leave": N_("行程中有请假"),
    "checked-in": N_("行程中有在岗签到"),
    "trip-paid-elsewhere": N_("这几天的外出已另行计发，交通费可能重复"),
    "claim-overlap": N_("与另一张报销单的日期重叠"),
    "outside-posting": N_("有行程不在本次任职的日期内"),
}
WORDS: dict[str, Any] = {
    "trip_labels": TRIP_LABELS,
    "kind_labels": KIND_LABELS,
    "claim_states": STATE_LABELS,
    "claim_steps": STEP_LABELS,
    "conflict_labels": CONFLICT_LABELS,
}
"""What the macros of `allowances/_claim_words.html` take from the page."""
