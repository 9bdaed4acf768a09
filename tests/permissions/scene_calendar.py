"""A storm's closure of the township, noted by the Organization Department."""

from datetime import date
from uuid import UUID

from app.accounts.models import Person, Unit
from app.workdays.models import CalendarOverlay
from app.workdays.rules import OverlayKind
from tests.factories import County


def closure(county: County, unit: Unit, orgadmin: Person) -> UUID:
    """Its id; it lies outside the months that the rows look at."""
    on = date(2026, 5, 14)
    row = CalendarOverlay(
        unit_id=unit.id, kind=OverlayKind.CLOSURE, name="台风停工", first_on=on, last_on=on, reason="台风红色预警",
        created_by_id=orgadmin.id,
    )  # fmt: skip
    county.add(row)
    return row.id
