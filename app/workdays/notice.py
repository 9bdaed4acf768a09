"""Reading the yearly notice of holidays from a file or a paste: name, date, off-day flag (as holiday-cn has them).

All or nothing: every fault is told with its line and a plain reason, and no row stands while one fault does.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from app.core.i18n import N_
from app.workdays.rules import DayKind, ExceptionDay

MAX_LINES = 500
MAX_NAME = 40

EMPTY = N_("没有可读的内容。")
TOO_LONG = N_("超过 %(limit)s 行，请只放一年的安排。")
COLUMNS = N_("每行应为三列：名称、日期、是否放假。")
NO_NAME = N_("名称不能为空，且不超过 40 个字。")
BAD_DATE = N_("日期“%(value)s”无法识别，请写成 2026-10-01。")
BAD_FLAG = N_("“%(value)s”无法识别，请写 true 或 false（或：放假、上班）。")
OTHER_YEAR = N_("日期 %(value)s 不在 %(year)s 年的安排内。")
REPEATED = N_("日期 %(value)s 与第 %(line)s 行重复。")
NOT_A_WEEKEND = N_("%(value)s 不是周末，本来就是工作日，不能列为调休上班。")
BAD_JSON = N_("JSON 格式有误。")
NO_DAYS = N_("JSON 中没有 days 列表。")

_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))",
    re.ASCII,
)
_OFF = frozenset({"true", "1", "yes", "y", "是", "休", "放假", "休息", "节假日"})
_WORK = frozenset({"false", "0", "no", "n", "否", "班", "上班", "补班", "调休", "调休上班"})
_HEADERS = {
    "name": "name", "名称": "name", "节日": "name", "假日": "name",
    "date": "date", "日期": "date",
    "isoffday": "off", "is_off_day": "off", "off": "off", "是否放假": "off", "放假": "off", "类型": "off",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One line that cannot be taken: its number (for JSON the day's place in the list), msgid and parameters."""

    line: int
    message: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """What was read: either every row in order of date, or the faults."""

    rows: tuple[ExceptionDay, ...]
    faults: tuple[Fault, ...]


class _Cells(NamedTuple):
    line: int
    name: str
    date: str
    off: str


def parse_notice(text: str, year: int) -> Notice:
    """The notice of `year` from CSV, a spreadsheet's paste, or JSON `{"days": [{"name", "date", "isOffDay"}]}`.

    A header is optional and may reorder the columns. Days of the December before and the January after belong to a
    notice; a weekday cannot be a make-up workday; a date stands once.
    """
    text = text.removeprefix("\ufeff").strip("\r\n")
    if not text.strip():
        return Notice((), (Fault(1, EMPTY),))
    if text.count("\n") >= MAX_LINES:
        return Notice((), (Fault(MAX_LINES + 1, TOO_LONG, {"limit": MAX_LINES}),))
    return parse_json(text, year) if text.lstrip()[0] in "{[" else parse_csv(text, year)


def parse_csv(text: str, year: int) -> Notice:
    """Lines of name, date, flag, parted by commas (also ，), tabs or semicolons; blank and `#` lines are skipped."""
    faults: list[Fault] = []
    return _checked(_csv_cells(text, faults.append), faults, year)


def parse_json(text: str, year: int) -> Notice:
    """holiday-cn's shape, or its bare list of days."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return Notice((), (Fault(error.lineno, BAD_JSON),))
    except (RecursionError, ValueError):
        return Notice((), (Fault(1, BAD_JSON),))
    days = data.get("days") if isinstance(data, dict) else data
    if not isinstance(days, list) or not days:
        return Notice((), (Fault(1, NO_DAYS),))
    if len(days) > MAX_LINES:
        return Notice((), (Fault(MAX_LINES + 1, TOO_LONG, {"limit": MAX_LINES}),))
    faults: list[Fault] = []
    return _checked(_json_cells(days, faults.append), faults, year)


def _csv_cells(text: str, fault: Callable[[Fault], None]) -> Iterator[_Cells]:
    order = ["name", "date", "off"]
    lines = text.replace("，", ",").replace("；", ";").splitlines()
    first = True
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = _split(line)
        named = [_HEADERS.get(cell.lower(), "") for cell in cells]
        if first and sorted(named) == sorted(order):
            order = named
        elif len(cells) == len(order):
            by_name = dict(zip(order, cells, strict=True))
            yield _Cells(number, by_name["name"], by_name["date"], by_name["off"])
        else:
            fault(Fault(number, COLUMNS))
        first = False


def _split(line: str) -> list[str]:
    delimiter = next((mark for mark in "\t,;" if mark in line), ",")
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a cell beyond all measure
        return []
    while cells and not cells[-1].strip():
        cells.pop()
    return [cell.strip() for cell in cells]


def _json_cells(days: list[object], fault: Callable[[Fault], None]) -> Iterator[_Cells]:
    for number, day in enumerate(days, start=1):
        if isinstance(day, dict) and {"name", "date", "isOffDay"} <= day.keys():
            off = day["isOffDay"]
            flag = str(off).lower() if isinstance(off, bool) else repr(off)
            yield _Cells(number, str(day["name"]).strip(), str(day["date"]).strip(), flag)
        else:
            fault(Fault(number, COLUMNS))


def _checked(cells: Iterator[_Cells], faults: list[Fault], year: int) -> Notice:
    rows: list[ExceptionDay] = []
    seen: dict[date, int] = {}
    for cell in cells:
        row = _row(cell, year)
        if isinstance(row, Fault):
            faults.append(row)
        elif row.on in seen:
            faults.append(Fault(cell.line, REPEATED, {"value": row.on.isoformat(), "line": seen[row.on]}))
        else:
            seen[row.on] = cell.line
            rows.append(row)
    if not rows and not faults:
        faults.append(Fault(1, EMPTY))
    kept = () if faults else tuple(sorted(rows, key=lambda row: row.on))
    return Notice(kept, tuple(sorted(faults, key=lambda fault: fault.line)))


def _row(cell: _Cells, year: int) -> ExceptionDay | Fault:
    if not 1 <= len(cell.name) <= MAX_NAME:
        return Fault(cell.line, NO_NAME)
    on = _date(cell.date)
    if on is None:
        return Fault(cell.line, BAD_DATE, {"value": cell.date[:20]})
    if not date(year - 1, 12, 1) <= on <= date(year + 1, 1, 31):
        return Fault(cell.line, OTHER_YEAR, {"value": on.isoformat(), "year": year})
    flag = cell.off.lower()
    if flag not in _OFF | _WORK:
        return Fault(cell.line, BAD_FLAG, {"value": cell.off[:20]})
    if flag in _WORK and on.weekday() < 5:
        return Fault(cell.line, NOT_A_WEEKEND, {"value": on.isoformat()})
    return ExceptionDay(on, DayKind.HOLIDAY if flag in _OFF else DayKind.MAKEUP, cell.name)


def _date(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None
