"""What life brings to units and people: former names 曾用名, departures 离任, consents 授权."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant, json_list, optional_instant
from app.core.db import Entity
from app.core.ids import new_id


class UnitName(SQLModel, table=True):
    """What a unit was called from a day on 曾用名; a unit that was never renamed has none of these."""

    __tablename__ = "unit_names"
    __table_args__ = (UniqueConstraint("unit_id", "from_on"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    unit_id: UUID = Field(foreign_key="units.id")
    name: str = Field(max_length=80, index=True)
    from_on: date


class Departure(Entity, table=True):
    """A person's leaving 离任: the last day, why, and the roles that ended with it, so that it can be undone."""

    __tablename__ = "departures"

    person_id: UUID = Field(foreign_key="people.id", index=True)
    last_on: date
    reason: str = Field(max_length=200)
    roles: list[dict[str, Any]] = json_list()
    """The roles as they stood: {id, role, unit_id, group_id, valid_from, valid_to}."""
    decided_by_id: UUID = Field(foreign_key="people.id")
    from_version: int
    """The version of the person that was decided upon: repeating the decision changes nothing."""
    undone_at: datetime | None = optional_instant()
    undone_by_id: UUID | None = Field(default=None, foreign_key="people.id")


class ConsentKind(StrEnum):
    """位置, 照片."""

    POSITION = "position"
    PHOTOS = "photos"


class Consent(Entity, table=True):
    """One consent 授权 from its giving to its taking back; one that was declined was never given."""

    __tablename__ = "consents"

    person_id: UUID = Field(foreign_key="people.id", index=True)
    kind: ConsentKind = choice(ConsentKind)
    notice_version: str = Field(max_length=16)
    asked_at: datetime = instant()
    given_at: datetime | None = optional_instant()
    taken_back_at: datetime | None = optional_instant()
    channel: str = Field(max_length=8)
