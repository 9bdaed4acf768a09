"""Periodic plans 检查计划: set by the Organization Department, never a draw by themselves."""

from typing import Any
from uuid import UUID

from app.audit.service import record as audit
from app.core.actor import Role
from app.core.errors import Invalid, NotFound, StaleVersion, VersionConflict, require
from app.core.i18n import N_
from app.core.paging import Page
from app.core.work import Work
from app.secondments.service_minting import hold_identity, is_replay, stamp
from app.spot_checks import policy_formal as policy
from app.spot_checks import repository_draws
from app.spot_checks import repository_plans as repository
from app.spot_checks.models_formal import SpotCheckPlan
from app.spot_checks.periods import Period, Span, waiting
from app.spot_checks.repository_plans import PlanRow
from app.spot_checks.schemas_draws import PeriodView, PlanIn, PlanPatch, PlanView

SUBJECT = "spot_check_plan"


def list_plans(work: Work) -> Page[PlanView]:
    """Every plan of the actor's own programmes, ended ones too; Forbidden to all others."""
    require(policy.may_draw_somewhere(work.actor))
    rows = repository.list_plans(work.session, work.actor.paths(Role.ORGADMIN))
    drawn = _drawn(work, rows)
    return Page[PlanView](items=[_view(work, row, drawn) for row in rows])


def create_plan(work: Work, body: PlanIn) -> tuple[PlanView, bool]:
    """A plan; (view, whether it is new). A repeated body under its id changes nothing."""
    require(policy.may_draw_somewhere(work.actor))
    hold_identity(work, body.id)
    existing = repository.find_plan(work.session, body.id) if body.id else None
    if existing is not None and is_replay(work, existing, body):
        return view_plan(work, existing.id), False
    home = repository.programme_home(work.session, body.programme_id)
    if home is None or not work.actor.holds(Role.ORGADMIN, home[1]):
        raise Invalid.at("/programme_id", N_("没有这个项目。"), "unknown")
    row = SpotCheckPlan(**body.model_dump(exclude={"id"}), created_at=work.now)
    stamp(work, row, body)
    work.session.add(row)
    work.session.flush()
    _told(work, row, "plan", home[0])
    return view_plan(work, row.id), True


def change_plan(work: Work, plan_id: UUID, body: PlanPatch, expected: int | None) -> PlanView:
    """Change what is given, or end it; a number takes the place of a share and the other way round."""
    require(policy.may_draw_somewhere(work.actor))
    row = repository.find_plan(work.session, plan_id, lock=True)
    home = repository.programme_home(work.session, row.programme_id) if row is not None else None
    if row is None or home is None or not work.actor.holds(Role.ORGADMIN, home[1]):
        raise NotFound
    changes = _changes(row, body)
    if all(getattr(row, name) == value for name, value in changes.items()):
        return view_plan(work, row.id)
    if expected is None:
        raise VersionConflict(extra={"current": view_plan(work, row.id)})
    if expected != row.version:
        raise StaleVersion(extra={"current": view_plan(work, row.id)})
    for name, value in changes.items():
        setattr(row, name, value)
    work.session.flush()
    _told(work, row, "plan_change", home[0])
    return view_plan(work, row.id)


def _changes(row: SpotCheckPlan, body: PlanPatch) -> dict[str, Any]:
    changes = body.model_dump(exclude_unset=True)
    if changes.get("size") is not None and changes.get("share") is not None:
        raise Invalid.at("/size", N_("人数和比例填一个。"), "one-of")
    if changes.get("size") is not None:
        changes["share"] = None
    elif changes.get("share") is not None:
        changes["size"] = None
    else:
        changes = {name: value for name, value in changes.items() if name not in ("size", "share")}
    if changes.get("ended_on") is not None and changes["ended_on"] < row.from_on:
        raise Invalid.at("/ended_on", N_("结束日期不能早于开始日期。"), "dates")
    return changes


def view_plan(work: Work, plan_id: UUID) -> PlanView:
    """One plan of the actor's own programmes, else NotFound."""
    rows = repository.list_plans(work.session, work.actor.paths(Role.ORGADMIN))
    found = [row for row in rows if row[0].id == plan_id]
    if not found:
        raise NotFound
    return _view(work, found[0], _drawn(work, found))


def _drawn(work: Work, rows: list[PlanRow]) -> dict[UUID, list[Span]]:
    found: dict[UUID, list[Span]] = {}
    for key, first, last in repository_draws.drawn_spans(work.session, {row[0].programme_id for row in rows}):
        found.setdefault(key, []).append((first, last))
    return found


def waiting_of(work: Work, plan: SpotCheckPlan, drawn: dict[UUID, list[Span]]) -> list[Period]:
    """The periods of a plan that wait for a draw, the oldest first."""
    return waiting(plan.every, plan.from_on, plan.ended_on, drawn.get(plan.programme_id, ()), work.today)


def waiting_plans(work: Work, paths: tuple[str, ...]) -> list[tuple[PlanRow, list[Period]]]:
    """Every running plan below tree paths with what waits; those without are left out. NOT filtered by actor."""
    rows = repository.list_plans(work.session, paths)
    drawn = _drawn(work, rows)
    found = ((row, waiting_of(work, row[0], drawn)) for row in rows)
    return [(row, some) for row, some in found if some]


def _view(work: Work, row: PlanRow, drawn: dict[UUID, list[Span]]) -> PlanView:
    plan, name = row[0], row[1]
    return PlanView(
        **{key: value for key, value in plan.model_dump().items() if key in PlanView.model_fields},
        programme_name=name,
        waiting=[
            PeriodView(first_on=one.first_on, last_on=one.last_on, due_on=one.due_on, overdue=work.today > one.due_on)
            for one in waiting_of(work, plan, drawn)
        ],
    )


def _told(work: Work, row: SpotCheckPlan, verb: str, unit_id: UUID) -> None:
    facts: dict[str, Any] = {"every": str(row.every), "size": row.size, "share": row.share}
    audit(work, f"spot_checks.{verb}", SUBJECT, row.id, after=row, unit_id=unit_id, **facts)
