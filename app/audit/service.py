"""Writing the trail: `record` joins the caller's transaction, so an act and its audit row stand or fall together."""

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

import orjson
from pydantic import BaseModel

from app.audit.models import AuditEvent
from app.core import clock
from app.core.bulk import complete, insert_rows
from app.core.errors import DomainError
from app.core.work import Work

Snapshot = BaseModel | dict[str, Any] | None


def digest(snapshot: Snapshot) -> str | None:
    """SHA-256 over the canonical JSON (sorted keys) of a row or mapping; None for None."""
    if snapshot is None:
        return None
    plain = snapshot.model_dump(mode="json") if isinstance(snapshot, BaseModel) else snapshot
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


def record(
    work: Work,
    action: str,
    subject_type: str,
    subject_id: UUID | str | None,
    *,
    before: Snapshot = None,
    after: Snapshot = None,
    unit_id: UUID | None = None,
    **facts: Any,
) -> None:
    """Append one event to the trail in the caller's unit of work.

    `action` is `domain.verb` (`records.approve`); `facts` hold states, dates and counts, never anybody's text.
    """
    work.session.add(
        AuditEvent(
            at=work.now,
            actor_kind=work.actor.kind,
            actor_id=work.actor.id,
            action=action,
            subject_type=subject_type,
            subject_id=str(subject_id or ""),
            unit_id=unit_id,
            before_digest=digest(before),
            after_digest=digest(after),
            facts=facts,
            request_id=work.request_id,
            address=work.address,
        )
    )


def record_unnamed(work: Work, action: str, subject_type: str, subject_id: UUID, **facts: Any) -> None:
    """Append an event of which nobody may learn whose it is: no actor, address or request, the day instead of the time.

    Even its id tells no time.
    """
    work.session.add(
        AuditEvent(
            id=uuid4(),
            at=clock.beijing_midnight(work.today),
            actor_kind="anonymous",
            action=action,
            subject_type=subject_type,
            subject_id=str(subject_id),
            facts=facts,
        )
    )


def event_of(
    work: Work, action: str, subject_type: str, subject_id: UUID, after: Snapshot, **facts: Any
) -> dict[str, Any]:
    """One event of many for `record_all`, with what `record` would write; `unit_id` is a fact of its own."""
    unit_id = facts.pop("unit_id", None)
    return {
        "at": work.now,
        "actor_kind": work.actor.kind,
        "actor_id": work.actor.id,
        "action": action,
        "subject_type": subject_type,
        "subject_id": str(subject_id),
        "unit_id": unit_id,
        "after_digest": digest(after),
        "facts": facts,
        "request_id": work.request_id,
        "address": work.address,
    }


def record_all(work: Work, events: Iterable[dict[str, Any]]) -> None:
    """Append many events (`event_of`) in the caller's unit of work, for what changes thousands of rows at once."""
    for _ in insert_rows(work.session, AuditEvent, [complete(AuditEvent, event) for event in events]):
        pass


def record_denial(work: Work, error: DomainError) -> None:
    """Every denial leaves a row: who was refused, with which code."""
    record(work, "access.denied", "request", work.request_id, code=error.code)
