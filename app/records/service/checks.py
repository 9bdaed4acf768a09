"""What must hold before text is stored: nothing blocked, own photos, a day of the term."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from app.core.errors import FieldError, Invalid, require
from app.core.i18n import N_
from app.core.work import Work
from app.records import policy, repository
from app.records.content import Finding
from app.records.errors import NotOnPost, SecondmentArchived
from app.records.guard import refuse_blocked
from app.records.models import Attachment
from app.records.schemas import RecordWrite, WarningView
from app.secondments.access import Access
from app.secondments.models import SecondmentStatus
from app.secondments.policy import has_power


def require_storable(fields: Mapping[str, str | None]) -> list[WarningView]:
    """Raise BlockedContent when a text may not be stored; answers what its author should look at again.

    `fields` are texts by JSON pointer. Nothing found is repeated, neither in the error nor in the warnings.
    """
    return [warning_of(found) for found in refuse_blocked(fields)]


def warning_of(found: Finding) -> WarningView:
    """A finding that does not block, for the author."""
    return WarningView(
        pointer=found.pointer, code=found.kind.value, detail=found.message, start=found.start, end=found.end
    )


def texts_of(body: RecordWrite) -> dict[str, str | None]:
    """Every text of a write by its JSON pointer."""
    fields: dict[str, str | None] = {}
    for index, item in enumerate(body.items):
        for name in ("text", "slot", "category", "place", "outcome"):
            fields[f"/items/{index}/{name}"] = getattr(item, name)
    return fields | {"/difficulty": body.difficulty, "/takeaway": body.takeaway, "/late_reason": body.late_reason}


def require_writable_day(work: Work, access: Access, work_on: date) -> None:
    """The day belongs to the term of a secondment that has begun, and its author's power lasts."""
    secondment = access.secondment
    if secondment.status in policy.NOT_BEGUN:
        raise NotOnPost
    if secondment.status is SecondmentStatus.ARCHIVED:
        raise SecondmentArchived
    require(has_power(access.facts, work.today))
    if not policy.is_in_term(secondment, work_on):
        raise Invalid.at("/work_on", N_("这一天不在挂职期内。"), "outside-term")


def own_attachments(work: Work, ids: list[UUID], record_id: UUID | None) -> list[Attachment]:
    """The author's own photos, none of which belongs to another day; else 422 at the place."""
    found = repository.list_attachments(work.session, ids)
    wrong = []
    for index, one in enumerate(ids):
        row = found.get(one)
        if row is None or row.owner_id != work.actor.person_id:
            message = N_("没有这张照片，请先上传。")
            wrong.append(FieldError(f"/attachment_ids/{index}", "unknown-attachment", message))
        elif row.record_id not in (None, record_id):
            message = N_("这张照片已附在另一天的记录上。")
            wrong.append(FieldError(f"/attachment_ids/{index}", "attachment-used", message))
    if wrong:
        raise Invalid(errors=tuple(wrong))
    return [found[one] for one in ids]
