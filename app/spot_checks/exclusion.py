"""Who may not check whom 回避: pure predicates over plain values. A reason a conflict, the plainest first."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from app.core.actor import Role


class Conflict(StrEnum):
    """Why somebody may not check a cadre."""

    SELF = "self"
    RECEIVING = "receiving_unit"
    SENDING = "sending_unit"
    SUPERVISES = "supervises"
    SUPERVISED = "supervised"
    GROUP = "group"


POWERS = frozenset({Role.SUPERVISOR, Role.SENDER})
"""Roles over a unit that are a say over its cadres."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might check: the units they belong to or serve in, what they have a say over, their groups."""

    id: UUID
    units: frozenset[str] = frozenset()
    powers: frozenset[str] = frozenset()
    group_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Checked:
    """Somebody who might be checked, with everything of the period: hosts, sending unit, groups, own powers.

    `office` is the tree path of the programme's own unit: being employed there is no tie to all below it.
    """

    cadre_id: UUID
    office: str
    hosts: frozenset[str]
    sending: str | None
    group_ids: frozenset[UUID] = frozenset()
    powers: frozenset[str] = frozenset()
    named: frozenset[UUID] = field(default_factory=frozenset)
    """Who is reminded of them."""


def conflict_of(inspector: Candidate, cadre: Checked) -> Conflict | None:
    """The first reason against it; None when there is none."""
    if inspector.id == cadre.cadre_id:
        return Conflict.SELF
    if any(_same(unit, host, cadre.office) for unit in inspector.units for host in cadre.hosts):
        return Conflict.RECEIVING
    if cadre.sending is not None and any(_same(unit, cadre.sending, cadre.office) for unit in inspector.units):
        return Conflict.SENDING
    reached = cadre.hosts | ({cadre.sending} if cadre.sending is not None else set())
    if inspector.id in cadre.named or _reaches(inspector.powers, reached):
        return Conflict.SUPERVISES
    if _reaches(cadre.powers, inspector.units):
        return Conflict.SUPERVISED
    return Conflict.GROUP if inspector.group_ids & cadre.group_ids else None


def _same(unit: str, other: str, office: str) -> bool:
    """One unit, a part of it, or the whole that it is a part of, unless that is the office's own or above it."""
    return unit.startswith(other) or (other.startswith(unit) and not office.startswith(unit))


def _reaches(powers: Collection[str], paths: Collection[str]) -> bool:
    return any(path.startswith(power) for power in powers for path in paths)
