"""Bank accounts 收款账户, formats of bank files, batches 批次 and single payments 支付. Money is integer fen."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.core.columns import choice, json_list, optional_instant
from app.core.db import Entity
from app.secondments.models import Minted

_NEWEST = text("replaced_at IS NULL")
_LIVE = text("state <> 'bounced'")


class AccountState(StrEnum):
    """未填 (never stored), 待核验, 已核验, 已退回: only a verified account is paid into."""

    MISSING = "missing"
    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    REJECTED = "rejected"


class BankAccount(Entity, table=True):
    """One statement of where somebody is paid; the newest has no `replaced_at`.

    `version` goes on from one statement to the next. The number stands in `sealed` alone, which is erased in the moment
    that a newer statement replaces this one; `tail` are its last digits.
    """

    __tablename__ = "bank_accounts"
    __table_args__ = (
        Index("uq_bank_accounts_newest", "person_id", unique=True, sqlite_where=_NEWEST, postgresql_where=_NEWEST),
    )

    person_id: UUID = Field(foreign_key="people.id", index=True)
    bank_name: str = Field(max_length=60)
    branch: str | None = Field(default=None, max_length=80)
    holder: str = Field(max_length=40)
    sealed: str | None = Field(default=None, max_length=400)
    tail: str = Field(max_length=4)
    state: AccountState = choice(AccountState)
    decided_at: datetime | None = optional_instant()
    decided_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    reason: str | None = Field(default=None, max_length=200)
    replaced_at: datetime | None = optional_instant()
    mismatches: int = 0
    mismatched_at: datetime | None = optional_instant()


class BankFormat(Minted, table=True):
    """How one bank wants its file; without a unit it is the house's own example, which nobody changes."""

    __tablename__ = "bank_formats"

    unit_id: UUID | None = Field(default=None, foreign_key="units.id", index=True)
    name: str = Field(max_length=40)
    encoding: str = Field(max_length=12)
    delimiter: str = Field(max_length=1)
    header: bool = True
    columns: list[dict[str, Any]] = json_list()
    money_in: str = Field(max_length=8)
    line_end: str = Field(max_length=8)


class BankBatch(Minted, table=True):
    """Payments that go to the bank in one file; numbered in their run, never changed once formed.

    `sha256` is of the file in the batch's own format, as it was when the batch was formed. `left_out` names whoever was
    owed something and had no verified account: secondment, cadre, fen, account state.
    """

    __tablename__ = "bank_batches"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    run_id: UUID = Field(foreign_key="allowance_runs.id")
    number: int
    format_id: UUID = Field(foreign_key="bank_formats.id")
    payments: int
    total_fen: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)
    left_out: list[dict[str, Any]] = json_list()


class PaymentState(StrEnum):
    """待付 → 已入批次 → 已支付, or 退票: then a new one is due."""

    DUE = "due"
    BATCHED = "batched"
    PAID = "paid"
    BOUNCED = "bounced"


class Payment(Entity, table=True):
    """What a closed run pays one cadre in one transfer; at most one a row has not bounced.

    `sealed` holds what the bank file says of the receiver, as it was when the batch was formed: the same file again.
    """

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("run_id", "secondment_id", "attempt"),
        UniqueConstraint("batch_id", "batch_line"),
        Index("uq_payments_live", "run_id", "secondment_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("(state = 'due') = (batch_id IS NULL AND paid_at IS NULL)", name="due_is_free"),
    )

    run_id: UUID = Field(foreign_key="allowance_runs.id")
    secondment_id: UUID = Field(foreign_key="secondments.id", index=True)
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    attempt: int = 1
    amount_fen: int
    state: PaymentState = choice(PaymentState)
    batch_id: UUID | None = Field(default=None, foreign_key="bank_batches.id")
    batch_line: int | None = None
    account_id: UUID | None = Field(default=None, foreign_key="bank_accounts.id")
    sealed: str | None = Field(default=None, max_length=2400)
    bank_name: str | None = Field(default=None, max_length=60)
    tail: str | None = Field(default=None, max_length=4)
    paid_at: datetime | None = optional_instant()
    paid_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    bounced_at: datetime | None = optional_instant()
    bounced_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    bounced_reason: str | None = Field(default=None, max_length=200)
