"""What a roster is checked against: loaded for the numbers and names in the file alone."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from app.accounts.models import Person, PersonStatus, RoleAssignment, Unit
from app.accounts.policy import PersonFacts
from app.core.sheets.faults import Faults
from app.core.sheets.values import key_of
from app.core.work import Work
from app.secondments import repository_roster as repository
from app.secondments import rules
from app.secondments.models import ProgrammePolicy, Secondment
from app.secondments.roster.plan import Plan
from app.secondments.roster.plan_people import plan_people, plan_roles
from app.secondments.roster.plan_terms import plan_terms
from app.secondments.roster.plan_units import plan_units
from app.secondments.roster.reading import Roster
from app.secondments.roster.state import KnownPerson, KnownProgramme, KnownTerm, KnownUnit, State, Units

RoleRow = tuple[RoleAssignment, str | None]


def make_plan(work: Work, roster: Roster, faults: Faults, *, lock: bool = False) -> Plan:
    """What the file would change now; `lock` holds the people whom it names until the commit."""
    state, plan = load_state(work, roster, lock=lock), Plan()
    plan_units(roster.units, state, plan, faults)
    plan_people(roster.people, state, plan, faults)
    plan_roles(roster.roles, state, plan, faults)
    plan_terms(roster.terms, state, plan, faults)
    return plan


def load_state(work: Work, roster: Roster, *, lock: bool = False) -> State:
    """Units, programmes, and the people and terms that the file speaks of."""
    paths, units = repository.region_paths(work.actor), known_units(work)
    state = State(work.actor, work.today, [one for one in units if one.path in paths], Units(units))
    state.named = frozenset(roster.told)
    numbers = (
        {row.number for row in roster.people}
        | {row.number for row in roster.roles}
        | {row.number for row in roster.terms if row.number}
    )
    numbers |= {number for row in roster.terms for number in row.supervisors}
    _load_people(work, state, numbers, paths, lock=lock)
    logins = {row.login for row in roster.people if row.login}
    logins |= {row.number.lower() for row in roster.people}
    state.logins = repository.list_logins(work.session, logins)
    _load_programmes(work, state, paths)
    _load_terms(work, state, {row.number for row in roster.terms if row.number})
    return state


def known_units(work: Work) -> list[KnownUnit]:
    """Every unit, those above before those below."""
    paths = repository.region_paths(work.actor)
    return [_unit(row, paths) for row in repository.list_units(work.session)]


def _unit(row: Unit, paths: tuple[str, ...]) -> KnownUnit:
    return KnownUnit(
        row.id,
        row.name,
        row.kind,
        row.parent_id,
        row.path,
        row.region_band,
        mine=row.path.startswith(paths),
        closed=row.closed_on is not None,
    )


def _load_people(work: Work, state: State, numbers: Collection[str], paths: tuple[str, ...], *, lock: bool) -> None:
    rows = repository.list_people(work.session, numbers)
    if lock:
        repository.lock_people(work.session, [row.id for row in rows])
    roles = repository.list_roles(work.session, [row.id for row in rows])
    for row in rows:
        known = _person(work, state, row, roles[row.id], paths)
        state.people[known.number] = known
    for row in repository.list_padded(work.session, paths):
        number = (row.person_no or "").lstrip("0")
        state.padded[number] = _person(work, state, row, [], paths)


def _person(work: Work, state: State, row: Person, held: list[RoleRow], paths: tuple[str, ...]) -> KnownPerson:
    current = [(role, path) for role, path in held if role.valid_to is None or role.valid_to >= work.today]
    home = state.units.by_id.get(row.home_unit_id) if row.home_unit_id else None
    role_paths = tuple(path for _, path in held if path)
    facts = PersonFacts(row.id, home.path if home else None, role_paths, frozenset(role.role for role, _ in current))
    places = (facts.home_path, *role_paths)
    return KnownPerson(
        id=row.id,
        number=row.person_no or "",
        name=row.name,
        login=row.login,
        phone=row.phone,
        home_id=row.home_unit_id,
        facts=facts,
        disabled=row.status is not PersonStatus.ACTIVE,
        left=row.left_on is not None,
        elsewhere=not any(place is not None and place.startswith(paths) for place in places),
        roles={(role.role, role.unit_id) for role, _ in current},
    )


def _load_programmes(work: Work, state: State, paths: tuple[str, ...]) -> None:
    found = repository.list_programmes(work.session, paths)
    ids = [row.id for row, _ in found]
    policies: dict[UUID, list[ProgrammePolicy]] = defaultdict(list)
    for policy in repository.list_policies(work.session, ids):
        policies[policy.programme_id].append(policy)
    closed: dict[UUID, set[str]] = defaultdict(set)
    for programme_id, month in repository.list_closed_months(work.session, ids):
        closed[programme_id].add(month)
    for row, path in found:
        known = KnownProgramme(
            id=row.id,
            name=row.name,
            path=path,
            pays=rules.pays_allowance(row.kind),
            archived=row.archived_at is not None,
            policies=tuple((one.valid_from, _is_complete(one)) for one in policies[row.id]),
            closed_months=frozenset(closed[row.id]),
        )
        state.programmes.setdefault(key_of(row.name), []).append(known)


def _is_complete(policy: ProgrammePolicy) -> bool:
    return policy.day_basis is not None and policy.day_basis_document_no is not None


def _load_terms(work: Work, state: State, numbers: Collection[str]) -> None:
    cadres = [state.people[number].id for number in numbers if number in state.people]
    rows = repository.list_terms(work.session, cadres)
    reminded = repository.list_supervisors(work.session, [row.id for row in rows])
    for row in sorted(rows, key=lambda one: one.start_on):
        state.terms.setdefault(row.cadre_id, []).append(_term(row, frozenset(reminded[row.id])))


def _term(row: Secondment, supervisor_ids: frozenset[UUID]) -> KnownTerm:
    return KnownTerm(
        id=row.id,
        cadre_id=row.cadre_id,
        programme_id=row.programme_id,
        sending_id=row.sending_unit_id,
        receiving_id=row.receiving_unit_id,
        post_title=row.post_title,
        band=row.region_band,
        start_on=row.start_on,
        end_on=row.end_on,
        status=row.status,
        approval_no=row.approval_no,
        arrived_on=row.arrived_on,
        never_came=row.recalled_on is not None and row.arrived_on is None,
        supervisor_ids=supervisor_ids,
    )
