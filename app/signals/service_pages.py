"""What the pages of signals show: one list by how far the questions are, and one question with its possibilities."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.core.work import Work
from app.secondments.access import get_access
from app.secondments.policy import can_administer, can_write_spot_check_note
from app.secondments.service_cards import SecondmentCard, describe
from app.signals import policy, repository, service
from app.signals.evidence import days_of
from app.signals.models import Outcome, ReasonCode, SignalKind, SignalState
from app.signals.policy_queue import reviews_queue
from app.signals.schemas import Question, SignalLine, SignalView
from app.signals.sentences import question_of
from app.signals.service import Say, SignalFilter

PAGE_SIZE = 30


class Step(StrEnum):
    """How far a question is: 进行中, 待判断, 已结束."""

    LIVE = "live"
    ANSWERED = "answered"
    OVER = "over"


STATES: dict[Step, Collection[SignalState]] = {
    Step.LIVE: policy.LIVE,
    Step.ANSWERED: {SignalState.ANSWERED},
    Step.OVER: {SignalState.CLOSED, SignalState.EXPIRED},
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of questions, the newest put first."""

    lines: list[SignalLine]
    step: Step
    kind: SignalKind | None
    cursor: str | None
    next_cursor: str | None
    reviews: bool
    """The reader decides on others' questions too."""
    reviews_queue: bool
    """Months are drawn for the reader each week."""

    def next_to(self, signal_id: UUID, way: int) -> UUID | None:
        """The one above (-1) or below (1) in the list; from what is not in it, the first."""
        keys = [line.id for line in self.lines]
        if signal_id not in keys:
            return keys[0] if keys and way > 0 else None
        place = keys.index(signal_id) + way
        return keys[place] if 0 <= place < len(keys) else None


@dataclass(frozen=True, slots=True)
class Opened:
    """One question, whose days it is about, and what the reader may say."""

    signal: SignalView
    card: SecondmentCard | None
    days: tuple[date, ...]
    is_own: bool
    reasons: tuple[ReasonCode, ...]
    outcomes: tuple[Outcome, ...]
    may_write_note: bool
    """A reviewer may write a spot-check note about the person asked."""
    may_draw: bool = False
    """The Organization Department, of what was put down for a spot check."""


def list_page(work: Work, step: Step, kind: SignalKind | None, cursor: str | None, say: Say) -> Listed:
    """What the actor may know of."""
    found = service.list_signals(work, SignalFilter(STATES[step], kind, limit=PAGE_SIZE, cursor=cursor), say)
    reviews = work.actor.has(*policy.REVIEWING_ROLES)
    return Listed(found.items, step, kind, cursor, found.next_cursor, reviews, reviews_queue(work.actor))


def step_of(state: SignalState) -> Step:
    """In which list a question stands."""
    if state is SignalState.ANSWERED:
        return Step.ANSWERED
    return Step.LIVE if state in policy.LIVE else Step.OVER


def open_page(work: Work, signal_id: UUID, say: Say) -> Opened:
    """The question as the actor may see it; the Organization Department's reading is logged."""
    signal = service.read_signal(work, signal_id, say)
    cards = describe(work, [signal.secondment_id]) if signal.secondment_id else {}
    outcomes = [one for one in Outcome if signal.answered_at or one not in policy.AFTER_AN_ANSWER]
    return Opened(
        signal=signal,
        card=cards.get(signal.secondment_id) if signal.secondment_id else None,
        days=tuple(date.fromisoformat(on) for on in days_of(signal.evidence)),
        is_own=signal.person_id == work.actor.person_id,
        reasons=policy.reasons_for(signal.kind),
        outcomes=tuple(outcomes),
        may_write_note=signal.secondment_id is not None and _may_write_note(work, signal.secondment_id),
        may_draw=signal.outcome is Outcome.SPOT_CHECK and _may_draw(work, signal.secondment_id),
    )


def _may_draw(work: Work, secondment_id: UUID | None) -> bool:
    held = get_access(work, secondment_id).relations if secondment_id is not None else frozenset()
    return can_administer(held)


def _may_write_note(work: Work, secondment_id: UUID) -> bool:
    return can_write_spot_check_note(get_access(work, secondment_id).relations)


def own_questions(work: Work) -> list[tuple[UUID, Question]]:
    """What is still asked of the actor, the newest put first, for the pages of their own."""
    person_id = work.actor.person_id
    found = repository.asked_of(work.session, person_id) if person_id else []
    return [(row.id, question_of(row)) for row in found]


def count_asked(work: Work) -> int:
    """How many questions wait for the actor's own answer."""
    return len(own_questions(work))


def count_to_decide(work: Work) -> int:
    """How many answers of others wait for the actor's decision, for a badge."""
    if not work.actor.has(*policy.REVIEWING_ROLES):
        return 0
    return repository.count_answered(work.session, work.actor, work.today)
