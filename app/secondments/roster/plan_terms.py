"""Secondments of the file: entered, corrected as far as their state allows, and carried to where the row says."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.core import clock
from app.core.actor import Role
from app.core.ids import new_id
from app.core.sheets.faults import Faults
from app.core.sheets.values import key_of
from app.secondments import policy_lifecycle, rules
from app.secondments.models import SecondmentStatus
from app.secondments.roster.plan import NewTerm, Plan, TermChange
from app.secondments.roster.plan_people import find_person, grant
from app.secondments.roster.plan_units import resolve
from app.secondments.roster.reading import TermRow
from app.secondments.roster.state import KnownPerson, KnownProgramme, KnownTerm, KnownUnit, State

MOST_SUPERVISORS = 20
_CELLS = {
    "sending_unit_id": "sending",
    "receiving_unit_id": "receiving",
    "supervisor_ids": "supervisors",
}
"""Where a field stands when its column is called otherwise."""


@dataclass(slots=True)
class _Wanted:
    """A row with everything found that it names."""

    row: TermRow
    cadre: KnownPerson
    programme: KnownProgramme
    sending: KnownUnit | None
    receiving: KnownUnit
    supervisors: list[KnownPerson]


@dataclass(slots=True)
class _Planner:
    state: State
    plan: Plan
    faults: Faults
    taken: dict[UUID, list[tuple[date, date, TermRow]]] = field(default_factory=lambda: defaultdict(list))


def plan_terms(rows: list[TermRow], state: State, plan: Plan, faults: Faults) -> None:
    """Enter or correct the secondments of the file."""
    planner = _Planner(state, plan, faults)
    for row in rows:
        wanted = _find(planner, row)
        if wanted is None or not _free_inside(planner, wanted):
            continue
        standing = _standing(planner, wanted)
        if standing is not None:
            _correct(planner, wanted, standing)
        elif _free(planner, wanted, None):
            _enter(planner, wanted)


def _find(planner: _Planner, row: TermRow) -> _Wanted | None:
    """Everything that the row names; None when something of it is wrong."""
    state, faults = planner.state, planner.faults
    number = row.row.cell("number")
    cadre = find_person(number, row.number, state, faults) if row.number else None
    if cadre is not None and cadre.elsewhere:
        faults.at(number, "person-elsewhere")
        cadre = None
    if cadre is not None and cadre.id == state.actor.person_id:
        faults.at(number, "own-row")
        cadre = None
    programme = _programme(row, state, faults)
    receiving = resolve(row.receiving, state, faults, must_be_mine=False) if row.receiving.text else None
    sending = resolve(row.sending, state, faults, must_be_mine=False) if row.sending.text else None
    supervisors = _supervisors(row, state, faults)
    lacking = row.sending.text and sending is None
    if row.broken or cadre is None or programme is None or receiving is None or lacking or supervisors is None:
        return None
    return _Wanted(row, cadre, programme, sending, receiving, supervisors)


def _programme(row: TermRow, state: State, faults: Faults) -> KnownProgramme | None:
    """The programme by name, in use, with a policy on the first day."""
    cell = row.programme
    if not cell.text:
        return None
    found = state.programmes.get(key_of(cell.text), [])
    open_ones = [one for one in found if not one.archived]
    if not found:
        names = [one.name for same in state.programmes.values() for one in same if not one.archived]
        faults.at(cell, "unknown-programme", value=cell.text[: Faults.SHOWN], choices="、".join(names[:8]))
    elif not open_ones:
        faults.at(cell, "programme-archived")
    elif len(open_ones) > 1:
        faults.at(cell, "ambiguous-programme", value=cell.text, count=len(open_ones))
    elif open_ones[0].policy_on(row.start_on) is None:
        faults.at(row.row.cell("start_on"), "no-policy")
    else:
        return open_ones[0]
    return None


def _supervisors(row: TermRow, state: State, faults: Faults) -> list[KnownPerson] | None:
    cell = row.row.cell("supervisors")
    if len(row.supervisors) > MOST_SUPERVISORS:
        faults.at(cell, "too-many-supervisors")
        return None
    if row.number in row.supervisors:
        faults.at(cell, "supervisor-is-cadre")
        return None
    found = [find_person(cell, number, state, faults) for number in row.supervisors]
    return [one for one in found if one is not None] if all(found) else None


def _free_inside(planner: _Planner, wanted: _Wanted) -> bool:
    """No other row of the file has the cadre on one of these days."""
    row = wanted.row
    for start_on, end_on, other in planner.taken[wanted.cadre.id]:
        if start_on <= row.end_on and end_on >= row.start_on:
            same = (start_on, end_on) == (row.start_on, row.end_on) and other.programme.text == row.programme.text
            cell = row.row.cell("number" if same else "start_on")
            code = "duplicate-row" if same else "term-overlap-inside"
            planner.faults.at(cell, code, sheet=other.row.sheet, row=other.row.number)
            return False
    planner.taken[wanted.cadre.id].append((row.start_on, row.end_on, row))
    return True


def _standing(planner: _Planner, wanted: _Wanted) -> KnownTerm | None:
    """The secondment that the row speaks of: of this programme and first day, else one not begun that it overlaps."""
    row = wanted.row
    own = [term for term in _terms(planner, wanted) if term.programme_id == wanted.programme.id]
    exact = next((term for term in own if term.start_on == row.start_on), None)
    if exact is not None:
        return exact
    open_states = (SecondmentStatus.DRAFT, SecondmentStatus.APPROVED)
    near = [term for term in own if term.start_on <= row.end_on and term.end_on >= row.start_on]
    return near[0] if len(near) == 1 and near[0].status in open_states else None


def _terms(planner: _Planner, wanted: _Wanted) -> list[KnownTerm]:
    return [term for term in planner.state.terms.get(wanted.cadre.id, ()) if not term.never_came]


def _free(planner: _Planner, wanted: _Wanted, own: KnownTerm | None) -> bool:
    """No other secondment of the cadre shares a day."""
    row = wanted.row
    for term in _terms(planner, wanted):
        if term is not own and term.start_on <= row.end_on and term.end_on >= row.start_on:
            params = {"start_on": term.start_on.isoformat(), "end_on": term.end_on.isoformat()}
            planner.faults.at(row.row.cell("start_on"), "term-overlap", **params)
            return False
    return True


def _enter(planner: _Planner, wanted: _Wanted) -> None:
    row, faults = wanted.row, planner.faults
    month = clock.month_of(row.start_on)
    if month in wanted.programme.closed_months:
        faults.at(row.row.cell("start_on"), "month-closed", month=month)
        return
    approval = row.approval_no is not None
    if not _may_arrive(planner, wanted, approved=approval) or not _let_supervise(planner, wanted):
        return
    grant(wanted.cadre, Role.CADRE, None, planner.state, planner.plan)
    may_approve = approval and planner.state.actor.kind != "client"
    status = SecondmentStatus.APPROVED if may_approve else SecondmentStatus.DRAFT
    planner.plan.terms.append(
        NewTerm(
            id=new_id(),
            cadre_id=wanted.cadre.id,
            programme_id=wanted.programme.id,
            sending_unit_id=wanted.sending.id if wanted.sending else None,
            receiving_unit_id=wanted.receiving.id,
            post_title=row.post_title,
            region_band=row.band or wanted.receiving.band,
            start_on=row.start_on,
            end_on=row.end_on,
            approval_no=row.approval_no,
            arrived_on=row.arrived_on,
            status=SecondmentStatus.ACTIVE if row.arrived_on else status,
            supervisor_ids=sorted(one.id for one in wanted.supervisors),
        )
    )
    planner.plan.count("secondments", "created")


def _may_arrive(planner: _Planner, wanted: _Wanted, *, approved: bool) -> bool:
    """The rules of 到岗: approved, within the term, not in the future, under a policy that says which days count."""
    row, on = wanted.row, wanted.row.arrived_on
    if on is None:
        return True
    cell = row.row.cell("arrived_on")
    code = None
    if planner.state.actor.kind == "client":
        code = "arrival-by-program"
    elif not approved:
        code = "arrival-without-approval"
    elif not row.start_on <= on <= row.end_on:
        code = "arrival-outside-term"
    elif on > planner.state.today:
        code = "arrival-in-future"
    elif wanted.programme.pays and not wanted.programme.policy_on(on):
        code = "day-basis-missing"
    if code is not None:
        planner.faults.at(cell, code)
    return code is None


def _let_supervise(planner: _Planner, wanted: _Wanted) -> bool:
    """Whoever is named as supervisor holds the role over the receiving unit, from now on if not before."""
    above = {part for part in wanted.receiving.path.strip("/").split("/") if part}
    for person in wanted.supervisors:
        held = {unit_id.hex for role, unit_id in person.roles if role is Role.SUPERVISOR and unit_id is not None}
        if held & above:
            continue
        if not grant(person, Role.SUPERVISOR, wanted.receiving, planner.state, planner.plan):
            own = person.id == planner.state.actor.person_id
            code = "own-row" if own else "supervisor-needs-grant"
            planner.faults.at(wanted.row.row.cell("supervisors"), code, number=person.number)
            return False
    return True


def _correct(planner: _Planner, wanted: _Wanted, term: KnownTerm) -> None:
    """Change what differs and may be changed; take the steps that the row adds."""
    row = wanted.row
    fields = _differences(wanted, term)
    supervisors = sorted(one.id for one in wanted.supervisors)
    reminded = supervisors if supervisors and frozenset(supervisors) != term.supervisor_ids else None
    touched = set(fields) | ({"supervisor_ids"} if reminded is not None else set())
    steps = _steps(row, term) if planner.state.actor.kind != "client" else []
    if row.arrived_on and term.arrived_on and row.arrived_on != term.arrived_on:
        touched.add("arrived_on")
    fixed = sorted(touched - policy_lifecycle.EDITABLE[term.status])
    for name in fixed:
        status = rules.STATUS_LABELS[term.status]
        planner.faults.at(row.row.cell(_CELLS.get(name, name)), "field-fixed", status=status)
    dates_free = not {"start_on", "end_on"} & touched or _free(planner, wanted, term)
    approved = row.approval_no is not None or term.approval_no is not None
    if fixed or not dates_free or ("activate" in steps and not _may_arrive(planner, wanted, approved=approved)):
        return
    if reminded is not None and not _let_supervise(planner, wanted):
        return
    grant(wanted.cadre, Role.CADRE, None, planner.state, planner.plan)
    changed = bool(touched or steps)
    if changed:
        planner.plan.term_changes.append(TermChange(term, fields, reminded, steps, row.arrived_on))
    planner.plan.count("secondments", "updated" if changed else "unchanged")


def _differences(wanted: _Wanted, term: KnownTerm) -> dict[str, Any]:
    """Fields that the row fills otherwise; an empty cell leaves what stands."""
    row = wanted.row
    said: dict[str, Any] = {
        "post_title": row.post_title,
        "receiving_unit_id": wanted.receiving.id,
        "start_on": row.start_on,
        "end_on": row.end_on,
    }
    if wanted.sending is not None:
        said["sending_unit_id"] = wanted.sending.id
    if row.band:
        said["region_band"] = row.band
    if row.approval_no:
        said["approval_no"] = row.approval_no
    stands = {
        "post_title": term.post_title,
        "receiving_unit_id": term.receiving_id,
        "start_on": term.start_on,
        "end_on": term.end_on,
        "sending_unit_id": term.sending_id,
        "region_band": term.band,
        "approval_no": term.approval_no,
    }
    return {name: value for name, value in said.items() if value != stands[name]}


def _steps(row: TermRow, term: KnownTerm) -> list[str]:
    """approve when the row brings the document number of a draft, activate when it brings the arrival."""
    steps = []
    status = term.status
    if status is SecondmentStatus.DRAFT and (row.approval_no or (row.arrived_on and term.approval_no)):
        steps.append("approve")
        status = SecondmentStatus.APPROVED
    if row.arrived_on and status in (SecondmentStatus.APPROVED, SecondmentStatus.DRAFT):
        steps.append("activate")
    return steps
