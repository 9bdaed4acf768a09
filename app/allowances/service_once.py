"""What other runs pay already, asked while a month is priced: such a date blocks the row, it is not paid again."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from app.allowances import repository_once
from app.allowances.once import PaidElsewhere
from app.core.work import Work


def paid_elsewhere(work: Work, programme_id: UUID, month: str) -> dict[UUID, PaidElsewhere]:
    """By cadre, the month's dates that the runs of other programmes pay; only people of this programme."""
    found: dict[UUID, dict[date, str]] = defaultdict(dict)
    for cadre_id, on, name in repository_once.list_paid_elsewhere(work.session, programme_id, month):
        found[cadre_id][on] = name
    return dict(found)
