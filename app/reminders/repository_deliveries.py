"""Selects over channels' switches, addresses, deliveries and attempts."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, and_, func, or_
from sqlmodel import Session, col, delete, select, update

from app.accounts.models import Person, PersonStatus
from app.reminders.models import ReminderSettings
from app.reminders.models_channels import (
    Channel,
    ChannelAddress,
    ChannelPause,
    ChannelSettings,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
)


def open_ways(session: Session, people: Collection[UUID]) -> dict[UUID, list[Channel]]:
    """Which channels the county has switched on, and each person has chosen and given an address for."""
    statement = (
        select(ChannelAddress.person_id, ChannelAddress.channel, ReminderSettings.channels)
        .join(ChannelSettings, col(ChannelSettings.channel) == col(ChannelAddress.channel))
        .join(ReminderSettings, col(ReminderSettings.person_id) == col(ChannelAddress.person_id))
        .where(
            col(ChannelAddress.person_id).in_(people),
            col(ChannelSettings.enabled).is_(True),
            col(ReminderSettings.muted).is_(False),
        )
        .order_by(col(ChannelAddress.person_id), col(ChannelAddress.channel))
    )
    ways: dict[UUID, list[Channel]] = {}
    for person_id, channel, chosen in session.exec(statement):
        if channel in chosen:
            ways.setdefault(person_id, []).append(Channel(channel))
    return ways


def work_to_do(session: Session, now: datetime) -> bool:
    """Whether any delivery waits for its time or its end, or is under way."""
    sending = col(Delivery.state) == DeliveryState.SENDING
    waiting = col(Delivery.state) == DeliveryState.WAITING
    due = or_(col(Delivery.next_at) <= now, col(Delivery.expires_at) <= now)
    return session.exec(select(Delivery.id).where(or_(sending, and_(waiting, due))).limit(1)).first() is not None


def left_behind(session: Session, epoch: int, before: datetime) -> Sequence[tuple[DeliveryAttempt, Delivery]]:
    """Sendings that an earlier term began, or anybody before an instant, and nobody ended; held for change."""
    statement = (
        select(DeliveryAttempt, Delivery)
        .join(Delivery, col(Delivery.id) == col(DeliveryAttempt.delivery_id))
        .where(
            col(DeliveryAttempt.outcome).is_(None),
            or_(col(DeliveryAttempt.epoch) < epoch, col(DeliveryAttempt.started_at) < before),
        )
    )
    return session.exec(statement.with_for_update()).all()


def drop_expired(session: Session, until: datetime, now: datetime, code: str) -> int:
    """Give up what still waits though its day ends by an instant; answers how many."""
    done = session.execute(
        update(Delivery)
        .where(col(Delivery.state) == DeliveryState.WAITING, col(Delivery.expires_at) <= until)
        .values(
            state=DeliveryState.DROPPED, code=code, settled_at=now, updated_at=now, version=col(Delivery.version) + 1
        )
    )
    assert isinstance(done, CursorResult)  # noqa: S101 - an UPDATE answers with its row count
    return done.rowcount


def switched_on(session: Session) -> dict[Channel, int]:
    """The channels that are switched on, with how many messages a minute may leave by each."""
    rows = session.exec(select(ChannelSettings).where(col(ChannelSettings.enabled).is_(True)))
    return {row.channel: row.per_minute for row in rows}


def due_ids(session: Session, channel: Channel, now: datetime, limit: int) -> Sequence[UUID]:
    """The deliveries of a channel whose time has come, the longest waiting first."""
    statement = select(Delivery.id).where(
        Delivery.channel == channel, col(Delivery.state) == DeliveryState.WAITING, col(Delivery.next_at) <= now
    )
    return session.exec(statement.order_by(col(Delivery.next_at), col(Delivery.id)).limit(limit)).all()


def hold_waiting(session: Session, delivery_id: UUID) -> Delivery | None:
    """A delivery that still waits, held for change."""
    statement = select(Delivery).where(Delivery.id == delivery_id, col(Delivery.state) == DeliveryState.WAITING)
    return session.exec(statement.with_for_update()).first()


def hold_attempt(session: Session, attempt_id: UUID) -> tuple[DeliveryAttempt, Delivery] | None:
    """A sending that nobody has ended, with its delivery, held for change."""
    statement = (
        select(DeliveryAttempt, Delivery)
        .join(Delivery, col(Delivery.id) == col(DeliveryAttempt.delivery_id))
        .where(DeliveryAttempt.id == attempt_id, col(DeliveryAttempt.outcome).is_(None))
    )
    return session.exec(statement.with_for_update()).first()


def count_attempts(session: Session, channel: Channel, since: datetime) -> int:
    """How many sendings of a channel began after an instant, under whatever leader."""
    statement = select(func.count()).select_from(DeliveryAttempt)
    return session.exec(
        statement.where(DeliveryAttempt.channel == channel, col(DeliveryAttempt.started_at) > since)
    ).one()


def told_since(session: Session, delivery: Delivery) -> bool:
    """Whether a newer message has gone the same way to the same person, so that this one has lost its sense."""
    statement = select(Delivery.id).where(
        Delivery.person_id == delivery.person_id,
        Delivery.channel == delivery.channel,
        col(Delivery.created_at) > delivery.created_at,
        col(Delivery.state).in_((DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)),
    )
    return session.exec(statement.limit(1)).first() is not None


def set_pause(session: Session, channel: Channel, until: datetime, code: str) -> None:
    """Leave a channel alone until an instant; a longer pause stands."""
    row = session.exec(select(ChannelPause).where(ChannelPause.channel == channel).with_for_update()).first()
    if row is None or row.until_at < until:
        row = row or ChannelPause(channel=channel, code=code)
        row.until_at, row.code = until, code
        session.add(row)


def count_over(session: Session, before: datetime) -> int:
    """How many deliveries' windows ended before an instant."""
    return session.exec(select(func.count()).select_from(Delivery).where(col(Delivery.expires_at) < before)).one()


def delete_over(session: Session, before: datetime) -> int:
    """Delete them with their attempts; answers how many."""
    done = session.execute(delete(Delivery).where(col(Delivery.expires_at) < before))
    assert isinstance(done, CursorResult)  # noqa: S101 - a DELETE answers with its row count
    return done.rowcount


def _left(today: date) -> ColumnElement[bool]:
    """Addresses of people whose account opens nothing any more."""
    closed = or_(col(Person.status) != PersonStatus.ACTIVE, col(Person.left_on) < today)
    return col(ChannelAddress.person_id).in_(select(Person.id).where(closed))


def count_left(session: Session, today: date) -> int:
    """How many addresses belong to people who have left."""
    return session.exec(select(func.count()).select_from(ChannelAddress).where(_left(today))).one()


def delete_left(session: Session, today: date) -> int:
    """Delete them; answers how many."""
    done = session.execute(delete(ChannelAddress).where(_left(today)))
    assert isinstance(done, CursorResult)  # noqa: S101 - a DELETE answers with its row count
    return done.rowcount
