"""Units: the tree that everybody's power follows."""

from uuid import UUID

from app.accounts import policy, repository
from app.accounts import repository_units as units
from app.accounts.authority import forget_after
from app.accounts.creation import insert, standing
from app.accounts.errors import UnitInItself
from app.accounts.errors_care import UnitClosed
from app.accounts.models import Unit, UnitKind
from app.accounts.schemas import UnitInput, UnitPatch, UnitQuery, UnitView
from app.accounts.service_heads import check_head
from app.accounts.service_unit_names import keep_former_name
from app.accounts.versions import check_version
from app.audit.service import record
from app.core.errors import IdReused, Invalid, NotFound, require
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.paging import Page, view_page
from app.core.work import Work

DEEPEST_PATH = 400
"""Twelve levels of ids; counties have four or five."""
MOST_IN_A_TREE = 2000


def get_visible_unit(work: Work, unit_id: UUID) -> Unit:
    """A unit that the actor may know of, else NotFound."""
    unit = units.find_visible(work.session, work.actor, unit_id)
    if unit is None:
        raise NotFound
    return unit


def view_unit(unit: Unit) -> UnitView:
    """A unit as it is shown."""
    return UnitView.model_validate(unit)


def list_units(work: Work, query: UnitQuery) -> Page[UnitView]:
    """A page of the visible units by name."""
    below = get_visible_unit(work, query.below_id).path if query.below_id else None
    rows, cursor = units.list_units(work.session, work.actor, query, below)
    return view_page(rows, cursor, view_unit, work.now)


def list_tree(work: Work, *, in_use: bool = True) -> list[tuple[Unit, int]]:
    """The visible units in tree order with their depth, names in order among siblings (at most 2000).

    Without those that were merged into others, unless `in_use` is False.
    """
    rows = units.list_tree(work.session, work.actor, MOST_IN_A_TREE, in_use=in_use)
    present = {row.id for row in rows}
    children: dict[UUID | None, list[Unit]] = {}
    for row in rows:
        children.setdefault(row.parent_id if row.parent_id in present else None, []).append(row)
    ordered: list[tuple[Unit, int]] = []
    waiting = [(row, 0) for row in reversed(children.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        ordered.append((row, depth))
        waiting += [(child, depth + 1) for child in reversed(children.get(row.id, []))]
    return ordered


def _visible_parent(work: Work, parent_id: UUID) -> Unit:
    parent = units.find_visible(work.session, work.actor, parent_id)
    if parent is None:
        raise Invalid.at("/parent_id", N_("没有这个上级单位，或您无权查看。"), "unknown-unit")
    refuse_closed(parent, "/parent_id")
    return parent


def refuse_closed(unit: Unit, pointer: str) -> None:
    """Raise Invalid at `pointer` for a unit that was merged into another: nothing new is tied to it."""
    if unit.closed_on is not None:
        raise Invalid.at(pointer, UnitClosed.message, UnitClosed.code)


def hold_trees(work: Work, *paths: str) -> None:
    """Nobody else changes the shape of these trees until the commit."""
    units.lock_units(work.session, {units.chain(path)[0] for path in paths})


def _check_place(lat: float | None, lon: float | None) -> None:
    if (lat is None) != (lon is None):
        raise Invalid.at("/lon" if lon is None else "/lat", N_("经度和纬度要一起填写。"), "half-position")


def create_unit(work: Work, body: UnitInput) -> tuple[UnitView, bool]:
    """Create a unit below `parent_id` (a region: without one); answers the unit and whether it is new.

    Raises Forbidden, Invalid at `/parent_id`, IdReused, NotFound for someone else's id.
    """
    made = standing(work, repository.get_unit(work.session, body.id) if body.id else None, body)
    if made is not None:
        return view_unit(made), False
    require(work.actor.kind == "client" or policy.can_manage_units(work.actor))
    _check_place(body.lat, body.lon)
    top = "/"
    if body.parent_id is None:
        require(policy.can_create_region(work.actor))
        if body.kind is not UnitKind.REGION:
            raise Invalid.at("/parent_id", N_("请选择上级单位；只有地区可以没有上级。"), "missing")
    else:
        parent = _visible_parent(work, body.parent_id)
        require(policy.can_manage_unit(work.actor, parent.path))
        hold_trees(work, parent.path)
        top = units.lock_units(work.session, [parent.id])[parent.id].path
    unit = Unit(**body.model_dump(exclude={"id"}), id=body.id or new_id(), path="")
    unit.path = f"{top}{unit.id.hex}/"
    check_depth(len(unit.path))
    insert(work, unit, body, IdReused())
    record(work, "accounts.unit-create", "unit", unit.id, after=view_unit(unit), unit_id=unit.id, kind=unit.kind)
    return view_unit(unit), True


def check_depth(length: int) -> None:
    if length > DEEPEST_PATH:
        raise Invalid.at("/parent_id", N_("单位层级太深，最多 12 级。"), "too-deep")


def change_unit(work: Work, unit_id: UUID, patch: UnitPatch, expected: int | None) -> UnitView:
    """Change fields of a unit, moving its whole subtree when `parent_id` changes.

    Raises NotFound, Forbidden, VersionConflict, StaleVersion, Invalid, UnitInItself.
    """
    found = get_visible_unit(work, unit_id)
    require(policy.can_manage_unit(work.actor, found.path))
    unit = units.lock_units(work.session, [found.id])[found.id]
    before = view_unit(unit)
    check_version(unit, expected, before)
    if unit.closed_on is not None:
        raise UnitClosed
    changes = {name: getattr(patch, name) for name in patch.model_fields_set}
    keep_former_name(work, unit, changes)
    if "parent_id" in changes and changes.pop("parent_id") != unit.parent_id:
        _move(work, unit, patch.parent_id)
    check_head(work, unit, changes.get("head_id"))
    for name, value in changes.items():
        setattr(unit, name, value)
    _check_place(unit.lat, unit.lon)
    work.session.add(unit)
    work.session.flush()
    after = view_unit(unit)
    if after.version != before.version:
        record(work, "accounts.unit-change", "unit", unit.id, before=before, after=after, unit_id=unit.id)
    return after


def _move(work: Work, unit: Unit, parent_id: UUID | None) -> None:
    """Put a unit with all below it under another; both the old and the new parent must be the actor's to manage."""
    if parent_id is None or unit.parent_id is None:
        raise Invalid.at("/parent_id", N_("地区不能移到别的单位之下，其他单位不能没有上级。"), "fixed-parent")
    parent = _visible_parent(work, parent_id)
    hold_trees(work, unit.path, parent.path)
    held = units.lock_units(work.session, [unit.id, unit.parent_id, parent_id])
    old_parent, new_parent, old = held[unit.parent_id], held[parent_id], unit.path
    require(policy.can_manage_unit(work.actor, old_parent.path))
    require(policy.can_manage_unit(work.actor, new_parent.path))
    if new_parent.path.startswith(old):
        raise UnitInItself
    new = f"{new_parent.path}{unit.id.hex}/"
    check_depth(units.deepest(work.session, old) - len(old) + len(new))
    moved = units.move_subtree(work.session, old, new)
    unit.parent_id, unit.path = parent_id, new
    forget_after(work)
    record(work, "accounts.unit-move", "unit", unit.id, unit_id=unit.id, moved=moved)
