"""Units of the file: each finds its place in the tree, in whatever order the rows stand."""

import difflib
from collections import Counter

from app.accounts import labels
from app.accounts.models import UnitKind
from app.core.ids import new_id
from app.core.sheets.faults import Cell, Faults
from app.core.sheets.values import key_of
from app.secondments.roster.plan import Plan
from app.secondments.roster.reading import UnitRow
from app.secondments.roster.state import KnownUnit, State

DEEPEST_PATH = 400
NEAR = 0.5
_KINDS = {key_of(word): kind for kind, label in labels.UNIT_KINDS.items() for word in (label, kind.value)}


def plan_units(rows: list[UnitRow], state: State, plan: Plan, faults: Faults) -> None:
    """Make or change the units of the file; later rows of the plan find them by name."""
    waiting = [row for row in rows if _kind(row, faults) is not None]
    seen: dict[tuple[object, str], UnitRow] = {}
    while waiting:
        names = Counter(key_of(row.name) for row in waiting)
        ready = [row for row in waiting if not row.parent or not names[_last(row.parent)]]
        for row in ready:
            _place(row, state, plan, faults, seen)
        if not ready:
            for row in waiting:
                faults.at(row.row.cell("parent"), "unit-cycle")
            return
        waiting = [row for row in waiting if row not in ready]


def _last(text: str) -> str:
    return key_of(text.replace("／", "/").rpartition("/")[2])


def _kind(row: UnitRow, faults: Faults) -> UnitKind | None:
    kind = _KINDS.get(key_of(row.kind))
    if kind is None:
        choices = "、".join(label for one, label in labels.UNIT_KINDS.items() if one is not UnitKind.REGION)
        faults.at(row.row.cell("kind"), "bad-choice", value=row.kind, choices=choices)
    return kind


def _place(row: UnitRow, state: State, plan: Plan, faults: Faults, seen: dict[tuple[object, str], UnitRow]) -> None:
    kind = _kind(row, faults)
    top = next((one for one in state.tops if key_of(one.name) == key_of(row.name)), None)
    if not row.parent and top is not None:
        parent: KnownUnit = top
        standing: KnownUnit | None = top
    else:
        above = _parent(row, state, faults)
        if above is None:
            return
        parent, standing = above, state.units.below(above.id, row.name)
    key = (parent.id, key_of(row.name))
    if key in seen:
        faults.at(row.row.cell("name"), "duplicate-row", sheet=seen[key].row.sheet, row=seen[key].row.number)
        return
    seen[key] = row
    if standing is not None:
        _change(row, kind, standing, plan)
    elif kind is UnitKind.REGION:
        faults.at(row.row.cell("kind"), "region-kind")
    elif kind is not None:
        _make(row, kind, parent, state, plan, faults)


def _parent(row: UnitRow, state: State, faults: Faults) -> KnownUnit | None:
    """The unit above: named, or the only top of the actor's region."""
    cell = row.row.cell("parent")
    if not row.parent:
        if len(state.tops) == 1:
            return state.tops[0]
        faults.at(cell, "missing", column=cell.heading)
        return None
    return resolve(cell, state, faults, must_be_mine=True)


def _make(row: UnitRow, kind: UnitKind, parent: KnownUnit, state: State, plan: Plan, faults: Faults) -> None:
    identity = new_id()
    path = f"{parent.path}{identity.hex}/"
    if len(path) > DEEPEST_PATH:
        faults.at(row.row.cell("parent"), "too-deep")
        return
    unit = KnownUnit(identity, row.name, kind, parent.id, path, row.band, mine=True)
    state.units.add(unit)
    plan.units.append(unit)
    plan.count("units", "created")


def _change(row: UnitRow, kind: UnitKind | None, unit: KnownUnit, plan: Plan) -> None:
    changes: dict[str, object] = {}
    if kind is not None and kind is not unit.kind and UnitKind.REGION not in (kind, unit.kind):
        changes["kind"] = unit.kind = kind
    if row.band and row.band != unit.band:
        changes["region_band"] = unit.band = row.band
    if changes:
        plan.unit_changes[unit.id] = changes
    plan.count("units", "updated" if changes else "unchanged")


def resolve(cell: Cell, state: State, faults: Faults, *, must_be_mine: bool) -> KnownUnit | None:
    """The unit that a cell names; not found, several of that name, or another region's are faults."""
    found = state.units.find(cell.text)
    if not found:
        if must_be_mine and state.units.is_elsewhere(cell.text):
            faults.at(cell, "outside-region")
            return None
        near = difflib.get_close_matches(cell.text, state.units.names(), 3, NEAR)
        params = {"value": cell.text[: Faults.SHOWN], "near": "、".join(near)}
        faults.at(cell, "unknown-unit-near" if near else "unknown-unit", **params)
        return None
    if len(found) > 1:
        choices = "；".join(sorted(state.units.full_name(unit, 3) for unit in found)[:3])
        faults.at(cell, "ambiguous-unit", value=cell.text[: Faults.SHOWN], count=len(found), choices=choices)
        return None
    if found[0].closed:
        faults.at(cell, "unit-closed", value=found[0].name)
        return None
    if must_be_mine and not found[0].mine:
        faults.at(cell, "outside-region")
        return None
    return found[0]
