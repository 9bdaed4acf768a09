"""The select behind the counts for programs."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from app.secondments.models import Programme, Secondment
from app.secondments.scope import under
from app.signals.models import Signal
from app.signals.policy import LIVE
from app.signals.repository import told


def count(session: Session, path: str, months: Sequence[str]) -> dict[tuple[UUID, str], dict[bool, int]]:
    """Signals by unit and month, live (True) and over, of programmes run at this tree path and below.

    What nobody was asked is the machine's alone: it is not counted.
    """
    live = case((col(Signal.state).in_(LIVE), True), else_=False)
    statement = (
        select(Signal.unit_id, Signal.window, live, func.count())
        .join(Secondment, col(Secondment.id) == Signal.secondment_id)
        .join(Programme, col(Programme.id) == Secondment.programme_id)
        .where(col(Programme.unit_id).in_(under((path,))), col(Signal.window).in_(months), told())
        .group_by(col(Signal.unit_id), col(Signal.window), live)
    )
    found: dict[tuple[UUID, str], dict[bool, int]] = defaultdict(dict)
    for unit_id, month, is_live, number in session.exec(statement):
        found[unit_id, month][bool(is_live)] = number
    return found
