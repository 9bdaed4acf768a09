"""The queue, the evidence as its reader may see it, what was accepted, and the calibration, as they go out."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schema import Schema, View
from app.records.models import DayType
from app.signals.draw import MOST_WEEKLY
from app.signals.models_queue import Arm, Conclusion, Judgement
from app.signals.schemas import SignalView


class ItemStatus(StrEnum):
    """先看原文, 看依据再定, 已办."""

    TO_JUDGE = "to_judge"
    TO_DECIDE = "to_decide"
    DONE = "done"


class DayPassage(View):
    """One day's text as it stands, unmarked."""

    on: date
    record_id: UUID
    day_type: DayType
    category: str | None
    text: str
    photo_ids: list[UUID]
    is_hidden: bool


class DayDecisions(View):
    """How many records a reviewer decided on in a day, and between which instants."""

    on: date
    count: int
    first_at: datetime
    last_at: datetime


class QueueLine(View):
    """A month in somebody's week: whose and where, and how far it is; neither why it is here nor any score."""

    id: UUID
    version: int
    week_on: date
    place: int
    window: str
    status: ItemStatus
    secondment_id: UUID | None
    person_id: UUID
    person_name: str
    unit_id: UUID
    unit_name: str
    judgement: Judgement | None
    judged_at: datetime | None
    conclusion: Conclusion | None
    concluded_at: datetime | None


class QueueSettingsList(View):
    """The regions in which the reader is of the Organization Department."""

    items: list["QueueSettingsView"]


class QueueWeek(View):
    """The reader's week: at most so many, in an order that says nothing."""

    week_on: date
    items: list[QueueLine]


class NearLine(View):
    """What lay just below a rule's threshold: told to the reviewer after their judgement, to nobody else."""

    question: str


class QueueItemView(QueueLine):
    """A month to read; signals and what lay just below are there once it was judged without them."""

    days: list[DayPassage]
    decisions: list[DayDecisions]
    signals: list[SignalView]
    near: list[NearLine]


class JudgeIn(Schema):
    """What the texts alone say to a reviewer: it is kept and never changed."""

    judgement: Judgement


class ConcludeIn(Schema):
    """Where no rule asks: there is nothing, or the rules missed it."""

    conclusion: Conclusion


class DismissIn(Schema):
    """No need to ask; with `accept` what the texts share is the duty itself and is not raised again."""

    accept: bool = False


class AcceptedView(View):
    """What was accepted of a cadre's: it is not raised again while it stands."""

    id: UUID
    version: int
    cadre_id: UUID
    cadre_name: str
    phrase: str
    signal_id: UUID
    accepted_by_name: str
    accepted_at: datetime
    taken_back_at: datetime | None
    taken_back_by_name: str | None


class QueueSettingsIn(Schema):
    """How many months a week each reviewer of the region is given; 0: nothing is drawn."""

    weekly: Annotated[int, Field(ge=0, le=MOST_WEEKLY)]
    version: Annotated[int, Field(ge=0, le=2_000_000_000)]
    """Of the settings that were seen; 0 while there are none."""


class QueueSettingsView(View):
    """A region's budget; version 0 while nobody has settled anything."""

    unit_id: UUID
    unit_name: str
    version: int
    weekly: int


class Share(View):
    """Of so many months judged to the end so many were real; between `low` and `high` of a hundred in the long run.

    The interval is Wilson's, 95 of 100; None where nothing is judged.
    """

    months: int
    real: int
    low: int | None
    high: int | None


class ArmShare(View):
    """What came of one part of the draws."""

    arm: Arm
    share: Share


class GroupShare(View):
    """One group's: a programme's kind, a unit's kind or a question's kind; none of fewer than three people."""

    label: str
    random: Share | None
    raised: Share | None


class CalibrationView(View):
    """What the rules see, what they miss and whom they ask in vain: never by person, unit or reviewer."""

    since: date
    arms: list[ArmShare]
    missed: int
    """Of the months drawn by lot: real ones about which no rule asked."""
    seen: int
    """Of the months drawn by lot: those about which a rule asked."""
    seen_real: int
    waiting: int
    """Drawn and not judged to the end yet."""
    unseen: int
    """Drawn, and nobody looked in time."""
    programmes: list[GroupShare]
    units: list[GroupShare]
    kinds: list[GroupShare]
