"""Leaving 离任 and coming back: a last day, after which the account opens nothing. Nothing of the person is deleted."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.accounts import policy
from app.accounts import repository_care as care
from app.accounts import repository_people as people
from app.accounts.authority import forget_after
from app.accounts.duties import duties_after
from app.accounts.errors import PersonDisabled
from app.accounts.errors_care import DutiesOpen, PersonLeft, PersonStays
from app.accounts.models import Person, PersonStatus, RoleAssignment
from app.accounts.models_care import Departure
from app.accounts.policy import PersonFacts
from app.accounts.schemas import PersonView
from app.accounts.schemas_care import DutiesView, LeaveIn, ReturnIn
from app.accounts.service_passwords import end_all_access
from app.accounts.service_people import get_visible_person, view_person
from app.accounts.service_roles import touch
from app.accounts.versions import check_version
from app.audit.service import record
from app.core import events
from app.core.actor import Role
from app.core.errors import Forbidden, Invalid, require
from app.core.i18n import N_
from app.core.work import Work

FARTHEST = timedelta(days=366)


def list_duties(work: Work, person_id: UUID, on: date) -> DutiesView:
    """What a person still answers for after `on`, for whoever may let them leave. Raises NotFound, Forbidden."""
    _, facts = get_visible_person(work, person_id)
    require(policy.can_switch(work.actor, facts))
    return duties_after(work, person_id, on)


def let_leave(work: Work, person_id: UUID, body: LeaveIn) -> PersonView:
    """Fix somebody's last day: roles end on it, sessions after it, the account is off from the next day.

    What they still answer for is named first: DutiesOpen until `acknowledged`. Raises NotFound, Forbidden,
    PersonDisabled, PersonLeft, Invalid, VersionConflict, StaleVersion.
    """
    person, facts = get_visible_person(work, person_id, lock=True)
    require(policy.can_switch(work.actor, facts) or _is_repeated(work, person, body))
    if _is_repeated(work, person, body):
        return view_person(work, person)
    check_version(person, body.version, view_person(work, person))
    if person.status is not PersonStatus.ACTIVE:
        raise PersonDisabled
    if person.left_on is not None:
        raise PersonLeft
    if abs(body.on - work.today) > FARTHEST:
        raise Invalid.at("/on", N_("离任日期应在今天前后一年之内。"), "too-far")
    duties = duties_after(work, person.id, body.on)
    if duties.items and not body.acknowledged:
        raise DutiesOpen(extra={"duties": duties.model_dump(mode="json")["items"]})
    _leave(work, person, body, len(duties.items))
    return view_person(work, person)


def _is_repeated(work: Work, person: Person, body: LeaveIn) -> bool:
    """The same person decided the same on the same version before."""
    if person.left_on != body.on or body.version >= person.version:
        return False
    made = care.find_departure(work.session, person.id)
    same = made is not None and made.undone_at is None and made.from_version == body.version
    return same and made is not None and made.decided_by_id == work.actor.person_id


def _leave(work: Work, person: Person, body: LeaveIn, duties: int) -> None:
    if work.actor.person_id is None:
        raise Forbidden
    before, ended = view_person(work, person), _end_roles(work, person.id, body.on)
    departure = Departure(
        person_id=person.id,
        last_on=body.on,
        reason=body.reason,
        roles=ended,
        decided_by_id=work.actor.person_id,
        from_version=person.version,
    )
    work.session.add(departure)
    person.left_on = body.on
    if body.on < work.today:
        _switch_off(work, person)
    touch(work, person)
    forget_after(work)
    after = view_person(work, person)
    facts = {"on": body.on.isoformat(), "roles": len(ended), "duties": duties}
    record(
        work,
        "accounts.person-leave",
        "person",
        person.id,
        before=before,
        after=after,
        unit_id=person.home_unit_id,
        **facts,
    )
    events.publish(work, "person.leaves", person_id=person.id, on=body.on)


def _end_roles(work: Work, person_id: UUID, last_on: date) -> list[dict[str, Any]]:
    """Every role ends on the last day, one that would begin later never was; answers them as they stood."""
    kept = []
    for row in care.roles_beyond(work.session, person_id, last_on):
        kept.append(row.model_dump(mode="json", exclude={"version", "created_at", "updated_at", "body_digest"}))
        if row.valid_from > last_on:
            work.session.delete(row)
        else:
            row.valid_to = last_on
            work.session.add(row)
    work.session.flush()
    return kept


def _switch_off(work: Work, person: Person) -> None:
    person.status = PersonStatus.DISABLED
    end_all_access(work, person)


def let_return(work: Work, person_id: UUID, body: ReturnIn) -> PersonView:
    """Undo a leaving that lies ahead, roles and all; afterwards the account opens again and roles are granted anew.

    Raises NotFound, Forbidden, PersonStays, VersionConflict, StaleVersion.
    """
    person, facts = get_visible_person(work, person_id, lock=True)
    departure = care.find_departure(work.session, person.id)
    require(policy.can_switch(work.actor, _as_before(facts, departure)))
    if _came_back(work, person, departure, body):
        return view_person(work, person)
    check_version(person, body.version, before := view_person(work, person))
    if departure is None or person.left_on is None:
        raise PersonStays
    is_undone = work.today <= person.left_on
    restored = _restore_roles(work, departure) if is_undone else 0
    departure.undone_at, departure.undone_by_id = work.now, work.actor.person_id
    person.left_on, person.status = None, PersonStatus.ACTIVE
    work.session.add(departure)
    touch(work, person)
    forget_after(work)
    record(
        work,
        "accounts.person-return",
        "person",
        person.id,
        before=before,
        after=view_person(work, person),
        unit_id=person.home_unit_id,
        undone=is_undone,
        roles=restored,
    )
    return view_person(work, person)


def _as_before(facts: PersonFacts, departure: Departure | None) -> PersonFacts:
    """A person with the roles that ended with the leaving: protected ones are given back by whoever grants them."""
    ended = {Role(role["role"]) for role in departure.roles} if departure and departure.undone_at is None else set()
    return replace(facts, roles=facts.roles | ended)


def _came_back(work: Work, person: Person, departure: Departure | None, body: ReturnIn) -> bool:
    undone_by_actor = departure is not None and departure.undone_by_id == work.actor.person_id
    return undone_by_actor and person.left_on is None and body.version < person.version


def _restore_roles(work: Work, departure: Departure) -> int:
    for kept in departure.roles:
        values = RoleAssignment.model_validate(kept)
        row = people.find_assignment(work.session, values.id)
        if row is None:
            work.session.add(values)
        elif row.valid_to == departure.last_on:
            row.valid_to = values.valid_to
            work.session.add(row)
    work.session.flush()
    return len(departure.roles)


def switch_off_the_gone(work: Work, today: date) -> int:
    """Switch off the accounts of those whose last day is over; authority refused them from midnight on already."""
    gone = care.lock_left(work.session, today)
    for person in gone:
        _switch_off(work, person)
        touch(work, person)
        record(work, "accounts.person-gone", "person", person.id, unit_id=person.home_unit_id)
    return len(gone)
