"""Merging 并入 one unit into another: what still runs moves, what was stays with the old unit below its successor.

The merged unit keeps its row and its past and stands below its successor from then on, so that whoever answers for
the successor also answers for what the old unit left open. All or nothing, in one unit of work.
"""

from datetime import date, timedelta
from uuid import UUID

from app.accounts import policy, repository
from app.accounts import repository_merging as merging
from app.accounts import repository_units as units
from app.accounts.authority import forget_after
from app.accounts.errors import UnitInItself
from app.accounts.errors_care import RegionStays, UnitClosed
from app.accounts.models import RoleAssignment, Unit
from app.accounts.schemas_care import MergeIn, MergeView, Moved
from app.accounts.service_people import facts_of_many
from app.accounts.service_units import check_depth, get_visible_unit, hold_trees, refuse_closed, view_unit
from app.accounts.versions import check_version
from app.audit.service import record
from app.core import events
from app.core.errors import Invalid, require
from app.core.i18n import N_
from app.core.work import Work

LONGEST_BACK = timedelta(days=366)


def merge_unit(work: Work, unit_id: UUID, body: MergeIn, *, dry_run: bool) -> MergeView:
    """Merge a unit into another from `body.on` on; with `dry_run` everything is tried and nothing is kept.

    Raises NotFound, Forbidden, RegionStays, UnitClosed, UnitInItself, Invalid, VersionConflict, StaleVersion, and
    whatever hinders a running secondment's transfer.
    """
    unit, into = _both(work, unit_id, body)
    if unit.merged_into_id == into.id and body.version < unit.version and unit.closed_on == _day_before(body.on):
        return MergeView(unit=view_unit(unit), into=view_unit(into), moved=Moved(), dry_run=dry_run)
    check_version(unit, body.version, view_unit(unit))
    _check(work, unit, into, body.on)
    if not dry_run:
        moved = _merge(work, unit, into, body)
        return MergeView(unit=view_unit(unit), into=view_unit(into), moved=moved, dry_run=False)
    with work.session.begin_nested() as attempt:
        moved = _merge(work, unit, into, body)
        view = MergeView(unit=view_unit(unit), into=view_unit(into), moved=moved, dry_run=True)
        attempt.rollback()
    return view


def _day_before(on: date) -> date:
    return on - timedelta(days=1)


def _both(work: Work, unit_id: UUID, body: MergeIn) -> tuple[Unit, Unit]:
    """The two units, their trees held until the commit; the actor keeps both and what is above the first."""
    unit = get_visible_unit(work, unit_id)
    require(policy.can_manage_unit(work.actor, unit.path))
    into = units.find_visible(work.session, work.actor, body.into_id)
    if into is None:
        raise Invalid.at("/into_id", N_("没有这个单位，或您无权查看。"), "unknown-unit")
    if unit.parent_id is None:
        raise RegionStays
    if units.chain(unit.path)[0] != units.chain(into.path)[0]:
        raise Invalid.at("/into_id", N_("只能并入同一地区的单位。"), "other-region")
    require(policy.can_manage_unit(work.actor, into.path))
    above = repository.get_unit(work.session, unit.parent_id)
    require(above is not None and policy.can_manage_unit(work.actor, above.path))
    hold_trees(work, unit.path)
    held = units.lock_units(work.session, [unit.id, into.id])
    return held[unit.id], held[into.id]


def _check(work: Work, unit: Unit, into: Unit, on: date) -> None:
    if unit.closed_on is not None:
        raise UnitClosed
    refuse_closed(into, "/into_id")
    if into.path.startswith(unit.path):
        raise UnitInItself(N_("单位不能并入自己或自己的下级单位。"))
    if on > work.today:
        raise Invalid.at("/on", N_("并入日期不能晚于今天，请在当天办理。"), "in-future")
    if on < work.today - LONGEST_BACK:
        raise Invalid.at("/on", N_("并入日期最多追溯一年。"), "too-far-back")


def _merge(work: Work, unit: Unit, into: Unit, body: MergeIn) -> Moved:
    before = view_unit(unit)
    counts = Moved().model_dump()
    counts["roles"], counts["roles_ended"] = _move_roles(work, unit, into, body.on)
    counts["people"] = merging.move_homes(work.session, unit.id, into.id, work.now)
    counts["delegations"] = merging.move_delegations(work.session, unit.id, into.id, body.on, work.now)
    counts["clients"] = merging.move_clients(work.session, unit.id, into.id, work.now)
    counts["children"] = _move_places(work, unit, into)
    unit.merged_into_id, unit.closed_on, unit.merge_reason = into.id, _day_before(body.on), body.reason
    work.session.add(unit)
    work.session.flush()
    events.publish(work, "unit.merged", unit_id=unit.id, into_id=into.id, on=body.on, reason=body.reason, moved=counts)
    moved = Moved(**counts)
    forget_after(work)
    record(
        work,
        "accounts.unit-merge",
        "unit",
        unit.id,
        before=before,
        after=view_unit(unit),
        unit_id=into.id,
        into_id=str(into.id),
        on=body.on.isoformat(),
        **moved.model_dump(),
    )
    return moved


def _move_places(work: Work, unit: Unit, into: Unit) -> int:
    """The units below go directly below the successor, the old unit with its own past as well; answers how many."""
    check_depth(units.deepest(work.session, unit.path) - len(unit.path) + len(into.path) + len(unit.id.hex) + 1)
    children = merging.running_children(work.session, unit.id)
    for child in children:
        _put(work, child, into)
    _put(work, unit, into)
    return len(children)


def _put(work: Work, unit: Unit, parent: Unit) -> None:
    new = f"{parent.path}{unit.id.hex}/"
    units.move_subtree(work.session, unit.path, new)
    unit.parent_id, unit.path = parent.id, new
    work.session.add(unit)
    work.session.flush()


def _move_roles(work: Work, unit: Unit, into: Unit, on: date) -> tuple[int, int]:
    """Roles end the day before and are granted anew over the successor; (moved, ended).

    What the actor may not grant (a protected role, one's own) ends instead: merging hands nobody more than granting.
    """
    rows = merging.roles_from(work.session, unit.id, on)
    facts = facts_of_many(work, [row.person_id for row in rows])
    standing = merging.held_for_good(work.session, into.id, on)
    moved = 0
    for row in rows:
        may = policy.can_grant(work.actor, row.role, into.path, facts[row.person_id])
        moved += may
        _move_role(work, row, into, on, anew=may and (row.person_id, str(row.role)) not in standing)
        record(
            work,
            "accounts.role-move" if may else "accounts.role-end",
            "person",
            row.person_id,
            unit_id=into.id,
            role=row.role,
            on=on.isoformat(),
        )
    work.session.flush()
    merging.touch_people(work.session, [row.person_id for row in rows], work.now)
    return moved, len(rows) - moved


def _move_role(work: Work, row: RoleAssignment, into: Unit, on: date, *, anew: bool) -> None:
    first, last = max(row.valid_from, on), row.valid_to
    if row.valid_from < on:
        row.valid_to = _day_before(on)
        work.session.add(row)
    else:
        work.session.delete(row)
    if anew:
        fresh = RoleAssignment(
            person_id=row.person_id,
            role=row.role,
            unit_id=into.id,
            group_id=row.group_id,
            valid_from=first,
            valid_to=last,
            granted_by_id=work.actor.person_id,
        )
        work.session.add(fresh)
