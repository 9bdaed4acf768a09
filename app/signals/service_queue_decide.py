"""What a reviewer makes of a signal that they have seen: it is put to the person, or there is no need to ask."""

from uuid import UUID

from app.audit.service import record
from app.core.errors import require
from app.core.events import publish
from app.core.work import Work
from app.signals import policy, policy_queue
from app.signals import repository_queue as repository
from app.signals.errors import SignalOver
from app.signals.errors_queue import AskedAlready
from app.signals.models import ClosedReason, Signal, SignalState
from app.signals.models_queue import Conclusion
from app.signals.schemas import SignalView
from app.signals.schemas_queue import DismissIn
from app.signals.service import Say, known_signal, may_ask, view_of
from app.signals.service_phrases import accept_of
from app.signals.service_queue import end


def ask(work: Work, signal_id: UUID, say: Say) -> SignalView:
    """Tell the person, who has 30 days from now to answer; asked already it is answered with what stands."""
    row = _undecided(work, signal_id)
    if row.told_at is not None:
        return view_of(work, row, say)
    _require_undecided(row)
    row.state, row.told_at = SignalState.TOLD, work.now
    row.expires_on = work.today + policy.DAYS_TO_ANSWER
    work.session.add(row)
    work.session.flush()
    record(work, "signals.ask", "signal", row.id, unit_id=row.unit_id, kind=row.kind, window=row.window)
    publish(work, "signal.asked", signal_id=row.id, person_id=row.person_id, expires_on=row.expires_on)
    _end_item(work, row)
    return view_of(work, row, say)


def dismiss(work: Work, signal_id: UUID, body: DismissIn, say: Say) -> SignalView:
    """No need to ask: it closes, nobody is told, and what it was about is not raised again."""
    row = _undecided(work, signal_id)
    if row.closed_reason is ClosedReason.NOT_ASKED:
        return view_of(work, row, say)
    _require_undecided(row)
    row.state, row.closed_reason, row.closed_at = SignalState.CLOSED, ClosedReason.NOT_ASKED, work.now
    row.resolved_by_id, row.was_real = work.actor.person_id, False
    row.accepted = sorted({*row.accepted, *row.evidence.get("days", ())})
    work.session.add(row)
    work.session.flush()
    record(work, "signals.dismiss", "signal", row.id, unit_id=row.unit_id, kind=row.kind, accepted=body.accept)
    if body.accept:
        accept_of(work, row)
    _end_item(work, row)
    return view_of(work, row, say)


def _undecided(work: Work, signal_id: UUID) -> Signal:
    row = known_signal(work, signal_id, lock=True)
    require(row.seen_at is not None and may_ask(work, row))
    return row


def _require_undecided(row: Signal) -> None:
    if row.state not in policy.LIVE:
        raise SignalOver
    if not policy_queue.is_undecided(row):
        raise AskedAlready


def _end_item(work: Work, row: Signal) -> None:
    """With the last of its signals the month is over: something of it is asked, or nothing."""
    item = repository.get_item(work.session, row.queue_item_id, lock=True) if row.queue_item_id else None
    if item is None or item.concluded_at is not None:
        return
    signals = repository.signals_of(work.session, [item.id])
    if not any(map(policy_queue.is_undecided, signals)):
        asked = any(one.told_at is not None for one in signals)
        end(work, item, Conclusion.ASKED if asked else Conclusion.SPARED)
