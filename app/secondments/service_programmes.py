"""Programmes 项目 and their dated policies 政策."""

from datetime import date
from typing import Any
from uuid import UUID

from app.accounts.directory import unit_names_of
from app.audit import service as audit
from app.core import clock
from app.core.actor import Role
from app.core.errors import Invalid, NotFound, require
from app.core.i18n import N_
from app.core.paging import Page, view_page
from app.core.work import Work
from app.secondments import policy as rules
from app.secondments import repository_programmes as repository
from app.secondments.errors import MonthClosed
from app.secondments.models import Programme, ProgrammeKind, ProgrammePolicy
from app.secondments.schemas import (
    PolicyIn,
    PolicyList,
    PolicyView,
    ProgrammeIn,
    ProgrammePatch,
    ProgrammeView,
)
from app.secondments.service_minting import check_version, hold_identity, is_replay, stamp

SUBJECT = "programme"


def create_programme(work: Work, body: ProgrammeIn) -> tuple[ProgrammeView, bool]:
    """A programme with its first policy; (view, whether it is new). A repeated body under its id changes nothing."""
    require(rules.may_administer_somewhere(work.actor))
    hold_identity(work, body.id)
    existing = repository.find_programme(work.session, body.id) if body.id else None
    if existing is not None and is_replay(work, existing, body):
        return _view(work, existing), False
    unit_id = home_unit(work, body.unit_id)
    programme = stamp(
        work, Programme(name=body.name, kind=body.kind, unit_id=unit_id, approval_no=body.approval_no), body
    )
    begins = body.valid_from or work.today.replace(month=1, day=1)
    first = ProgrammePolicy(programme_id=programme.id, valid_from=begins, **_columns(body.policy))
    work.session.add(programme)
    work.session.flush()
    work.session.add(first)
    work.session.flush()
    audit.record(
        work, "secondments.programme_create", SUBJECT, programme.id, after=programme, unit_id=unit_id, kind=body.kind
    )
    return _view(work, programme), True


def home_unit(work: Work, wanted: UUID | None) -> UUID:
    """The unit for which the actor acts: the one named, or the only one that they administer."""
    if wanted is not None:
        path = repository.path_of_unit(work.session, wanted)
        if path is None:
            raise Invalid.at("/unit_id", N_("没有这个单位。"), "unknown")
        require(rules.can_run_programmes(work.actor, path))
        return wanted
    own = {grant.unit_id for grant in work.actor.only(Role.ORGADMIN).grants if grant.unit_id}
    if len(own) != 1:
        raise Invalid.at("/unit_id", N_("请指明由哪个单位主管。"), "missing")
    return own.pop()


def list_programmes(
    work: Work, *, kind: ProgrammeKind | None = None, limit: int = 50, cursor: str | None = None
) -> Page[ProgrammeView]:
    """The programmes that the actor may know of, by name, each with the policy in force today."""
    conditions = [repository.programme_visible_to(work.actor, work.today)]
    if kind is not None:
        conditions.append(repository.of_kind(kind))
    rows, following = repository.list_programmes(work.session, conditions, limit, cursor)
    current = repository.list_policies_in_force(work.session, [row.id for row in rows], work.today)
    return view_page(rows, following, lambda row: programme_view(row, current.get(row.id)))


def get_programme(work: Work, programme_id: UUID) -> ProgrammeView:
    """A programme that the actor may know of, else NotFound."""
    return _view(work, find_known(work, programme_id))


def find_known(work: Work, programme_id: UUID) -> Programme:
    """The row of a programme that the actor may know of, else NotFound."""
    visible = repository.programme_visible_to(work.actor, work.today)
    programme = repository.find_programme(work.session, programme_id, visible)
    if programme is None:
        raise NotFound
    return programme


def may_run(work: Work, programme: Programme | ProgrammeView) -> bool:
    """Whether the actor runs the programme: may change it and its policies."""
    return rules.can_run_programmes(work.actor, repository.path_of_unit(work.session, programme.unit_id))


def change_programme(work: Work, programme_id: UUID, body: ProgrammePatch, expected: int | None) -> ProgrammeView:
    """Change the name, the document number or whether it is archived; its rules change by policies."""
    programme = _administered(work, programme_id)
    check_version(expected, programme.version, _view(work, programme))
    before = programme.model_dump(mode="json")
    if programme.imported and body.archived is False:
        raise Invalid.at("/archived", N_("历史导入的项目只供查阅，不能启用。"), "imported")
    for field in body.model_fields_set & {"name", "approval_no"}:
        setattr(programme, field, getattr(body, field))
    if body.archived is not None and body.archived != (programme.archived_at is not None):
        programme.archived_at = work.now if body.archived else None
    if work.session.is_modified(programme):
        work.session.flush()
        changed = sorted(body.model_fields_set)
        audit.record(
            work,
            "secondments.programme_change",
            SUBJECT,
            programme.id,
            before=before,
            after=programme,
            unit_id=programme.unit_id,
            fields=changed,
        )
    return _view(work, programme)


def list_policies(work: Work, programme_id: UUID) -> PolicyList:
    """A programme's policies, newest first."""
    programme = find_known(work, programme_id)
    rows = repository.list_policies(work.session, programme.id)
    return PolicyList(items=[PolicyView.model_validate(row) for row in rows])


def put_policy(
    work: Work, programme_id: UUID, valid_from: date, body: PolicyIn, expected: int | None
) -> tuple[PolicyView, bool]:
    """The programme's policy from a month's first day on; (view, whether it is new).

    No closed month may lie on or after it (MonthClosed): pay already settled keeps the rules that it was settled
    by. An existing one is replaced only with its version; the same body again changes nothing.
    """
    programme = _administered(work, programme_id)
    if valid_from.day != 1:
        raise Invalid.at("/valid_from", N_("政策只能自某月 1 日起。"), "not-first-of-month")
    existing = repository.find_policy_from(work.session, programme.id, valid_from)
    wanted = _columns(body)
    if existing is not None and all(getattr(existing, name) == value for name, value in wanted.items()):
        return PolicyView.model_validate(existing), False
    closed = repository.first_closed_from(work.session, programme.id, clock.month_of(valid_from))
    if closed is not None:
        raise MonthClosed(month=closed)
    before = existing.model_dump(mode="json") if existing else None
    if existing is not None:
        check_version(expected, existing.version, PolicyView.model_validate(existing))
    row = existing or ProgrammePolicy(programme_id=programme.id, valid_from=valid_from)
    for name, value in wanted.items():
        setattr(row, name, value)
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        "secondments.policy_put",
        SUBJECT,
        programme.id,
        before=before,
        after=row,
        unit_id=programme.unit_id,
        valid_from=valid_from.isoformat(),
    )
    return PolicyView.model_validate(row), existing is None


def _administered(work: Work, programme_id: UUID) -> Programme:
    """The programme, held for change; NotFound when invisible, Forbidden when it is not the actor's to run."""
    programme = find_known(work, programme_id)
    require(may_run(work, programme))
    locked = repository.lock_programme(work.session, programme_id)
    return locked or programme


def _columns(body: PolicyIn) -> dict[str, Any]:
    plain = body.model_dump()
    plain["duty_windows"] = [window.model_dump() for window in body.duty_windows]
    return plain


def _view(work: Work, programme: Programme) -> ProgrammeView:
    current = repository.list_policies_in_force(work.session, [programme.id], work.today)
    return programme_view(programme, current.get(programme.id))


def programme_view(programme: Programme, current: ProgrammePolicy | None) -> ProgrammeView:
    """A programme and the policy in force."""
    return ProgrammeView(
        policy=PolicyView.model_validate(current) if current else None,
        **programme.model_dump(exclude={"created_by_id", "creation_digest"}),
    )


def programme_choices(work: Work) -> list[tuple[UUID, str]]:
    """(id, name) of the programmes in which the actor may enter secondments, for forms."""
    return [(row.id, row.name) for row in repository.list_open_programmes(work.session, work.actor)]


def own_units(work: Work) -> list[tuple[UUID, str]]:
    """(id, name) of the units whose programmes the actor runs, for forms."""
    own = {grant.unit_id for grant in work.actor.only(Role.ORGADMIN).grants if grant.unit_id}
    return list(unit_names_of(work, own).items())
