"""Programmes against people: who waits for the post, who is on it, whose term is over."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from app.core.actor import Role
from app.core.work import Work
from app.secondments import repository_counts, repository_programmes
from app.secondments.models import SecondmentStatus
from app.secondments.policy import can_run_programmes
from app.secondments.schemas import ProgrammeView
from app.secondments.scope import visible_to
from app.secondments.service_programmes import list_programmes

ON_POST = frozenset({SecondmentStatus.ACTIVE, SecondmentStatus.SUSPENDED, SecondmentStatus.APPRAISING})
OVER = frozenset({SecondmentStatus.COMPLETED, SecondmentStatus.RECALLED, SecondmentStatus.ARCHIVED})
MOST = 200


@dataclass(frozen=True, slots=True)
class ProgrammeCount:
    """One programme: people whose arrival is awaited, who are on post, whose term is over."""

    programme: ProgrammeView
    awaited: int
    on_post: int
    over: int

    @property
    def total(self) -> int:
        """Everybody whom the programme was approved for."""
        return self.awaited + self.on_post + self.over


def count_programmes(work: Work) -> list[ProgrammeCount]:
    """The programmes that the actor administers and that are not put away, by name; drafts count for nobody."""
    counts: dict[UUID, dict[SecondmentStatus, int]] = defaultdict(dict)
    condition = visible_to(work.actor.only(Role.ORGADMIN), work.today)
    for programme_id, status, count in repository_counts.count_by_status(work.session, condition):
        counts[programme_id][status] = count
    found = [programme for programme in list_programmes(work, limit=MOST).items if not programme.archived_at]
    own = {
        unit_id for unit_id in {each.unit_id for each in found} if can_run_programmes(work.actor, _path(work, unit_id))
    }
    return [_count(programme, counts[programme.id]) for programme in found if programme.unit_id in own]


def _path(work: Work, unit_id: UUID) -> str | None:
    return repository_programmes.path_of_unit(work.session, unit_id)


def _count(programme: ProgrammeView, held: dict[SecondmentStatus, int]) -> ProgrammeCount:
    return ProgrammeCount(
        programme,
        awaited=held.get(SecondmentStatus.APPROVED, 0),
        on_post=sum(held.get(status, 0) for status in ON_POST),
        over=sum(held.get(status, 0) for status in OVER),
    )
