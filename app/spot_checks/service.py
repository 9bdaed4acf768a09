"""Writing, answering and closing spot-check notes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of
from app.audit.service import record as audit
from app.core import clock
from app.core.errors import IdReused, Invalid, NotFound, StaleVersion, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.paging import Page
from app.core.work import Work
from app.records.guard import refuse_blocked
from app.secondments.access import Access, get_access, refuse_imported
from app.secondments.policy import Relation, can_write_spot_check_note
from app.spot_checks import policy, repository
from app.spot_checks.errors import AlreadyReplied, SpotCheckClosed
from app.spot_checks.models import SpotCheck, SpotCheckStatus
from app.spot_checks.schemas import SpotCheckClose, SpotCheckCreate, SpotCheckReply, SpotCheckView

CLOCK_TOLERANCE = timedelta(minutes=5)


def write_note(work: Work, body: SpotCheckCreate) -> tuple[SpotCheckView, bool]:
    """Store a one-person note by a supervisor or group leader; answers the note and whether it is new.

    The same id with the same body answers what stands; another body raises IdReused, someone else's NotFound.
    """
    access = get_access(work, body.secondment_id)
    require(can_write_spot_check_note(access.relations_on(clock.civil_date(body.visited_at))))
    refuse_imported(work, access.secondment)
    if body.id is not None and (existing := repository.get_spot_check(work.session, body.id)) is not None:
        return _replayed(work, existing, body), False
    _check_visit(work, access, body)
    refuse_blocked({"/note": body.note, "/place": body.place or ""})
    row = SpotCheck(
        id=body.id or new_id(),
        secondment_id=access.secondment.id,
        cadre_id=access.secondment.cadre_id,
        unit_id=access.posting_on(clock.civil_date(body.visited_at)).receiving_unit_id,
        author_id=_person(work),
        visited_at=body.visited_at,
        place=body.place,
        note=body.note,
    )
    work.session.add(row)
    work.session.flush()
    audit(work, "spot_checks.note", "spot_check", row.id, after=row, unit_id=row.unit_id)
    publish(work, "spot_check.noted", spot_check_id=row.id, person_id=row.cadre_id)
    return _view(work, row), True


def list_spot_checks(
    work: Work,
    *,
    secondment_id: UUID | None = None,
    unit_id: UUID | None = None,
    status: SpotCheckStatus | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[SpotCheckView]:
    """The notes that the actor may read, newest visit first."""
    rows, following = repository.list_spot_checks(
        work.session,
        work.actor,
        work.today,
        secondment_id=secondment_id,
        unit_id=unit_id,
        status=status,
        limit=limit,
        cursor=cursor,
    )
    names = names_of(work, {row.cadre_id for row in rows} | {row.author_id for row in rows})
    return Page[SpotCheckView](items=[_with_names(row, names) for row in rows], next_cursor=following)


def read_spot_checks(work: Work, **wanted: Any) -> Page[SpotCheckView]:
    """`list_spot_checks` with its text for a reader; each note that the Organization Department reads is logged."""
    page = list_spot_checks(work, **wanted)
    logged = repository.of_office(work.session, work.actor, work.today, {note.secondment_id for note in page.items})
    for note in page.items:
        if note.secondment_id in logged:
            audit(work, "spot_checks.read", "spot_check", note.id, unit_id=note.unit_id)
    return page


def get_spot_check(work: Work, spot_check_id: UUID) -> SpotCheckView:
    """One note; the Organization Department's reading is logged."""
    row, access = _load(work, spot_check_id)
    if Relation.ORGADMIN in access.relations and not access.is_author:
        audit(work, "spot_checks.read", "spot_check", row.id, unit_id=row.unit_id)
    return _view(work, row)


def reply(work: Work, spot_check_id: UUID, body: SpotCheckReply) -> SpotCheckView:
    """The cadre's one answer; the same answer again is answered with what stands."""
    row, access = _load(work, spot_check_id, lock=True)
    require(policy.can_reply(access.relations))
    if row.reply == body.text:
        return _view(work, row)
    if row.reply is not None:
        raise AlreadyReplied
    if row.status is SpotCheckStatus.CLOSED:
        raise SpotCheckClosed
    _require_version(work, row, body.version)
    refuse_blocked({"/text": body.text})
    row.reply, row.replied_at, row.status = body.text, work.now, SpotCheckStatus.REPLIED
    work.session.flush()
    audit(work, "spot_checks.reply", "spot_check", row.id, after=row, unit_id=row.unit_id)
    publish(work, "spot_check.replied", spot_check_id=row.id, person_id=row.author_id)
    return _view(work, row)


def close(work: Work, spot_check_id: UUID, body: SpotCheckClose) -> SpotCheckView:
    """Nothing more to do; closing twice is closing once."""
    row, access = _load(work, spot_check_id, lock=True)
    require(policy.can_close(access.relations, work.actor.person_id, row.author_id))
    if row.status is SpotCheckStatus.CLOSED:
        return _view(work, row)
    _require_version(work, row, body.version)
    row.status, row.closed_at, row.closed_by_id = SpotCheckStatus.CLOSED, work.now, _person(work)
    work.session.flush()
    audit(work, "spot_checks.close", "spot_check", row.id, after=row, unit_id=row.unit_id)
    return _view(work, row)


def _load(work: Work, spot_check_id: UUID, *, lock: bool = False) -> tuple[SpotCheck, Access]:
    row = repository.get_spot_check(work.session, spot_check_id, lock=lock)
    if row is None:
        raise NotFound
    access = get_access(work, row.secondment_id)
    require(policy.can_read(access.relations, work.actor.person_id, row.author_id), NotFound())
    return row, access


def _replayed(work: Work, row: SpotCheck, body: SpotCheckCreate) -> SpotCheckView:
    if row.author_id != work.actor.person_id:
        raise NotFound
    same = (row.secondment_id, row.visited_at, row.place, row.note) == (
        body.secondment_id,
        body.visited_at,
        body.place,
        body.note,
    )
    if not same:
        raise IdReused
    return _view(work, row)


def _check_visit(work: Work, access: Access, body: SpotCheckCreate) -> None:
    if body.visited_at > work.now + CLOCK_TOLERANCE:
        raise Invalid.at("/visited_at", N_("走访时间不能晚于现在。"), "in-future")
    on = clock.civil_date(body.visited_at)
    if not access.secondment.start_on <= on <= access.secondment.end_on:
        raise Invalid.at("/visited_at", N_("走访时间不在挂职期内。"), "outside-term")


def _require_version(work: Work, row: SpotCheck, version: int) -> None:
    if version != row.version:
        raise StaleVersion(extra={"current": _view(work, row)})


def _person(work: Work) -> UUID:
    if work.actor.person_id is None:
        raise NotFound
    return work.actor.person_id


def _view(work: Work, row: SpotCheck) -> SpotCheckView:
    return _with_names(row, names_of(work, {row.cadre_id, row.author_id}))


def _with_names(row: SpotCheck, names: dict[UUID, str]) -> SpotCheckView:
    fields = row.model_dump()
    return SpotCheckView(
        **{key: fields[key] for key in SpotCheckView.model_fields if key in fields},
        cadre_name=names[row.cadre_id],
        author_name=names[row.author_id],
    )
