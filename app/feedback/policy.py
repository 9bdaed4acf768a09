"""Who answers feedback: the Organization Department of the region, never who supervises the author. Pure predicates."""

from collections.abc import Collection
from uuid import UUID

from app.core.actor import Actor, Role
from app.feedback.models import FeedbackState


def may_handle_somewhere(actor: Actor) -> bool:
    """Answers the feedback of some region: for the list, its badge and its menu entry."""
    return actor.kind == "person" and actor.has(Role.ORGADMIN)


def can_handle(actor: Actor, unit_path: str, author_id: UUID | None, barred: Collection[UUID]) -> bool:
    """Read, take, answer and close: an administrator over the region who is neither the author nor barred.

    `barred` supervise a unit that receives the author: what concerns the host never comes back to it by another desk.
    """
    return actor.holds(Role.ORGADMIN, unit_path) and actor.id != author_id and actor.id not in barred


def can_answer(state: FeedbackState) -> bool:
    """Once."""
    return state in {FeedbackState.RECEIVED, FeedbackState.PROCESSING}
