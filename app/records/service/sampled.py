"""What stands recorded of days that were drawn for a check: as it was submitted, NOT filtered by actor."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.core.work import Work
from app.records import repository
from app.records.models import DayType, RecordStatus


@dataclass(frozen=True, slots=True)
class Sampled:
    """A submitted record; its text is away while it is hidden."""

    status: RecordStatus
    day_type: DayType
    hidden: bool
    items: list[dict[str, Any]] = field(default_factory=list)


def read_sampled(work: Work, secondment_id: UUID, days: Collection[date]) -> dict[date, Sampled]:
    """The records of these days; drafts are nobody else's. The caller has checked and logged the reader."""
    if not days:
        return {}
    found = repository.list_days(work.session, secondment_id, min(days), max(days))
    rows = [row for row in found if row.work_on in days and row.status is not RecordStatus.DRAFT]
    mended = repository.last_submitted(work.session, [row.id for row in rows if row.mending])
    sampled = {}
    for row in rows:
        content: dict[str, Any] = mended[row.id].content if row.id in mended else row.model_dump()
        items = [] if row.hidden is not None else content["items"]
        sampled[row.work_on] = Sampled(row.status, DayType(content["day_type"]), row.hidden is not None, items)
    return sampled
