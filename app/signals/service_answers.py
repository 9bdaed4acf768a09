"""The two words on a signal: the answer of the person asked, and a reviewer's decision. Neither moves pay or status."""

from uuid import UUID

from app.audit.service import record
from app.core.errors import NotFound, require
from app.core.events import publish
from app.core.work import Work
from app.records.guard import refuse_blocked
from app.secondments.access import get_access, get_policy
from app.signals import policy
from app.signals.errors import AlreadyAnswered, NotAnswered, SignalOver
from app.signals.errors_queue import NotAsked
from app.signals.evidence import days_of
from app.signals.models import ClosedReason, Outcome, Signal, SignalState
from app.signals.schemas import ReplyIn, ResolveIn, SignalView
from app.signals.service import Say, known_signal, may_decide, view_of
from app.signals.service_phrases import accept_of


def reply(work: Work, signal_id: UUID, body: ReplyIn, say: Say) -> SignalView:
    """The answer of the person asked, once a round; the same again is answered with what stands."""
    row = known_signal(work, signal_id, lock=True)
    require(row.person_id == work.actor.person_id)
    if (row.reason_code, row.reply_text) == (body.reason_code, body.text) and row.answered_at is not None:
        return view_of(work, row, say)
    if row.state is SignalState.ANSWERED:
        raise AlreadyAnswered
    _require_live(row)
    refuse_blocked({"/text": body.text or ""})
    row.state, row.answered_at = SignalState.ANSWERED, work.now
    row.reason_code, row.reply_text = body.reason_code, body.text
    row.told_at = row.told_at or work.now
    work.session.add(row)
    work.session.flush()
    record(work, "signals.reply", "signal", row.id, unit_id=row.unit_id, kind=row.kind, reason=body.reason_code)
    publish(work, "signal.answered", signal_id=row.id, secondment_id=row.secondment_id, person_id=row.person_id)
    return view_of(work, row, say)


def resolve(work: Work, signal_id: UUID, body: ResolveIn, say: Say) -> SignalView:
    """A reviewer's decision; the same again by the same person is answered with what stands.

    What was asked counts as accepted: it is not raised again for this subject. A talk or a spot check comes only after
    the person was heard.
    """
    row = known_signal(work, signal_id, lock=True)
    require(may_decide(work, row))
    if not policy.is_told(row):
        raise SignalOver if row.state not in policy.LIVE else NotAsked
    if _is_same(work, row, body):
        return view_of(work, row, say)
    _require_live(row)
    if body.outcome in policy.AFTER_AN_ANSWER and row.state is not SignalState.ANSWERED:
        raise NotAnswered
    refuse_blocked({"/note": body.note})
    row.state, row.closed_reason, row.closed_at = SignalState.CLOSED, ClosedReason.RESOLVED, work.now
    row.outcome, row.outcome_note = body.outcome, body.note
    row.resolved_by_id, row.resolved_for_id = work.actor.person_id, _stands_in_for(work, row)
    row.accepted = sorted({*row.accepted, *days_of(row.evidence)})
    row.was_real = policy.was_real(body.outcome)
    work.session.add(row)
    work.session.flush()
    record(work, "signals.resolve", "signal", row.id, unit_id=row.unit_id, kind=row.kind, outcome=body.outcome)
    publish(work, "signal.resolved", signal_id=row.id, person_id=row.person_id)
    if body.accept if body.accept is not None else body.outcome is Outcome.EXPLAINED:
        accept_of(work, row)
    return view_of(work, row, say)


def _require_live(row: Signal) -> None:
    if row.state not in policy.LIVE:
        raise SignalOver


def _is_same(work: Work, row: Signal, body: ResolveIn) -> bool:
    same = (row.outcome, row.outcome_note) == (body.outcome, body.note)
    return same and row.state is SignalState.CLOSED and row.resolved_by_id == work.actor.person_id


def _stands_in_for(work: Work, row: Signal) -> UUID | None:
    """Whose power it was when somebody stood in 代; None for a say of one's own."""
    if row.secondment_id is None:
        return None
    try:
        access = get_access(work, row.secondment_id)
        reviewed_by = get_policy(work, access.secondment.programme_id, row.last_on).reviewed_by
    except NotFound:
        return None
    held = access.relations_on(row.last_on)
    return None if policy.decides_for_region(held) else access.acts_for(row.last_on, reviewed_by)
