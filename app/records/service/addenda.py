"""Supplements beneath text that no longer changes: they alter neither the original nor pay."""

from uuid import UUID

from app.audit.service import record as audit
from app.core import clock, events
from app.core.errors import IdReused, NotFound, require
from app.core.work import Work
from app.records import policy, repository
from app.records.errors import ContentHidden, ContentPurged, NotFinal, SecondmentArchived
from app.records.models import Addendum, DailyRecord, RecordStatus
from app.records.models_care import Hidden
from app.records.schemas import AddendumView, AddendumWrite
from app.records.service.checks import require_storable
from app.records.service.reading import open_record
from app.records.service.versions import add_version, touch
from app.records.service.writing import news_of, snapshot_of
from app.secondments.access import Access, is_month_closed
from app.secondments.models import SecondmentStatus


def add_addendum(work: Work, record_id: UUID, body: AddendumWrite) -> tuple[AddendumView, bool]:
    """Add a supplement to an approved or closed record until its secondment is archived; answers it and whether new.

    By the author alone. The same `id` with the same text is the same answer; other text raises IdReused.
    """
    row, access = open_record(work, record_id, lock=True)
    require(policy.can_write(access.relations))
    existing = repository.find_addendum(work.session, body.id) if body.id else None
    if existing is not None:
        return _replayed(work, existing, record_id, body), False
    if row.hidden is not None:
        raise ContentHidden if row.hidden is Hidden.QUARANTINED else ContentPurged
    _require_final(work, access, row)
    require_storable({"/text": body.text, "/reason": body.reason})
    addendum = Addendum(
        **({"id": body.id} if body.id else {}),
        record_id=row.id,
        text=body.text,
        reason=body.reason,
        author_id=access.secondment.cadre_id,
        at=work.now,
    )
    work.session.add(addendum)
    _count(work, row, addendum)
    return AddendumView.model_validate(addendum), True


def _replayed(work: Work, existing: Addendum, record_id: UUID, body: AddendumWrite) -> AddendumView:
    if existing.author_id != work.actor.person_id:
        raise NotFound
    if (existing.record_id, existing.text, existing.reason) != (record_id, body.text, body.reason):
        raise IdReused
    return AddendumView.model_validate(existing)


def _require_final(work: Work, access: Access, row: DailyRecord) -> None:
    if access.secondment.status is SecondmentStatus.ARCHIVED:
        raise SecondmentArchived
    closed = is_month_closed(work, access.secondment.programme_id, clock.month_of(row.work_on))
    if row.status is not RecordStatus.APPROVED and not closed:
        raise NotFinal


def _count(work: Work, row: DailyRecord, addendum: Addendum) -> None:
    before = snapshot_of(row.model_dump())
    row.addenda_count += 1
    touch(row)
    work.session.flush()
    add_version(work, row, "addendum")
    audit(
        work,
        "records.addendum",
        "record",
        row.id,
        before=before,
        after=snapshot_of(row.model_dump()),
        unit_id=row.unit_id,
        addendum_id=str(addendum.id),
        version=row.version,
    )
    work.session.flush()
    events.publish(work, "record.supplemented", **news_of(row))
