"""An objection of each secondment, with the canary that its host never meets."""

from datetime import date
from typing import Any

from app.allowances.models_objections import Objection, ObjectionDay
from app.secondments.models import Secondment
from tests.factories import County


def objection_of(county: County, row: Secondment, name: str) -> dict[str, Any]:
    """One that waits, about a day of June (of the ended one, of its December)."""
    on = date(2025, 12, 9) if name == "ended" else date(2026, 6, 9)
    asked = Objection(
        secondment_id=row.id, cadre_id=row.cadre_id, programme_id=row.programme_id, month=on.isoformat()[:7],
        text=f"CANARY-OBJECTION-{name}", due_on=date(2026, 7, 15), created_by_id=row.cadre_id,
    )  # fmt: skip
    county.add(asked, ObjectionDay(objection_id=asked.id, day_on=on, secondment_id=row.id))
    return {f"objection_id@{name}": asked.id} | ({"objection_id": asked.id} if name == "own" else {})
