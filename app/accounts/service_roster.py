"""Creating and changing people's accounts."""

from uuid import UUID

from app.accounts import policy, repository
from app.accounts import repository_people as people
from app.accounts import repository_units as units
from app.accounts.authority import forget_after
from app.accounts.creation import flush, insert, standing
from app.accounts.errors import LoginTaken, PersonNumberTaken
from app.accounts.errors_care import PersonLeft
from app.accounts.models import Person, PersonStatus, Unit
from app.accounts.passwords import hash_password
from app.accounts.policy import PersonFacts
from app.accounts.schemas import PersonInput, PersonPatch, PersonView
from app.accounts.service_passwords import check_new_password, end_all_access
from app.accounts.service_people import get_visible_person, view_person
from app.accounts.service_roles import add_role
from app.accounts.service_signin import writing
from app.accounts.service_units import refuse_closed
from app.accounts.versions import check_version
from app.audit.service import record
from app.core.errors import Invalid, require
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.work import Work


def create_person(work: Work, body: PersonInput, password_hash: str | None) -> tuple[PersonView, bool]:
    """Create an account with its roles; answers the person and whether they are new.

    `password_hash` is made beforehand, because that is slow; such a password must be changed at the first sign-in.
    Raises Forbidden, Invalid, LoginTaken, PersonNumberTaken, IdReused, NotFound for someone else's id.
    """
    made = standing(work, repository.get_person(work.session, body.id) if body.id else None, body)
    if made is not None:
        return view_person(work, made), False
    home = _home(work, body)
    require(policy.can_create_person(work.actor, home.path if home else None))
    if body.phone or body.person_no:
        require(policy.can_edit_contact(work.actor, PersonFacts(new_id(), home.path if home else None)))
    _check_free(work, body.login, body.person_no)
    person = Person(
        id=body.id or new_id(),
        login=body.login,
        name=body.name,
        person_no=body.person_no,
        phone=body.phone,
        home_unit_id=home.id if home else None,
        password_hash=password_hash,
        must_change_password=password_hash is not None,
        welcome_due=True,
    )
    insert(work, person, body, LoginTaken())
    facts = PersonFacts(person.id, home.path if home else None)
    for index, role in enumerate(body.roles):
        add_role(work, person, facts, role, f"/roles/{index}")
    view = view_person(work, person)
    record(work, "accounts.person-create", "person", person.id, after=view, unit_id=person.home_unit_id)
    return view, True


def register_person(work: Work, body: PersonInput) -> tuple[PersonView, bool]:
    """`create_person` for a request: hashes the first password in the reading unit of work, writes in a short one."""
    require(work.actor.kind == "client" or policy.can_manage_people(work.actor))
    password_hash = None
    if body.password is not None:
        if work.actor.kind == "client":
            raise Invalid.at("/password", N_("接口客户端不能设置密码，请由管理员发放重置码。"), "no-password")
        check_new_password(body.password, body.login, "/password")
        password_hash = hash_password(body.password)
    with writing(work) as second:
        return create_person(second, body, password_hash)


def _home(work: Work, body: PersonInput) -> Unit | None:
    """The unit where the person belongs: given, else that of the first role, else the actor's own."""
    named = [("/unit_id", body.unit_id)]
    named += [(f"/roles/{index}/unit_id", role.unit_id) for index, role in enumerate(body.roles)]
    pointer, given = next((pair for pair in named if pair[1] is not None), ("", None))
    if given is None:
        own = work.actor.client_unit_path or next((g.unit_path for g in work.actor.grants if g.unit_path), None)
        return repository.get_unit(work.session, units.chain(own)[-1]) if own else None
    unit = units.find_visible(work.session, work.actor, given)
    if unit is None:
        raise Invalid.at(pointer, N_("没有这个单位，或您无权查看。"), "unknown-unit")
    refuse_closed(unit, pointer)
    return unit


def _check_free(work: Work, login: str | None, person_no: str | None, own: UUID | None = None) -> None:
    by_login = repository.find_person_by_login(work.session, login) if login else None
    if by_login is not None and by_login.id != own:
        raise LoginTaken
    by_number = people.find_by_number(work.session, person_no) if person_no else None
    if by_number is not None and by_number.id != own:
        raise PersonNumberTaken


def change_person(work: Work, person_id: UUID, patch: PersonPatch, expected: int | None) -> PersonView:
    """Change fields of a person; switching the account off ends every session and token.

    Raises NotFound, Forbidden, VersionConflict, StaleVersion, Invalid, LoginTaken, PersonNumberTaken.
    """
    person, facts = get_visible_person(work, person_id, lock=True)
    changes = {name: getattr(patch, name) for name in patch.model_fields_set}
    _require_changes(work, facts, changes)
    before = view_person(work, person)
    check_version(person, expected, before)
    _check_free(work, changes.get("login"), changes.get("person_no"), person.id)
    if "unit_id" in changes:
        changes["home_unit_id"] = _new_home(work, changes.pop("unit_id"))
    if changes.get("status") is PersonStatus.ACTIVE and person.left_on is not None and person.left_on < work.today:
        raise PersonLeft
    switched_off = changes.get("status") is PersonStatus.DISABLED and person.status is not PersonStatus.DISABLED
    for name, value in changes.items():
        setattr(person, name, value)
    if switched_off:
        end_all_access(work, person)
    flush(work, person, LoginTaken())
    forget_after(work)
    after = view_person(work, person)
    if after.version != before.version:
        facts_of_change = {"fields": sorted(patch.model_fields_set), "status": person.status}
        record(
            work,
            "accounts.person-change",
            "person",
            person.id,
            before=before,
            after=after,
            unit_id=person.home_unit_id,
            **facts_of_change,
        )
    return after


def _require_changes(work: Work, facts: PersonFacts, changes: dict[str, object]) -> None:
    require(policy.can_edit_person(work.actor, facts))
    if "status" in changes or "login" in changes:
        require(policy.can_switch(work.actor, facts))
    if {"person_no", "phone"} & changes.keys():
        require(policy.can_edit_contact(work.actor, facts))


def _new_home(work: Work, unit_id: UUID | None) -> UUID | None:
    unit = units.find_visible(work.session, work.actor, unit_id) if unit_id else None
    if unit is None:
        raise Invalid.at("/unit_id", N_("没有这个单位，或您无权查看。"), "unknown-unit")
    require(policy.can_create_person(work.actor, unit.path))
    refuse_closed(unit, "/unit_id")
    return unit.id
