"""Who looks after the running service."""

from app.core.actor import Actor, Role


def can_operate(actor: Actor) -> bool:
    """System administrators alone."""
    return actor.kind == "person" and actor.has(Role.SYSADMIN)
