"""Who may take history in or out over the network: it holds everybody's texts, so only who answers for all of them."""

from collections.abc import Collection

from app.core.actor import Actor, Role


def can_carry(actor: Actor, programme_paths: Collection[str]) -> bool:
    """The Organization Department above every unit that runs a programme, by its own power, never a lent one.

    A region's department reads no texts but through a signal, a spot check or a handbook, and the system administrator
    none at all: what they need is given out by the operator with the command.
    """
    own = actor.own()
    return bool(programme_paths) and all(own.holds(Role.ORGADMIN, path) for path in programme_paths)
