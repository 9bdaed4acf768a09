"""Hiding a record at once 隔离 and giving it back 恢复.

The text is moved, not marked: from the commit on it stands in the hold alone, so that no list, print, search, export or
later feature can show it by forgetting to ask. Day, status, dates, actors and pay effect stay where they are.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.audit.service import digest
from app.audit.service import record as audit
from app.core import events
from app.core.errors import NotFound, VersionConflict, require
from app.core.work import Work
from app.records import policy, repository, repository_care
from app.records.errors import ContentPurged, NotQuarantined
from app.records.models import Addendum, DailyRecord
from app.records.models_care import Hidden, HoldState, RecordHold
from app.records.schemas import RecordStatusView, RecordView
from app.records.schemas_care import HoldDecision, HoldView, QuarantineWrite, Vault
from app.records.service import imported
from app.records.service.checks import require_storable
from app.records.service.holds import hold_view
from app.records.service.reading import open_record
from app.records.service.text_holds import hide_along
from app.records.service.versions import add_version, touch
from app.records.service.views import content_of, own_view, reader_view, reads_text
from app.records.service.writing import news_of, snapshot_of
from app.secondments.access import Access
from app.secondments.service_cards import SecondmentCard, describe

_TEXT = ("items", "difficulty", "takeaway", "attachment_ids", "late_reason", "decision_comment")
_ADDENDUM = ("id", "text", "reason", "author_id", "at")


def quarantine_record(work: Work, record_id: UUID, body: QuarantineWrite) -> RecordView:
    """Hide a record's text and photos from everybody, by anybody who may read them; what is hidden already stays so."""
    row, access = open_record(work, record_id, lock=True)
    require(reads_text(work, access, row.work_on))
    if row.hidden is Hidden.PURGED:
        raise ContentPurged
    if row.hidden is None:
        require_storable({"/note": body.note})
        _hide(work, row, body)
    return own_view(work, row) if access.is_author else reader_view(work, row)


@dataclass(frozen=True, slots=True)
class Hiding:
    """Whose day somebody is about to hide, without its text."""

    record: RecordStatusView
    secondment: SecondmentCard
    is_author: bool


def open_for_hiding(work: Work, record_id: UUID) -> Hiding:
    """What the page of hiding shows, to those who may; NotFound or Forbidden for others."""
    row, access = open_record(work, record_id)
    require(reads_text(work, access, row.work_on))
    card = describe(work, [row.secondment_id])[row.secondment_id]
    return Hiding(RecordStatusView.model_validate(row), card, access.is_author)


def release_record(work: Work, record_id: UUID, body: HoldDecision) -> HoldView:
    """Give the text back to its place, by an administrator who is not the author; that ends a proposed purge too."""
    row, _ = open_for_care(work, record_id)
    hold = repository_care.find_newest_hold(work.session, row.id)
    if hold is not None and is_repeated(work, hold, HoldState.RELEASED, body.version):
        return hold_view(work, hold, row)
    hold = require_open(row, hold, body.version)
    require_storable({"/reason": body.reason})
    before = snapshot_of(row.model_dump())
    with work.session.no_autoflush:  # one act, one version
        _put_back(work, row, hold.content)
    hold.content, hold.state = {}, HoldState.RELEASED
    decide(work, row, hold, body.reason)
    tell(work, row, hold, "release", before)
    return hold_view(work, hold, row)


def open_for_care(work: Work, record_id: UUID) -> tuple[DailyRecord, Access]:
    """A record, held until the commit, whose hiding the actor decides on; Forbidden to its author and to others."""
    row, access = open_record(work, record_id, lock=True)
    require(policy.can_decide_on_hold(access.relations))
    return row, access


def require_open(row: DailyRecord, hold: RecordHold | None, version: int) -> RecordHold:
    """The hold that stands, as of the record's version."""
    if row.hidden is Hidden.PURGED:
        raise ContentPurged
    if hold is None or row.hidden is None:
        raise NotQuarantined
    if row.version != version:
        raise VersionConflict
    return hold


def is_repeated(work: Work, hold: RecordHold, state: HoldState, version: int) -> bool:
    """The same decision by the same person on the same version was made before."""
    return hold.state is state and hold.decided_by_id == work.actor.person_id and hold.decided_version == version


def decide(work: Work, row: DailyRecord, hold: RecordHold, reason: str) -> None:
    """Note who decided, when, on which version."""
    hold.decided_by_id, hold.decided_at = work.actor.person_id, work.now
    hold.decided_version, hold.decision_reason = row.version, reason
    touch(row)
    work.session.flush()


def tell(work: Work, row: DailyRecord, hold: RecordHold, action: str, before: dict[str, Any]) -> None:
    """A version without text, the trail with digests, and the news."""
    add_version(work, row, action)
    audit(
        work,
        f"records.{action}",
        "record",
        row.id,
        before=before,
        after=snapshot_of(row.model_dump()),
        unit_id=row.unit_id,
        work_on=row.work_on.isoformat(),
        reason_code=hold.reason_code.value,
        version=row.version,
    )
    work.session.flush()
    events.publish(work, f"record.{action}", **news_of(row), hold_id=hold.id)


def _hide(work: Work, row: DailyRecord, body: QuarantineWrite) -> None:
    actor_id = work.actor.person_id
    if actor_id is None:
        raise NotFound
    before = snapshot_of(row.model_dump())
    images = repository_care.list_images(work.session, row.id)
    hold = RecordHold(
        record_id=row.id,
        secondment_id=row.secondment_id,
        reason_code=body.reason_code,
        note=body.note or None,
        digest=digest(before) or "",
        images=len(images),
        content=_take_out(work, row),
        held_by_id=actor_id,
        held_at=work.now,
    )
    for image in images:
        image.held = True
    work.session.add(hold)
    row.hidden, row.hidden_reason = Hidden.QUARANTINED, body.reason_code
    touch(row)
    work.session.flush()
    tell(work, row, hold, "quarantine", before)
    hide_along(work, row, body, hold.content)


def _take_out(work: Work, row: DailyRecord) -> Vault:
    """Everything that a record says, moved out of its rows."""
    addenda = repository.list_addenda(work.session, [row.id])
    versions = repository.list_versions(work.session, row.id)
    vault: Vault = {
        "record": {name: getattr(row, name) for name in _TEXT} | {"addenda_count": row.addenda_count},
        "day_type": row.day_type.value,
        "versions": {str(one.id): {"content": one.content, "comment": one.comment} for one in versions},
        "addenda": [one.model_dump(mode="json", include=set(_ADDENDUM)) for one in addenda],
        "imported": imported.take_out(work, row),
    }
    repository_care.remove_addenda(work.session, row.id)
    for one in versions:
        one.content, one.comment = {"day_type": one.content.get("day_type", row.day_type.value)}, None
    row.items, row.attachment_ids, row.addenda_count = [], [], 0
    row.difficulty = row.takeaway = row.late_reason = row.decision_comment = None
    return vault


def _put_back(work: Work, row: DailyRecord, vault: Vault) -> None:
    for name, value in vault["record"].items():
        setattr(row, name, value)
    for one in repository.list_versions(work.session, row.id):
        kept = vault["versions"].get(str(one.id))
        if kept is not None:
            one.content, one.comment = kept["content"], kept["comment"]
        elif one.action in ("quarantine", "purge_proposal"):
            one.content = content_of(row)
    for kept in vault["addenda"]:
        work.session.add(Addendum.model_validate(kept | {"record_id": row.id}))
    imported.put_back(work, row, vault.get("imported", {}))
    elsewhere = repository_care.held_elsewhere(work.session, row.id)
    for image in repository_care.list_images(work.session, row.id):
        image.held = image.id in elsewhere
    row.hidden = row.hidden_reason = None
