"""Every select over the weekly queue, and what a draw may take."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, tuple_, update
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.core.portions import portions
from app.secondments.models import Programme, Secondment, SecondmentStatus
from app.signals.models import Signal, SignalState
from app.signals.models_queue import QueueDraw, QueueItem, QueueSettings
from app.signals.models_scan import NearSignal
from app.signals.policy import TOLD_AT_ONCE


class Found(NamedTuple):
    """A finding of which a draw may make an item."""

    subject_id: UUID
    window: str
    person_id: UUID
    unit_id: UUID
    secondment_id: UUID | None
    score: float


def list_raised(session: Session, today: date) -> list[Found]:
    """What was raised, waits for a queue, and is in none yet."""
    statement = rows_of(*_columns(Signal)).where(
        col(Signal.state) == SignalState.OPEN,
        col(Signal.kind).not_in(TOLD_AT_ONCE),
        col(Signal.quiet).is_(False),
        col(Signal.queue_item_id).is_(None),
        col(Signal.expires_on) > today,
    )
    return [Found(*row) for row in session.execute(statement)]


def list_near(session: Session, since: date) -> list[Found]:
    """What lay just below a threshold, of days from `since` on; not where the same was looked at before."""
    known = rows_of(col(QueueItem.id)).where(
        col(QueueItem.subject_id) == NearSignal.subject_id,
        col(QueueItem.window) == NearSignal.window,
        col(QueueItem.lapsed_at).is_(None),
    )
    statement = rows_of(*_columns(NearSignal)).where(
        col(NearSignal.last_on) >= since, col(NearSignal.quiet).is_(False), ~known.exists()
    )
    return [Found(*row) for row in session.execute(statement)]


def _columns(table: type[Signal] | type[NearSignal]) -> list[Any]:
    names = ("subject_id", "window", "person_id", "unit_id", "secondment_id", "score")
    return [col(getattr(table, name)) for name in names]


def programme_paths(session: Session) -> dict[UUID, str]:
    """Where the units that run programmes stand in the tree, by programme; imported history is nobody's."""
    statement = rows_of(col(Programme.id), col(Unit.path)).join(Unit, col(Unit.id) == col(Programme.unit_id))
    return {row[0]: row[1] for row in session.execute(statement.where(col(Programme.imported).is_(False)))}


def programmes_of(session: Session, secondment_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Whose programme each secondment is; drafts are left out."""
    found: dict[UUID, UUID] = {}
    statement = rows_of(col(Secondment.id), col(Secondment.programme_id)).where(
        col(Secondment.status) != SecondmentStatus.DRAFT
    )
    for some in portions(sorted(secondment_ids)):
        found |= {row[0]: row[1] for row in session.execute(statement.where(col(Secondment.id).in_(some)))}
    return found


def paths_of(session: Session, unit_ids: Collection[UUID]) -> dict[UUID, str]:
    """The tree paths of units."""
    found: dict[UUID, str] = {}
    for some in portions(sorted(unit_ids)):
        statement = rows_of(col(Unit.id), col(Unit.path)).where(col(Unit.id).in_(some))
        found |= {row[0]: row[1] for row in session.execute(statement)}
    return found


def find_draw(session: Session, week_on: date, unit_id: UUID) -> QueueDraw | None:
    """The draw of a region's week."""
    statement = select(QueueDraw).where(QueueDraw.week_on == week_on, QueueDraw.unit_id == unit_id)
    return session.exec(statement).first()


def list_drawn(session: Session, unit_id: UUID) -> list[tuple[UUID, str, UUID, str, UUID | None]]:
    """(subject, window, item, arm, repeats) of everything of a region that was in a queue and did not lapse."""
    statement = (
        rows_of(*map(col, (QueueItem.subject_id, QueueItem.window, QueueItem.id, QueueItem.arm, QueueItem.repeats_id)))
        .join(QueueDraw, col(QueueDraw.id) == col(QueueItem.draw_id))
        .where(col(QueueDraw.unit_id) == unit_id, col(QueueItem.lapsed_at).is_(None))
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in session.execute(statement)]


def lapse(session: Session, unit_id: UUID, before: date, at: datetime) -> int:
    """What nobody looked at in a region's earlier weeks is over, and its signals are free for another draw."""
    statement = (
        select(QueueItem)
        .join(QueueDraw, col(QueueDraw.id) == col(QueueItem.draw_id))
        .where(
            QueueDraw.unit_id == unit_id,
            QueueDraw.week_on < before,
            col(QueueItem.judged_at).is_(None),
            col(QueueItem.repeats_id).is_(None),
            col(QueueItem.lapsed_at).is_(None),
        )
    )
    rows = session.exec(statement.with_for_update(of=QueueItem)).all()
    for row in rows:
        row.lapsed_at = at
        session.add(row)
    session.flush()
    for some in portions([row.id for row in rows]):
        free = update(Signal).where(col(Signal.queue_item_id).in_(some), col(Signal.seen_at).is_(None))
        session.execute(free.values(queue_item_id=None, queued_at=None))
    return len(rows)


def unqueued_of(session: Session, keys: Collection[tuple[UUID, str]], *, lock: bool = False) -> list[Signal]:
    """What waits for a queue of these subjects' months."""
    found: list[Signal] = []
    for some in portions(sorted(keys), 300):
        statement = select(Signal).where(
            tuple_(col(Signal.subject_id), col(Signal.window)).in_(some),
            col(Signal.state) == SignalState.OPEN,
            col(Signal.kind).not_in(TOLD_AT_ONCE),
            col(Signal.quiet).is_(False),
            col(Signal.queue_item_id).is_(None),
        )
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        found += session.exec(statement.order_by(col(Signal.id))).all()
    return found


def near_of(session: Session, subject_id: UUID, window: str) -> list[NearSignal]:
    """What lay just below a threshold in a subject's month."""
    statement = select(NearSignal).where(
        NearSignal.subject_id == subject_id, NearSignal.window == window, col(NearSignal.quiet).is_(False)
    )
    return list(session.exec(statement.order_by(col(NearSignal.kind))).all())


def get_item(session: Session, item_id: UUID, *, lock: bool = False) -> QueueItem | None:
    """An item by id; locked for change on demand, and then as it stands now."""
    statement = select(QueueItem).where(QueueItem.id == item_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def list_items(session: Session, reviewer_id: UUID, since: date) -> list[tuple[QueueItem, date]]:
    """Somebody's items of the weeks from `since` on, and earlier ones that are not over; by week and place."""
    statement = (
        rows_of(QueueItem, col(QueueDraw.week_on))
        .join(QueueDraw, col(QueueDraw.id) == col(QueueItem.draw_id))
        .where(
            col(QueueItem.reviewer_id) == reviewer_id,
            col(QueueItem.repeats_id).is_(None),
            col(QueueItem.lapsed_at).is_(None),
            (col(QueueDraw.week_on) >= since) | col(QueueItem.concluded_at).is_(None),
        )
        .order_by(col(QueueDraw.week_on), col(QueueItem.place), col(QueueItem.id))
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def signals_of(session: Session, item_ids: Collection[UUID]) -> list[Signal]:
    """The signals that were put into these items, by kind."""
    found: list[Signal] = []
    for some in portions(sorted(item_ids)):
        statement = select(Signal).where(col(Signal.queue_item_id).in_(some))
        found += session.exec(statement.order_by(col(Signal.kind), col(Signal.id))).all()
    return found


def week_of(session: Session, draw_id: UUID) -> date:
    """The Monday of a draw."""
    return session.get_one(QueueDraw, draw_id).week_on


def count_waiting(session: Session, reviewer_id: UUID) -> int:
    """How many of somebody's items are not over."""
    statement = select(func.count()).where(
        col(QueueItem.reviewer_id) == reviewer_id,
        col(QueueItem.repeats_id).is_(None),
        col(QueueItem.lapsed_at).is_(None),
        col(QueueItem.concluded_at).is_(None),
    )
    return session.exec(statement.select_from(QueueItem)).one()


def waiting_by_reviewer(session: Session, week_on: date) -> dict[UUID, int]:
    """How many of a week's items nobody looked at, by whose they are; NOT filtered by actor."""
    statement = (
        rows_of(col(QueueItem.reviewer_id), func.count())
        .join(QueueDraw, col(QueueDraw.id) == col(QueueItem.draw_id))
        .where(
            col(QueueDraw.week_on) == week_on,
            col(QueueItem.judged_at).is_(None),
            col(QueueItem.repeats_id).is_(None),
            col(QueueItem.lapsed_at).is_(None),
        )
        .group_by(col(QueueItem.reviewer_id))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def settings_of(session: Session, unit_ids: Collection[UUID]) -> dict[UUID, QueueSettings]:
    """What regions have settled, by the top of the region."""
    statement = select(QueueSettings).where(col(QueueSettings.unit_id).in_(unit_ids))
    return {row.unit_id: row for row in session.exec(statement)}


def regions_at(session: Session, paths: Sequence[str]) -> list[Unit]:
    """The tops of the trees in which these paths lie, by name."""
    tops = {path[: path.find("/", 1) + 1] for path in paths}
    return list(session.exec(select(Unit).where(col(Unit.path).in_(tops)).order_by(col(Unit.name), col(Unit.id))))
