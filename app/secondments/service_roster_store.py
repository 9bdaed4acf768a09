"""Carrying out an import: rows in bulk, each with the audit event and the history that its service would write."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from app.accounts.authority import forget_after
from app.accounts.models import Person, RoleAssignment, Unit
from app.audit import service as audit
from app.core import clock
from app.core.work import Work
from app.secondments import repository_roster as repository
from app.secondments import repository_secondments
from app.secondments.models import Secondment, SecondmentEvent, SecondmentStatus, SecondmentSupervisor
from app.secondments.roster.plan import NewTerm, Plan, TermChange
from app.secondments.schemas_secondments import ApproveIn, SecondmentPatch, StepIn
from app.secondments.service_lifecycle import take_step
from app.secondments.service_secondments import SUBJECT, change_secondment

Advance = Callable[[int], None]


def size_of(plan: Plan) -> int:
    """How many rows will be stored, for the progress."""
    changes = len(plan.unit_changes) + len(plan.person_changes) + 4 * len(plan.term_changes)
    return len(plan.units) + len(plan.people) + len(plan.roles) + 3 * len(plan.terms) + changes


def carry_out(work: Work, plan: Plan, advance: Advance) -> None:
    """Everything of the plan in the caller's unit of work."""
    _store_units(work, plan, advance)
    _store_people(work, plan, advance)
    _store_roles(work, plan, advance)
    _store_terms(work, plan, advance)
    for change in plan.term_changes:
        _change_term(work, change)
        advance(4)
    if plan.roles or plan.person_changes or plan.units:
        forget_after(work)


def _stored(work: Work, rows: list[Unit] | list[Person] | list[RoleAssignment], advance: Advance) -> None:
    for count in repository.store(work.session, rows):
        advance(count)


def _store_units(work: Work, plan: Plan, advance: Advance) -> None:
    rows = []
    for new in sorted(plan.units, key=lambda one: len(one.path)):
        row = Unit(id=new.id, name=new.name, kind=new.kind, parent_id=new.parent_id, path=new.path)
        row.region_band, row.created_by_id = new.band, work.actor.id
        rows.append(row)
    _stored(work, rows, advance)
    for row in rows:
        audit.record(work, "accounts.unit-create", "unit", row.id, after=row, unit_id=row.id, kind=row.kind)
    found = repository_secondments.get_units(work.session, list(plan.unit_changes))
    for unit_id, changes in plan.unit_changes.items():
        row = found[unit_id]
        before = row.model_dump(mode="json")
        for name, value in changes.items():
            setattr(row, name, value)
        work.session.flush()
        audit.record(work, "accounts.unit-change", "unit", unit_id, before=before, after=row, unit_id=unit_id)
        advance(1)


def _store_people(work: Work, plan: Plan, advance: Advance) -> None:
    rows = [
        Person(
            id=new.id,
            login=new.login,
            name=new.name,
            person_no=new.number,
            phone=new.phone,
            home_unit_id=new.home_id,
            created_by_id=work.actor.id,
        )
        for new in plan.people
    ]
    _stored(work, rows, advance)
    for row in rows:
        audit.record(work, "accounts.person-create", "person", row.id, after=_outside(row), unit_id=row.home_unit_id)
    for row in repository.list_people_by_id(work.session, plan.person_changes):
        before = _outside(row)
        for name, value in plan.person_changes[row.id].items():
            setattr(row, name, value)
        work.session.flush()
        fields = {"fields": sorted(plan.person_changes[row.id]), "status": row.status}
        audit.record(
            work,
            "accounts.person-change",
            "person",
            row.id,
            before=before,
            after=_outside(row),
            unit_id=row.home_unit_id,
            **fields,
        )
        advance(1)


def _outside(row: Person) -> dict[str, object]:
    """A person without the proof of who they are: a stored digest of that could be guessed."""
    return row.model_dump(mode="json", exclude={"password_hash", "auth_version"})


def _store_roles(work: Work, plan: Plan, advance: Advance) -> None:
    rows = [
        RoleAssignment(
            person_id=new.person_id,
            role=new.role,
            unit_id=new.unit_id,
            valid_from=work.today,
            granted_by_id=work.actor.person_id,
            created_by_id=work.actor.id,
        )
        for new in plan.roles
    ]
    _stored(work, rows, advance)
    homes = {new.person_id: new.home_id for new in plan.roles}
    for row in rows:
        where = row.unit_id or homes[row.person_id]
        facts: dict[str, Any] = {"role": row.role, "valid_from": row.valid_from.isoformat(), "valid_to": None}
        audit.record(work, "accounts.role-grant", "person", row.person_id, after=row, unit_id=where, **facts)
    fresh = {new.id for new in plan.people}
    repository.touch_people(work.session, {row.person_id for row in rows} - fresh, work.now)


_PASSED = {
    SecondmentStatus.DRAFT: ("create",),
    SecondmentStatus.APPROVED: ("create", "approve"),
    SecondmentStatus.ACTIVE: ("create", "approve", "activate"),
}
_STATES = {"create": "", "approve": SecondmentStatus.DRAFT, "activate": SecondmentStatus.APPROVED}
_REACHED = {"approve": SecondmentStatus.APPROVED, "activate": SecondmentStatus.ACTIVE}


def _store_terms(work: Work, plan: Plan, advance: Advance) -> None:
    rows = [_secondment(work, new) for new in plan.terms]
    for count in repository.store(work.session, rows):
        advance(count)
    reminded = [
        SecondmentSupervisor(secondment_id=new.id, person_id=person_id)
        for new in plan.terms
        for person_id in new.supervisor_ids
    ]
    for _ in repository.store(work.session, reminded):
        pass
    passed = [event for row in rows for event in _history(work, row)]
    for count in repository.store(work.session, passed):
        advance(count)
    for row in rows:
        _trace(work, row)


def _secondment(work: Work, new: NewTerm) -> Secondment:
    return Secondment(
        id=new.id,
        version=len(_PASSED[new.status]),
        cadre_id=new.cadre_id,
        programme_id=new.programme_id,
        sending_unit_id=new.sending_unit_id,
        receiving_unit_id=new.receiving_unit_id,
        post_title=new.post_title,
        region_band=new.region_band,
        start_on=new.start_on,
        end_on=new.end_on,
        end_month=clock.month_of(new.end_on),
        status=new.status,
        approval_no=new.approval_no,
        arrived_on=new.arrived_on,
        created_by_id=work.actor.id,
    )


def _history(work: Work, row: Secondment) -> Iterable[SecondmentEvent]:
    for version, kind in enumerate(_PASSED[row.status]):
        on = row.arrived_on if kind == "activate" and row.arrived_on else work.today
        yield SecondmentEvent(
            secondment_id=row.id,
            kind=kind,
            from_version=version,
            effective_on=on,
            actor_id=work.actor.person_id,
            at=work.now,
        )


def _trace(work: Work, row: Secondment) -> None:
    dates = {"start_on": row.start_on.isoformat(), "end_on": row.end_on.isoformat()}
    for kind in _PASSED[row.status]:
        facts: dict[str, Any] = {**dates, "status": SecondmentStatus.DRAFT}
        if kind != "create":
            on = row.arrived_on if kind == "activate" and row.arrived_on else work.today
            facts = {"from_state": _STATES[kind], "to_state": _REACHED[kind], "effective_on": on.isoformat()}
            facts["end_on"] = row.end_on.isoformat()
        audit.record(work, f"secondments.{kind}", SUBJECT, row.id, after=row, unit_id=row.receiving_unit_id, **facts)


def _change_term(work: Work, change: TermChange) -> None:
    """Corrections and steps of what stands go through the services, one by one."""
    values = dict(change.fields)
    if change.supervisor_ids is not None:
        values["supervisor_ids"] = change.supervisor_ids
    version = _version_of(work, change.term.id)
    if values:
        version = change_secondment(work, change.term.id, SecondmentPatch(**values), version).version
    for name in change.steps:
        body = ApproveIn() if name == "approve" else StepIn(effective_on=change.arrived_on)
        version = take_step(work, change.term.id, name, body, version).version


def _version_of(work: Work, secondment_id: UUID) -> int | None:
    row = repository_secondments.find_secondment(work.session, secondment_id)
    return row.version if row is not None else None
