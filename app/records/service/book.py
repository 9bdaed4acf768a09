"""A stretch of days as a book keeps them: what was submitted, by whom it was reviewed, the same for every reader."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core.files import FileMissing, Files
from app.core.work import Work
from app.records import repository, repository_care
from app.records.models import Attachment, DailyRecord, DayType, RecordStatus
from app.records.models_care import Hidden, HoldReason
from app.records.schemas import AddendumView, ItemView, PaperReviewView
from app.records.service.attachments import key_of
from app.records.service.views import Beside, beside, content_of


@dataclass(frozen=True, slots=True)
class BookPhoto:
    """A photo of a day: which bytes, its size in pixels, and when it was taken if that is known."""

    id: UUID
    sha256: str
    width: int
    height: int
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class BookHidden:
    """Why a text is not here, and the digest of the record as it stood."""

    state: Hidden
    reason: HoldReason | None
    digest: str


@dataclass(frozen=True, slots=True)
class BookDay:
    """One submitted day, as it was submitted last; nothing of a hidden one but that it is."""

    record_id: UUID
    on: date
    unit_id: UUID
    day_type: DayType
    status: RecordStatus
    items: tuple[ItemView, ...]
    difficulty: str | None
    takeaway: str | None
    late_reason: str | None
    late_sync: bool
    imported: bool
    photos: tuple[BookPhoto, ...]
    addenda: tuple[AddendumView, ...]
    decided_at: datetime | None
    decided_by_id: UUID | None
    decided_for_id: UUID | None
    comment: str | None
    paper: PaperReviewView | None
    hidden: BookHidden | None


def book_days(work: Work, secondment_id: UUID, first_on: date, last_on: date) -> list[BookDay]:
    """The submitted days of a secondment in order, drafts left out; NOT filtered by actor.

    The caller has checked the reader for each day and logs the reading.
    """
    found = repository.list_days(work.session, secondment_id, first_on, last_on)
    rows = [row for row in found if row.status is not RecordStatus.DRAFT]
    mended = repository.last_submitted(work.session, [row.id for row in rows if row.mending])
    contents = {row.id: mended[row.id].content if row.id in mended else content_of(row) for row in rows}
    wanted = [UUID(str(one)) for said in contents.values() for one in said.get("attachment_ids") or ()]
    photos = repository.list_attachments(work.session, wanted) if wanted else {}
    stands_by = beside(work, rows)
    return [_day(work, row, contents[row.id], photos, stands_by) for row in rows]


def _day(
    work: Work, row: DailyRecord, said: dict[str, Any], photos: dict[UUID, Attachment], stands_by: Beside
) -> BookDay:
    shown = row.hidden is None
    pictures = [photos.get(UUID(str(one))) for one in said.get("attachment_ids") or ()] if shown else []
    paper = stands_by.papers.get(row.paper_review_id) if row.paper_review_id else None
    return BookDay(
        record_id=row.id,
        on=row.work_on,
        unit_id=row.unit_id,
        day_type=DayType(said.get("day_type") or row.day_type),
        status=row.status,
        items=tuple(ItemView.model_validate(item) for item in said.get("items") or ()) if shown else (),
        difficulty=said.get("difficulty") if shown else None,
        takeaway=said.get("takeaway") if shown else None,
        late_reason=said.get("late_reason") if shown else None,
        late_sync=row.late_sync,
        imported=row.imported,
        photos=tuple(_photo(one) for one in pictures if one is not None and not one.held),
        addenda=tuple(stands_by.addenda.get(row.id, ())) if shown else (),
        decided_at=row.decided_at,
        decided_by_id=row.decided_by_id,
        decided_for_id=row.decided_for_id,
        comment=row.decision_comment if shown else None,
        paper=paper,
        hidden=None if shown else _hidden(work, row),
    )


def _photo(row: Attachment) -> BookPhoto:
    return BookPhoto(row.id, row.sha256, row.width, row.height, row.taken_at)


def _hidden(work: Work, row: DailyRecord) -> BookHidden:
    hold = repository_care.find_newest_hold(work.session, row.id)
    return BookHidden(row.hidden or Hidden.PURGED, row.hidden_reason, hold.digest if hold else "")


def book_picture(files: Files, sha256: str) -> bytes | None:
    """The small picture of a photo that a reader of the day may see; None when the store has lost it."""
    try:
        return files.get(key_of(sha256, "thumb"))
    except FileMissing:
        return None
