"""What the desk's pages of units show, buttons included."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.accounts import policy
from app.accounts import repository_units as units
from app.accounts.directory import unit_names_of
from app.accounts.models import Unit
from app.accounts.schemas import UnitQuery, UnitView
from app.accounts.schemas_care import MergeIn, MergeView, UnitNameView
from app.accounts.service_heads import head_choices
from app.accounts.service_merging import merge_unit
from app.accounts.service_unit_names import former_names
from app.accounts.service_units import get_visible_unit, list_tree, list_units, view_unit
from app.core.errors import DomainError, FieldError, require
from app.core.work import Work

Choice = tuple[str, str]
"""A value and its name, for a select."""


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """A tree (`rows` of unit and depth), or what a search found, with former names and successors by id."""

    rows: list[tuple[UnitView, int]]
    searched: bool
    next_cursor: str | None
    can_create: bool
    former: dict[UUID, list[UnitNameView]] = field(default_factory=dict)
    successors: dict[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit (None for a new one), the units it may stand under, and what is below it."""

    unit: UnitView | None
    above: list[tuple[UUID, str]]
    children: list[UnitView]
    parents: list[Choice]
    can_edit: bool
    can_be_region: bool
    can_merge: bool = False
    former: list[UnitNameView] = field(default_factory=list)
    successor: str | None = None
    heads: list[Choice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MergePage:
    """A unit that is to go into another: what it may go into, and what would move or why it cannot."""

    unit: UnitView
    choices: list[Choice]
    into_id: UUID | None
    on: date
    trial: MergeView | None
    refusal: tuple[str, tuple[FieldError, ...]] | None


def open_units(work: Work, query: UnitQuery) -> UnitsPage:
    """The visible tree, or a page of what a search found."""
    can_create = policy.can_manage_units(work.actor)
    searched, cursor = bool(query.q or query.kind), None
    if searched:
        found = list_units(work, query)
        rows, cursor = [(unit, 0) for unit in found.items], found.next_cursor
    else:
        rows = [(view_unit(unit), depth) for unit, depth in list_tree(work, in_use=False)]
    former = former_names(work, [unit.id for unit, _ in rows]) if searched else {}
    successors = unit_names_of(work, [unit.merged_into_id for unit, _ in rows])
    return UnitsPage(rows, searched, cursor, can_create, former, successors)


def unit_choices(work: Work) -> list[Choice]:
    """The visible units in use, in tree order, indented by depth."""
    return [(str(unit.id), "　" * depth + unit.name) for unit, depth in list_tree(work)]


def _parents(work: Work, moving: Unit | None) -> list[Choice]:
    """Where a unit may stand: what the actor keeps, but not below itself."""
    tree = list_tree(work)
    kept = [
        (unit, depth)
        for unit, depth in tree
        if policy.can_manage_unit(work.actor, unit.path)
        and (moving is None or unit.id == moving.parent_id or not unit.path.startswith(moving.path))
    ]
    return [(str(unit.id), "　" * depth + unit.name) for unit, depth in kept]


def open_new_unit(work: Work) -> UnitPage:
    """The form for a new unit. Raises Forbidden."""
    require(policy.can_manage_units(work.actor))
    return UnitPage(None, [], [], _parents(work, None), True, policy.can_create_region(work.actor))


def open_unit(work: Work, unit_id: UUID) -> UnitPage:
    """One unit with its place in the tree, its former names and its successor. Raises NotFound."""
    unit = get_visible_unit(work, unit_id)
    can_edit = policy.can_manage_unit(work.actor, unit.path) and unit.closed_on is None
    chain = units.chain(unit.path)[:-1]
    above = [found for found in (units.find_visible(work.session, work.actor, key) for key in chain) if found]
    return UnitPage(
        unit=view_unit(unit),
        above=[(one.id, one.name) for one in above],
        children=list_units(work, UnitQuery(parent_id=unit.id, limit=200)).items,
        parents=_parents(work, unit) if can_edit else [],
        can_edit=can_edit,
        can_be_region=unit.parent_id is None,
        can_merge=can_edit and bool(above) and policy.can_manage_unit(work.actor, above[-1].path),
        former=former_names(work, [unit.id]).get(unit.id, []),
        successor=unit_names_of(work, [unit.merged_into_id]).get(unit.merged_into_id) if unit.merged_into_id else None,
        heads=[(str(key), name) for key, name in head_choices(work, unit)] if can_edit else [],
    )


def open_merge(work: Work, unit_id: UUID, into_id: UUID | None, on: date | None) -> MergePage:
    """The step before merging a unit: what it may go into, and once that is chosen what would move.

    Tries the merger and keeps nothing of it, so it runs in a writing unit of work. Raises NotFound, Forbidden.
    """
    unit = get_visible_unit(work, unit_id)
    require(policy.can_manage_unit(work.actor, unit.path))
    page = MergePage(view_unit(unit), _successors(work, unit), into_id, on or work.today, None, None)
    if into_id is None:
        return page
    body = MergeIn(into_id=into_id, on=page.on, version=unit.version, reason="试算")
    try:
        trial = merge_unit(work, unit_id, body, dry_run=True)
    except DomainError as error:
        return MergePage(page.unit, page.choices, into_id, page.on, None, (error.text, error.errors))
    return MergePage(page.unit, page.choices, into_id, page.on, trial, None)


def _successors(work: Work, unit: Unit) -> list[Choice]:
    """What a unit may go into: the units in use of its region that the actor keeps, but none below itself."""
    top = f"/{units.chain(unit.path)[0].hex}/"
    return [
        (str(one.id), "　" * depth + one.name)
        for one, depth in list_tree(work)
        if one.path.startswith(top)
        and not one.path.startswith(unit.path)
        and policy.can_manage_unit(work.actor, one.path)
    ]
