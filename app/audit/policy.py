"""Who may read the trail."""

from app.core.actor import Actor, Role

TECHNICAL = frozenset(
    {
        "access",
        "accounts",
        "audit",
        "auth",
        "clients",
        "dataset",
        "operations",
        "people",
        "roles",
        "sessions",
        "units",
        "workdays",
    }
)
"""Domains whose events say how the system is run, not what cadres do: a system administrator reads these alone."""


def can_read(actor: Actor) -> bool:
    """The Organization Department reads its own region's events, a system administrator the technical ones."""
    return actor.kind == "person" and actor.has(Role.ORGADMIN, Role.SYSADMIN)


def technical_domains(actor: Actor) -> frozenset[str]:
    """The technical domains that the actor may read."""
    return TECHNICAL if actor.has(Role.SYSADMIN) else frozenset()


def may_read_domain(actor: Actor, domain: str) -> bool:
    """Whether any event of a domain can be the actor's to read: every one of a region's, else the technical alone."""
    return actor.has(Role.ORGADMIN) or domain in technical_domains(actor)


def can_see_addresses(actor: Actor) -> bool:
    """Network addresses are for the system administrator."""
    return actor.has(Role.SYSADMIN)
