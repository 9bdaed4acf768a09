"""A new day as three rows (record, version, audit event), ready to be written by one statement."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.audit.models import AuditEvent
from app.audit.service import digest
from app.core import clock, events
from app.core.db import metadata
from app.core.ids import new_id
from app.core.work import Work
from app.records.content import scan_fields
from app.records.models import DailyRecord, RecordStatus, RecordVersion
from app.records.schemas import RecordView, RecordWrite, WarningView
from app.records.service.checks import texts_of, warning_of
from app.records.service.writing import action_of, body_digest, contents_of, snapshot_of, trail_facts
from app.workdays.service import get_calendar

RECORDS, VERSIONS, EVENTS = (
    metadata.tables[str(model.__tablename__)] for model in (DailyRecord, RecordVersion, AuditEvent)
)
FRESH_SECONDS = 5.0
REACH = timedelta(days=21)
FROM_SECONDMENT = ("cadre_id", "unit_id")
"""Columns that the statement takes from the secondment itself."""


class FreeDays:
    """How many `backfill_free_days` each of the last days asks for; from the calendar, at most 5 s old."""

    def __init__(self) -> None:
        self._loaded, self._today, self._needed = -FRESH_SECONDS, date.min, dict[date, int]()

    def needed(self, today: date, on: date) -> int | None:
        """The free days that a programme must give for `on` to be free today; None when that is not known."""
        if on == today:
            return 0
        return self._needed.get(on) if self.is_fresh(today) else None

    def is_fresh(self, today: date) -> bool:
        """Whether the calendar was counted for today, not long ago."""
        return today == self._today and clock.monotonic() - self._loaded <= FRESH_SECONDS

    def learn(self, work: Work) -> None:
        """Count anew, in an open unit of work."""
        calendar = get_calendar(work, work.today - REACH, work.today)
        somewhere = calendar.worked_somewhere(work.today - REACH, work.today)  # the strictest place's count
        needed, between, on = dict[date, int](), 0, work.today - timedelta(days=1)
        while on >= work.today - REACH:
            needed[on] = between + 1
            between += calendar.is_workday(on) or on in somewhere
            on -= timedelta(days=1)
        self._needed, self._today, self._loaded = needed, work.today, clock.monotonic()


@dataclass(frozen=True, slots=True)
class NewDay:
    """The rows of a new day, what must hold for it, and the answer, which lacks only the unit."""

    record: dict[str, Any]
    version: dict[str, Any]
    event: dict[str, Any]
    facts: dict[str, Any]
    warnings: list[WarningView]
    found: dict[str, UUID]

    def view(self) -> RecordView:
        """The answer, once it is written."""
        shown = {name: self.record[name] for name in _SHOWN}
        return RecordView(**shown, unit_id=self.found["unit_id"], addenda=[], warnings=self.warnings)


_SHOWN = tuple(name for name in RecordView.model_fields if name not in ("unit_id", "addenda", "warnings", "paper"))


def plan_new_day(
    work: Work, free_days: FreeDays, secondment_id: UUID, work_on: date, body: RecordWrite
) -> NewDay | None:
    """The rows of a day that may be free to write; None when the plain way must look closer."""
    needed = free_days.needed(work.today, work_on)
    if work.actor.kind != "person" or needed is None or body.attachment_ids or body.late_reason:
        return None
    if body.submit and events.is_heard("record.submitted"):
        return None
    findings = scan_fields(texts_of(body).items())
    if any(found.blocks for found in findings):
        return None
    record = _record(work, secondment_id, work_on, body)
    return NewDay(
        record=record,
        version=_version(work, record, body, work_on),
        event=_event(work, record, submit=body.submit),
        facts={"today": work.today, "month": clock.month_of(work_on), "needed": needed},
        warnings=[warning_of(found) for found in findings],
        found={},
    )


def _record(work: Work, secondment_id: UUID, work_on: date, body: RecordWrite) -> dict[str, Any]:
    now: datetime = work.now
    return {
        "id": new_id(),
        "version": 1,
        "created_at": now,
        "updated_at": now,
        "secondment_id": secondment_id,
        "cadre_id": work.actor.id,
        "work_on": work_on,
        "status": RecordStatus.SUBMITTED if body.submit else RecordStatus.DRAFT,
        **contents_of(body),
        "late_sync": False,
        "resubmitted": False,
        "mending": False,
        "imported": False,
        "addenda_count": 0,
        "submitted_at": now if body.submit else None,
        "decided_at": None,
        "decided_by_id": None,
        "decision_comment": None,
        "decided_for_id": None,
        "paper_review_id": None,
        "hidden": None,
        "hidden_reason": None,
    }


def _version(work: Work, record: dict[str, Any], body: RecordWrite, work_on: date) -> dict[str, Any]:
    content = {name: record[name] for name in ("items", "difficulty", "takeaway", "attachment_ids", "late_reason")}
    return {
        "id": new_id(),
        "record_id": record["id"],
        "secondment_id": record["secondment_id"],
        "number": 1,
        "action": "submit" if body.submit else "draft",
        "status": record["status"],
        "client_id": body.client_id,
        "body_digest": body_digest(work_on, body),
        "content": {"day_type": record["day_type"].value, **content},
        "comment": None,
        "actor_id": work.actor.id,
        "at": work.now,
        "client_created_at": body.client.created_at if body.client else None,
        "edit_seconds": body.client.edit_seconds if body.client else None,
    }


def _event(work: Work, record: dict[str, Any], *, submit: bool) -> dict[str, Any]:
    return {
        "id": new_id(),
        "at": work.now,
        "actor_kind": work.actor.kind,
        "actor_id": work.actor.id,
        "action": action_of(submit=submit),
        "subject_type": "record",
        "subject_id": str(record["id"]),
        "before_digest": None,
        "after_digest": digest(snapshot_of(record)),
        "facts": trail_facts(record, created=True),
        "request_id": work.request_id,
        "address": work.address,
    }
