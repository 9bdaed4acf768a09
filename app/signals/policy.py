"""Who is told of a signal, who answers it and who decides on it. Nobody decides on their own."""

from datetime import timedelta

from app.core.actor import Actor, Role, Scope
from app.secondments.models import ReviewedBy
from app.secondments.policy import Relation, can_manage
from app.signals.models import Outcome, ReasonCode, Signal, SignalKind, SignalState

DAYS_TO_ANSWER = timedelta(days=30)
"""From the day on which the person was told, or from the opening until then; afterwards it ends without consequence."""
LIVE = frozenset({SignalState.OPEN, SignalState.TOLD, SignalState.ANSWERED})
ASKING = frozenset({SignalState.OPEN, SignalState.TOLD})
TOLD_AT_ONCE = frozenset({SignalKind.MISSING})
"""Kinds that wait in no queue: the person asked sees them as soon as they are open."""
AFTER_AN_ANSWER = frozenset({Outcome.TALK, Outcome.SPOT_CHECK})
REVIEWING_ROLES = (Role.SUPERVISOR, Role.GROUP_LEADER, Role.LIAISON, Role.ORGADMIN)
FEWEST_COUNTED = 3
"""A unit that hosts fewer people in a month is counted without a number: it would be a person's."""


def can_know(held: frozenset[Relation], reviewed_by: ReviewedBy) -> bool:
    """The Organization Department and who reviews; neither finance nor the sending unit. The cadre: `can_answer`."""
    if Relation.AUTHOR in held:
        return False
    return Relation.ORGADMIN in held or can_manage(held, reviewed_by)


def can_resolve(held: frozenset[Relation], reviewed_by: ReviewedBy) -> bool:
    """Whoever may know of it may decide on it; never the person asked, whatever roles they hold."""
    return can_know(held, reviewed_by)


def decides_for_region(held: frozenset[Relation]) -> bool:
    """By the Organization Department's own say, in nobody's place."""
    return Relation.ORGADMIN in held


def can_oversee(actor: Actor, unit_path: str) -> bool:
    """What is about a reviewer is the Organization Department's alone; the caller sees that it is not their own."""
    return actor.holds(Role.ORGADMIN, unit_path)


def reasons_for(kind: SignalKind) -> tuple[ReasonCode, ...]:
    """The answers that fit a kind's question; the API takes all of them."""
    return _OF_ABSENCE if kind is SignalKind.MISSING else tuple(ReasonCode)


_OF_ABSENCE = (ReasonCode.OFFLINE, ReasonCode.JOINT_MEETING, ReasonCode.DATA_ERROR, ReasonCode.OTHER)


def is_told(row: Signal) -> bool:
    """Whether the person asked may see it: once told, or at once for what waits in no queue; nothing that is quiet."""
    return not row.quiet and (row.told_at is not None or row.kind in TOLD_AT_ONCE)


def is_seen(row: Signal) -> bool:
    """Whether its month was judged without it: then the Organization Department may see it, told or not."""
    return not row.quiet and row.seen_at is not None


def may_count(actor: Actor) -> bool:
    """Counts by unit and month are for programs; people read the questions themselves."""
    return actor.allows(Scope.SIGNALS_COUNT)


def was_real(outcome: Outcome) -> bool | None:
    """What a decision says of the rule: a talk says that it was so; of a spot check only its end says anything."""
    return None if outcome is Outcome.SPOT_CHECK else outcome is Outcome.TALK


def can_scan(actor: Actor) -> bool:
    """Who runs the service, and nobody else: it takes the machine's time and shows dates and counts, nobody's text."""
    return actor.kind == "person" and actor.has(Role.SYSADMIN)
