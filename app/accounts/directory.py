"""Names for other domains' views: the one question about people that everybody asks."""

from collections.abc import Collection, Iterable
from uuid import UUID

from app.accounts import repository, repository_grants
from app.core.actor import Role
from app.core.work import Work


def names_of(work: Work, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of people by id, in one query."""
    wanted = {person_id for person_id in ids if person_id is not None}
    return repository.names_by_id(work.session, wanted) if wanted else {}


def unit_names_of(work: Work, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of units by id, in one query."""
    wanted = {unit_id for unit_id in ids if unit_id is not None}
    return repository.unit_names_by_id(work.session, wanted) if wanted else {}


def has_people(work: Work) -> bool:
    """False on a database that nobody uses yet."""
    return repository.any_person(work.session)


def paths_held(work: Work, person_ids: Collection[UUID], role: Role) -> dict[UUID, tuple[str, ...]]:
    """The tree paths over which each of these people holds a role today, sorted; those without are left out."""
    found: dict[UUID, tuple[str, ...]] = {}
    for person_id, grants in repository_grants.grants_of(work.session, list(person_ids), work.today).items():
        paths = {grant.unit_path for grant in grants if grant.role is role and grant.unit_path}
        if paths:
            found[person_id] = tuple(sorted(paths))
    return found
