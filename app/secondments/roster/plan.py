"""What an import would change: rows to make, fields to change, and how much stays as it is."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.core.actor import Role
from app.secondments.models import SecondmentStatus
from app.secondments.roster.state import KnownPerson, KnownTerm, KnownUnit

KINDS = ("units", "people", "roles", "secondments")
OUTCOMES = ("created", "updated", "unchanged")


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role to grant from today on."""

    person_id: UUID
    home_id: UUID | None
    role: Role
    unit_id: UUID | None


@dataclass(slots=True)
class NewTerm:
    """A secondment to enter, already as far as its row says: draft, approved or arrived."""

    id: UUID
    cadre_id: UUID
    programme_id: UUID
    sending_unit_id: UUID | None
    receiving_unit_id: UUID
    post_title: str
    region_band: str | None
    start_on: date
    end_on: date
    approval_no: str | None
    arrived_on: date | None
    status: SecondmentStatus
    supervisor_ids: list[UUID]


@dataclass(slots=True)
class TermChange:
    """What differs on a secondment that stands, and the steps of its lifecycle to take."""

    term: KnownTerm
    fields: dict[str, Any]
    supervisor_ids: list[UUID] | None
    steps: list[str]
    arrived_on: date | None


@dataclass(slots=True)
class Plan:
    """All of it."""

    units: list[KnownUnit] = field(default_factory=list)
    unit_changes: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    people: list[KnownPerson] = field(default_factory=list)
    person_changes: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    roles: list[NewRole] = field(default_factory=list)
    terms: list[NewTerm] = field(default_factory=list)
    term_changes: list[TermChange] = field(default_factory=list)
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, kind: str, outcome: str) -> None:
        """One more row of a kind with this outcome."""
        self.counted[kind, outcome] += 1

    def counts(self) -> dict[str, dict[str, int]]:
        """`{"people": {"created": 3, "updated": 0, "unchanged": 9}, ...}`."""
        return {kind: {outcome: self.counted[kind, outcome] for outcome in OUTCOMES} for kind in KINDS}

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not any(self.counted[kind, outcome] for kind in KINDS for outcome in ("created", "updated"))

    @property
    def size(self) -> int:
        """How many rows will be stored, for the progress."""
        changes = len(self.unit_changes) + len(self.person_changes) + 4 * len(self.term_changes)
        return len(self.units) + len(self.people) + len(self.roles) + 3 * len(self.terms) + changes

    def new_homes(self) -> list[str]:
        """The units whose people get accounts."""
        return sorted({str(new.home_id) for new in self.people if new.home_id is not None})
