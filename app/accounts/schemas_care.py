"""What goes in and out about renamed and merged units, people who leave, and consents."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.accounts.models_care import ConsentKind
from app.accounts.schemas import UnitView
from app.core.schema import Schema, View

Reason = Annotated[str, Field(min_length=2, max_length=200)]
Version = Annotated[int, Field(ge=1, le=2**31)]


class UnitNameView(View):
    """A name that a unit bore: from a day (null: from the beginning) until the day of the next name."""

    name: str
    from_on: date | None
    until_on: date


class UnitNames(View):
    """A unit's former names, oldest first."""

    items: list[UnitNameView]


class MergeIn(Schema):
    """Let a unit go into another from the day `on`, which is today or past."""

    into_id: UUID
    on: date
    version: Version
    reason: Reason


class Moved(View):
    """How many of each moved with a merged unit; `roles_ended` are those that the actor may not grant."""

    children: int = 0
    roles: int = 0
    roles_ended: int = Field(default=0, description="protected or one's own: the system administrator grants them anew")
    people: int = 0
    delegations: int = Field(default=0, description="stand-ins, whose givers' roles move as well")
    clients: int = 0
    hosted: int = Field(default=0, description="running secondments that the unit hosted")
    sent: int = Field(default=0, description="running secondments that the unit sent")
    groups: int = 0
    programmes: int = 0


class MergeView(View):
    """A merged unit, what it went into, and what moved (with `dry_run` what would move)."""

    unit: UnitView
    into: UnitView
    moved: Moved
    dry_run: bool


class LeaveIn(Schema):
    """Somebody's last day `on`; `acknowledged` says that what they still answer for was read."""

    on: date
    reason: Reason
    version: Version
    acknowledged: bool = False


class ReturnIn(Schema):
    """Undo a leaving, or let somebody come back."""

    version: Version


class DutyKind(StrEnum):
    """What somebody may still answer for."""

    OWN_SECONDMENT = "own_secondment"
    SUPERVISED = "supervised"
    SOLE_SUPERVISOR = "sole_supervisor"
    GROUP = "group"
    WAITING_RECORDS = "waiting_records"
    DELEGATION = "delegation"


class Duty(View):
    """One thing that somebody still answers for: named where the reader may know it, else only counted."""

    kind: DutyKind
    count: int = 1
    name: str | None = None
    path: str | None = Field(default=None, description="the page that opens it")


class DutiesView(View):
    """What a person still answers for after a day."""

    person_id: UUID
    on: date
    items: list[Duty]


class ConsentState(StrEnum):
    """Never asked, in force, or declined or taken back."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    TAKEN_BACK = "taken_back"


class ConsentIn(Schema):
    """Give the consent (to the notice of this version, as read) or take it back."""

    given: bool
    notice_version: Annotated[str, Field(min_length=1, max_length=16)] | None = None


class ConsentView(View):
    """One's own consent; `notice_version` is that of the notice in force, `given_version` of the one consented to."""

    kind: ConsentKind
    state: ConsentState
    notice_version: str
    given_version: str | None = None
    given_at: datetime | None = None
    taken_back_at: datetime | None = None
    channel: str | None = None
    version: int = 0


class Consents(View):
    """One's own consents."""

    items: list[ConsentView]
