"""What goes in and out about units, people, their roles, and API clients."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, field_validator

from app.accounts.models import PersonStatus, UnitKind
from app.core.actor import Role, Scope
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.schema import Instant, Schema, View

_PLAIN = r"^[^\x00-\x1f\x7f]*$"
UnitName = Annotated[str, Field(min_length=1, max_length=80, pattern=_PLAIN)]
PersonName = Annotated[str, Field(min_length=1, max_length=40, pattern=_PLAIN)]
LoginName = Annotated[str, Field(min_length=2, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
PersonNo = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9-]+$")]
Phone = Annotated[str, Field(pattern=r"^\+?[0-9][0-9 -]{4,18}$")]
Band = Annotated[str, Field(min_length=1, max_length=32, pattern=_PLAIN)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Radius = Annotated[int, Field(ge=50, le=50_000)]


class ListQuery(Schema):
    """Which page of a list."""

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=1000)


class UnitQuery(ListQuery):
    """What a list of units is narrowed to; `below_id` is a unit and all beneath it."""

    q: str | None = Field(default=None, max_length=80)
    parent_id: UUID | None = None
    below_id: UUID | None = None
    kind: UnitKind | None = None
    changed_since: Instant | None = None


class PeopleQuery(ListQuery):
    """What a list of people is narrowed to; `unit_id` means the unit and all beneath it."""

    q: str | None = Field(default=None, max_length=80)
    unit_id: UUID | None = None
    role: Role | None = None
    status: PersonStatus | None = None
    changed_since: Instant | None = None


class UnitInput(Schema):
    """A new unit; `parent_id` may be left out for a region only."""

    id: UUID | None = None
    name: UnitName
    kind: UnitKind
    parent_id: UUID | None = None
    region_band: Band | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    radius_m: Radius | None = None


class UnitPatch(Schema):
    """The fields of a unit to change; another `parent_id` moves it with everything below.

    Another `name` is a renaming from `renamed_on` (today unless given); `renamed_on: null` mends a slip of the pen.
    """

    name: UnitName = ""
    renamed_on: date | None = None
    kind: UnitKind = UnitKind.DEPARTMENT
    parent_id: UUID | None = None
    region_band: Band | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    radius_m: Radius | None = None
    head_id: UUID | None = None


class UnitView(View):
    """A unit; its position and radius (metres) tell a check-in whether it is at the post.

    `head_id` is one of its supervisors, to whom what has waited for more than five workdays is shown.
    """

    id: UUID
    version: int
    name: str
    kind: UnitKind
    parent_id: UUID | None
    region_band: str | None
    lat: float | None
    lon: float | None
    radius_m: int | None
    merged_into_id: UUID | None = None
    closed_on: date | None = None
    head_id: UUID | None = None
    updated_at: datetime


class RoleInput(Schema):
    """A role to grant; dates are Beijing civil and inclusive, from today on unless given."""

    id: UUID | None = None
    role: Role
    unit_id: UUID | None = None
    group_id: UUID | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class RoleView(View):
    """A role held by a person between two dates (inclusive)."""

    id: UUID
    role: Role
    unit_id: UUID | None
    unit_name: str | None = None
    group_id: UUID | None
    valid_from: date
    valid_to: date | None


class PersonInput(Schema):
    """A new person; a `password` given here must be changed at the first sign-in."""

    id: UUID | None = None
    login: LoginName
    name: PersonName
    person_no: PersonNo | None = None
    phone: Phone | None = None
    password: Annotated[str, Field(min_length=1, max_length=128)] | None = None
    unit_id: UUID | None = None
    roles: list[RoleInput] = Field(default_factory=list, max_length=20)

    @field_validator("login")
    @classmethod
    def _lower(cls, value: str) -> str:
        return value.lower()


class PersonPatch(Schema):
    """The fields of a person to change."""

    login: LoginName = ""
    name: PersonName = ""
    person_no: PersonNo | None = None
    phone: Phone | None = None
    unit_id: UUID | None = None
    status: PersonStatus = PersonStatus.ACTIVE

    @field_validator("login")
    @classmethod
    def _lower(cls, value: str) -> str:
        return value.lower()


class PersonView(View):
    """A person, as far as the reader may know: others' colleagues see the name and unit only."""

    id: UUID
    version: int
    name: str
    unit_id: UUID | None
    unit_name: str | None
    login: str | None = None
    person_no: str | None = None
    phone: str | None = None
    status: PersonStatus | None = None
    left_on: date | None = None
    must_change_password: bool | None = None
    roles: list[RoleView] = Field(default_factory=list)


class ClientInput(Schema):
    """A new API client: narrow scopes, a unit that it may not look beyond, and an end."""

    id: UUID | None = None
    name: UnitName
    scopes: list[Scope] = Field(min_length=1, max_length=len(Scope))
    unit_id: UUID
    valid_to: date


class ClientView(View):
    """An API client. `secret` is shown once, in the answer that creates it."""

    id: UUID
    version: int
    name: str
    scopes: list[Scope]
    unit_id: UUID
    unit_name: str | None
    valid_to: date
    disabled_at: datetime | None
    created_at: datetime
    secret: str | None = None
