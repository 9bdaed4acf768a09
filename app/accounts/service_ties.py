"""Where people belong and what they have a say over in a span of days: for rules on who must keep apart."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.accounts import repository_grants
from app.accounts import repository_people as people
from app.accounts import repository_units as units
from app.core.actor import Role
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class Ties:
    """One person: whether the account is in use, the home unit's tree path, and roles held over tree paths."""

    id: UUID
    name: str
    is_open: bool
    home_path: str | None
    held: frozenset[tuple[Role, str]]


def ties_of(work: Work, person_ids: Collection[UUID], first: date, last: date) -> dict[UUID, Ties]:
    """Own roles of any day from `first` to `last` and delegated ones of today; NOT filtered by actor."""
    wanted = set(person_ids)
    rows, held = people.list_by_ids(work.session, wanted), people.roles_of(work.session, wanted)
    lent = repository_grants.grants_of(work.session, list(wanted), work.today)
    homes = units.places_of(work.session, [row.home_unit_id for row in rows if row.home_unit_id])
    found = {}
    for row in rows:
        own = {
            (given.role, path)
            for given, path, _ in held.get(row.id, ())
            if path and given.valid_from <= last and (given.valid_to is None or given.valid_to >= first)
        }
        today = {(grant.role, grant.unit_path) for grant in lent.get(row.id, ()) if grant.unit_path}
        home = homes[row.home_unit_id][0] if row.home_unit_id else None
        found[row.id] = Ties(row.id, row.name, row.is_open(work.today), home, frozenset(own | today))
    return found
