"""Formal checks in each state, with canaries in what was heard, seen and answered; their draws and a plan."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.accounts.models import Person
from app.core.actor import Role
from app.core.ids import new_id
from app.secondments.models import Secondment
from app.spot_checks.drawing import METHOD, Entry, Frame
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import (
    Arm,
    Consistent,
    Every,
    Finding,
    FormalCheck,
    FormalInspector,
    InOrder,
    SpotCheckDraw,
    SpotCheckFrame,
    SpotCheckPlan,
    VisitMethod,
)
from tests.factories import County

DAYS = ("2026-06-03", "2026-06-04")
"""Days without a record: what a sample tells of records is tested where records are."""
STATES = {
    "planned": SpotCheckStatus.PLANNED,
    "visited": SpotCheckStatus.VISITED,
    "found": SpotCheckStatus.FINDINGS,
    "rectified": SpotCheckStatus.RECTIFIED,
}


def checks_of(
    county: County, rows: dict[str, Secondment], inspector: Person, orgadmin: Person, now: datetime
) -> dict[str, UUID]:
    """One of each state about each secondment, by `inspector` and another; ids by the scene's names."""
    fellow = county.person("同行检查人", Role.INSPECTOR, county.region)
    programme_id = next(iter(rows.values())).programme_id
    begun, unbegun = (_draw(county, programme_id, inspector, fellow, orgadmin, serial) for serial in (1, 2))
    plan = SpotCheckPlan(programme_id=programme_id, every=Every.MONTH, size=2, from_on=date(2026, 7, 1))
    county.add(plan)
    ids = {
        "draw_id": begun.id,
        "unbegun_draw_id": unbegun.id,
        "plan_id": plan.id,
        "inspector_id": inspector.id,
        "fellow_id": fellow.id,
    }
    for turn, (name, row) in enumerate(rows.items()):
        for place, (state, status) in enumerate(STATES.items()):
            said = {} if status is SpotCheckStatus.PLANNED else _found(name, status, now)
            check = FormalCheck(
                draw_id=begun.id,
                rank=turn * len(STATES) + place + 1,
                arm=Arm.RANDOM,
                number=f"抽-{name}-{state}",
                status=status,
                secondment_id=row.id,
                cadre_id=row.cadre_id,
                programme_id=row.programme_id,
                unit_id=row.receiving_unit_id,
                days=list(DAYS),
                created_at=now,
                **said,
            )
            signed = {fellow.id: now if said else None, inspector.id: now if status in SIGNED else None}
            county.add(check)
            county.add(*(FormalInspector(check_id=check.id, person_id=key, signed_at=at) for key, at in signed.items()))
            ids[f"{state}_check_id@{name}"] = check.id
    return ids


SIGNED = (SpotCheckStatus.FINDINGS, SpotCheckStatus.RECTIFIED)


def _found(name: str, status: SpotCheckStatus, now: datetime) -> dict[str, Any]:
    said: dict[str, Any] = {
        "visited_at": now,
        "method": VisitMethod.ONSITE,
        "consistent": Consistent.PARTLY,
        "leave_in_order": InOrder.YES,
        "allowance_agrees": InOrder.YES,
        "difficulties": f"CANARY-HEARD-{name}",
        "note": f"CANARY-SEEN-{name}",
        "finding": Finding.RECTIFY,
        "due_on": date(2026, 7, 31),
    }
    if status in SIGNED:
        said["found_at"] = now
    if status is SpotCheckStatus.RECTIFIED:
        answered = f"CANARY-ANSWERED-{name}"
        said |= {"reply": answered, "replied_at": now, "rectification": answered, "rectified_at": now}
    return said


def _draw(
    county: County, programme_id: UUID, inspector: Person, fellow: Person, orgadmin: Person, serial: int
) -> SpotCheckDraw:
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    frame = Frame((first,), (Entry(str(new_id()), 1, ((first, last),)),))
    row = SpotCheckDraw(
        home_unit_id=county.region.id,
        programme_id=programme_id,
        month="2026-06",
        serial=serial,
        first_on=first,
        last_on=last,
        size=1,
        by_weight=0,
        dates_each=2,
        inspector_ids=[str(inspector.id), str(fellow.id)],
        seed="0" * 32,
        method=METHOD,
        frame_size=1,
        frame_digest=frame.digest(),
        created_by_id=orgadmin.id,
    )
    county.add(row)
    county.add(SpotCheckFrame(draw_id=row.id, frame=frame.as_json() | {"excluded": {}}))
    return row
