"""Dated roles: granted and withdrawn by those who may, and never to oneself."""

from datetime import timedelta
from uuid import UUID

from app.accounts import policy, repository
from app.accounts import repository_people as people
from app.accounts import repository_units as units
from app.accounts.authority import forget_after
from app.accounts.creation import insert, standing
from app.accounts.errors import PersonDisabled, RoleEnded
from app.accounts.errors_care import PersonLeft
from app.accounts.models import Person, PersonStatus, RoleAssignment
from app.accounts.policy import WITHOUT_UNIT, PersonFacts
from app.accounts.schemas import PersonView, RoleInput
from app.accounts.service_people import get_visible_person, view_person
from app.accounts.service_units import refuse_closed
from app.audit.service import record
from app.core.actor import Role
from app.core.errors import IdReused, Invalid, NotFound, require
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.work import Work


def grant_role(work: Work, person_id: UUID, body: RoleInput) -> tuple[PersonView, bool]:
    """Grant a person one more role; answers the person and whether the role is new.

    Raises NotFound, Forbidden, PersonDisabled, Invalid, IdReused.
    """
    person, facts = get_visible_person(work, person_id, lock=True)
    made = people.find_assignment(work.session, body.id) if body.id else None
    if made is not None and made.person_id != person.id:
        raise NotFound
    if standing(work, made, body) is not None:
        return view_person(work, person), False
    if person.status is not PersonStatus.ACTIVE:
        raise PersonDisabled
    add_role(work, person, facts, body)
    touch(work, person)
    return view_person(work, person), True


def add_role(work: Work, person: Person, facts: PersonFacts, body: RoleInput, pointer: str = "") -> None:
    """Grant a role within a larger change; `pointer` leads errors to the role in its body."""
    if person.left_on is not None:
        raise PersonLeft
    path = _check_place(work, body, pointer)
    require(policy.can_grant(work.actor, body.role, path, facts))
    start = body.valid_from or work.today
    if body.valid_to is not None and body.valid_to < start:
        raise Invalid.at(f"{pointer}/valid_to", N_("结束日期不能早于开始日期。"), "dates-reversed")
    row = RoleAssignment(
        id=body.id or new_id(),
        person_id=person.id,
        role=body.role,
        unit_id=body.unit_id,
        group_id=body.group_id,
        valid_from=start,
        valid_to=body.valid_to,
        granted_by_id=work.actor.person_id,
    )
    insert(work, row, body, IdReused())
    forget_after(work)
    record(
        work,
        "accounts.role-grant",
        "person",
        person.id,
        after=row,
        unit_id=body.unit_id or person.home_unit_id,
        role=body.role,
        valid_from=start.isoformat(),
        valid_to=body.valid_to.isoformat() if body.valid_to else None,
    )


def _check_place(work: Work, body: RoleInput, pointer: str) -> str | None:
    """The tree path over which the role would be held, None for roles without a unit; Invalid when it is no such."""
    if body.group_id is not None and body.role is not Role.GROUP_LEADER:
        raise Invalid.at(f"{pointer}/group_id", N_("只有组长的角色属于小组。"), "no-group")
    if body.unit_id is None:
        if body.role not in WITHOUT_UNIT:
            raise Invalid.at(f"{pointer}/unit_id", N_("请选择这个角色所在的单位。"), "missing")
        return None
    if body.role is Role.SYSADMIN:
        raise Invalid.at(f"{pointer}/unit_id", N_("系统管理员不属于任何单位。"), "no-unit")
    unit = units.find_visible(work.session, work.actor, body.unit_id)
    if unit is None:
        raise Invalid.at(f"{pointer}/unit_id", N_("没有这个单位，或您无权查看。"), "unknown-unit")
    refuse_closed(unit, f"{pointer}/unit_id")
    return unit.path


def withdraw_role(work: Work, person_id: UUID, assignment_id: UUID) -> PersonView:
    """End a role at once: yesterday was its last day; one that began today or later never was.

    Raises NotFound, Forbidden, RoleEnded.
    """
    person, facts = get_visible_person(work, person_id, lock=True)
    row = people.find_assignment(work.session, assignment_id)
    if row is None or row.person_id != person.id:
        raise NotFound
    unit = repository.get_unit(work.session, row.unit_id) if row.unit_id else None
    require(policy.can_grant(work.actor, row.role, unit.path if unit else None, facts))
    if row.valid_to is not None and row.valid_to < work.today:
        raise RoleEnded
    if row.valid_from >= work.today:
        work.session.delete(row)
    else:
        row.valid_to = work.today - timedelta(days=1)
        work.session.add(row)
    touch(work, person)
    forget_after(work)
    record(
        work,
        "accounts.role-withdraw",
        "person",
        person.id,
        unit_id=row.unit_id or person.home_unit_id,
        role=row.role,
        valid_from=row.valid_from.isoformat(),
    )
    return view_person(work, person)


def touch(work: Work, person: Person) -> None:
    """A person's roles are part of the resource: its version moves with them."""
    person.updated_at = work.now
    work.session.add(person)
    work.session.flush()
