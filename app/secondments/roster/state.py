"""What stands before an import: units, people, terms and programmes as plain values, found by name or number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.accounts.models import UnitKind
from app.accounts.policy import PersonFacts
from app.core.actor import Actor, Role
from app.core.sheets.values import key_of
from app.secondments.models import SecondmentStatus


@dataclass(slots=True)
class KnownUnit:
    """A unit, standing or about to be made; `mine` when the actor may manage what is at it."""

    id: UUID
    name: str
    kind: UnitKind
    parent_id: UUID | None
    path: str
    band: str | None
    mine: bool
    closed: bool = False


@dataclass(slots=True)
class KnownPerson:
    """A person, standing or about to be made."""

    id: UUID
    number: str
    name: str
    login: str
    phone: str | None
    home_id: UUID | None
    facts: PersonFacts
    disabled: bool = False
    left: bool = False
    elsewhere: bool = False
    """Belongs to another region: may be a host's supervisor, not changed here."""
    roles: set[tuple[Role, UUID | None]] = field(default_factory=set)
    """Held today or later."""


@dataclass(slots=True)
class KnownTerm:
    """A secondment that stands."""

    id: UUID
    cadre_id: UUID
    programme_id: UUID
    sending_id: UUID | None
    receiving_id: UUID
    post_title: str
    band: str | None
    start_on: date
    end_on: date
    status: SecondmentStatus
    approval_no: str | None
    arrived_on: date | None
    never_came: bool
    supervisor_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class KnownProgramme:
    """A programme that the actor runs; `policies` as (from, whether the day basis is complete), oldest first."""

    id: UUID
    name: str
    path: str
    pays: bool
    archived: bool
    policies: tuple[tuple[date, bool], ...]
    closed_months: frozenset[str]

    def policy_on(self, on: date) -> bool | None:
        """Whether the policy of a day is complete; None when none has begun."""
        return next((complete for start, complete in reversed(self.policies) if start <= on), None)


class Units:
    """Units by name, told apart by the names above them."""

    def __init__(self, rows: Iterable[KnownUnit]) -> None:
        self.by_id: dict[UUID, KnownUnit] = {}
        self._by_name: dict[str, list[KnownUnit]] = defaultdict(list)
        for row in rows:
            self.by_id[row.id] = row
            self._by_name[key_of(row.name)].append(row)

    def add(self, unit: KnownUnit) -> None:
        """A unit that the import makes."""
        self.by_id[unit.id] = unit
        self._by_name[key_of(unit.name)].append(unit)

    def names(self) -> list[str]:
        """The names of the actor's own units, for suggestions."""
        return [unit.name for unit in self.by_id.values() if unit.mine and not unit.closed]

    def full_name(self, unit: KnownUnit, levels: int = 9) -> str:
        """The name with those above it, from the top."""
        parts, at = [unit.name], unit.parent_id
        while at is not None and at in self.by_id and len(parts) < levels:
            parts.insert(0, self.by_id[at].name)
            at = self.by_id[at].parent_id
        return "/".join(parts)

    def find(self, text: str) -> list[KnownUnit]:
        """What a name or `上级/名称` means: the actor's own units first, others by two names at least."""
        parts = [key_of(part) for part in text.replace("／", "/").split("/") if part.strip()]
        if not parts:
            return []
        fitting = [unit for unit in self._by_name.get(parts[-1], ()) if self._stands_under(unit, parts[:-1])]
        own = [unit for unit in fitting if unit.mine]
        found = own or (fitting if len(parts) > 1 else [])
        return [unit for unit in found if not unit.closed] or found

    def is_elsewhere(self, text: str) -> bool:
        """Whether the name is that of a unit in another region."""
        return any(not unit.mine for unit in self._by_name.get(key_of(text.rpartition("/")[2]), ()))

    def below(self, parent_id: UUID, name: str) -> KnownUnit | None:
        """The unit of this name right below another."""
        found = (unit for unit in self._by_name.get(key_of(name), ()) if unit.parent_id == parent_id)
        return next((unit for unit in found if not unit.closed), None)

    def _stands_under(self, unit: KnownUnit, above: Sequence[str]) -> bool:
        at = unit.parent_id
        for wanted in reversed(above):
            while at is not None and key_of(self.by_id[at].name) != wanted:
                at = self.by_id[at].parent_id
            if at is None:
                return False
            at = self.by_id[at].parent_id
        return True


@dataclass(slots=True)
class State:
    """Everything that an import is checked against."""

    actor: Actor
    today: date
    tops: list[KnownUnit]
    units: Units
    people: dict[str, KnownPerson] = field(default_factory=dict)
    """By person number, as far as the file names them."""
    named: frozenset[str] = frozenset()
    """Numbers that the file gives a name: what is wrong with such a person is told there."""
    logins: dict[str, UUID] = field(default_factory=dict)
    padded: dict[str, KnownPerson] = field(default_factory=dict)
    """People whose number begins with zeros, by the number without them."""
    programmes: dict[str, list[KnownProgramme]] = field(default_factory=dict)
    terms: dict[UUID, list[KnownTerm]] = field(default_factory=dict)
