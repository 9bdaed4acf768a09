"""Who may read the trail."""

from app.core.actor import Actor, Role

TECHNICAL = frozenset(
    {"access", "accounts", "audit", "auth", "clients", "operations", "people", "roles", "sessions", "units", "workdays"}
)
"""Domains whose events say how the system is run, not what cadres do: a system administrator reads these alone."""


def can_read(actor: Actor) -> bool:
    """The Organization Department reads its own region's events, a system administrator the technical ones."""
    return actor.kind == "person" and actor.has(Role.ORGADMIN, Role.SYSADMIN)


def technical_domains(actor: Actor) -> frozenset[str]:
    """The technical domains that the actor may read."""
    return TECHNICAL if actor.has(Role.SYSADMIN) else frozenset()


def can_see_addresses(actor: Actor) -> bool:
    """Network addresses are for the system administrator."""
    return actor.has(Role.SYSADMIN)
