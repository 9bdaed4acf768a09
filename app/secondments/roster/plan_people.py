"""People of the file and the roles they should hold: matched by number, never by name."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from app.accounts import labels, policy
from app.accounts.policy import PersonFacts
from app.core.actor import Role
from app.core.ids import new_id
from app.core.sheets.faults import Cell, Faults
from app.core.sheets.values import key_of
from app.secondments.roster.plan import NewRole, Plan
from app.secondments.roster.plan_units import resolve
from app.secondments.roster.reading import PersonRow, RoleRow
from app.secondments.roster.state import KnownPerson, KnownUnit, State

_ROLES = {key_of(word): role for role, label in labels.ROLES.items() for word in (label, role.value)}
_ROLES |= {key_of("派出单位联系人"): Role.SENDER, key_of("检查"): Role.INSPECTOR, key_of("干部"): Role.CADRE}


def plan_people(rows: list[PersonRow], state: State, plan: Plan, faults: Faults) -> None:
    """One person a number, from all rows that name them."""
    by_number: dict[str, list[PersonRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.standing):
        by_number[row.number].append(row)
    for number, group in by_number.items():
        if not _agree(group, faults):
            continue
        known = state.people.get(number)
        if known is not None:
            _keep(group, known, state, plan, faults)
        else:
            _make(number, group, state, plan, faults)


def _agree(group: list[PersonRow], faults: Faults) -> bool:
    """Whether the rows of one number speak of one person."""
    first = group[0]
    agreed = True
    for other in group[1:]:
        place = {"sheet": first.row.sheet, "row": first.row.number}
        if other.name != first.name:
            faults.at(other.at, "name-differs-inside", number=first.number, known=first.name, **place)
            agreed = False
        elif first.standing == other.standing == 0:
            faults.at(other.row.cell("number"), "duplicate-row", **place)
            agreed = False
        for key in ("login", "phone"):
            mine, theirs = getattr(first, key), getattr(other, key)
            if mine and theirs and mine != theirs:
                faults.at(other.row.cell(key), "differs-inside", known=mine, **place)
                agreed = False
    return agreed


def _said(group: list[PersonRow], key: str) -> Any:
    return next((value for row in group if (value := getattr(row, key))), None)


def _keep(group: list[PersonRow], known: KnownPerson, state: State, plan: Plan, faults: Faults) -> None:
    """Somebody who has an account: what differs is changed, a name only when the row says so."""
    first = group[0]
    if known.elsewhere:
        faults.at(first.row.cell("number") if first.standing < 2 else first.at, "person-elsewhere")
        return
    changes: dict[str, Any] = {}
    if first.name != known.name:
        if not first.rename:
            faults.at(first.at, "name-differs", number=known.number, known=known.name)
            return
        changes["name"] = first.name
    login, phone = _said(group, "login"), _said(group, "phone")
    if login and login != known.login and _login_free(login, first, known.id, state, faults):
        changes["login"] = login
    if phone and phone != known.phone:
        changes["phone"] = phone
    if first.standing == 0 and first.home is not None and first.home.text:
        home = resolve(first.home, state, faults, must_be_mine=True)
        if home is not None and home.id != known.home_id:
            changes["home_unit_id"] = home.id
    if changes and not _may_change(state, known, changes):
        faults.at(first.row.cell("number"), "not-yours")
        return
    if changes:
        plan.person_changes[known.id] = changes
    plan.count("people", "updated" if changes else "unchanged")


def _may_change(state: State, known: KnownPerson, changes: dict[str, Any]) -> bool:
    allowed = policy.can_edit_person(state.actor, known.facts)
    if "phone" in changes:
        allowed = allowed and policy.can_edit_contact(state.actor, known.facts)
    if "login" in changes:
        allowed = allowed and policy.can_switch(state.actor, known.facts)
    return allowed


def _login_free(login: str, row: PersonRow, own: UUID | None, state: State, faults: Faults) -> bool:
    holder = state.logins.setdefault(login, own or new_id())
    if holder == own:
        return True
    cell = row.row.cell("login")
    faults.at(cell if cell.text else row.row.cell("number"), "login-taken", login=login)
    return False


def _make(number: str, group: list[PersonRow], state: State, plan: Plan, faults: Faults) -> None:
    """Somebody new: without a password, at home where the row puts them."""
    first = group[0]
    cell = first.row.cell("number") if first.standing < 2 else first.row.cell("supervisors")
    padded = state.padded.get(number)
    if padded is not None and padded.name == first.name:
        faults.at(cell, "leading-zero", known=padded.number)
        return
    home = _home(group, state, faults)
    if home is None:
        return
    identity = new_id()
    login = _said(group, "login") or number.lower()
    if not _login_free(login, first, identity, state, faults):
        return
    if not policy.can_create_person(state.actor, home.path):
        faults.at(cell, "not-yours")
        return
    facts = PersonFacts(identity, home.path)
    person = KnownPerson(identity, number, first.name, login, _said(group, "phone"), home.id, facts)
    state.people[number] = person
    plan.people.append(person)
    plan.count("people", "created")


def _home(group: list[PersonRow], state: State, faults: Faults) -> KnownUnit | None:
    """Where a new person belongs: the unit named on a sheet of people, else one of their rows', else the region."""
    first = group[0]
    if first.standing == 0 and first.home is not None and first.home.text:
        return resolve(first.home, state, faults, must_be_mine=True)
    quiet = Faults()  # the units of a term are told where the term is read
    cells = [row.home for row in group if row.standing == first.standing and row.home is not None and row.home.text]
    found = [unit for cell in cells if (unit := resolve(cell, state, quiet, must_be_mine=True)) is not None]
    return min(found, key=lambda unit: (len(unit.path), state.units.full_name(unit)), default=state.tops[0])


def plan_roles(rows: list[RoleRow], state: State, plan: Plan, faults: Faults) -> None:
    """Roles that people do not hold yet."""
    seen: dict[tuple[str, Role, UUID | None], RoleRow] = {}
    for row in rows:
        role = _role(row.role, state, faults)
        person = find_person(row.row.cell("number"), row.number, state, faults)
        if role is None or person is None:
            continue
        unit = None
        if row.unit.text:
            unit = resolve(row.unit, state, faults, must_be_mine=True)
            if unit is None:
                continue
        elif role not in policy.WITHOUT_UNIT:
            faults.at(row.unit if row.unit.column >= 0 else row.role, "role-needs-unit")
            continue
        if role is Role.CADRE:
            unit = None
        key = (person.number, role, unit.id if unit else None)
        if key in seen:
            faults.at(row.role, "duplicate-row", sheet=seen[key].row.sheet, row=seen[key].row.number)
            continue
        seen[key] = row
        if not grant(person, role, unit, state, plan):
            faults.at(row.row.cell("number"), "own-row" if person.id == state.actor.person_id else "not-yours")


def _role(cell: Cell, state: State, faults: Faults) -> Role | None:
    role = _ROLES.get(key_of(cell.text)) if cell.text else Role.SUPERVISOR
    if role in policy.PROTECTED:
        faults.at(cell, "role-protected", value=cell.text)
    elif role is Role.GROUP_LEADER:
        faults.at(cell, "role-needs-group")
    elif role is None or role not in choices(state):
        words = "、".join(labels.ROLES[one] for one in choices(state))
        faults.at(cell, "bad-choice", value=cell.text[: Faults.SHOWN], choices=words)
    else:
        return role
    return None


def choices(state: State) -> list[Role]:
    """The roles that a roster may give."""
    if state.actor.kind == "client":
        return [role for role in Role if role in policy.ROSTER_ROLES]
    return [role for role in Role if role not in policy.PROTECTED and role is not Role.GROUP_LEADER]


def find_person(cell: Cell, number: str, state: State, faults: Faults) -> KnownPerson | None:
    """Somebody by number, with an account in use; whom the file names wrongly, it was told there."""
    person = state.people.get(number)
    if person is None:
        if number not in state.named:
            faults.at(cell, "unknown-person", number=number)
        return None
    if person.disabled:
        faults.at(cell, "person-disabled")
        return None
    if person.left:
        faults.at(cell, "person-left")
        return None
    return person


def grant(person: KnownPerson, role: Role, unit: KnownUnit | None, state: State, plan: Plan) -> bool:
    """Let the plan give a role that is not held; False when the actor may not."""
    key = (role, unit.id if unit else None)
    if key in person.roles or (role is Role.CADRE and any(held is role for held, _ in person.roles)):
        plan.count("roles", "unchanged")
        return True
    if not policy.can_grant(state.actor, role, unit.path if unit else None, person.facts):
        return False
    person.roles.add(key)
    plan.roles.append(NewRole(person.id, person.home_id, role, unit.id if unit else None))
    plan.count("roles", "created")
    return True
