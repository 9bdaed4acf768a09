"""Who looks after the running service."""

from app.core.actor import Actor, Role


def can_see_jobs(actor: Actor) -> bool:
    """Who runs the service, and the Organization Departments whose reminders the jobs are."""
    return actor.kind == "person" and actor.has(Role.SYSADMIN, Role.ORGADMIN)


def can_see_retention(actor: Actor) -> bool:
    """Who runs the service, and the Organization Departments whose people's data it is."""
    return actor.kind == "person" and actor.has(Role.SYSADMIN, Role.ORGADMIN)
