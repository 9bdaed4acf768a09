"""The month lock of a programme: set by allowances, asked by everybody who writes into a month.

Take `access.hold_month(..., exclusive=True)` before closing. `access.is_month_closed` asks about one month.
"""

from collections.abc import Collection
from uuid import UUID

from app.audit import service as audit
from app.core import clock
from app.core.errors import NotFound
from app.core.work import Work
from app.secondments import repository_programmes as repository
from app.secondments.errors import MonthClosed
from app.secondments.models import CLOSED_STATES, MonthLock

OPEN = "open"
MONTH_STATES = (OPEN, "calculated", "approved", "closed", "paid")


def set_month_state(work: Work, programme_id: UUID, month: str, state: str) -> None:
    """Set a month's state; a closed month never opens again (MonthClosed), the same state again changes nothing.

    `state` is one of MONTH_STATES, else ValueError. No permission is asked: allowances decides who may.
    """
    if state not in MONTH_STATES:
        raise ValueError(f"no state of a month: {state}")
    clock.month_bounds(month)
    if repository.lock_programme(work.session, programme_id) is None:
        raise NotFound
    row = repository.find_month(work.session, programme_id, month)
    before = row.state if row else OPEN
    if before == state:
        return
    if before in CLOSED_STATES and state not in CLOSED_STATES:
        raise MonthClosed(month=month)
    row = row or MonthLock(programme_id=programme_id, month=month, state=state)
    row.state = state
    if state in CLOSED_STATES and row.closed_at is None:
        row.closed_at = work.now
    work.session.add(row)
    audit.record(work, "secondments.month", "programme", programme_id, month=month, from_state=before, to_state=state)


def leave_out(work: Work, month: str, secondment_ids: Collection[UUID], paid: Collection[tuple[UUID, str]]) -> None:
    """Note whose days a month is closed without, and which (secondment, month) left out before are paid with it.

    A host's say over days that were left out lasts until they are paid, within the 60 days. allowances decides who.
    """
    repository.replace_left_out(work.session, month, secondment_ids, paid)


def month_states(work: Work, programme_id: UUID) -> dict[str, str]:
    """Every month of a programme that has left `open`, oldest first; what is missing is open."""
    return {row.month: row.state for row in repository.list_months(work.session, programme_id)}


def open_months(work: Work, programme_id: UUID, first: str, last: str) -> list[str]:
    """The months from `first` to `last` (both included) that are not closed, in order."""
    states = month_states(work, programme_id)
    months: list[str] = []
    month = first
    while month <= last:
        if states.get(month, OPEN) not in CLOSED_STATES:
            months.append(month)
        month = clock.next_month(month)
    return months
