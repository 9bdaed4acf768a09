"""What becomes of hidden summaries, notes and forms: the list without text, the logged reading, release, purge by two.

The rules are a record's; whoever wrote the text decides on it no more than the cadre whom it is about.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of, unit_names_of
from app.audit.service import record as audit
from app.core.errors import Forbidden, NotFound, VersionConflict, require
from app.core.files import Files
from app.core.paging import Page
from app.core.work import Work
from app.records import policy, repository_holds
from app.records.errors import ContentPurged, NotQuarantined, SecondPersonNeeded
from app.records.models_care import OPEN_STATES, Hidden, HoldState, TextHold
from app.records.periods import parse_period
from app.records.ports import KEEPERS, HeldRow
from app.records.repository_care import page_holds
from app.records.schemas_care import HeldTextVersionView, HeldTextView, HoldDecision, TextHoldView
from app.records.service.attachments import Size, StoredImage, read_image
from app.records.service.checks import require_storable
from app.records.service.holds import what_was_done
from app.records.service.purge import delete_after_commit, forget_images
from app.records.service.text_holds import tell
from app.secondments.access import get_access


def list_text_holds(
    work: Work, states: Collection[HoldState], limit: int = 50, cursor: str | None = None
) -> Page[TextHoldView]:
    """A page of hidden texts of the actor's region, newest first, never a word of them; Forbidden to others."""
    require(policy.may_decide_on_holds(work.actor))
    rows, following = page_holds(work.session, TextHold, work.actor, work.today, states, limit, cursor)
    return Page[TextHoldView](items=_views(work, rows), next_cursor=following)


def get_text_hold(work: Work, hold_id: UUID) -> TextHoldView:
    """One hidden text without a word of it; NotFound unless the actor decides on it."""
    return _views(work, [_open(work, hold_id)[0]])[0]


def read_held_text(work: Work, hold_id: UUID) -> HeldTextView:
    """The hidden text, to whoever decides on it; every reading is in the trail. NotQuarantined once it is decided."""
    hold, row = _open(work, hold_id)
    if not hold.content:
        raise NotQuarantined
    _log(work, hold, row, "texts.read_held")
    now = _said(hold.content["now"])
    versions = [
        HeldTextVersionView(number=one["number"], at=one["at"], said=_said(one["said"]))
        for one in hold.content["versions"]
        if _said(one["said"]) not in ({}, now)
    ]
    return HeldTextView(hold_id=hold.id, said=now, versions=versions, attachment_ids=_image_ids(work, row, hold))


def read_held_scan(work: Work, files: Files, hold_id: UUID, attachment_id: UUID, size: Size) -> StoredImage:
    """A hidden scan, to whoever decides on it; every reading is in the trail."""
    hold, row = _open(work, hold_id)
    if not hold.content or attachment_id not in _image_ids(work, row, hold):
        raise NotFound
    _log(work, hold, row, "texts.read_held_scan")
    return read_image(files, repository_holds.list_uploads(work.session, [attachment_id])[0], size)


def release_text(work: Work, hold_id: UUID, body: HoldDecision) -> TextHoldView:
    """Give the text back to its place; that ends a proposed purge too. `version` is the hold's."""
    hold, row = _open(work, hold_id, lock=True)
    if _is_repeated(work, hold, HoldState.RELEASED, body.version):
        return _views(work, [hold])[0]
    _require_open(hold, row, body)
    before = row.model_dump(mode="json")
    KEEPERS[hold.kind].put_back(work, row, hold.content)
    for image in repository_holds.list_uploads(work.session, KEEPERS[hold.kind].images(work, row)):
        image.held = False
    row.hidden = row.hidden_reason = None
    row.updated_at = work.now
    hold.content = {}
    _decide(work, hold, HoldState.RELEASED, body)
    tell(work, hold, row, "release", before)
    return _views(work, [hold])[0]


def purge_text(work: Work, hold_id: UUID, body: HoldDecision, files: Files) -> TextHoldView:
    """Propose the purge of a hidden text, or as another administrator do what was proposed. `version` is the hold's.

    Raises NotQuarantined, SecondPersonNeeded, VersionConflict; the same again by the same person is the same answer.
    """
    hold, row = _open(work, hold_id, lock=True)
    proposed = hold.proposed_by_id == work.actor.person_id and hold.proposed_version == body.version
    if proposed or _is_repeated(work, hold, HoldState.PURGED, body.version):
        return _views(work, [hold])[0]
    _require_open(hold, row, body)
    before = row.model_dump(mode="json")
    if hold.state is HoldState.HELD:
        hold.state, hold.purge_reason = HoldState.PROPOSED, body.reason
        hold.proposed_by_id, hold.proposed_at, hold.proposed_version = work.actor.person_id, work.now, body.version
        tell(work, hold, row, "purge_proposal", before)
    elif hold.proposed_by_id == work.actor.person_id:
        raise SecondPersonNeeded
    else:
        _purge(work, hold, row, body, files)
        tell(work, hold, row, "purge", before)
    return _views(work, [hold])[0]


def _purge(work: Work, hold: TextHold, row: HeldRow, body: HoldDecision, files: Files) -> None:
    keeper = KEEPERS[hold.kind]
    images = repository_holds.list_uploads(work.session, keeper.images(work, row))
    keeper.forget(work, row)
    if images:
        forget_images(work, images)
    hold.content, hold.note = {}, None
    row.hidden, row.updated_at = Hidden.PURGED, work.now
    _decide(work, hold, HoldState.PURGED, body)
    delete_after_commit(work, files, purged=True)


def _open(work: Work, hold_id: UUID, *, lock: bool = False) -> tuple[TextHold, HeldRow]:
    """A hold that the actor decides on, with its row; NotFound to the cadre and others, Forbidden to its writer."""
    hold = repository_holds.find_text_hold(work.session, hold_id)
    if hold is None or not policy.can_decide_on_hold(get_access(work, hold.secondment_id, lock=lock).relations):
        raise NotFound
    keeper = KEEPERS[hold.kind]
    row = keeper.find(work, hold.subject_id, lock)
    if row is None:
        raise NotFound
    if work.actor.person_id is not None and keeper.wrote(row, work.actor.person_id):
        raise Forbidden
    if lock:
        repository_holds.find_text_hold(work.session, hold_id, lock=True)
    return hold, row


def _require_open(hold: TextHold, row: HeldRow, body: HoldDecision) -> None:
    if row.hidden is Hidden.PURGED:
        raise ContentPurged
    if hold.state not in OPEN_STATES:
        raise NotQuarantined
    if hold.version != body.version:
        raise VersionConflict
    require_storable({"/reason": body.reason})


def _is_repeated(work: Work, hold: TextHold, state: HoldState, version: int) -> bool:
    mine = hold.decided_by_id == work.actor.person_id
    return hold.state is state and mine and hold.decided_version == version


def _decide(work: Work, hold: TextHold, state: HoldState, body: HoldDecision) -> None:
    hold.state, hold.decided_by_id, hold.decided_at = state, work.actor.person_id, work.now
    hold.decided_version, hold.decision_reason = body.version, body.reason


def _image_ids(work: Work, row: HeldRow, hold: TextHold) -> list[UUID]:
    uploads = repository_holds.list_uploads(work.session, KEEPERS[hold.kind].images(work, row)) if hold.images else []
    return [one.id for one in uploads]


def _log(work: Work, hold: TextHold, row: HeldRow, action: str) -> None:
    audit(work, action, KEEPERS[hold.kind].subject, row.id, unit_id=row.unit_id, hold_id=str(hold.id))


def _said(fields: dict[str, Any]) -> dict[str, str]:
    return {name: text for name, text in fields.items() if isinstance(text, str) and text}


def _views(work: Work, holds: Sequence[TextHold]) -> list[TextHoldView]:
    people = [(one.held_by_id, one.proposed_by_id, one.decided_by_id, one.cadre_id) for one in holds]
    names = names_of(work, [person for four in people for person in four])
    units = unit_names_of(work, [one.unit_id for one in holds])
    return [_view(one, names, units) for one in holds]


def _view(hold: TextHold, names: dict[UUID, str], units: dict[UUID, str]) -> TextHoldView:
    period = parse_period(hold.period) if hold.period else None
    said = {
        "first_on": period.first_on if period else None,
        "last_on": period.last_on if period else None,
        "cadre_name": names.get(hold.cadre_id, ""),
        "unit_name": units.get(hold.unit_id, ""),
    }
    return TextHoldView(**what_was_done(hold, TextHoldView, names) | said)
