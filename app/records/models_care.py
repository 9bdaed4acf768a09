"""Care for what must not be there: records hidden at once 隔离, purged by two 清除, and files on their way out."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant, json_object, optional_instant
from app.core.db import Entity
from app.core.ids import new_id


class HoldReason(StrEnum):
    """Why a text is hidden: 涉密, 他人隐私, 其他."""

    SECRET = "secret"  # noqa: S105 - a category's name
    PERSONAL = "personal"
    OTHER = "other"


class Hidden(StrEnum):
    """What a record lacks: its text is 隔离, or 清除 for good."""

    QUARANTINED = "quarantined"
    PURGED = "purged"


class HoldState(StrEnum):
    """隔离中, 待第二人确认清除, 已恢复, 已清除."""

    HELD = "held"
    PROPOSED = "proposed"
    RELEASED = "released"
    PURGED = "purged"


OPEN_STATES = (HoldState.HELD, HoldState.PROPOSED)


class HeldKind(StrEnum):
    """A text of the cadre's or about them that is no daily record: 小结, 评语, 期满鉴定表."""

    SUMMARY = "summary"
    NOTE = "note"
    APPRAISAL = "appraisal"


class Holding(Entity):
    """One hiding 隔离: who, when, why, and until it is decided the text itself, which stands nowhere else.

    `content` is read by two things alone: the logged reading on the care page, and the release. `digest` is the
    text's as it stood, the same that the audit trail holds.
    """

    secondment_id: UUID = Field(foreign_key="secondments.id", index=True)
    state: HoldState = choice(HoldState, HoldState.HELD)
    reason_code: HoldReason = choice(HoldReason)
    note: str | None = Field(default=None, max_length=200)
    digest: str = Field(max_length=64)
    images: int = 0
    content: dict[str, Any] = json_object()
    held_by_id: UUID = Field(foreign_key="people.id")
    held_at: datetime = instant()
    proposed_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    proposed_at: datetime | None = optional_instant()
    proposed_version: int | None = None
    purge_reason: str | None = Field(default=None, max_length=200)
    decided_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    decided_at: datetime | None = optional_instant()
    decided_version: int | None = None
    decision_reason: str | None = Field(default=None, max_length=200)


def _one_open(name: str, column: str) -> Index:
    where = text("state IN ('held', 'proposed')")
    return Index(name, column, unique=True, sqlite_where=where, postgresql_where=where)


class RecordHold(Holding, table=True):
    """A record's hiding; versions that it names are the record's."""

    __tablename__ = "record_holds"
    __table_args__ = (_one_open("uq_record_holds_open", "record_id"),)

    record_id: UUID = Field(foreign_key="daily_records.id", index=True)


class TextHold(Holding, table=True):
    """A summary's, a note's or a form's hiding; versions that it names are its own."""

    __tablename__ = "text_holds"
    __table_args__ = (_one_open("uq_text_holds_open", "subject_id"),)

    kind: HeldKind = choice(HeldKind)
    subject_id: UUID = Field(index=True)
    cadre_id: UUID = Field(foreign_key="people.id")
    unit_id: UUID = Field(foreign_key="units.id")
    period: str | None = Field(default=None, max_length=8)
    """Which week, month or quarter; none of a form."""
    record_id: UUID | None = Field(default=None, foreign_key="daily_records.id")
    """The record that was hidden at this moment, whose words this text repeats."""


class FileDeletion(SQLModel, table=True):
    """Bytes to be deleted once nothing names them: written with the act, done after its commit, found after a crash."""

    __tablename__ = "file_deletions"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    sha256: str = Field(max_length=64, index=True)
    at: datetime = instant()
