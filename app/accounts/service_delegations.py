"""Delegations 代理: given with dates, in force as an ordinary grant, over with the giver's own role."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from app.accounts import policy_delegations as policy
from app.accounts import repository
from app.accounts import repository_delegations as rows
from app.accounts import repository_units as units
from app.accounts.authority import forget_after
from app.accounts.creation import insert, standing
from app.accounts.errors_delegations import DelegationOver, DelegationOverlaps
from app.accounts.models import Unit
from app.accounts.models_delegations import Delegation
from app.accounts.policy_delegations import DelegationFacts
from app.accounts.repository_delegations import DelegationRow
from app.accounts.schemas_delegations import DelegationInput, DelegationQuery, DelegationState, DelegationView
from app.accounts.service_namesakes import choice_labels
from app.accounts.service_people import list_holders
from app.audit.service import record
from app.core import clock, events
from app.core.actor import Role
from app.core.errors import IdReused, Invalid, NotFound, require
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.paging import Page, view_page
from app.core.work import Work

SUBJECT = "delegation"
LOOK_BACK = timedelta(days=7)
NO_UNIT = N_("没有这个单位，或您无权查看。")
NOT_THERE = N_("请选择本地区有账号的在职人员。")
NOT_A_SUPERVISOR = N_("此人在这个单位没有主管角色，没有可代理的权限。")


def give_delegation(work: Work, body: DelegationInput) -> tuple[DelegationView, bool]:
    """Let somebody stand in; answers the delegation and whether it is new.

    Raises Forbidden, Invalid at a field, DelegationOverlaps, IdReused, NotFound for someone else's id.
    """
    made = standing(work, rows.find_delegation(work.session, body.id) if body.id else None, body)
    if made is not None:
        return _view(work, made), False
    require(policy.can_delegate_somewhere(work.actor))
    unit = units.find_visible(work.session, work.actor, body.unit_id)
    if unit is None:
        raise Invalid.at("/unit_id", NO_UNIT, "unknown-unit")
    row = _row(work, body)
    facts = DelegationFacts(row.from_id, row.to_id, unit.path)
    if body.from_id is None and policy.must_name_giver(work.actor, unit.path):
        raise Invalid.at("/from_id", N_("请选择代谁。"), "missing")
    require(policy.can_delegate(work.actor, facts))
    if fault := policy.dates_fault(body.start_on, body.end_on, work.today):
        raise Invalid(errors=(fault,))
    _check_people(work, row, unit)
    repository.get_person(work.session, row.from_id, lock=True)
    if rows.overlapping(work.session, row):
        raise DelegationOverlaps
    insert(work, row, body, IdReused())
    forget_after(work)
    _told(work, row, "give")
    if row.start_on <= work.today:
        events.publish(work, "delegation.began", **_news(row, unit.name))
    return _view(work, row), True


def _row(work: Work, body: DelegationInput) -> Delegation:
    giver = body.from_id or work.actor.person_id
    assert giver is not None  # noqa: S101 - only people delegate
    fields = body.model_dump(exclude={"id", "from_id"})
    return Delegation(id=body.id or new_id(), from_id=giver, **fields)


def _check_people(work: Work, row: Delegation, unit: Unit) -> None:
    """Somebody of the region with an account, who is not the giver; and a giver who is a supervisor of the unit."""
    if not rows.holds_supervision(work.session, row.from_id, unit, work.today):
        raise Invalid.at("/from_id", NOT_A_SUPERVISOR, "not-a-supervisor")
    region = rows.region_path(work.session, unit)
    if row.to_id == row.from_id or rows.find_in_region(work.session, row.to_id, region) is None:
        raise Invalid.at("/to_id", NOT_THERE, "unknown-person")


def withdraw_delegation(work: Work, delegation_id: UUID) -> DelegationView:
    """End a delegation at once; doing it again changes nothing. Raises NotFound, Forbidden, DelegationOver."""
    row = rows.find_visible(work.session, work.actor, delegation_id, lock=True)
    if row is None:
        raise NotFound
    unit = repository.get_unit(work.session, row.unit_id)
    assert unit is not None  # noqa: S101 - a foreign key
    require(policy.can_withdraw(work.actor, DelegationFacts(row.from_id, row.to_id, unit.path)))
    if row.withdrawn_at is not None:
        return _view(work, row)
    if row.end_on < work.today:
        raise DelegationOver
    row.withdrawn_at, row.withdrawn_by_id = work.now, work.actor.person_id
    work.session.add(row)
    work.session.flush()
    forget_after(work)
    _told(work, row, "withdraw")
    if row.start_on <= work.today:
        events.publish(work, "delegation.ended", **_news(row, unit.name))
    return _view(work, row)


def list_delegations(work: Work, query: DelegationQuery) -> Page[DelegationView]:
    """The delegations that the actor may know of, the latest begin first."""
    require(policy.may_list(work.actor))
    found, following = rows.list_page(work.session, work.actor, query.unit_id, query.limit, query.cursor)
    views = {view.id: view for view in views_of(work, [row.id for row in found])}
    return view_page(found, following, lambda row: views[row.id])


def views_of(work: Work, ids: Iterable[UUID]) -> list[DelegationView]:
    """Delegations by id as the actor may see them."""
    known = rows.describe(work.session, ids, work.today)
    people = {key for row in known.values() for key in (row.delegation.from_id, row.delegation.to_id)}
    names = repository.names_by_id(work.session, people)
    return [_view_of(work, row, names) for row in known.values()]


def _view(work: Work, row: Delegation) -> DelegationView:
    work.session.flush()
    return views_of(work, [row.id])[0]


def _view_of(work: Work, found: DelegationRow, names: dict[UUID, str]) -> DelegationView:
    row, unit, _ = found
    facts = DelegationFacts(row.from_id, row.to_id, unit.path)
    state = state_of(work, found)
    open_still = state in (DelegationState.UPCOMING, DelegationState.IN_FORCE)
    return DelegationView(
        **row.model_dump(include={"id", "version", "from_id", "to_id", "unit_id", "start_on", "end_on"}),
        from_name=names[row.from_id],
        to_name=names[row.to_id],
        unit_name=unit.name,
        reason=row.reason if policy.may_see_reason(work.actor, facts) else None,
        state=state,
        can_withdraw=open_still and policy.can_withdraw(work.actor, facts),
    )


def state_of(work: Work, found: DelegationRow) -> DelegationState:
    """Where a delegation stands today."""
    row = found.delegation
    if row.withdrawn_at is not None:
        return DelegationState.WITHDRAWN
    if row.end_on < work.today:
        return DelegationState.ENDED
    if not found.holds:
        return DelegationState.LAPSED
    return DelegationState.UPCOMING if row.start_on > work.today else DelegationState.IN_FORCE


def stand_in_choices(work: Work, unit_id: UUID) -> list[tuple[UUID, str]]:
    """(id, name and unit) of whom a form offers: colleagues of the unit, and the region's supervisors."""
    unit = units.find_visible(work.session, work.actor, unit_id)
    if unit is None:
        return []
    region = rows.region_path(work.session, unit)
    found = rows.list_stand_ins(work.session, region, unit.path, work.today, 500)
    labels = choice_labels(work, [key for key, _, _ in found])
    return [(key, labels[key]) for key, _, _ in found if key != work.actor.person_id]


def givers_at(work: Work, unit_id: UUID) -> list[tuple[UUID, str]]:
    """(id, name) of whose power at a unit the actor may hand over: their own, or any supervisor's there."""
    unit = units.find_visible(work.session, work.actor, unit_id)
    if unit is None:
        return []
    labels = choice_labels(work, [person.id for person in list_holders(work, Role.SUPERVISOR, unit.path)])
    found = list(labels.items())
    if work.actor.holds(Role.ORGADMIN, unit.path):
        return found
    return [pair for pair in found if pair[0] == work.actor.person_id]


def own_units(work: Work) -> list[tuple[UUID, str]]:
    """The units over which the actor holds a supervisor's role of their own, with names."""
    held = {grant.unit_id for grant in work.actor.own().only(Role.SUPERVISOR).grants if grant.unit_id}
    return sorted(repository.unit_names_by_id(work.session, held).items(), key=lambda pair: pair[1])


def tell_turns(work: Work, slot: datetime) -> str:
    """News of delegations that began or ended lately; told once each, however often it runs."""
    today = clock.civil_date(slot)
    began = ended = 0
    for row, unit, holds in rows.list_turning(work.session, today, LOOK_BACK):
        if row.end_on < today or not holds:
            events.publish(work, "delegation.ended", **_news(row, unit.name))
            ended += 1
        else:
            events.publish(work, "delegation.began", **_news(row, unit.name))
            began += 1
    return f"{began} in force, {ended} over"


def _news(row: Delegation, unit_name: str) -> dict[str, object]:
    facts = row.model_dump(include={"from_id", "to_id", "unit_id", "start_on", "end_on"})
    return facts | {"delegation_id": row.id, "unit_name": unit_name}


def _told(work: Work, row: Delegation, verb: str) -> None:
    record(
        work,
        f"accounts.delegation-{verb}",
        SUBJECT,
        row.id,
        unit_id=row.unit_id,
        from_id=str(row.from_id),
        to_id=str(row.to_id),
        start_on=row.start_on.isoformat(),
        end_on=row.end_on.isoformat(),
    )
