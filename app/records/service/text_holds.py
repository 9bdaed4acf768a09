"""Hiding a summary, a note or a form at once 隔离, by itself or along with the record whose words it repeats.

As with a record the text is moved, not marked: it stands in the hold alone, and nothing can show it by forgetting.
"""

from collections.abc import Iterable
from uuid import UUID

from app.audit.service import digest
from app.audit.service import record as audit
from app.core import events
from app.core.errors import NotFound
from app.core.work import Work
from app.records import repository_holds
from app.records.errors import ContentPurged
from app.records.models import DailyRecord
from app.records.models_care import HeldKind, Hidden, TextHold
from app.records.ports import KEEPERS, HeldRow
from app.records.repeats import Repeated
from app.records.schemas_care import QuarantineWrite, Vault
from app.records.service.checks import require_storable


def hide_text(work: Work, kind: HeldKind, row: HeldRow, body: QuarantineWrite, period: str | None = None) -> None:
    """Hide a text whose reader was checked; what is hidden already stays so. ContentPurged when nothing is left."""
    if row.hidden is Hidden.PURGED:
        raise ContentPurged
    if row.hidden is None:
        require_storable({"/note": body.note})
        _hide(work, kind, row, body, period, None)


def hide_along(work: Work, record: DailyRecord, body: QuarantineWrite, vault: Vault) -> None:
    """Hide every summary, note and form of the secondment that repeats what a hidden record said."""
    repeated = Repeated(_texts_of(vault))
    for keeper in {id(one): one for one in KEEPERS.values()}.values():
        for kind, row in list(keeper.repeating(work, record.secondment_id, repeated)):
            _hide(work, kind, row, body.model_copy(update={"note": None}), getattr(row, "period", None), record.id)


def tell(work: Work, hold: TextHold, row: HeldRow, action: str, before: dict[str, object]) -> None:
    """The trail with digests, and the news."""
    work.session.flush()
    audit(
        work,
        f"texts.{action}",
        KEEPERS[hold.kind].subject,
        row.id,
        before=before,
        after=row.model_dump(mode="json"),
        unit_id=row.unit_id,
        kind=hold.kind.value,
        period=hold.period,
        reason_code=hold.reason_code.value,
        secondment_id=str(hold.secondment_id),
    )
    events.publish(work, f"text.{action}", hold_id=hold.id, kind=hold.kind.value, period=hold.period,
                   secondment_id=hold.secondment_id, person_id=hold.cadre_id)  # fmt: skip


def _hide(
    work: Work, kind: HeldKind, row: HeldRow, body: QuarantineWrite, period: str | None, record_id: UUID | None
) -> None:
    actor_id, keeper = work.actor.person_id, KEEPERS[kind]
    if actor_id is None:
        raise NotFound
    before = row.model_dump(mode="json")
    images = repository_holds.list_uploads(work.session, keeper.images(work, row))
    hold = TextHold(
        kind=kind,
        subject_id=row.id,
        secondment_id=row.secondment_id,
        cadre_id=row.cadre_id,
        unit_id=row.unit_id,
        period=period,
        record_id=record_id,
        reason_code=body.reason_code,
        note=body.note or None,
        digest=digest(before) or "",
        images=len(images),
        content=keeper.take_out(work, row),
        held_by_id=actor_id,
        held_at=work.now,
    )
    for image in images:
        image.held = True
    row.hidden, row.hidden_reason, row.updated_at = Hidden.QUARANTINED, body.reason_code, work.now
    work.session.add(hold)
    tell(work, hold, row, "quarantine", before)


def _texts_of(vault: Vault) -> Iterable[str | None]:
    """Every text of a record's hold, wherever it stands: keys and codes are too short to be looked for by chance."""
    said = [vault["record"], *(one["content"] for one in vault["versions"].values())]
    for content in said:
        yield from (content.get(name) for name in ("difficulty", "takeaway", "late_reason"))
        for item in content.get("items") or []:
            yield from (item.get(name) for name in ("text", "outcome"))
    yield from (one["text"] for one in vault["addenda"])
    yield from (one["content"] for one in vault["imported"].get("entries", {}).values())
