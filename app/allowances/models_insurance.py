"""Insurance policies 保险: which days of whose secondment are covered, by whom, for what premium in fen."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.core.columns import optional_instant
from app.secondments.models import Minted


class InsurancePolicy(Minted, table=True):
    """One cadre's cover under one policy 保单; a group policy is the same number in a row for each of them.

    Both dates are covered. The premium is the organiser's own cost: never paid to the cadre, part of no allowance.
    A void 作废 policy covers nothing and stays to be read.
    """

    __tablename__ = "insurance_policies"
    __table_args__ = (
        CheckConstraint("end_on >= start_on", name="dates_in_order"),
        CheckConstraint("premium_fen >= 0", name="premium_not_negative"),
        Index("ix_insurance_policies_cover", "secondment_id", "start_on", "end_on"),
        Index(
            "uq_insurance_policies_standing",
            "secondment_id",
            "policy_no",
            "start_on",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    secondment_id: UUID = Field(foreign_key="secondments.id")
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    policy_no: str = Field(max_length=64, index=True)
    insurer: str = Field(max_length=80)
    start_on: date
    end_on: date = Field(index=True)
    premium_fen: int
    voided_at: datetime | None = optional_instant()
    voided_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    void_reason: str | None = Field(default=None, max_length=200)
