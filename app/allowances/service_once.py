"""What other runs pay already, asked while a month is priced: such a date blocks the row, it is not paid again."""

from collections import Counter, defaultdict
from datetime import date
from uuid import UUID

from app.allowances import repository_once
from app.allowances.once import PaidElsewhere
from app.core.work import Work


def paid_elsewhere(work: Work, programme_id: UUID, month: str, *, settled: bool = False) -> dict[UUID, PaidElsewhere]:
    """By cadre, the month's dates that the runs of other programmes pay; only people of this programme.

    A line keeps its date even when a later run took the money back, for the database lets no second line pay it. What
    is settled afterwards needs no line: `settled` asks for what is paid when everything is added up.
    """
    lines = repository_once.list_lines_elsewhere(work.session, programme_id, month)
    halves: Counter[tuple[UUID, date]] = Counter()
    names: dict[tuple[UUID, date], str] = {}
    for one in (*lines, *repository_once.list_adjusted_elsewhere(work.session, programme_id, month)):
        halves[one.cadre_id, one.on] += one.halves
        names.setdefault((one.cadre_id, one.on), one.programme_name)
    held = set() if settled else {(one.cadre_id, one.on) for one in lines}
    found: dict[UUID, dict[date, str]] = defaultdict(dict)
    for key, name in names.items():
        if key in held or halves[key] > 0:
            found[key[0]][key[1]] = name
    return dict(found)
