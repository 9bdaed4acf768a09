"""The care page 内容处置: what is hidden, without its text; and the one logged reading of it."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of, unit_names_of
from app.audit.service import record as audit
from app.core.errors import NotFound, require
from app.core.files import Files
from app.core.paging import Page
from app.core.work import Work
from app.records import policy, repository, repository_care, repository_queue
from app.records.errors import NotQuarantined
from app.records.models import DailyRecord
from app.records.models_care import HoldState, RecordHold, TextHold
from app.records.schemas import AddendumView, ContentView
from app.records.schemas_care import AnyHoldView, HeldContentView, HeldVersionView, HoldView
from app.records.service.attachments import Size, StoredImage, read_image
from app.secondments.access import get_access


def list_holds(work: Work, states: Collection[HoldState], limit: int = 50, cursor: str | None = None) -> Page[HoldView]:
    """A page of hidden records of the actor's region, newest first, never a word of their text; Forbidden to others."""
    require(policy.may_decide_on_holds(work.actor))
    rows, following = repository_care.page_holds(
        work.session, RecordHold, work.actor, work.today, states, limit, cursor
    )
    return Page[HoldView](items=_views(work, rows), next_cursor=following)


def count_open_holds(work: Work) -> int:
    """How many hidden texts wait for the actor's decision, up to 200; 0 for those who decide on none."""
    if not policy.may_decide_on_holds(work.actor):
        return 0
    open_states = (HoldState.HELD, HoldState.PROPOSED)
    asked = (work.actor, work.today, open_states, 100, None)
    records, _ = repository_care.page_holds(work.session, RecordHold, *asked)
    texts, _ = repository_care.page_holds(work.session, TextHold, *asked)
    return len(records) + len(texts)


def get_hold(work: Work, hold_id: UUID) -> HoldView:
    """One hidden record without its text; NotFound unless the actor decides on it."""
    hold, row = _open(work, hold_id)
    return hold_view(work, hold, row)


def hold_view(work: Work, hold: RecordHold, row: DailyRecord) -> HoldView:
    """A hold whose reader was checked."""
    return _views(work, [hold], {row.id: row})[0]


def read_held(work: Work, hold_id: UUID) -> HeldContentView:
    """The hidden text, to whoever decides on it; every reading is in the trail. NotQuarantined once it is decided."""
    hold, row = _open(work, hold_id)
    if not hold.content:
        raise NotQuarantined
    _log(work, hold, row, "records.read_held")
    versions = repository.list_versions(work.session, row.id)
    kept = hold.content["versions"]
    newest = {**hold.content["record"], "day_type": hold.content["day_type"]}
    return HeldContentView(
        hold_id=hold.id,
        content=ContentView.model_validate({name: newest[name] for name in ContentView.model_fields}),
        decision_comment=newest["decision_comment"],
        versions=[
            HeldVersionView(
                number=one.number,
                action=one.action,
                at=one.at,
                comment=kept[str(one.id)]["comment"],
                content=ContentView.model_validate(kept[str(one.id)]["content"]),
            )
            for one in versions
            if str(one.id) in kept
        ],
        addenda=[AddendumView.model_validate(one | {"record_id": row.id}) for one in hold.content["addenda"]],
        attachment_ids=[image.id for image in repository_care.list_images(work.session, row.id)],
    )


def read_held_image(work: Work, files: Files, hold_id: UUID, attachment_id: UUID, size: Size) -> StoredImage:
    """A hidden photo, to whoever decides on it; every reading is in the trail."""
    hold, row = _open(work, hold_id)
    images = {one.id: one for one in repository_care.list_images(work.session, row.id)}
    if not hold.content or attachment_id not in images:
        raise NotFound
    _log(work, hold, row, "records.read_held_image")
    return read_image(files, images[attachment_id], size)


def _open(work: Work, hold_id: UUID) -> tuple[RecordHold, DailyRecord]:
    hold = repository_care.find_hold(work.session, hold_id)
    row = repository.find_record(work.session, hold.record_id) if hold else None
    if hold is None or row is None:
        raise NotFound
    access = get_access(work, hold.secondment_id)
    if not policy.can_decide_on_hold(access.relations):
        raise NotFound
    return hold, row


def _log(work: Work, hold: RecordHold, row: DailyRecord, action: str) -> None:
    audit(work, action, "record", row.id, unit_id=row.unit_id, hold_id=str(hold.id), work_on=row.work_on.isoformat())


def _views(work: Work, holds: Sequence[RecordHold], known: dict[UUID, DailyRecord] | None = None) -> list[HoldView]:
    rows = known or {
        row.id: row for row in repository_queue.list_by_ids(work.session, [one.record_id for one in holds])
    }
    people = [(one.held_by_id, one.proposed_by_id, one.decided_by_id) for one in holds]
    cadres = [row.cadre_id for row in rows.values()]
    names = names_of(work, [*(person for three in people for person in three), *cadres])
    units = unit_names_of(work, [row.unit_id for row in rows.values()])
    return [_view(work, one, rows[one.record_id], names, units) for one in holds]


def _view(work: Work, hold: RecordHold, row: DailyRecord, names: dict[UUID, str], units: dict[UUID, str]) -> HoldView:
    digests = {image.sha256 for image in repository_care.list_images(work.session, row.id)} if hold.images else set()
    return HoldView(
        **what_was_done(hold, HoldView, names)
        | {
            "version": row.version,
            "cadre_id": row.cadre_id,
            "cadre_name": names.get(row.cadre_id, ""),
            "unit_name": units.get(row.unit_id, ""),
            "work_on": row.work_on,
            "status": row.status,
            "shared_images": repository_care.count_elsewhere(work.session, row.id, digests),
        }
    )


def what_was_done(hold: RecordHold | TextHold, view: type[AnyHoldView], names: dict[UUID, str]) -> dict[str, Any]:
    """A view's fields that the hold's own row has, and the names of who hid, proposed and decided."""
    return {name: getattr(hold, name) for name in view.model_fields if hasattr(hold, name)} | {
        "held_by_name": names.get(hold.held_by_id, ""),
        "proposed_by_name": names.get(hold.proposed_by_id) if hold.proposed_by_id else None,
        "decided_by_name": names.get(hold.decided_by_id) if hold.decided_by_id else None,
    }
