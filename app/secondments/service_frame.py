"""Who can be drawn for a spot check, and who stands too close to whom: NOT filtered by actor but for what they run."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.actor import Role
from app.core.work import Work
from app.secondments import repository_cards, repository_circle, repository_programmes
from app.secondments import repository_frame as repository
from app.secondments.repository_groups import find_group, group_visible_to
from app.secondments.scope import run_below
from app.secondments.service_cards import SecondmentCard, list_where


@dataclass(frozen=True, slots=True)
class Scope:
    """What narrows a frame; None narrows nothing."""

    programme_id: UUID | None = None
    unit_id: UUID | None = None
    group_id: UUID | None = None
    secondment_id: UUID | None = None


def list_frame(work: Work, scope: Scope, first: date, last: date) -> list[SecondmentCard]:
    """Those of the actor's programmes who serve now and had a day of their term in the span; never the actor."""
    conditions = [
        repository.present(),
        repository_cards.overlapping(first, last),
        run_below(work.actor.paths(Role.ORGADMIN)),
        repository.not_about(work.actor.person_id),
    ]
    if scope.programme_id is not None:
        conditions.append(repository_cards.of_programme(scope.programme_id))
    if scope.unit_id is not None:
        path = repository_programmes.path_of_unit(work.session, scope.unit_id)
        if path is None:
            return []
        conditions.append(repository.hosted_below(path, first, last))
    if scope.group_id is not None:
        conditions.append(repository.of_group(scope.group_id, first, last))
    if scope.secondment_id is not None:
        conditions.append(repository_cards.of_ids([scope.secondment_id]))
    return list_where(work, conditions)


def terms_between(work: Work, person_ids: Collection[UUID], first: date, last: date) -> list[SecondmentCard]:
    """These people's own secondments with a day in the span."""
    if not person_ids:
        return []
    return list_where(work, [repository_cards.overlapping(first, last), repository_cards.of_cadres(person_ids)])


def circles_between(work: Work, first: date, last: date) -> dict[UUID, frozenset[UUID]]:
    """The groups of each person in the span, as a leader or a member."""
    found: dict[UUID, set[UUID]] = {}
    for group_id, leader_id, cadre_id in repository.list_circles(work.session, first, last):
        found.setdefault(leader_id, set()).add(group_id)
        found.setdefault(cadre_id, set()).add(group_id)
    return {key: frozenset(groups) for key, groups in found.items()}


def paths_of(work: Work, unit_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The places of units in the tree, by id."""
    wanted = {unit_id for unit_id in unit_ids if unit_id is not None}
    return repository_circle.paths_of(work.session, wanted) if wanted else {}


def name_of_group(work: Work, group_id: UUID) -> str | None:
    """A group's name, if the actor may know of it."""
    group = find_group(work.session, group_id, group_visible_to(work.actor))
    return group.name if group is not None else None


def programme_names(work: Work, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of programmes by id; NOT filtered by actor."""
    return repository.programme_names(work.session, {one for one in ids if one is not None})
