"""What a closed month still owes or is owed: adjustments 调整 with their days, debts 欠款, and changes between runs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant, json_list, optional_instant
from app.core.db import Entity
from app.secondments.models import Minted


class AdjustmentKind(StrEnum):
    """补发 (the closed month had paid nothing), 差额 (recomputed − settled), 手工录入."""

    BACK_PAY = "back_pay"
    CORRECTION = "correction"
    MANUAL = "manual"


class AdjustmentState(StrEnum):
    """待审核, 已通过, 未通过 of a hand-entered one; 自动计算 of the others."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    CALCULATED = "calculated"


class AllowanceAdjustment(Minted, table=True):
    """What a closed month is paid or taken afterwards 调整: automatic ones are made anew by each calculation.

    `run_id` is the run that settles it, and settled it is once that run is closed: from then on the database refuses
    every change. A hand-entered one counts from its approval by a second person.
    """

    __tablename__ = "allowance_adjustments"
    __table_args__ = (
        CheckConstraint("kind = 'manual' OR run_id IS NOT NULL", name="automatic_in_run"),
        CheckConstraint("kind <> 'manual' OR amount_fen <> 0", name="amount_given"),
        Index("ix_allowance_adjustments_secondment_month", "secondment_id", "month"),
        Index("ix_allowance_adjustments_programme_state", "programme_id", "state"),
        Index(
            "uq_allowance_adjustments_automatic",
            "run_id",
            "secondment_id",
            "month",
            unique=True,
            sqlite_where=text("kind <> 'manual'"),
            postgresql_where=text("kind <> 'manual'"),
        ),
    )

    secondment_id: UUID = Field(foreign_key="secondments.id")
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    programme_id: UUID = Field(foreign_key="programmes.id")
    month: str = Field(max_length=7)
    """The month that it refers to, not the one that pays it."""
    kind: AdjustmentKind = choice(AdjustmentKind)
    state: AdjustmentState = choice(AdjustmentState)
    day_on: date | None = None
    """The date that a hand-entered one names."""
    amount_fen: int
    halves: int = 0
    """Half days by which the month differs."""
    reason: str | None = Field(default=None, max_length=200)
    document_no: str | None = Field(default=None, max_length=80)
    run_id: UUID | None = Field(default=None, foreign_key="allowance_runs.id", index=True)
    decided_at: datetime | None = optional_instant()
    decided_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    decision_reason: str | None = Field(default=None, max_length=200)


class AllowanceAdjustmentLine(SQLModel, table=True):
    """One day of an automatic adjustment: from what was settled to what it is by the facts, and the fen between.

    A back pay 补发 has every day of its month; `from_state` is None then, for nothing was settled.
    """

    __tablename__ = "allowance_adjustment_lines"
    __table_args__ = (Index("ix_allowance_adjustment_lines_cadre_day", "cadre_id", "day_on"),)

    adjustment_id: UUID = Field(foreign_key="allowance_adjustments.id", primary_key=True)
    day_on: date = Field(primary_key=True)
    cadre_id: UUID = Field(foreign_key="people.id")
    halves: int
    amount_fen: int
    from_halves: int = 0
    from_fen: int = 0
    from_state: str | None = Field(default=None, max_length=24)
    from_reason: str | None = Field(default=None, max_length=64)
    to_state: str = Field(max_length=24)
    to_source: str = Field(max_length=16)
    to_reason: str = Field(max_length=64)
    rate_fen: int | None = None


class AllowanceDebt(Entity, table=True):
    """What a cadre owes 欠款 over all programmes: months that came out below zero pay nothing and are carried here."""

    __tablename__ = "allowance_debts"
    __table_args__ = (CheckConstraint("balance_fen >= 0", name="balance_not_negative"),)

    cadre_id: UUID = Field(foreign_key="people.id", unique=True)
    balance_fen: int = 0


class DebtKind(StrEnum):
    """结转, 扣回, 另行结清."""

    CARRIED = "carried"
    WITHHELD = "withheld"
    SETTLED = "settled"


class AllowanceDebtEntry(Minted, table=True):
    """A movement of a debt, never changed: `amount_fen` is positive when it grows; `balance_fen` is what stands after.

    Carried and withheld ones belong to the run that was closed, settled ones to whoever noted the repayment.
    """

    __tablename__ = "allowance_debt_entries"
    __table_args__ = (
        CheckConstraint("balance_fen >= 0", name="balance_not_negative"),
        CheckConstraint("amount_fen <> 0", name="amount_given"),
        Index("ix_allowance_debt_entries_cadre_at", "cadre_id", "at"),
    )

    cadre_id: UUID = Field(foreign_key="people.id")
    kind: DebtKind = choice(DebtKind)
    amount_fen: int
    balance_fen: int
    run_id: UUID | None = Field(default=None, foreign_key="allowance_runs.id", index=True)
    secondment_id: UUID | None = Field(default=None, foreign_key="secondments.id")
    reason: str | None = Field(default=None, max_length=200)
    document_no: str | None = Field(default=None, max_length=80)
    at: datetime = instant()


class ChangeKind(StrEnum):
    """新增, 移出, 有变动."""

    ADDED = "added"
    DROPPED = "dropped"
    CHANGED = "changed"


class AllowanceChange(SQLModel, table=True):
    """How a row differs from the calculation before 与上次核算相比; `days` holds the days that differ."""

    __tablename__ = "allowance_changes"

    run_id: UUID = Field(foreign_key="allowance_runs.id", primary_key=True)
    secondment_id: UUID = Field(foreign_key="secondments.id", primary_key=True)
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    kind: ChangeKind = choice(ChangeKind)
    from_status: str | None = Field(default=None, max_length=24)
    to_status: str | None = Field(default=None, max_length=24)
    from_fen: int = 0
    to_fen: int = 0
    days: list[dict[str, Any]] = json_list()
