"""What came of a sending: settled for good, or put off for another try within its day."""

from datetime import datetime

from app.core.work import Work
from app.reminders import policy_deliveries as policy
from app.reminders.channels.base import Answer, Verdict
from app.reminders.models_channels import Delivery, DeliveryAttempt, DeliveryState

_ENDS = {
    Verdict.ACCEPTED: DeliveryState.SENT,
    Verdict.REFUSED: DeliveryState.FAILED,
    Verdict.UNKNOWN: DeliveryState.UNKNOWN,
}


def end_attempt(work: Work, attempt: DeliveryAttempt, row: Delivery, answer: Answer, roll: float) -> None:
    """Write the outcome on the attempt and on its delivery; `roll` is the jitter of the next try, from 0 to 1."""
    attempt.finished_at, attempt.outcome, attempt.code = work.now, answer.verdict.value, answer.code
    row.code, row.settled_at = answer.code, work.now
    if answer.verdict is Verdict.LATER:
        row.failures += 1
        _put_off(row, policy.next_try(work.now, row.failures, answer.pause, row.expires_at, roll))
    else:
        row.state = _ENDS[answer.verdict]
    work.session.add(attempt)
    work.session.add(row)


def _put_off(row: Delivery, at: datetime | None) -> None:
    """Wait for the next try; a dead letter once it was tried often enough, dropped when its day is over."""
    if at is not None:
        row.state, row.next_at, row.settled_at = DeliveryState.WAITING, at, None
    elif row.failures >= policy.MOST_FAILURES:
        row.state = DeliveryState.FAILED
    else:
        row.state = DeliveryState.DROPPED
