"""What the pages of objections show: lists by what waits, and one with what its reader may do."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.allowances import policy_objections as policy
from app.allowances import service_objections as service
from app.allowances.models_objections import ObjectionState, Outcome
from app.allowances.schemas_objections import ObjectionFilter, ObjectionView
from app.core.paging import Page
from app.core.work import Work

Chosen = Literal["open", "overdue", "answered", "withdrawn"]
PAGE = 50
FOUND_RIGHT = frozenset({Outcome.UPHELD, Outcome.PARTLY})


@dataclass(frozen=True, slots=True)
class ObjectionList:
    """A page of objections, the list that was chosen, and how many wait for the reader's office."""

    chosen: Chosen
    page: Page[ObjectionView]
    waiting: int
    overdue: int
    answers: bool


@dataclass(frozen=True, slots=True)
class OpenedObjection:
    """One objection and what its reader may do."""

    one: ObjectionView
    may_answer: bool
    may_adjust: bool
    """It was found right, and its reader enters adjustments."""
    may_withdraw: bool
    is_own: bool
    reads_text: bool


def open_list(work: Work, chosen: Chosen | None, cursor: str | None) -> ObjectionList:
    """What waits unless another list is asked for."""
    wanted = chosen or "open"
    return ObjectionList(
        chosen=wanted,
        page=service.list_objections(work, ObjectionFilter(state=wanted, limit=PAGE, cursor=cursor)),
        waiting=service.count_waiting(work),
        overdue=service.count_waiting(work, overdue=True),
        answers=service.may_answer_somewhere(work),
    )


def open_one(work: Work, objection_id: UUID) -> OpenedObjection:
    """NotFound for whoever may not know of it."""
    row, access = service.open_objection(work, objection_id)
    one = service.get_objection(work, objection_id)
    waits = row.state is ObjectionState.OPEN
    answers = policy.answers(access.relations) and not access.is_author
    return OpenedObjection(
        one=one,
        may_answer=waits and answers,
        may_adjust=row.outcome in FOUND_RIGHT and answers,
        may_withdraw=waits and policy.can_file(access.relations),
        is_own=access.is_author,
        reads_text=one.text is not None,
    )
