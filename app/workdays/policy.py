"""Who keeps the work calendar, the nation's and each unit's own."""

from app.core.actor import Actor, Role


def can_import(actor: Actor) -> bool:
    """The nation's year is everybody's, so it is taken in at the top: by a region's Organization Department."""
    return any(path.count("/") == 2 for path in actor.paths(Role.ORGADMIN))


def can_arrange(actor: Actor, unit_path: str) -> bool:
    """Holidays, closures and make-up days of a unit are noted by the Organization Department above it."""
    return actor.holds(Role.ORGADMIN, unit_path)


def may_arrange_somewhere(actor: Actor) -> bool:
    """Keeps the arrangements of some unit: shown the form."""
    return actor.has(Role.ORGADMIN)


def known_paths(actor: Actor) -> tuple[str, ...] | None:
    """The places whose arrangements, and those above and below them, the actor may know of; None: all places."""
    if actor.kind == "client":
        return (actor.client_unit_path,) if actor.client_unit_path else ()
    if actor.kind != "person":
        return ()
    if actor.has(Role.SYSADMIN):
        return None
    return tuple(sorted({grant.unit_path for grant in actor.grants if grant.unit_path}))
