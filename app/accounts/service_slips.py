"""One-time login slips 一次性登录码 for a unit's people: printed, cut apart, handed over in person.

A slip's code counts 14 days, since slips travel across a county before they are handed over; it is still used once,
demands a password of one's own, and voids every earlier code.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.accounts import policy
from app.accounts import repository_slips as repository
from app.accounts import repository_units as units
from app.accounts.models import Person, Unit
from app.accounts.schemas_slips import MOST_SLIPS, SlipsIn, SlipsView, SlipView
from app.accounts.service_codes import issue_codes
from app.accounts.service_people import facts_of_many
from app.accounts.service_unit_pages import Choice, unit_choices
from app.accounts.service_units import get_visible_unit
from app.audit.service import record
from app.core.errors import Invalid, require
from app.core.i18n import N_
from app.core.work import Work

SLIP_LIFE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may get a slip; `settled` has a password of their own, `until` is an unused code's end."""

    person: Person
    unit_name: str
    settled: bool
    until: datetime | None


@dataclass(frozen=True, slots=True)
class SlipsPage:
    """What the page 登录码 shows."""

    unit: Unit | None
    units: list[Choice]
    people: list[Candidate]
    is_cut: bool


def open_slips(work: Work, unit_id: UUID | None) -> SlipsPage:
    """The people of a unit and whether they have signed in yet. Raises Forbidden, NotFound."""
    require(policy.can_manage_people(work.actor))
    unit = get_visible_unit(work, unit_id) if unit_id else None
    people = _candidates(work, unit) if unit else []
    return SlipsPage(unit, unit_choices(work), people, len(people) == MOST_SLIPS)


def _candidates(work: Work, unit: Unit) -> list[Candidate]:
    """Those whose password the actor may reset: never their own, nor a protected role's."""
    rows = repository.list_people_at(work.session, unit.path, work.today, MOST_SLIPS)
    facts = facts_of_many(work, [row.id for row in rows])
    rows = [row for row in rows if policy.can_reset_password(work.actor, facts[row.id])]
    homes = units.places_of(work.session, [row.home_unit_id for row in rows if row.home_unit_id])
    until = repository.codes_waiting(work.session, [row.id for row in rows], work.now)
    return [
        Candidate(
            row,
            homes[row.home_unit_id][1] if row.home_unit_id else "",
            row.password_hash is not None,
            until.get(row.id),
        )
        for row in rows
    ]


def issue_slips(work: Work, body: SlipsIn, address: str) -> SlipsView:
    """Mint a code for each; whoever had a password loses it. Raises Forbidden, NotFound, Invalid at `/person_ids/n`."""
    require(policy.can_manage_people(work.actor))
    unit = get_visible_unit(work, body.unit_id)
    candidates = {one.person.id: one for one in _candidates(work, unit)}
    wanted = body.person_ids
    if wanted is None:
        wanted = [person_id for person_id, one in candidates.items() if not one.settled]
    for index, person_id in enumerate(wanted):
        if person_id not in candidates:
            message = N_("此人不在这个单位，或不能由您发放登录码。")
            raise Invalid.at(f"/person_ids/{index}", message, "no-slip")
    chosen = [candidates[person_id] for person_id in dict.fromkeys(wanted)]
    codes = issue_codes(work, [one.person for one in chosen], SLIP_LIFE)
    slips = [_slip(one, codes[one.person.id]) for one in chosen]
    record(work, "accounts.login-slips", "unit", unit.id, unit_id=unit.id, people=len(slips))
    expires_at = work.now + SLIP_LIFE
    return SlipsView(unit_id=unit.id, unit_name=unit.name, expires_at=expires_at, address=address, slips=slips)


def _slip(one: Candidate, code: str) -> SlipView:
    person = one.person
    return SlipView(person_id=person.id, name=person.name, unit_name=one.unit_name, login=person.login, code=code)
