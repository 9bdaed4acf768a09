"""The weekly queue 每周线索: what was drawn for whom, the first judgement without evidence, and what was accepted."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant, optional_instant
from app.core.db import Entity
from app.core.ids import new_id


class Arm(StrEnum):
    """Why a month is in the queue: its score, a score just below the threshold, or nothing but the lot."""

    PRIORITY = "priority"
    NEAR = "near"
    RANDOM = "random"


class Judgement(StrEnum):
    """What a reviewer says before any evidence: 看不出问题, 想问一问, 不确定."""

    NOTHING = "nothing"
    WOULD_ASK = "would_ask"
    UNSURE = "unsure"


class Conclusion(StrEnum):
    """How a month ended: 已问本人, 不必问; where the rules had nothing: 确无疑问, 规则没看出."""

    ASKED = "asked"
    SPARED = "spared"
    NOTHING = "nothing"
    MISSED = "missed"


class QueueDraw(SQLModel, table=True):
    """One week's draw of a region, with all that its random part is computed from: anybody can compute it again."""

    __tablename__ = "signal_draws"
    __table_args__ = (UniqueConstraint("week_on", "unit_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    week_on: date
    """A Monday."""
    unit_id: UUID = Field(foreign_key="units.id")
    """The top of the region."""
    seed: str = Field(max_length=64)
    frame_size: int
    frame_digest: str = Field(max_length=64)
    """SHA-256 of the sorted cadre-months that the random part was drawn from, a line each."""
    drawn_at: datetime = instant()


class QueueItem(Entity, table=True):
    """A cadre's month (for `rubber_stamp` a reviewer's) that somebody looks at in a week, first without evidence.

    `place` is its random place in the reviewer's list. `repeats_id` names the earlier item of a month that the lot hit
    again: it costs nobody a second look. `lapsed_at`: the week was over before anybody looked.
    """

    __tablename__ = "signal_queue"
    __table_args__ = (
        UniqueConstraint("draw_id", "subject_id", "window"),
        Index("ix_signal_queue_reviewer", "reviewer_id", "concluded_at"),
        Index("ix_signal_queue_subject", "subject_id", "window"),
    )

    draw_id: UUID = Field(foreign_key="signal_draws.id")
    reviewer_id: UUID = Field(foreign_key="people.id")
    place: int
    arm: Arm = choice(Arm)
    subject_id: UUID
    secondment_id: UUID | None = Field(default=None, foreign_key="secondments.id")
    person_id: UUID = Field(foreign_key="people.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id")
    window: str = Field(max_length=16)
    repeats_id: UUID | None = Field(default=None, foreign_key="signal_queue.id")
    judgement: Judgement | None = choice(Judgement, nullable=True)
    judged_at: datetime | None = optional_instant()
    conclusion: Conclusion | None = choice(Conclusion, nullable=True)
    concluded_at: datetime | None = optional_instant()
    lapsed_at: datetime | None = optional_instant()


class QueueSettings(Entity, table=True):
    """How many months a week each reviewer of a region is given; none: nothing is drawn there."""

    __tablename__ = "signal_queue_settings"

    unit_id: UUID = Field(foreign_key="units.id", unique=True)
    weekly: int


class AcceptedPhrase(Entity, table=True):
    """What is a cadre's duty and nobody's copy: never raised again for them, until it is taken back."""

    __tablename__ = "accepted_phrases"
    __table_args__ = (Index("ix_accepted_phrases_cadre", "cadre_id", "taken_back_at"),)

    cadre_id: UUID = Field(foreign_key="people.id")
    phrase: str = Field(max_length=1000)
    signal_id: UUID = Field(foreign_key="signals.id")
    accepted_by_id: UUID = Field(foreign_key="people.id")
    accepted_at: datetime = instant()
    taken_back_at: datetime | None = optional_instant()
    taken_back_by_id: UUID | None = Field(default=None, foreign_key="people.id")
