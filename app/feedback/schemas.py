"""What feedback takes and answers."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.core.schema import Schema, View
from app.feedback.models import FeedbackKind, FeedbackState


class FeedbackWrite(Schema):
    """One piece of feedback; anonymous means that nothing is kept that leads to a person."""

    id: UUID | None = None
    kind: FeedbackKind
    text: str = Field(min_length=5, max_length=2000)
    secondment_id: UUID | None = None
    anonymous: bool = False


class Code(Schema):
    """The retrieval code that an anonymous author was shown once."""

    code: str = Field(min_length=8, max_length=40)


class Take(Schema):
    """Take it up, or close it, as of a version."""

    version: int = Field(ge=1, le=1_000_000)


class Answer(Schema):
    """Answer it, as of a version."""

    version: int = Field(ge=1, le=1_000_000)
    text: str = Field(min_length=2, max_length=2000)


class FeedbackStatusView(View):
    """What the holder of a retrieval code learns: no name on either side."""

    kind: FeedbackKind
    state: FeedbackState
    text: str
    received_on: date
    answer: str | None
    answered_at: datetime | None


class WarningView(View):
    """What the author should look at again; nothing of it is repeated."""

    pointer: str
    code: str
    detail: str


class FeedbackView(FeedbackStatusView):
    """One piece of feedback as its author and those who answer it see it; of an anonymous one the day alone."""

    id: UUID
    version: int
    anonymous: bool
    author_id: UUID | None
    author_name: str | None
    secondment_id: UUID | None
    unit_id: UUID
    unit_name: str
    received_at: datetime | None
    taken_at: datetime | None
    taken_by_name: str | None
    answered_by_name: str | None
    closed_at: datetime | None


class SentView(FeedbackView):
    """What the sender gets: of an anonymous one the code, this once."""

    code: str | None = None
    warnings: list[WarningView] = Field(default_factory=list)
