"""Programmes 项目 with dated policies 政策, secondments 挂职, postings 任职, groups 小组 and the month lock 月份锁."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, Index, UniqueConstraint, event, func, inspect, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant, json_list, json_object, optional_instant
from app.core.db import Entity
from app.core.ids import new_id


class ProgrammeKind(StrEnum):
    """外派挂职, 互派挂职, 院校培训, 互派任职 (no allowance), 驻村, 村社助理."""

    OUTBOUND = "outbound"
    EXCHANGE = "exchange"
    ACADEMY = "academy"
    APPOINTMENT = "appointment"
    VILLAGE = "village"
    VILLAGE_ASSISTANT = "village_assistant"


class RecordFrequency(StrEnum):
    """Which days ask for a record; rest days never do."""

    DAILY = "daily"
    WORKDAY = "workday"
    WEEKLY = "weekly"


class Review(StrEnum):
    """Each record is approved or returned, or only the month is noted."""

    EACH = "each"
    MONTHLY = "monthly"


class ReviewedBy(StrEnum):
    """Who reviews and confirms."""

    RECEIVING = "receiving"
    GROUP_LEADER = "group_leader"
    LIAISON = "liaison"


class CheckInPolicy(StrEnum):
    """Check-in 签到 is not offered, offered to those who wish, or a duty with its legal basis."""

    OFF = "off"
    VOLUNTARY = "voluntary"
    DUTY = "duty"


class LocationPolicy(StrEnum):
    """No position at all, or a coarse one with consent."""

    OFF = "off"
    COARSE = "coarse"


class DayBasis(StrEnum):
    """Which days are paid: confirmed on-post days, scheduled workdays, or calendar days."""

    ON_POST = "on_post"
    WORKDAY = "workday"
    CALENDAR = "calendar"


class Minted(Entity):
    """A resource that a client may name itself: who made it, and the digest of the body that made it."""

    created_by_id: UUID | None = None
    creation_digest: str | None = Field(default=None, max_length=64)


class Programme(Minted, table=True):
    """A secondment programme 项目 of one region's Organization Department."""

    __tablename__ = "programmes"

    name: str = Field(max_length=80)
    kind: ProgrammeKind = choice(ProgrammeKind)
    unit_id: UUID = Field(foreign_key="units.id", index=True)
    approval_no: str | None = Field(default=None, max_length=80)
    archived_at: datetime | None = optional_instant()
    imported: bool = False
    """History that a dataset brought: nobody is asked for anything because of it, and it pays nothing."""


class ProgrammePolicy(Entity, table=True):
    """The rules of a programme from a month's first day until the next policy begins."""

    __tablename__ = "programme_policies"
    __table_args__ = (UniqueConstraint("programme_id", "valid_from"),)

    programme_id: UUID = Field(foreign_key="programmes.id", index=True)
    valid_from: date
    record_frequency: RecordFrequency = choice(RecordFrequency, RecordFrequency.WORKDAY)
    review: Review = choice(Review, Review.EACH)
    reviewed_by: ReviewedBy = choice(ReviewedBy, ReviewedBy.RECEIVING)
    backfill_free_days: int = 3
    backfill_reason_days: int = 10
    check_in: CheckInPolicy = choice(CheckInPolicy, CheckInPolicy.VOLUNTARY)
    duty_basis: str | None = Field(default=None, max_length=200)
    duty_windows: list[dict[str, str]] = json_list()
    location: LocationPolicy = choice(LocationPolicy, LocationPolicy.OFF)
    day_basis: DayBasis | None = choice(DayBasis, nullable=True)
    day_basis_document_no: str | None = Field(default=None, max_length=80)
    training_paid: bool = True
    transport_cap_fen: int = 0
    transport_trips_a_month: int = 1
    insured: bool = False
    reminder_hour: int = 17
    leave_tiers: dict[str, Any] = json_object()
    two_person_close: bool = True
    term_form: bool = True
    """A term is not ended without its signed form 期满鉴定表, or a recorded reason."""


class SecondmentStatus(StrEnum):
    """The lifecycle 挂职状态 of domain.md section 3."""

    DRAFT = "draft"
    APPROVED = "approved"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    APPRAISING = "appraising"
    COMPLETED = "completed"
    RECALLED = "recalled"
    ARCHIVED = "archived"


class Secondment(Minted, table=True):
    """One cadre's secondment 挂职: from which unit to which, in which post, from when to when."""

    __tablename__ = "secondments"
    __table_args__ = (
        CheckConstraint("end_on >= start_on", name="dates_in_order"),
        Index("ix_secondments_programme_dates", "programme_id", "start_on", "end_on"),
    )

    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    programme_id: UUID = Field(foreign_key="programmes.id")
    sending_unit_id: UUID | None = Field(default=None, foreign_key="units.id", index=True)
    receiving_unit_id: UUID = Field(foreign_key="units.id", index=True)
    post_title: str = Field(max_length=80)
    region_band: str | None = Field(default=None, max_length=32)
    start_on: date
    end_on: date
    end_month: str = Field(max_length=7)
    """`end_on`'s month: once it is closed (months close in order) everybody's power over the secondment ends."""
    status: SecondmentStatus = choice(SecondmentStatus, SecondmentStatus.DRAFT)
    approval_no: str | None = Field(default=None, max_length=80)
    arrived_on: date | None = None
    recalled_on: date | None = None
    external_id: str | None = Field(default=None, max_length=64, unique=True)


class Posting(Entity, table=True):
    """One stretch of a secondment 任职: the unit that hosts its days, the post, the region band, and who is reminded.

    It lasts to `end_on`, the day before the next one; the last has none and lasts to the end of the term. Authority
    over a day and the money of a day come from here alone; the secondment repeats the posting that is `in_force`.
    """

    __tablename__ = "postings"
    __table_args__ = (
        UniqueConstraint("secondment_id", "start_on"),
        CheckConstraint("end_on IS NULL OR end_on >= start_on", name="dates_in_order"),
        Index("ix_postings_unit", "receiving_unit_id", "secondment_id"),
        Index(
            "ix_postings_coming",
            "start_on",
            sqlite_where=text("in_force = 0"),
            postgresql_where=text("NOT in_force"),
        ),
    )

    secondment_id: UUID = Field(foreign_key="secondments.id")
    start_on: date
    end_on: date | None = None
    end_month: str | None = Field(default=None, max_length=7)
    """`end_on`'s month: once it is closed the unit's power over these days ends."""
    receiving_unit_id: UUID = Field(foreign_key="units.id")
    post_title: str = Field(max_length=80)
    region_band: str | None = Field(default=None, max_length=32)
    supervisor_ids: list[str] = json_list()
    """Who is reminded from its first day on; for the posting in force `secondment_supervisors` says it."""
    in_force: bool = True
    """Its words stand (or stood) on the secondment; a coming one gets there on its first day."""
    reason: str | None = Field(default=None, max_length=200)
    created_by_id: UUID | None = None


REPEATED = ("receiving_unit_id", "post_title", "region_band")
"""What a secondment repeats of the posting in force."""


@event.listens_for(Secondment, "after_insert")
def _first_posting(_mapper: object, connection: Connection, row: Secondment) -> None:
    """A secondment never stands without a posting: its first comes with it."""
    values = {name: getattr(row, name) for name in (*REPEATED, "start_on")}
    first = Posting(secondment_id=row.id, created_by_id=row.created_by_id, **values)
    connection.execute(SQLModel.metadata.tables["postings"].insert(), first.model_dump())


@event.listens_for(Secondment, "after_update")
def _follow(_mapper: object, connection: Connection, row: Secondment) -> None:
    """A correction of the secondment corrects its posting in force, one of its first day the first posting."""
    changed = {name for name in (*REPEATED, "start_on") if inspect(row).attrs[name].history.has_changes()}
    postings = SQLModel.metadata.tables["postings"]
    own = postings.c.secondment_id == row.id
    for begins, names in ((func.max, changed & set(REPEATED)), (func.min, changed & {"start_on"})):
        if names:
            standing = postings.select().with_only_columns(begins(postings.c.start_on))
            found = standing.where(own, postings.c.in_force).scalar_subquery()
            values = {name: getattr(row, name) for name in names} | {"updated_at": row.updated_at}
            connection.execute(postings.update().where(own, postings.c.start_on == found).values(values))


class SecondmentEvent(SQLModel, table=True):
    """A step of the lifecycle 经过 (approved, arrived, suspended, extended, recalled...) with its reason."""

    __tablename__ = "secondment_events"
    __table_args__ = (UniqueConstraint("secondment_id", "from_version"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    secondment_id: UUID = Field(foreign_key="secondments.id", index=True)
    kind: str = Field(max_length=16)
    from_version: int
    """The version that was decided upon: one version carries one decision, and repeating it changes nothing."""
    effective_on: date
    previous_end_on: date | None = None
    reason: str | None = Field(default=None, max_length=200)
    actor_id: UUID | None = Field(default=None, foreign_key="people.id")
    at: datetime = instant()


class SecondmentSupervisor(SQLModel, table=True):
    """Who is reminded 主管 in the posting in force; any supervisor of the receiving unit may decide."""

    __tablename__ = "secondment_supervisors"

    secondment_id: UUID = Field(foreign_key="secondments.id", primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", primary_key=True, index=True)


class Group(Minted, table=True):
    """A group 小组 of seconded cadres with a leader 组长."""

    __tablename__ = "groups"

    name: str = Field(max_length=80)
    programme_id: UUID | None = Field(default=None, foreign_key="programmes.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id", index=True)
    leader_id: UUID = Field(foreign_key="people.id", index=True)
    start_on: date
    end_on: date


class GroupMember(SQLModel, table=True):
    """A secondment in a group, from one day to another (both included; without them as long as the group)."""

    __tablename__ = "group_members"

    group_id: UUID = Field(foreign_key="groups.id", primary_key=True)
    secondment_id: UUID = Field(foreign_key="secondments.id", primary_key=True, index=True)
    from_on: date | None = None
    to_on: date | None = None


CLOSED_STATES = ("closed", "paid")
"""The states of a month in which nothing of it may change any more."""


class MonthLeftOut(SQLModel, table=True):
    """A month closed without the days of a secondment 待确认: its host keeps its say until they are paid."""

    __tablename__ = "months_left_out"

    secondment_id: UUID = Field(foreign_key="secondments.id", primary_key=True)
    month: str = Field(max_length=7, primary_key=True)


class MonthLock(SQLModel, table=True):
    """A closed month 已结账 of a programme; set by `allowances`, asked by everybody who writes into the month."""

    __tablename__ = "month_locks"

    programme_id: UUID = Field(foreign_key="programmes.id", primary_key=True)
    month: str = Field(max_length=7, primary_key=True)
    state: str = Field(max_length=16)
    closed_at: datetime | None = optional_instant()
