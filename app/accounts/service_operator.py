"""What an operator does at the machine itself, outside every role: the first accounts, and a way back in."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from app.accounts import policy, repository
from app.accounts import repository_people as people
from app.accounts import repository_units as units
from app.accounts.errors import LoginTaken, PersonNumberTaken
from app.accounts.models import Person, PersonStatus, RoleAssignment, Unit, UnitKind
from app.accounts.passwords import hash_password
from app.accounts.schemas import PersonInput
from app.accounts.service_factor import take_factor_away
from app.accounts.service_passwords import check_new_password, replace_by_code
from app.audit.service import record
from app.core.actor import Role
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A person with one role; `own` when the password is theirs and need not be changed."""

    login: str
    name: str
    role: Role
    unit: str | None
    person_no: str | None
    password: str
    own: bool = False


def create_account(work: Work, account: NewAccount) -> Person:
    """Create a person with one role; on an empty database `unit` names the region, which is made as well.

    Raises LoginTaken, PersonNumberTaken, NotFound for an unknown unit, ValueError for anything malformed.
    """
    checked = _checked(account)
    check_new_password(account.password, checked.login, "/password")
    if repository.find_person_by_login(work.session, checked.login) is not None:
        raise LoginTaken
    if checked.person_no and people.find_by_number(work.session, checked.person_no) is not None:
        raise PersonNumberTaken
    unit = _unit(work, account.unit) if account.unit else None
    over = None if account.role is Role.SYSADMIN else unit
    if over is None and account.role not in policy.WITHOUT_UNIT:
        raise ValueError(f"the role {account.role} needs a --unit")
    person = Person(
        login=checked.login,
        name=checked.name,
        person_no=checked.person_no,
        home_unit_id=unit.id if unit else None,
        password_hash=hash_password(account.password),
        must_change_password=not account.own,
        welcome_due=not account.own,
    )
    work.session.add(person)
    work.session.flush()
    grant = RoleAssignment(
        person_id=person.id, role=account.role, unit_id=over.id if over else None, valid_from=work.today
    )
    work.session.add(grant)
    record(work, "accounts.person-create", "person", person.id, unit_id=person.home_unit_id, role=account.role)
    return person


def _checked(account: NewAccount) -> PersonInput:
    try:
        return PersonInput(login=account.login, name=account.name, person_no=account.person_no)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{first['loc'][0]}: {first['msg']}") from error


def _unit(work: Work, wanted: str) -> Unit:
    """By id or by name; the first unit of all is made."""
    if not units.has_units(work.session):
        region = Unit(id=new_id(), name=wanted, kind=UnitKind.REGION, path="")
        region.path = f"/{region.id.hex}/"
        work.session.add(region)
        work.session.flush()
        record(work, "accounts.unit-create", "unit", region.id, unit_id=region.id, kind=region.kind)
        return region
    named = units.find_by_name(work.session, wanted)
    if len(named) > 1:
        raise ValueError(f"{len(named)} units are called {wanted}: give the id")
    found = named[0] if named else _by_id(work, wanted)
    if found is None:
        raise NotFound
    return found


def _by_id(work: Work, wanted: str) -> Unit | None:
    try:
        return repository.get_unit(work.session, UUID(wanted))
    except ValueError:
        return None


def issue_code(work: Work, login: str) -> str:
    """A reset code for an active account, whoever holds it. Raises NotFound."""
    person = repository.find_person_by_login(work.session, login)
    if person is None or person.status is not PersonStatus.ACTIVE:
        raise NotFound
    return replace_by_code(work, person).code


def remove_second_factor(work: Work, login: str) -> None:
    """The way back in for an administrator whom no other can help. Raises NotFound, SecondFactorOff."""
    person = repository.find_person_by_login(work.session, login)
    if person is None:
        raise NotFound
    take_factor_away(work, person)
