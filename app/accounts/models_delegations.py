"""Delegations 代理: a supervisor's own power over a unit, handed to somebody else between two dates."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from app.accounts.models import Created
from app.core.columns import optional_instant


class Delegation(Created, table=True):
    """Who stands in 代理 for whom at which unit, from `start_on` to `end_on`, both included.

    In force only while the giver's own role as supervisor over the unit lasts.
    """

    __tablename__ = "delegations"
    __table_args__ = (CheckConstraint("end_on >= start_on", name="dates_in_order"),)

    from_id: UUID = Field(foreign_key="people.id", index=True)
    to_id: UUID = Field(foreign_key="people.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id", index=True)
    start_on: date
    end_on: date
    reason: str | None = Field(default=None, max_length=200)
    withdrawn_at: datetime | None = optional_instant()
    withdrawn_by_id: UUID | None = Field(default=None, foreign_key="people.id")
