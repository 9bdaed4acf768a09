"""Entering, correcting and listing secondments 挂职; their steps stand in `service_lifecycle`."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.accounts import service_people
from app.audit import service as audit
from app.core import clock
from app.core.errors import FieldError, Forbidden, Invalid, NotFound, require
from app.core.i18n import N_
from app.core.paging import MIRROR_LAG, Page
from app.core.work import Work
from app.secondments import policy, policy_lifecycle, repository, repository_programmes
from app.secondments import repository_secondments as repository_rows
from app.secondments.access import get_access
from app.secondments.errors import FieldFixed, ProgrammeArchived, TermOverlap
from app.secondments.models import Programme, Secondment, SecondmentEvent
from app.secondments.schemas_secondments import (
    PostingView,
    SecondmentFilter,
    SecondmentIn,
    SecondmentPatch,
    SecondmentView,
)
from app.secondments.scope import visible_to
from app.secondments.service_cards import SecondmentCard, describe
from app.secondments.service_minting import check_version, hold_identity, is_replay, stamp

SUBJECT = "secondment"
UNKNOWN_CADRE = N_("没有这名干部，或账号已停用。")


def create_secondment(work: Work, body: SecondmentIn) -> tuple[SecondmentView, bool]:
    """A draft; (view, whether it is new). A repeated body under its id changes nothing."""
    require(policy.may_enter_somewhere(work.actor))
    hold_identity(work, body.id)
    existing = repository_rows.find_secondment(work.session, body.id) if body.id else None
    if existing is not None and is_replay(work, existing, body):
        return view_secondment(work, existing.id), False
    _check_programme(work, body.programme_id, body.start_on)
    _check_cadre(work, body.cadre_id)
    check_units(work, [("receiving_unit_id", body.receiving_unit_id), ("sending_unit_id", body.sending_unit_id)])
    check_supervisors(work, body.receiving_unit_id, body.cadre_id, body.supervisor_ids)
    hold_term(work, body.cadre_id, body.start_on, body.end_on, None)
    values = body.model_dump(exclude={"id", "supervisor_ids"})
    values["region_band"] = body.region_band or _band_of(work, body.receiving_unit_id)
    row = stamp(work, Secondment(end_month=clock.month_of(body.end_on), **values), body)
    work.session.add(row)
    work.session.flush()
    repository_rows.replace_supervisors(work.session, row.id, sorted(set(body.supervisor_ids)))
    note = SecondmentEvent(secondment_id=row.id, kind="create", from_version=0, effective_on=work.today, at=work.now)
    note.actor_id = work.actor.person_id
    work.session.add(note)
    audit.record(work, "secondments.create", SUBJECT, row.id, after=row, unit_id=row.receiving_unit_id, **_dates(row))
    return view_secondment(work, row.id), True


def _dates(row: Secondment) -> dict[str, Any]:
    return {"start_on": row.start_on.isoformat(), "end_on": row.end_on.isoformat(), "status": str(row.status)}


def _check_programme(work: Work, programme_id: UUID, start_on: date) -> Programme:
    """A programme that the actor runs, still in use, with a policy on the first day."""
    visible = repository_programmes.programme_visible_to(work.actor, work.today)
    programme = repository_programmes.find_programme(work.session, programme_id, visible)
    if programme is None:
        raise Invalid.at("/programme_id", N_("没有这个项目。"), "unknown")
    path = repository_programmes.path_of_unit(work.session, programme.unit_id)
    require(path is not None and policy.can_enter_secondments(work.actor, path))
    if programme.archived_at is not None:
        raise ProgrammeArchived
    if repository.find_policy(work.session, programme_id, start_on) is None:
        raise Invalid.at("/start_on", N_("项目政策那天还没有生效，请先补上政策。"), "no-policy")
    return programme


def _check_cadre(work: Work, cadre_id: UUID) -> None:
    """Somebody whom the actor may know of, and not themselves: an id alone gives no hold on another county's people."""
    if cadre_id == work.actor.person_id:
        raise Forbidden
    if not service_people.known_among(work, [cadre_id]):
        raise Invalid.at("/cadre_id", UNKNOWN_CADRE, "unknown")


def check_units(work: Work, wanted: Sequence[tuple[str, UUID | None]]) -> None:
    named = repository_rows.get_units(work.session, [unit_id for _, unit_id in wanted if unit_id])
    found = {unit_id for unit_id, unit in named.items() if unit.closed_on is None}  # a merged unit is history
    wrong = [field for field, unit_id in wanted if unit_id is not None and unit_id not in found]
    if wrong:
        raise Invalid(errors=tuple(FieldError(f"/{field}", "unknown", N_("没有这个单位。")) for field in wrong))


def check_supervisors(work: Work, receiving_unit_id: UUID, cadre_id: UUID, wanted: Sequence[UUID]) -> None:
    """Who is reminded holds the supervisor role over the receiving unit, and is not the cadre."""
    if not wanted:
        return
    path = repository_programmes.path_of_unit(work.session, receiving_unit_id) or ""
    able = repository_rows.list_supervisors_over(work.session, path, work.today)
    message = N_("此人不是接收单位的主管。")
    wrong = tuple(
        FieldError(f"/supervisor_ids/{index}", "not-a-supervisor", message)
        for index, person_id in enumerate(wanted)
        if person_id not in able or person_id == cadre_id
    )
    if wrong:
        raise Invalid(errors=wrong)


def _band_of(work: Work, unit_id: UUID) -> str | None:
    return repository_rows.get_units(work.session, [unit_id])[unit_id].region_band


def hold_term(work: Work, cadre_id: UUID, start_on: date, end_on: date, besides: UUID | None) -> None:
    """Hold the cadre's row, then refuse (TermOverlap) a term that shares a day with another one of theirs."""
    if repository_rows.lock_cadre(work.session, cadre_id) is None:
        raise Invalid.at("/cadre_id", UNKNOWN_CADRE, "unknown")
    other = repository_rows.find_overlap(work.session, cadre_id, start_on, end_on, besides)
    if other is not None:
        raise TermOverlap(start_on=other.start_on, end_on=other.end_on)


def change_secondment(work: Work, secondment_id: UUID, body: SecondmentPatch, expected: int | None) -> SecondmentView:
    """Correct what may still be corrected in the present state (FieldFixed otherwise)."""
    access = get_access(work, secondment_id, lock=True)
    row = access.secondment
    require(policy_lifecycle.can_edit(access.relations))
    check_version(expected, row.version, view_secondment(work, secondment_id))
    wanted = _changes(work, row, body)
    if not wanted:
        return view_secondment(work, secondment_id)
    fixed = sorted(wanted.keys() - policy_lifecycle.EDITABLE[row.status])
    if fixed:
        message = FieldFixed.message
        raise FieldFixed(errors=tuple(FieldError(f"/{field}", "field-fixed", message) for field in fixed))
    _check_changes(work, row, wanted)
    before = row.model_dump(mode="json")
    supervisors = wanted.pop("supervisor_ids", None)
    for field, value in wanted.items():
        setattr(row, field, value)
    row.end_month = clock.month_of(row.end_on)
    if supervisors is not None:
        repository_rows.touch(row, work.now)
    work.session.flush()  # one change, one version: before any further statement
    if supervisors is not None:
        repository_rows.replace_supervisors(work.session, row.id, supervisors)
    audit.record(
        work,
        "secondments.change",
        SUBJECT,
        row.id,
        before=before,
        after=row,
        unit_id=row.receiving_unit_id,
        fields=sorted(body.model_fields_set),
    )
    return view_secondment(work, secondment_id)


def _changes(work: Work, row: Secondment, body: SecondmentPatch) -> dict[str, Any]:
    """Only what differs from what stands."""
    sent = {field: getattr(body, field) for field in body.model_fields_set}
    changed = {
        field: value for field, value in sent.items() if field != "supervisor_ids" and getattr(row, field) != value
    }
    if "supervisor_ids" in sent:
        supervisors = sorted(set(sent["supervisor_ids"]))
        if supervisors != repository_rows.list_supervisor_ids(work.session, [row.id])[row.id]:
            changed["supervisor_ids"] = supervisors
    return changed


def _check_changes(work: Work, row: Secondment, wanted: dict[str, Any]) -> None:
    """The row as it would be keeps every rule that a new one keeps."""
    after = {field: wanted.get(field, getattr(row, field)) for field in Secondment.model_fields}
    if after["end_on"] < after["start_on"]:
        raise Invalid.at("/end_on", N_("结束日期不能早于开始日期。"), "dates-order")
    if after["approval_no"] is None and row.approval_no is not None and row.arrived_on is not None:
        raise Invalid.at("/approval_no", N_("到岗以后批准文号不能清空。"), "missing")
    if "cadre_id" in wanted:
        _check_cadre(work, after["cadre_id"])
    if wanted.keys() & {"programme_id", "start_on"}:
        _check_programme(work, after["programme_id"], after["start_on"])
    check_units(work, [(field, wanted[field]) for field in ("receiving_unit_id", "sending_unit_id") if field in wanted])
    reminded = wanted.get("supervisor_ids")
    if reminded is None and "receiving_unit_id" in wanted:
        reminded = repository_rows.list_supervisor_ids(work.session, [row.id])[row.id]
    check_supervisors(work, after["receiving_unit_id"], after["cadre_id"], reminded or ())
    if wanted.keys() & {"cadre_id", "start_on", "end_on"}:
        hold_term(work, after["cadre_id"], after["start_on"], after["end_on"], row.id)


def get_secondment(work: Work, secondment_id: UUID) -> SecondmentView:
    """A secondment that the actor may know of, else NotFound."""
    get_access(work, secondment_id)
    return view_secondment(work, secondment_id)


def list_secondments(work: Work, wanted: SecondmentFilter) -> Page[SecondmentView]:
    """What the actor may know of and asked for: by a date of the term, or by change for a mirroring client."""
    mirrored = wanted.changed_since is not None
    conditions = [
        visible_to(work.actor, work.today),
        *repository_rows.conditions_of(work.session, wanted),
    ]
    ids, following = repository_rows.list_ids(work.session, conditions, wanted, mirrored=mirrored)
    cards = describe(work, ids)
    supervisors = repository_rows.list_supervisor_ids(work.session, ids)
    items = [view_of(cards[each], supervisors[each]) for each in ids]
    since = work.now - MIRROR_LAG if mirrored else None
    return Page[SecondmentView](items=items, next_cursor=following, next_since=since)


def view_secondment(work: Work, secondment_id: UUID) -> SecondmentView:
    """The view of one secondment, whoever asks; NotFound when there is none."""
    work.session.flush()
    card = describe(work, [secondment_id]).get(secondment_id)
    if card is None:
        raise NotFound
    return view_of(card, repository_rows.list_supervisor_ids(work.session, [secondment_id])[secondment_id])


def view_of(card: SecondmentCard, supervisor_ids: list[UUID]) -> SecondmentView:
    """A card as the API shows it."""
    row = card.secondment
    return SecondmentView(
        cadre_name=card.cadre_name,
        person_no=card.person_no,
        programme_name=card.programme_name,
        sending_unit_name=card.sending_unit_name,
        receiving_unit_name=card.receiving_unit_name,
        supervisor_ids=supervisor_ids,
        postings=[PostingView.model_validate(each, from_attributes=True) for each in card.postings],
        **row.model_dump(exclude={"created_by_id", "creation_digest", "end_month", "external_id"}),
    )


def supervisors_of(work: Work, secondment_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Who is reminded of each secondment; for the system's own jobs, so it filters no actor."""
    return repository_rows.list_supervisor_ids(work.session, secondment_ids)
