"""Column declarations shared by the models: instants, JSON, civil months."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.core import clock
from app.core.db import UtcInstant

JsonColumn = JSON().with_variant(JSONB(), "postgresql")
"""JSON on SQLite, JSONB on PostgreSQL."""


def instant(*, index: bool = False) -> Any:
    """A required instant, `now` unless given."""
    return Field(default_factory=clock.now, sa_type=UtcInstant, nullable=False, index=index)


def optional_instant(*, index: bool = False) -> Any:
    """An instant that may be absent."""
    return Field(default=None, sa_type=UtcInstant, nullable=True, index=index)


def json_list() -> Any:
    """A required JSON list, empty unless given."""
    return Field(default_factory=list, sa_type=JsonColumn, nullable=False)


def json_object() -> Any:
    """A required JSON object, empty unless given."""
    return Field(default_factory=dict, sa_type=JsonColumn, nullable=False)


def choice(kind: type[StrEnum], default: StrEnum | None = None, *, nullable: bool = False) -> Any:
    """A column of one of `kind`'s values, stored as text (no database enum, so that a value is added without DDL)."""
    column = Enum(kind, native_enum=False, length=24, values_callable=lambda k: [member.value for member in k])
    if default is None and not nullable:
        return Field(sa_type=column, nullable=False)
    return Field(default=default, sa_type=column, nullable=nullable)
