"""Which unit hosts a day, as SQL: for rows of other tables that note the unit of their day."""

from datetime import date
from uuid import UUID

from sqlalchemy import ScalarSelect
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from app.secondments.models import Posting


def host_of(secondment_id: Mapped[UUID], on: Mapped[date]) -> ScalarSelect[UUID]:
    """The unit of the posting that hosts the day of a row."""
    return (
        select(Posting.receiving_unit_id)
        .where(col(Posting.secondment_id) == secondment_id, col(Posting.start_on) <= on)
        .order_by(col(Posting.start_on).desc())
        .limit(1)
        .scalar_subquery()
    )
