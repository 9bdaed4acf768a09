"""The head 负责人 of a unit: one of its supervisors, to whom what has waited for long is shown."""

from collections.abc import Collection
from uuid import UUID

from app.accounts import repository_heads
from app.accounts.models import Unit
from app.core.actor import Role
from app.core.errors import Invalid
from app.core.i18n import N_
from app.core.work import Work


def heads_of(work: Work, unit_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The head of each unit that has one who is still a supervisor of it."""
    return repository_heads.heads_of(work.session, unit_ids, work.today) if unit_ids else {}


def check_head(work: Work, unit: Unit, head_id: UUID | None) -> None:
    """A head is a supervisor of the unit by a role of their own. Raises Invalid."""
    if head_id is not None and head_id not in dict(repository_heads.list_able(work.session, unit.path, work.today)):
        raise Invalid.at("/head_id", N_("负责人须是这个单位的主管。"), "not-a-supervisor")


def head_choices(work: Work, unit: Unit) -> list[tuple[UUID, str]]:
    """(id, name) of who may be the unit's head."""
    return repository_heads.list_able(work.session, unit.path, work.today)


def supervisors_at(work: Work, unit_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Who holds the supervisor's role on each unit itself."""
    return repository_heads.supervisors_at(work.session, unit_ids, work.today)


def stands_for(work: Work) -> frozenset[UUID]:
    """The actor, and everybody in whose place they stand in as a supervisor."""
    own = {work.actor.person_id} if work.actor.person_id else set()
    return frozenset(own | set(work.actor.delegated_paths(Role.SUPERVISOR)))
