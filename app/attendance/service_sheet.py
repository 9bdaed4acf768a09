"""The sheet to sign 出勤签认表: what a unit would confirm, a row a cadre, with a number that stands for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.accounts.service_unit_names import unit_names_on
from app.attendance import policy, repository
from app.attendance.ledger import STATE_LABELS, Day, State
from app.attendance.schemas import DayExceptionView
from app.attendance.service_ledger import visible_month
from app.attendance.service_month_list import Hosted, day_exceptions, hosted_parts
from app.attendance.sheet_numbers import sheet_digest, sheet_number
from app.audit.service import record
from app.core import clock
from app.core.errors import NotFound, require
from app.core.printing import Paper
from app.core.work import Work
from app.workdays.rules import dates

TEMPLATE = "attendance/printing/sheet.typ"
SIGNS: Mapping[State, str] = {
    State.ON_POST: "✓",
    State.REST: "",
    State.LEAVE: "假",
    State.OFFICIAL_TRIP: "出",
    State.TRIP_PAID_ELSEWHERE: "另",
    State.TRAINING: "训",
    State.ABSENT: "缺",
    State.OUTSIDE: "—",
}
WEEKDAYS = "一二三四五六日"


def print_sheet(
    work: Work, month: str, unit_id: UUID | None, programme_id: UUID | None, secondment_id: UUID | None
) -> Paper:
    """The sheets of a month, one a receiving unit, as the reader may see them; noted in the trail.

    Raises NotFound when there is nobody, Forbidden for those who only pay or only serve.
    """
    found = _asked(work, month, unit_id, programme_id, secondment_id)
    if not found:
        raise NotFound
    printable = [item for item in found if policy.can_print(item.held)]
    require(bool(printable))
    units: dict[UUID, list[Hosted]] = defaultdict(list)
    for item in printable:
        units[item.part.unit_id].append(item)
    names = unit_names_on(work, units, clock.month_bounds(month)[1])
    shown = sorted((_unit(month, names[key], rows) for key, rows in units.items()), key=lambda unit: str(unit["name"]))
    for key, rows in units.items():
        record(
            work, "attendance.print", "unit", key, unit_id=key, month=month, rows=len(rows), sheet_no=number_of(rows)
        )
    data = {
        "month": month,
        "month_name": f"{month[:4]}年{int(month[5:])}月",
        "printed": f"{clock.beijing(work.now):%Y-%m-%d %H:%M}",
        "days": _days(month, printable[0].sheet.days),
        "legend": "　".join(f"{SIGNS[state]} {label}" for state, label in STATE_LABELS.items() if SIGNS[state]),
        "units": shown,
    }
    return Paper(TEMPLATE, data, work.now, f"出勤签认表 {month}.pdf")


def _asked(
    work: Work, month: str, unit_id: UUID | None, programme_id: UUID | None, secondment_id: UUID | None
) -> list[Hosted]:
    sheets = visible_month(work, month, programme_id)
    found = hosted_parts(work, [s for s in sheets if secondment_id is None or s.card.id == secondment_id])
    if unit_id is None:
        return found
    path = repository.find_unit_path(work.session, unit_id)
    return [item for item in found if path and item.part.posting.receiving_path.startswith(path)]


def number_of(rows: Iterable[Hosted]) -> str:
    """The number of a sheet with these rows, all of one unit and month."""
    items = list(rows)
    return sheet_number(items[0].sheet.month, digest_of(items))


def digest_of(rows: Sequence[Hosted]) -> str:
    """What a sheet with these rows says."""
    lines = [(item.sheet.card.id, item.part.digest) for item in rows]
    return sheet_digest(rows[0].sheet.month, rows[0].part.unit_id, lines)


def _unit(month: str, name: str, rows: list[Hosted]) -> dict[str, Any]:
    ordered = sorted(rows, key=lambda item: (item.sheet.card.person_no or "", item.sheet.card.cadre_name))
    first, last = clock.month_bounds(month)
    return {
        "name": name,
        "programmes": "、".join(sorted({item.sheet.card.programme_name for item in ordered})),
        "number": number_of(ordered),
        "digest": digest_of(ordered)[:32],
        "rows": [_row(item, dates(first, last)) for item in ordered],
    }


def _row(item: Hosted, calendar: Iterable[date]) -> dict[str, Any]:
    hosted = {day.on: day for day in item.part.days}
    halves = sum(day.portion for day in item.part.days)
    return {
        "name": item.sheet.card.cadre_name,
        "person_no": item.sheet.card.person_no or "",
        "post": item.part.posting.post_title,
        "signs": [_sign(hosted[on]) if on in hosted else "/" for on in calendar],
        "attended": f"{halves // 2}.5" if halves % 2 else str(halves // 2),
        "remarks": "；".join(_remark(one) for one in day_exceptions(item.part.days)),
    }


def _sign(day: Day) -> str:
    am, pm = SIGNS[day.am.state], SIGNS[day.pm.state]
    return am if am == pm else f"{am or '休'}\n{pm or '休'}"


def _remark(one: DayExceptionView) -> str:
    words = "休息日值班" if one.code == "duty" else STATE_LABELS[State(one.code)]
    if one.first_on == one.last_on:
        half = "（半天）" if one.halves % 2 else ""
        return f"{one.first_on.day}日{words}{half}"
    return f"{one.first_on.day}日至{one.last_on.day}日{words}"


def _days(month: str, days: Sequence[Day]) -> list[dict[str, Any]]:
    kinds = {day.on: day.kind for day in days}
    first, last = clock.month_bounds(month)
    return [
        {"number": str(on.day), "weekday": WEEKDAYS[on.weekday()], "rest": not kinds[on].is_working}
        for on in dates(first, last)
    ]
