"""Who looks at the queue: the Organization Department's people, each at what was drawn for them."""

from app.core.actor import Actor, Role
from app.signals.models import Signal, SignalState
from app.signals.models_queue import Conclusion, QueueItem
from app.signals.policy import TOLD_AT_ONCE

WITHOUT_A_QUESTION = frozenset({Conclusion.NOTHING, Conclusion.MISSED})
"""How a month ends about which no rule asks."""
SHORTEST_PHRASE = 6
"""Characters: less is no sentence of anybody's."""


def reviews_queue(actor: Actor) -> bool:
    """By a role of their own; the receiving supervisor decides on what was told and answered, not on what is asked."""
    return actor.own().has(Role.ORGADMIN)


def can_judge(actor: Actor, item: QueueItem, path: str) -> bool:
    """Whose week it is in, while they still hold the office; never about themselves."""
    mine = item.reviewer_id == actor.person_id and item.person_id != actor.person_id
    return mine and actor.holds_own(Role.ORGADMIN, path)


def can_settle_queue(actor: Actor, path: str) -> bool:
    """The Organization Department of the whole region says how many a week."""
    return actor.holds_own(Role.ORGADMIN, path)


def is_undecided(row: Signal) -> bool:
    """Seen by a reviewer, and neither put to the person nor dropped."""
    return row.state is SignalState.OPEN and row.seen_at is not None and row.kind not in TOLD_AT_ONCE


def reads_calibration(actor: Actor) -> bool:
    """What the rules are worth is the Organization Department's to know."""
    return actor.has(Role.ORGADMIN)
