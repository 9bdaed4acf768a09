"""The second factor 两步验证 of those who keep money or accounts, and the codes for the day the phone is lost."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.columns import instant, optional_instant
from app.core.ids import new_id


class SecondFactor(SQLModel, table=True):
    """A person's authenticator 验证器: its secret sealed, counted on once confirmed; no code of a step serves twice."""

    __tablename__ = "second_factors"

    person_id: UUID = Field(primary_key=True, foreign_key="people.id")
    secret: str = Field(max_length=300)
    created_at: datetime = instant()
    confirmed_at: datetime | None = optional_instant()
    last_step: int = 0


class RecoveryCode(SQLModel, table=True):
    """A code 恢复码 that stands in for the authenticator once."""

    __tablename__ = "recovery_codes"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", index=True)
    code_hash: str = Field(max_length=64)
    created_at: datetime = instant()
    used_at: datetime | None = optional_instant()
