"""Who keeps the work calendar."""

from app.core.actor import Actor, Role


def can_import(actor: Actor) -> bool:
    """The Organization Department takes in each year's notice."""
    return actor.has(Role.ORGADMIN)
