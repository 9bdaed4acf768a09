"""What records ask of the domains above: who else may open a file that rests with them."""

from collections.abc import Callable
from uuid import UUID

from app.core.work import Work

MayRead = Callable[[Work, UUID], bool]
"""Whether the actor may open an attachment because of a paper that rests on it."""
READERS: list[MayRead] = []


def let_read(rule: MayRead) -> None:
    """Let a domain's readers open its scans; saying it twice counts once."""
    if rule not in READERS:
        READERS.append(rule)
