"""Claims 报销: journeys with their legs and receipts, drafted allowance statements, and every step taken on them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant, json_object, optional_instant
from app.core.ids import new_id
from app.secondments.models import Minted


class ClaimKind(StrEnum):
    """交通报销, 补助申报 (a statement drafted from the ledger, never a condition of pay)."""

    TRANSPORT = "transport"
    ALLOWANCE = "allowance"


class Trip(StrEnum):
    """往返, 首程 (to the post at its beginning), 末程 (home at its end)."""

    ROUND = "round"
    FIRST = "first"
    LAST = "last"


class ClaimState(StrEnum):
    """草稿, 已提交, 已核实, 已审核, 已入账, 已支付, 已退回, 未批准."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    APPROVED = "approved"
    BATCHED = "batched"
    PAID = "paid"
    RETURNED = "returned"
    REJECTED = "rejected"


class Claim(Minted, table=True):
    """One claim 报销 of a cadre; `receipts_fen` is the sum of its legs, `pay_fen` what the run pays for it.

    `counts_on` is the day whose host verifies: the outbound day, of a statement the month's last day of the term.
    """

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint("return_on IS NULL OR return_on >= outbound_on", name="dates_in_order"),
        CheckConstraint("receipts_fen >= 0", name="receipts_not_negative"),
        Index("ix_claims_secondment_dates", "secondment_id", "outbound_on"),
        Index("ix_claims_programme_state", "programme_id", "state", "counts_on"),
    )

    secondment_id: UUID = Field(foreign_key="secondments.id")
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    programme_id: UUID = Field(foreign_key="programmes.id")
    unit_id: UUID = Field(foreign_key="units.id", index=True)
    """The unit that hosts `counts_on`: its people verify."""
    kind: ClaimKind = choice(ClaimKind)
    leg: Trip | None = choice(Trip, nullable=True)
    month: str = Field(max_length=7, index=True)
    counts_on: date
    outbound_on: date | None = None
    return_on: date | None = None
    unit_car: bool = False
    receipts_fen: int = 0
    statement: dict[str, Any] = json_object()
    """What the ledger said when the statement was drafted: days, rates, sum."""
    state: ClaimState = choice(ClaimState, ClaimState.DRAFT)
    submitted_at: datetime | None = optional_instant()
    verified_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    approved_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    pay_fen: int | None = None
    pay_reason: str | None = Field(default=None, max_length=24)
    run_id: UUID | None = Field(default=None, foreign_key="allowance_runs.id", index=True)


class ClaimLeg(SQLModel, table=True):
    """One leg of a journey with its receipt; `invoice_held` while the claim stands, so that a number is used once."""

    __tablename__ = "claim_legs"
    __table_args__ = (
        UniqueConstraint("claim_id", "position"),
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
        Index(
            "uq_claim_legs_invoice_held",
            "invoice_no",
            unique=True,
            sqlite_where=text("invoice_held = 1"),
            postgresql_where=text("invoice_held"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    claim_id: UUID = Field(foreign_key="claims.id")
    position: int
    from_place: str = Field(max_length=60)
    to_place: str = Field(max_length=60)
    day_on: date
    depart_at: datetime | None = optional_instant()
    arrive_at: datetime | None = optional_instant()
    amount_fen: int = 0
    invoice_no: str | None = Field(default=None, max_length=40)
    no_invoice_reason: str | None = Field(default=None, max_length=200)
    attachment_id: UUID | None = Field(default=None, index=True)
    invoice_held: bool = False


class ClaimStep(SQLModel, table=True):
    """A step on a claim, with the version that was decided upon: one version carries one step."""

    __tablename__ = "claim_steps"
    __table_args__ = (UniqueConstraint("claim_id", "from_version"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    claim_id: UUID = Field(foreign_key="claims.id")
    kind: str = Field(max_length=12)
    from_version: int
    actor_id: UUID | None = Field(default=None, foreign_key="people.id")
    at: datetime = instant()
    comment: str | None = Field(default=None, max_length=200)
