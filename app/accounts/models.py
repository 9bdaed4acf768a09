"""People 人员, units 单位, what each person may do and for how long, and the proofs of who is asking."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core.actor import Role
from app.core.columns import choice, instant, json_list, optional_instant
from app.core.db import Entity
from app.core.ids import new_id


class UnitKind(StrEnum):
    """What a unit 单位 is; `region` is the root of a county or city."""

    REGION = "region"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    VILLAGE = "village"
    INSTITUTION = "institution"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"


class Created(Entity):
    """Who made a resource and from which body, so that the same `POST` with the same `id` again changes nothing."""

    created_by_id: UUID | None = None
    body_digest: str | None = Field(default=None, max_length=64)


class Unit(Created, table=True):
    """A sending or receiving unit 单位 in a tree; `path` is `/top/…/self/` of hex ids, so a subtree is a prefix."""

    __tablename__ = "units"

    name: str = Field(max_length=80, index=True)
    kind: UnitKind = choice(UnitKind)
    parent_id: UUID | None = Field(default=None, foreign_key="units.id", index=True)
    path: str = Field(max_length=400, unique=True)
    region_band: str | None = Field(default=None, max_length=32)
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    external_id: str | None = Field(default=None, max_length=64, unique=True)
    merged_into_id: UUID | None = Field(default=None, foreign_key="units.id", index=True)
    closed_on: date | None = None
    """The last day of a unit that was merged into another 已并入; its past stays with it, below its successor."""
    merge_reason: str | None = Field(default=None, max_length=200)
    head_id: UUID | None = None
    """Its head 负责人, a supervisor of it, to whom what has waited for long is shown; people already name units."""


class PersonStatus(StrEnum):
    """An account is in use or switched off; it is never deleted while records name it."""

    ACTIVE = "active"
    DISABLED = "disabled"


class Person(Created, table=True):
    """A person 人员 with an account; matched by person number, never by name (重名)."""

    __tablename__ = "people"

    login: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=40, index=True)
    person_no: str | None = Field(default=None, max_length=32, unique=True)
    phone: str | None = Field(default=None, max_length=20)
    home_unit_id: UUID | None = Field(default=None, foreign_key="units.id", index=True)
    password_hash: str | None = Field(default=None, max_length=200)
    must_change_password: bool = False
    welcome_due: bool = False
    """Whether the first minute is still to be shown; set with a new account, never again."""
    auth_version: int = 1
    status: PersonStatus = choice(PersonStatus, PersonStatus.ACTIVE)
    locale: str | None = Field(default=None, max_length=8)
    care: bool = False
    external_id: str | None = Field(default=None, max_length=64, unique=True)
    left_on: date | None = None
    """The last day of somebody who leaves 离任: from the day after, the account opens nothing."""

    def is_open(self, today: date) -> bool:
        """Whether the account may be used on a day."""
        return self.status is PersonStatus.ACTIVE and (self.left_on is None or today <= self.left_on)


class RoleAssignment(Created, table=True):
    """A role 角色 held over a unit or group between two dates (both inclusive; no end means until withdrawn)."""

    __tablename__ = "role_assignments"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_in_order"),)

    person_id: UUID = Field(foreign_key="people.id", index=True)
    role: Role = choice(Role)
    unit_id: UUID | None = Field(default=None, foreign_key="units.id", index=True)
    group_id: UUID | None = Field(default=None, index=True)
    valid_from: date
    valid_to: date | None = None
    granted_by_id: UUID | None = Field(default=None, foreign_key="people.id")


class BrowserSession(SQLModel, table=True):
    """A signed-in browser 会话: the cookie's SHA-256, where it came from, and until when it counts."""

    __tablename__ = "browser_sessions"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    user_agent: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=64)
    phone: bool = False
    created_at: datetime = instant()
    last_seen_at: datetime = instant()
    expires_at: datetime = instant(index=True)
    ended_at: datetime | None = optional_instant()


class RefreshToken(SQLModel, table=True):
    """One link of a refresh chain: used once, then replaced; using it twice ends the whole family."""

    __tablename__ = "refresh_tokens"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    family_id: UUID = Field(index=True)
    person_id: UUID = Field(foreign_key="people.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    user_agent: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=64)
    started_at: datetime = instant()
    created_at: datetime = instant()
    expires_at: datetime = instant(index=True)
    used_at: datetime | None = optional_instant()
    revoked_at: datetime | None = optional_instant()


class ResetCode(SQLModel, table=True):
    """A code given in person for a forgotten password: one use, 24 hours."""

    __tablename__ = "reset_codes"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", index=True)
    code_hash: str = Field(max_length=64)
    issued_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    created_at: datetime = instant()
    expires_at: datetime = instant()
    used_at: datetime | None = optional_instant()


class SignInThrottle(SQLModel, table=True):
    """Failures of one address against one account: guessing from elsewhere cannot lock a colleague out."""

    __tablename__ = "sign_in_throttles"

    key: str = Field(max_length=64, primary_key=True)
    failures: int = 0
    last_failed_at: datetime = instant(index=True)
    blocked_until: datetime | None = optional_instant()


class ApiClient(Created, table=True):
    """A program 接口客户端 with client credentials, narrow scopes and an end date."""

    __tablename__ = "api_clients"

    name: str = Field(max_length=80)
    secret_hash: str = Field(max_length=200)
    scopes: list[str] = json_list()
    unit_id: UUID = Field(foreign_key="units.id", index=True)
    valid_to: date
    disabled_at: datetime | None = optional_instant()
    auth_version: int = 1
