"""Who may read, answer and close a spot-check note. Nobody writes about or closes one on themselves."""

from uuid import UUID

from app.core.actor import Actor, Role
from app.secondments.policy import Relation

READERS = frozenset({Relation.AUTHOR, Relation.SUPERVISOR, Relation.GROUP_LEADER, Relation.ORGADMIN})


def can_read(held: frozenset[Relation], actor_id: UUID | None, author_id: UUID) -> bool:
    """The cadre, the writer, the unit's supervisors, the group's leader and the Organization Department."""
    return bool(held & READERS) or actor_id == author_id


def can_reply(held: frozenset[Relation]) -> bool:
    """Only the cadre whom the note is about answers it."""
    return Relation.AUTHOR in held


def can_close(held: frozenset[Relation], actor_id: UUID | None, author_id: UUID) -> bool:
    """The writer, another supervisor or the Organization Department; never the cadre."""
    if Relation.AUTHOR in held:
        return False
    return actor_id == author_id or bool(held & {Relation.SUPERVISOR, Relation.ORGADMIN})


def is_cadre_only(actor: Actor) -> bool:
    """Holds no role but that of a cadre: their pages are the phone's, wherever they open them."""
    return all(grant.role is Role.CADRE for grant in actor.grants)


def may_write_somewhere(actor: Actor) -> bool:
    """Could write a note about somebody: a supervisor or a group leader."""
    return actor.has(Role.SUPERVISOR, Role.GROUP_LEADER)
