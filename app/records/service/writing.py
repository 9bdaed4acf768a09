"""Writing a day: the rules of api.md, Daily records 1 to 5, in their order."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.exc import IntegrityError

from app.audit.service import record as audit
from app.core import clock, events
from app.core.errors import VersionConflict, require
from app.core.work import Work
from app.records import policy, repository
from app.records.errors import ContentHidden, refused
from app.records.models import DailyRecord, RecordStatus, RecordVersion
from app.records.models_care import Hidden
from app.records.schemas import RecordView, RecordWrite, WarningView
from app.records.service.checks import own_attachments, require_storable, require_writable_day, texts_of
from app.records.service.days import judge_day
from app.records.service.versions import add_version, touch
from app.records.service.views import own_view
from app.records.states import Accepted, DayFacts, Effect, Existing, Known, Refusal, Status, Write, decide_write
from app.secondments.access import Access, get_access, hold_month, is_month_closed

ATTEMPTS = 3
_DIGESTED = (
    *("id", "secondment_id", "work_on", "status", "version", "addenda_count"),
    *("day_type", "items", "difficulty", "takeaway", "attachment_ids", "late_reason"),
)


def put_record(
    work: Work, secondment_id: UUID, work_on: date, body: RecordWrite, if_match: int | None
) -> tuple[RecordView, bool]:
    """Write the author's day; answers the record and whether it is new.

    A `client_id` that is known with the same body answers what stands and writes nothing. Raises NotFound, Forbidden,
    Invalid, BlockedContent, VersionConflict, StaleVersion (both with `current`) and the conflicts of `states`.
    """
    access = get_access(work, secondment_id)
    require(policy.can_write(access.relations))
    hold_month(work, access.secondment.programme_id, clock.month_of(work_on))
    for _ in range(ATTEMPTS):
        try:
            with work.session.begin_nested():
                return _put_once(work, access, work_on, body, if_match)
        except IntegrityError:
            continue  # the same day or client_id was written at this very moment: judge by what stands now
    raise VersionConflict


def body_digest(work_on: date, body: RecordWrite) -> str:
    """What makes two bodies of one `client_id` the same: the day and every field."""
    plain = {"work_on": work_on.isoformat(), **body.model_dump(mode="json")}
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _put_once(
    work: Work, access: Access, work_on: date, body: RecordWrite, if_match: int | None
) -> tuple[RecordView, bool]:
    row = repository.find_day(work.session, access.secondment.id, work_on, lock=True)
    digest = body_digest(work_on, body)
    known = _known(repository.find_write(work.session, access.secondment.id, body.client_id), digest)
    if row is None and known is not Known.NEW:  # the same write was committed between the two looks
        row = repository.find_day(work.session, access.secondment.id, work_on, lock=True)
    warnings: list[WarningView] = []
    if known is Known.NEW:
        if row is None or not row.imported:  # an imported day says so, whatever became of its secondment
            require_writable_day(work, access, work_on)
        warnings = require_storable(texts_of(body))
        if row is not None and row.hidden is Hidden.QUARANTINED:
            raise ContentHidden
    existing = existing_of(row)
    has_reason = bool(body.late_reason or (row and row.late_reason))
    created_on = clock.civil_date(body.client.created_at) if body.client else None
    judged = judge_day(work, access, work_on, created_on)
    closed = is_month_closed(work, access.secondment.programme_id, clock.month_of(work_on))
    decided = decide_write(
        existing,
        Write(known, body.submit, if_match, has_reason),
        DayFacts(closed, judged.verdict, judged.offline),
    )
    if isinstance(decided, Refusal):
        raise refused(decided, own_view(work, row) if row else None)
    if decided.effect is Effect.REPLAY and row is not None:
        return own_view(work, row), False
    stored = _store(work, access, work_on, row, body, decided, digest)
    return own_view(work, stored).model_copy(update={"warnings": warnings}), row is None


def _known(version: RecordVersion | None, digest: str) -> Known:
    if version is None:
        return Known.NEW
    return Known.SAME_BODY if version.body_digest == digest else Known.OTHER_BODY


def _store(
    work: Work,
    access: Access,
    work_on: date,
    row: DailyRecord | None,
    body: RecordWrite,
    decided: Accepted,
    digest: str,
) -> DailyRecord:
    images = own_attachments(work, body.attachment_ids, row.id if row else None)
    before = snapshot_of(row.model_dump()) if row else None
    if row is None:
        row = DailyRecord(
            secondment_id=access.secondment.id,
            cadre_id=access.secondment.cadre_id,
            unit_id=access.posting_on(work_on).receiving_unit_id,
            work_on=work_on,
            day_type=body.day_type,
            status=RecordStatus.DRAFT,
        )
    was_returned = row.status is RecordStatus.RETURNED and row.hidden is None
    if row.hidden is not None:
        _begin_anew(row)
    for name, value in (contents_of(body) | {"late_reason": body.late_reason or row.late_reason}).items():
        setattr(row, name, value)
    _new_state(work, row, decided, was_returned=was_returned, submit=body.submit)
    if before is not None:
        touch(row)
    work.session.add(row)
    work.session.flush()
    for image in images:
        image.record_id = row.id
    add_version(
        work,
        row,
        "submit" if body.submit else "draft",
        client_id=body.client_id,
        body_digest=digest,
        client_created_at=body.client.created_at if body.client else None,
        edit_seconds=body.client.edit_seconds if body.client else None,
    )
    _tell(work, row, before, created=before is None, submit=body.submit)
    return row


def existing_of(row: DailyRecord | None) -> Existing | None:
    """What the state machine knows of a standing record; purged text leaves an empty day, to be written anew."""
    if row is None:
        return None
    return Existing(Status.DRAFT if row.hidden else Status(row.status.value), row.version, row.imported)


def _begin_anew(row: DailyRecord) -> None:
    """The purged text and the decision on it are the past; its versions, digest and actors stay."""
    row.hidden = row.hidden_reason = None
    row.resubmitted = row.mending = False
    row.status, row.submitted_at = RecordStatus.DRAFT, None
    row.decided_at = row.decided_by_id = row.decision_comment = None


def contents_of(body: RecordWrite) -> dict[str, Any]:
    """What a write says, as the record's columns."""
    return {
        "day_type": body.day_type,
        "items": [item.model_dump(exclude_none=True) for item in body.items],
        "difficulty": body.difficulty,
        "takeaway": body.takeaway,
        "attachment_ids": [str(one) for one in body.attachment_ids],
        "late_reason": body.late_reason,
    }


def _new_state(work: Work, row: DailyRecord, decided: Accepted, *, was_returned: bool, submit: bool) -> None:
    assert decided.status is not None  # noqa: S101 - an accepted write always has one
    row.status = RecordStatus(decided.status.value)
    row.late_sync = row.late_sync or decided.offline
    row.mending = was_returned and not submit
    if submit:
        row.resubmitted = row.resubmitted or was_returned
        row.submitted_at = work.now
        row.decided_at = row.decided_by_id = row.decision_comment = None


def _tell(work: Work, row: DailyRecord, before: dict[str, Any] | None, *, created: bool, submit: bool) -> None:
    """The trail, and the news that something was submitted."""
    audit(
        work,
        action_of(submit=submit),
        "record",
        row.id,
        before=before,
        after=snapshot_of(row.model_dump()),
        unit_id=row.unit_id,
        **trail_facts(row.model_dump(), created=created),
    )
    work.session.flush()
    if submit:
        events.publish(work, "record.submitted", **news_of(row))
    if submit and row.work_on < work.today:
        events.publish(work, "record.backfilled", **news_of(row))


def action_of(*, submit: bool) -> str:
    """The name of a write in the audit trail."""
    return "records.submit" if submit else "records.draft"


def trail_facts(record: Mapping[str, Any], *, created: bool) -> dict[str, Any]:
    """What the audit trail says of a write beside its digests."""
    return {
        "work_on": record["work_on"].isoformat(),
        "status": record["status"].value,
        "version": record["version"],
        "created": created,
    }


def snapshot_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit trail's digests of a record cover: its identity, state and whole text."""
    return {name: record[name] for name in _DIGESTED}


def news_of(row: DailyRecord) -> dict[str, Any]:
    """What subscribers learn of a record: ids and the day."""
    return {
        "record_id": row.id,
        "secondment_id": row.secondment_id,
        "person_id": row.cadre_id,
        "unit_id": row.unit_id,
        "work_on": row.work_on,
    }
