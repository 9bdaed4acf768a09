"""Submitted texts as plain values, for callers that have proved their reader's right and log the reading themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core.files import Files
from app.core.work import Work
from app.records import repository, repository_texts
from app.records.models import DailyRecord, DayType, RecordVersion
from app.records.service.attachments import Size, StoredImage, stored_image
from app.records.service.views import content_of

JOIN = "；"
"""Between the items of a day in its one text, which spans count characters of."""


@dataclass(frozen=True, slots=True)
class DayText:
    """What one day's record says as submitted; the text of a hidden record is not here."""

    record_id: UUID
    secondment_id: UUID
    cadre_id: UUID
    unit_id: UUID
    work_on: date
    day_type: DayType
    text: str
    category: str | None
    photo_ids: tuple[UUID, ...]
    submitted_at: datetime | None
    is_hidden: bool


def month_texts(work: Work, secondment_id: UUID, first_on: date, last_on: date) -> list[DayText]:
    """Of a secondment's days, in order; NOT filtered by actor."""
    return _texts(work, repository_texts.list_submitted(work.session, secondment_id, first_on, last_on))


def texts_of(work: Work, wanted: Mapping[UUID, int | None]) -> dict[UUID, DayText]:
    """Of these records, by record: as that version said, or as submitted last where none is named.

    Drafts are left out. NOT filtered by actor.
    """
    rows = repository_texts.list_submitted_by_ids(work.session, wanted)
    numbers = {(key, number) for key, number in wanted.items() if number is not None}
    said = repository_texts.versions_by_number(work.session, numbers) if numbers else {}
    return {one.record_id: one for one in _texts(work, rows, said)}


def secondments_with_records(work: Work, first_on: date, last_on: date) -> set[UUID]:
    """Which of them have something to read from these days; NOT filtered by actor."""
    return repository_texts.with_records(work.session, first_on, last_on)


def photo_of(work: Work, files: Files, photo_id: UUID, size: Size) -> StoredImage | None:
    """A photo's bytes for a reader who was checked; None when there is none. ContentGone while it is quarantined."""
    row = repository.find_attachment(work.session, photo_id)
    return stored_image(files, row, size) if row else None


def _texts(
    work: Work, rows: Sequence[DailyRecord], versions: Mapping[UUID, RecordVersion] | None = None
) -> list[DayText]:
    mended = repository.last_submitted(work.session, [row.id for row in rows if row.mending])
    said = {**mended, **(versions or {})}
    return [_text(row, said[row.id].content if row.id in said else content_of(row)) for row in rows]


def _text(row: DailyRecord, content: dict[str, Any]) -> DayText:
    items = [] if row.hidden else content.get("items") or []
    return DayText(
        record_id=row.id,
        secondment_id=row.secondment_id,
        cadre_id=row.cadre_id,
        unit_id=row.unit_id,
        work_on=row.work_on,
        day_type=DayType(content.get("day_type") or row.day_type),
        text=JOIN.join(item["text"] for item in items),
        category=next((item["category"] for item in items if item.get("category")), None),
        photo_ids=() if row.hidden else tuple(UUID(str(one)) for one in content.get("attachment_ids") or ()),
        submitted_at=row.submitted_at,
        is_hidden=row.hidden is not None,
    )
