"""What an insurance sheet would change, from plain values: whose term each line is about, and what stands already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.allowances.insurance_sheet import PolicyRow
from app.core.sheets.faults import Faults
from app.core.sheets.values import key_of

Known = tuple[UUID, str]
"""(secondment, policy number)"""
PADDED = 12
"""A number that lost its zeros is looked for with so many places."""


@dataclass(frozen=True, slots=True)
class Term:
    """A secondment that the sheet may be about."""

    id: UUID
    cadre_id: UUID
    unit_id: UUID
    name: str
    programme: str
    start_on: date
    end_on: date
    archived: bool

    def __str__(self) -> str:
        return f"{self.programme} {self.start_on}–{self.end_on}"


@dataclass(frozen=True, slots=True)
class Standing:
    """A policy that is registered."""

    id: UUID
    start_on: date
    end_on: date
    insurer: str
    premium_fen: int
    voided_on: date | None


@dataclass(slots=True)
class State:
    """Everything that a sheet is checked against."""

    actor_id: UUID | None
    programmes: list[str]
    terms: dict[str, list[Term]] = field(default_factory=lambda: defaultdict(list))
    """By person number."""
    standing: dict[Known, list[Standing]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """A policy to register."""

    term: Term
    line: PolicyRow


@dataclass(slots=True)
class InsurancePlan:
    """All of it."""

    new: list[NewPolicy] = field(default_factory=list)
    changed: dict[UUID, tuple[Term, dict[str, Any]]] = field(default_factory=dict)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not self.new and not self.changed

    @property
    def size(self) -> int:
        """How many rows will be stored."""
        return len(self.new) + len(self.changed)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many are registered, corrected, or stand already."""
        found = {"created": len(self.new), "updated": len(self.changed), "unchanged": self.unchanged}
        return {"policies": found}

    def new_homes(self) -> list[str]:
        """No accounts are made."""
        return []


def padded(number: str) -> list[str]:
    """The numbers that a spreadsheet may have cut zeros from; none for what is no plain number."""
    return [number.rjust(places, "0") for places in range(len(number) + 1, PADDED + 1)] if number.isdigit() else []


def find_terms(lines: Iterable[PolicyRow], state: State, faults: Faults) -> list[tuple[PolicyRow, Term]]:
    """Whose secondment each line is about; lines about nobody, or about several terms, are faults."""
    found = []
    for line in lines:
        term = _term_of(line, state, faults)
        if term is not None:
            found.append((line, term))
    return found


def _term_of(line: PolicyRow, state: State, faults: Faults) -> Term | None:
    terms = state.terms.get(line.number)
    if not terms:
        _tell_unknown(line, state, faults)
        return None
    if key_of(terms[0].name) != key_of(line.name):
        faults.at(line.cell("name"), "name-differs", number=line.number, known=terms[0].name)
        return None
    if terms[0].cadre_id == state.actor_id:
        faults.at(line.cell("number"), "own-row")
        return None
    wanted = line.cell("programme").text
    if wanted and key_of(wanted) not in {key_of(one) for one in state.programmes}:
        faults.at(line.cell("programme"), "unknown-programme", value=wanted, choices="、".join(state.programmes[:9]))
        return None
    return _fitting(line, terms, wanted, faults)


def _tell_unknown(line: PolicyRow, state: State, faults: Faults) -> None:
    known = next((number for number in padded(line.number) if number in state.terms), None)
    if known is not None:
        faults.at(line.cell("number"), "leading-zero", known=known)
    else:
        faults.at(line.cell("number"), "unknown-person", number=line.number)


def _fitting(line: PolicyRow, terms: list[Term], wanted: str, faults: Faults) -> Term | None:
    """The one term that the dates meet, in the programme if one is named."""
    named = [term for term in terms if not wanted or key_of(term.programme) == key_of(wanted)]
    found = [term for term in named if term.start_on <= line.end_on and term.end_on >= line.start_on]
    said = "；".join(str(term) for term in found or terms)
    if not found:
        faults.at(line.cell("start_on"), "no-term", terms=said)
    elif len(found) > 1:
        several = len({term.programme for term in found}) > 1
        faults.at(line.cell("programme"), "which-term" if several else "same-programme", count=len(found), terms=said)
    elif found[0].archived:
        faults.at(line.cell("number"), "archived")
    else:
        return found[0]
    return None


def make_plan(lines: Iterable[tuple[PolicyRow, Term]], state: State, faults: Faults) -> InsurancePlan:
    """What is new, what differs, and what stands already; overlaps of one number are faults."""
    plan = InsurancePlan()
    seen: dict[Known, list[PolicyRow]] = defaultdict(list)
    for line, term in lines:
        key = (term.id, line.policy_no)
        twin = next((one for one in seen[key] if _meet(one, line.start_on, line.end_on)), None)
        if twin is not None:
            faults.at(line.cell("policy_no"), "duplicate-row", sheet=twin.row.sheet, row=twin.row.number)
            continue
        seen[key].append(line)
        _compare(line, term, state.standing.get(key, []), plan, faults)
    return plan


def _meet(one: PolicyRow | Standing, start_on: date, end_on: date) -> bool:
    return one.start_on <= end_on and one.end_on >= start_on


def _compare(line: PolicyRow, term: Term, known: list[Standing], plan: InsurancePlan, faults: Faults) -> None:
    standing = [one for one in known if one.voided_on is None and _meet(one, line.start_on, line.end_on)]
    if not standing:
        void = [one.voided_on for one in known if one.voided_on and _same_days(one, line)]
        if void:
            faults.at(line.cell("policy_no"), "voided", on=max(void).isoformat())
        else:
            plan.new.append(NewPolicy(term, line))
        return
    one = standing[0]
    if not _same_days(one, line):
        at = line.cell("policy_no")
        faults.at(at, "policy-overlap", first=one.start_on.isoformat(), last=one.end_on.isoformat())
        return
    changes = {
        name: getattr(line, name) for name in ("insurer", "premium_fen") if getattr(line, name) != getattr(one, name)
    }
    if changes:
        plan.changed[one.id] = term, changes
    else:
        plan.unchanged += 1


def _same_days(one: Standing, line: PolicyRow) -> bool:
    return (one.start_on, one.end_on) == (line.start_on, line.end_on)
