"""Who is what to a formal check, and what that lets them do. Nobody decides on their own, or on what they found."""

from dataclasses import dataclass
from uuid import UUID

from app.core.actor import Actor, Role
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import Finding

DRAWS = Role.ORGADMIN
"""Plans, draws and closes."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the actor is to one check."""

    cadre: bool = False
    inspector: bool = False
    office: bool = False


def part_of(
    actor: Actor, cadre_id: UUID, inspector_ids: frozenset[UUID], programme_path: str, *, found: bool, void: bool
) -> Part:
    """The cadre is nothing else to it, whatever roles they hold, and knows of it once two inspectors have signed.

    An inspector knows of what was drawn for them and is not void; the Organization Department of all it runs.
    """
    if actor.person_id is None:
        return Part()
    if actor.person_id == cadre_id:
        return Part(cadre=found and not void)
    assigned = actor.person_id in inspector_ids and actor.has(Role.INSPECTOR)
    return Part(inspector=assigned and not void, office=actor.holds(DRAWS, programme_path))


def can_read(part: Part) -> bool:
    """Anybody who is something to it."""
    return part.cadre or part.inspector or part.office


def can_find(part: Part) -> bool:
    """Writes and signs findings."""
    return part.inspector


def can_answer(part: Part) -> bool:
    """Replies, and says what was put right."""
    return part.cadre


def can_settle(part: Part) -> bool:
    """Accepts, sends back and closes; not whoever found it."""
    return part.office and not part.inspector


def ends_by_itself(status: SpotCheckStatus, finding: Finding | None) -> bool:
    """Nothing more is awaited, so that closing needs no reason."""
    if finding is Finding.NONE:
        return status in (SpotCheckStatus.FINDINGS, SpotCheckStatus.REPLIED)
    if finding is Finding.REMIND:
        return status in (SpotCheckStatus.REPLIED, SpotCheckStatus.RECTIFIED)
    return status is SpotCheckStatus.RECTIFIED


def may_draw_somewhere(actor: Actor) -> bool:
    """Plans and draws are the Organization Department's."""
    return actor.has(DRAWS)
