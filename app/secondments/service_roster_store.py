"""Carrying out an import: rows in bulk, each with the audit event and the history that its service would write."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

from sqlmodel import SQLModel

from app.accounts.authority import forget_after
from app.accounts.models import Person, RoleAssignment, Unit
from app.audit import service as audit
from app.core import clock
from app.core.bulk import as_json, complete, insert_rows
from app.core.work import Work
from app.secondments import repository_roster as repository
from app.secondments import repository_secondments
from app.secondments.intake import Advance
from app.secondments.models import (
    REPEATED,
    Posting,
    Secondment,
    SecondmentEvent,
    SecondmentStatus,
    SecondmentSupervisor,
)
from app.secondments.roster.plan import NewTerm, Plan
from app.secondments.service_roster_correct import correct_terms
from app.secondments.service_secondments import SUBJECT

Row = dict[str, Any]


def carry_out(work: Work, plan: Plan, advance: Advance) -> None:
    """Everything of the plan in the caller's unit of work."""
    _store_units(work, plan, advance)
    _store_people(work, plan, advance)
    _store_roles(work, plan, advance)
    _store_terms(work, plan, advance)
    correct_terms(work, plan.term_changes, advance)
    if plan.roles or plan.person_changes or plan.units:
        forget_after(work)


def _insert(work: Work, kind: type[SQLModel], rows: list[dict[str, Any]], advance: Advance | None = None) -> list[Row]:
    found = [complete(kind, row) for row in rows]
    for count in insert_rows(work.session, kind, found):
        if advance is not None:
            advance(count)
    return found


def _store_units(work: Work, plan: Plan, advance: Advance) -> None:
    units = [
        {
            "id": new.id,
            "name": new.name,
            "kind": new.kind,
            "parent_id": new.parent_id,
            "path": new.path,
            "region_band": new.band,
            "created_by_id": work.actor.id,
        }
        for new in sorted(plan.units, key=lambda one: len(one.path))
    ]
    rows = _insert(work, Unit, units, advance)
    audit.record_all(
        work,
        (
            audit.event_of(
                work, "accounts.unit-create", "unit", row["id"], as_json(row), unit_id=row["id"], kind=row["kind"]
            )
            for row in rows
        ),
    )
    found = repository_secondments.get_units(work.session, list(plan.unit_changes))
    for unit_id, changes in plan.unit_changes.items():
        unit = found[unit_id]
        before = unit.model_dump(mode="json")
        for name, value in changes.items():
            setattr(unit, name, value)
        work.session.flush()
        audit.record(work, "accounts.unit-change", "unit", unit_id, before=before, after=unit, unit_id=unit_id)
        advance(1)


_PROOFS = ("password_hash", "auth_version")
"""What no digest of a person holds: it could be guessed."""


def _store_people(work: Work, plan: Plan, advance: Advance) -> None:
    people = [
        {
            "id": new.id,
            "login": new.login,
            "name": new.name,
            "person_no": new.number,
            "phone": new.phone,
            "home_unit_id": new.home_id,
            "created_by_id": work.actor.id,
        }
        for new in plan.people
    ]
    rows = _insert(work, Person, people, advance)
    audit.record_all(
        work,
        (
            audit.event_of(
                work,
                "accounts.person-create",
                "person",
                row["id"],
                as_json(row, _PROOFS),
                unit_id=row["home_unit_id"],
            )
            for row in rows
        ),
    )
    for person in repository.list_people_by_id(work.session, plan.person_changes):
        _change_person(work, person, plan.person_changes[person.id])
        advance(1)


def _change_person(work: Work, person: Person, changes: dict[str, Any]) -> None:
    before = person.model_dump(mode="json", exclude=set(_PROOFS))
    for name, value in changes.items():
        setattr(person, name, value)
    work.session.flush()
    audit.record(
        work,
        "accounts.person-change",
        "person",
        person.id,
        before=before,
        after=person.model_dump(mode="json", exclude=set(_PROOFS)),
        unit_id=person.home_unit_id,
        fields=sorted(changes),
        status=person.status,
    )


def _store_roles(work: Work, plan: Plan, advance: Advance) -> None:
    grants = [
        {
            "person_id": new.person_id,
            "role": new.role,
            "unit_id": new.unit_id,
            "valid_from": work.today,
            "granted_by_id": work.actor.person_id,
            "created_by_id": work.actor.id,
        }
        for new in plan.roles
    ]
    rows = _insert(work, RoleAssignment, grants, advance)
    homes = {new.person_id: new.home_id for new in plan.roles}
    valid = {"valid_from": work.today.isoformat(), "valid_to": None}
    audit.record_all(
        work,
        (
            audit.event_of(
                work,
                "accounts.role-grant",
                "person",
                row["person_id"],
                as_json(row),
                unit_id=row["unit_id"] or homes[row["person_id"]],
                role=row["role"],
                **valid,
            )
            for row in rows
        ),
    )
    fresh = {new.id for new in plan.people}
    repository.touch_people(work.session, {row["person_id"] for row in rows} - fresh, work.now)


_PASSED = {
    SecondmentStatus.DRAFT: ("create",),
    SecondmentStatus.APPROVED: ("create", "approve"),
    SecondmentStatus.ACTIVE: ("create", "approve", "activate"),
}
"""The steps that a new secondment has taken; each is a version."""
_STATES = {"approve": SecondmentStatus.DRAFT, "activate": SecondmentStatus.APPROVED}
_REACHED = {"approve": SecondmentStatus.APPROVED, "activate": SecondmentStatus.ACTIVE}


def _store_terms(work: Work, plan: Plan, advance: Advance) -> None:
    rows = _insert(work, Secondment, [_secondment(work, new) for new in plan.terms], advance)
    first = [
        {"secondment_id": row["id"], "created_by_id": work.actor.id, "start_on": row["start_on"]}
        | {name: row[name] for name in REPEATED}
        for row in rows
    ]
    _insert(work, Posting, first)
    reminded = [
        {"secondment_id": new.id, "person_id": person_id} for new in plan.terms for person_id in new.supervisor_ids
    ]
    _insert(work, SecondmentSupervisor, reminded)
    _insert(work, SecondmentEvent, [event for row in rows for event in _history(work, row)], advance)
    audit.record_all(work, (event for row in rows for event in _trace(work, row)))


def _secondment(work: Work, new: NewTerm) -> dict[str, Any]:
    values = {field.name: getattr(new, field.name) for field in fields(new) if field.name != "supervisor_ids"}
    month = clock.month_of(new.end_on)
    return {**values, "version": len(_PASSED[new.status]), "end_month": month, "created_by_id": work.actor.id}


def _day_of(work: Work, row: Row, kind: str) -> date:
    arrived_on: date | None = row["arrived_on"]
    return arrived_on if kind == "activate" and arrived_on else work.today


def _history(work: Work, row: Row) -> Iterable[Row]:
    for version, kind in enumerate(_PASSED[row["status"]]):
        yield {
            "secondment_id": row["id"],
            "kind": kind,
            "from_version": version,
            "effective_on": _day_of(work, row, kind),
            "actor_id": work.actor.person_id,
            "at": work.now,
        }


def _trace(work: Work, row: Row) -> Iterable[Row]:
    dates = {"start_on": row["start_on"].isoformat(), "end_on": row["end_on"].isoformat()}
    for kind in _PASSED[row["status"]]:
        facts: dict[str, Any] = {**dates, "status": SecondmentStatus.DRAFT}
        if kind != "create":
            facts = {"from_state": _STATES[kind], "to_state": _REACHED[kind], "end_on": dates["end_on"]}
            facts["effective_on"] = _day_of(work, row, kind).isoformat()
        where = {"unit_id": row["receiving_unit_id"]}
        yield audit.event_of(work, f"secondments.{kind}", SUBJECT, row["id"], as_json(row), **where, **facts)
