"""The append-only trail 审计 and the seals over it. The database itself refuses to update or delete either."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field, SQLModel

from app.core.columns import instant, json_object
from app.core.ids import new_id

Sequence = BigInteger().with_variant(Integer, "sqlite")


class AuditEvent(SQLModel, table=True):
    """One thing that somebody did: who, what, to which subject, with digests of before and after; no personal text."""

    __tablename__ = "audit_events"

    seq: int | None = Field(default=None, primary_key=True, sa_type=Sequence)
    id: UUID = Field(default_factory=new_id, unique=True)
    at: datetime = instant(index=True)
    actor_kind: str = Field(max_length=16)
    actor_id: UUID | None = Field(default=None, index=True)
    action: str = Field(max_length=64, index=True)
    subject_type: str = Field(max_length=32)
    subject_id: str = Field(max_length=64, index=True)
    unit_id: UUID | None = Field(default=None, index=True)
    before_digest: str | None = Field(default=None, max_length=64)
    after_digest: str | None = Field(default=None, max_length=64)
    facts: dict[str, Any] = json_object()
    request_id: str = Field(default="", max_length=64)
    address: str = Field(default="", max_length=64)


class AuditSeal(SQLModel, table=True):
    """An HMAC over a run of events and the seal before it; the key is never in the database."""

    __tablename__ = "audit_seals"

    number: int = Field(primary_key=True)
    first_seq: int = Field(sa_type=Sequence)
    last_seq: int = Field(sa_type=Sequence)
    events: int
    previous_mac: str = Field(max_length=64)
    mac: str = Field(max_length=64)
    sealed_at: datetime = instant()
