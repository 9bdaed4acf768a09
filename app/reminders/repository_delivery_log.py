"""Every select over deliveries as administrators look at them: by state and channel, never by content."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from app.core.paging import page_of
from app.reminders.models_channels import Channel, ChannelPause, Delivery, DeliveryAttempt, DeliveryState


def page_deliveries(
    session: Session, state: DeliveryState | None, channel: Channel | None, limit: int, cursor: str | None
) -> tuple[list[Delivery], str | None]:
    """Deliveries of a state and channel (of any when not given), newest first."""
    conditions: list[ColumnElement[bool]] = []
    if state is not None:
        conditions.append(col(Delivery.state) == state)
    if channel is not None:
        conditions.append(col(Delivery.channel) == channel)
    keys = [(col(Delivery.created_at), datetime, True), (col(Delivery.id), UUID, True)]
    return page_of(session, select(Delivery).where(*conditions), keys, limit, cursor)


def find_delivery(session: Session, delivery_id: UUID, *, lock: bool = False) -> Delivery | None:
    """One delivery."""
    statement = select(Delivery).where(Delivery.id == delivery_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def attempts_of(session: Session, delivery_id: UUID) -> Sequence[DeliveryAttempt]:
    """Each sending of a delivery, oldest first."""
    statement = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery_id)
    return session.exec(statement.order_by(col(DeliveryAttempt.no))).all()


def count_states(session: Session, since: datetime) -> dict[tuple[Channel, DeliveryState], int]:
    """How many deliveries of each channel that were written since an instant stand in each state."""
    statement = (
        select(Delivery.channel, Delivery.state, func.count())
        .where(col(Delivery.created_at) >= since)
        .group_by(col(Delivery.channel), col(Delivery.state))
    )
    return {(Channel(channel), DeliveryState(state)): count for channel, state, count in session.exec(statement)}


def pauses(session: Session, now: datetime) -> dict[Channel, ChannelPause]:
    """The channels that asked to be left alone for now."""
    return {row.channel: row for row in session.exec(select(ChannelPause).where(col(ChannelPause.until_at) > now))}


def own_deliveries(session: Session, person_id: UUID) -> Sequence[Delivery]:
    """Every delivery to a person, oldest first, for their own copy."""
    statement = select(Delivery).where(Delivery.person_id == person_id)
    return session.exec(statement.order_by(col(Delivery.created_at), col(Delivery.id))).all()
