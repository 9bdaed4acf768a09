"""Rates 标准, monthly runs 核算, and the lines behind every amount 逐日明细. Money is integer fen."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, json_list, json_object, optional_instant
from app.core.db import Entity
from app.core.ids import new_id
from app.secondments.models import Minted


class Rate(Minted, table=True):
    """A day's subsidy 每日标准 for a programme and region band over `[valid_from, valid_to)`; overlaps are refused."""

    __tablename__ = "rates"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates_in_order"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
    )

    programme_id: UUID = Field(foreign_key="programmes.id", index=True)
    region_band: str | None = Field(default=None, max_length=32)
    amount_fen: int
    valid_from: date
    valid_to: date | None = None
    document_no: str | None = Field(default=None, max_length=80)


class RunState(StrEnum):
    """核算 → 审核 → 结账 → 支付."""

    CALCULATED = "calculated"
    APPROVED = "approved"
    CLOSED = "closed"
    PAID = "paid"


class RowStatus(StrEnum):
    """可付, 待确认 (left out of the sums and paid later), 待处理 (a day without a rate is never 0, nor paid twice)."""

    PAYABLE = "payable"
    PENDING = "pending"
    BLOCKED = "blocked"


class AllowanceRun(Entity, table=True):
    """One programme's month 月度补助, taken through its steps in order."""

    __tablename__ = "allowance_runs"
    __table_args__ = (UniqueConstraint("programme_id", "month"),)

    programme_id: UUID = Field(foreign_key="programmes.id")
    month: str = Field(max_length=7, index=True)
    state: RunState = choice(RunState)
    calculated_at: datetime | None = optional_instant()
    calculated_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    approved_at: datetime | None = optional_instant()
    approved_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    closed_at: datetime | None = optional_instant()
    closed_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    paid_at: datetime | None = optional_instant()
    paid_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    digest: str | None = Field(default=None, max_length=64)
    compared_at: datetime | None = optional_instant()
    """When the calculation before this one was made; `allowance_changes` tell what is different since."""


class AllowanceRow(SQLModel, table=True):
    """What one secondment is owed for the month; `payable_halves` counts half days.

    Always `total_fen = subsidy_fen + transport_fen + adjustment_fen + debt_in_fen + carried_fen`, and never below 0.
    A pending or blocked row has no subsidy; what else is due to it is settled all the same.
    """

    __tablename__ = "allowance_rows"
    __table_args__ = (
        UniqueConstraint("run_id", "secondment_id"),
        Index(
            "ix_allowance_rows_totals",
            "run_id",
            "cadre_id",
            "unit_id",
            "payable_halves",
            "subsidy_fen",
            "receipts_fen",
            "transport_fen",
            "adjustment_fen",
            "debt_in_fen",
            "carried_fen",
            "total_fen",
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    run_id: UUID = Field(foreign_key="allowance_runs.id")
    secondment_id: UUID = Field(foreign_key="secondments.id", index=True)
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id")
    status: RowStatus = choice(RowStatus)
    payable_halves: int = 0
    subsidy_fen: int = 0
    trips: int = 0
    transport_fen: int = 0
    adjustment_fen: int = 0
    total_fen: int = 0
    receipts_fen: int = 0
    """What the receipts 票据 behind the transport amount to, before the cap."""
    debt_in_fen: int = 0
    """Withheld for earlier debts: never above 0."""
    carried_fen: int = 0
    """What the row falls below 0 by and is carried on as a debt: never below 0."""
    days_digest: str | None = Field(default=None, max_length=64)
    """SHA-256 over the money of its lines, so that what did not change is not read again."""
    exceptions: list[dict[str, Any]] = json_list()
    explanation: dict[str, Any] = json_object()


class AllowanceLine(SQLModel, table=True):
    """One calendar day of one payable row: its state, source, rate and fen; never changed once the run is closed."""

    __tablename__ = "allowance_lines"
    __table_args__ = (
        Index("ix_allowance_lines_totals", "day_on", "run_id", "cadre_id", "halves", "amount_fen"),
        Index(
            "uq_allowance_lines_paid_once",
            "cadre_id",
            "day_on",
            unique=True,
            sqlite_where=text("halves > 0"),
            postgresql_where=text("halves > 0"),
        ),
    )

    run_id: UUID = Field(foreign_key="allowance_runs.id", primary_key=True)
    secondment_id: UUID = Field(foreign_key="secondments.id", primary_key=True)
    day_on: date = Field(primary_key=True)
    cadre_id: UUID = Field(foreign_key="people.id")
    state: str = Field(max_length=24)
    source: str = Field(max_length=16)
    am: str = Field(max_length=24)
    pm: str = Field(max_length=24)
    halves: int
    rate_fen: int | None = None
    amount_fen: int
    reason: str = Field(default="", max_length=64)
