"""Many people at once as who they are today, for the system's own notices; NOT filtered by actor."""

from collections.abc import Collection
from uuid import UUID

from app.accounts import repository, repository_actors
from app.accounts.authority import actor_of
from app.core.actor import Actor, Role
from app.core.portions import portions
from app.core.work import Work


def list_actors(work: Work, *roles: Role) -> dict[UUID, Actor]:
    """Everybody in use who holds one of the roles today, by a role of their own or in somebody's place."""
    found: dict[UUID, Actor] = {}
    for some in portions(sorted(repository_actors.holders(work.session, roles, work.today))):
        for key, (person, grants) in repository.list_actors(work.session, some, work.today).items():
            actor = actor_of(person, grants)
            if actor.has(*roles):
                found[key] = actor
    return found


def in_use(work: Work, person_ids: Collection[UUID]) -> set[UUID]:
    """Those of the people whose account may be used today."""
    return repository_actors.in_use(work.session, person_ids, work.today)
