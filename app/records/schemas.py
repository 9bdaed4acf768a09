"""What a day's record may say, and what the service answers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, field_validator, model_validator

from app.core.i18n import N_
from app.core.schema import FieldValueError, Instant, Schema, View
from app.records.difference import Change, Op
from app.records.models import DayType, RecordStatus
from app.records.models_care import Hidden, HoldReason

MAX_CHARACTERS = 1000
MAX_ITEMS, MAX_IMAGES = 5, 3
WORK_DAYS = frozenset({DayType.ON_POST, DayType.OFFICIAL_TRIP, DayType.TRAINING})


def _or_none(value: str | None) -> str | None:
    return value or None


Short = Annotated[str | None, Field(max_length=20), AfterValidator(_or_none)]
Place = Annotated[str | None, Field(max_length=80), AfterValidator(_or_none)]
Sentence = Annotated[str | None, Field(max_length=200), AfterValidator(_or_none)]
Paragraph = Annotated[str | None, Field(max_length=500), AfterValidator(_or_none)]


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What a list of records is narrowed by; None narrows nothing."""

    secondment_id: UUID | None = None
    cadre_id: UUID | None = None
    unit_id: UUID | None = None
    first_on: date | None = None
    last_on: date | None = None
    status: RecordStatus | None = None
    changed_since: datetime | None = None


class Item(Schema):
    """One thing done: what (2 to 200 characters), and if wished when, of what kind, where, with what outcome."""

    text: str = Field(min_length=2, max_length=200)
    slot: Short = None
    category: Short = None
    place: Place = None
    outcome: Sentence = None


class ClientFacts(Schema):
    """What the phone says of the write: when it was made, and how long it was worked on."""

    created_at: Instant
    edit_seconds: int | None = Field(default=None, ge=0, le=604_800)

    @field_validator("created_at")
    @classmethod
    def _in_our_time(cls, value: datetime) -> datetime:
        if not 2000 <= value.year < 2100:
            raise FieldValueError(N_("手机时间有误，请检查手机的日期设置。"), "out-of-range")
        return value


class LikenessQuestion(Schema):
    """What the author is about to submit for a day, an item a text."""

    texts: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(min_length=1, max_length=MAX_ITEMS)


class StretchView(View):
    """Characters `start` to `end` of the text with this number."""

    text: int
    start: int
    end: int


class AlikeView(View):
    """An earlier day of one's own, how many of the new text's letters stand in it, and which."""

    on: date
    percent: int
    stretches: list[StretchView]


class LikenessView(View):
    """The earlier day that is most alike; null when none is."""

    alike: AlikeView | None


class RecordWrite(Schema):
    """One write of a day; `client_id` is minted anew for each edit."""

    client_id: UUID
    day_type: DayType
    items: list[Item] = Field(default_factory=list, max_length=MAX_ITEMS)
    difficulty: Paragraph = None
    takeaway: Paragraph = None
    attachment_ids: list[UUID] = Field(default_factory=list, max_length=MAX_IMAGES)
    submit: bool
    late_reason: Sentence = None
    client: ClientFacts | None = None

    @field_validator("attachment_ids")
    @classmethod
    def _each_once(cls, value: list[UUID]) -> list[UUID]:
        if len(set(value)) != len(value):
            raise FieldValueError(N_("同一张照片不能附两次。"), "duplicate")
        return value

    @model_validator(mode="after")
    def _says_enough_and_not_too_much(self) -> Self:
        if self.submit and self.day_type in WORK_DAYS and not self.items:
            raise FieldValueError(N_("工作日请至少写一项，例如“防汛值班”。"), "too-short", "/items")
        if self.characters() > MAX_CHARACTERS:
            raise FieldValueError(
                N_("全文不超过 %(limit)s 字，现有 %(count)s 字。"),
                "too-long",
                "/items",
                limit=MAX_CHARACTERS,
                count=self.characters(),
            )
        return self

    def characters(self) -> int:
        """The length of the whole text: items with place and outcome, difficulty, takeaway."""
        texts = [self.difficulty, self.takeaway]
        for item in self.items:
            texts += [item.text, item.place, item.outcome]
        return sum(len(text) for text in texts if text)


class Decision(Schema):
    """Approve a record as of a version."""

    version: int = Field(ge=1, le=1_000_000)
    comment: Paragraph = None


class Return(Schema):
    """Return a record as of a version, with the reason that its author reads."""

    version: int = Field(ge=1, le=1_000_000)
    reason: str = Field(min_length=2, max_length=500)


class AtVersion(Schema):
    """Withdraw or undo; with `version` only as of that version."""

    version: int | None = Field(default=None, ge=1, le=1_000_000)


class RecordVersionRef(Schema):
    """A record as of a version."""

    id: UUID
    version: int = Field(ge=1, le=1_000_000)


class ReviewSeveral(Schema):
    """One decision on several records; to return them, the comment is the reason."""

    decision: Literal["approve", "return"]
    comment: Paragraph = None
    records: list[RecordVersionRef] = Field(min_length=1, max_length=50)
    basis: Literal["online", "paper"] = "online"
    attachment_id: UUID | None = None
    signed_by: str | None = Field(default=None, min_length=1, max_length=40)
    signed_on: date | None = None

    @model_validator(mode="after")
    def _returns_with_a_reason(self) -> Self:
        if self.decision == "return" and len(self.comment or "") < 2:
            raise FieldValueError(N_("退回时请写明原因。"), "missing", "/comment")
        return self

    @model_validator(mode="after")
    def _paper_has_a_scan_and_a_signature(self) -> Self:
        said = {"attachment_id": self.attachment_id, "signed_by": self.signed_by, "signed_on": self.signed_on}
        if self.basis == "online":
            if any(said.values()):
                raise FieldValueError(N_("只有纸质审阅才有签字人和签字日期。"), "only-on-paper", "/basis")
            return self
        missing = next((name for name, value in said.items() if value is None), None)
        if missing is not None:
            message = N_("纸质审阅须附上签字件的扫描件或照片，并写明签字人和签字日期。")
            raise FieldValueError(message, "missing", f"/{missing}")
        return self


class AddendumWrite(Schema):
    """A supplement beneath text that no longer changes."""

    id: UUID | None = None
    text: str = Field(min_length=2, max_length=1000)
    reason: str = Field(min_length=2, max_length=200)


class UnlockWrite(Schema):
    """Why a day outside the window may be written."""

    reason: str = Field(min_length=2, max_length=200)


class ItemView(View):
    """One thing done."""

    text: str
    slot: str | None = None
    category: str | None = None
    place: str | None = None
    outcome: str | None = None


class AddendumView(View):
    """A supplement with its author and instant."""

    id: UUID
    record_id: UUID
    text: str
    reason: str
    author_id: UUID
    at: datetime


class WarningView(View):
    """What the author should look at again: the characters from `start` to `end` of the field at `pointer`."""

    pointer: str
    code: str
    detail: str
    start: int
    end: int


class PaperReviewView(View):
    """The signed paper behind a decision: who signed and when; the scan opens for whoever may read the record."""

    attachment_id: UUID
    signed_by: str
    signed_on: date


class RecordStatusView(View):
    """A record without its text: what the Organization Department, finance and API clients see."""

    id: UUID
    secondment_id: UUID
    cadre_id: UUID
    unit_id: UUID
    work_on: date
    day_type: DayType
    status: RecordStatus
    version: int
    late_sync: bool
    resubmitted: bool
    imported: bool
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by_id: UUID | None
    decided_for_id: UUID | None = None
    """Whose power it was, when somebody stood in."""
    created_at: datetime
    updated_at: datetime
    hidden: Hidden | None = None
    """The text is not here: quarantined until it is decided, or purged."""


class RecordView(RecordStatusView):
    """A record as its author and its readers see it."""

    items: list[ItemView]
    difficulty: str | None
    takeaway: str | None
    attachment_ids: list[UUID]
    late_reason: str | None
    decision_comment: str | None
    hidden_reason: HoldReason | None = None
    paper: PaperReviewView | None = None
    addenda: list[AddendumView] = Field(default_factory=list)
    warnings: list[WarningView] = Field(default_factory=list)


class SegmentView(View):
    """A stretch of text that stands in both versions, in the older only (removed) or in the newer only (added)."""

    op: Op
    text: str


class ChangeView(View):
    """What happened to one field since the version before."""

    pointer: str
    label: str
    change: Change
    segments: list[SegmentView]


class ContentView(View):
    """What a record said in one version."""

    day_type: DayType
    items: list[ItemView] = Field(default_factory=list)
    difficulty: str | None = None
    takeaway: str | None = None
    attachment_ids: list[UUID] = Field(default_factory=list)
    late_reason: str | None = None


class VersionView(View):
    """A record after one act: what it said, who acted, and what changed."""

    id: UUID
    number: int
    action: str
    status: RecordStatus
    comment: str | None
    actor_id: UUID | None
    actor_name: str | None
    at: datetime
    client_created_at: datetime | None
    edit_seconds: int | None
    content: ContentView
    changes: list[ChangeView]


class ReviewResult(View):
    """What became of one of several records: its HTTP status, and the record or the refusal."""

    id: UUID
    status: int
    record: RecordView | None = None
    code: str | None = None
    detail: str | None = None


class ReviewResults(View):
    """A result for each record, in the order asked."""

    items: list[ReviewResult]


class UnlockView(View):
    """A day that the receiving unit opened for writing."""

    secondment_id: UUID
    on: date
    reason: str
    unlocked_by_id: UUID | None
    at: datetime


class AttachmentView(View):
    """An image as it is kept: without metadata, its taking time apart."""

    id: UUID
    owner_id: UUID
    record_id: UUID | None
    media_type: str
    size: int
    width: int
    height: int
    sha256: str
    phash: str
    taken_at: datetime | None
    version: int
    created_at: datetime
