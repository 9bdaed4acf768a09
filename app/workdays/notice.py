"""Reading a year's notice: the State Council's own paragraphs, or a plain table. Pure; every fault with its line.

A table has a line a day or range: `2027-01-01 休 元旦`, `2027-02-05~2027-02-11 休 春节`, `2027-02-14 班 春节`
(blanks, commas or tabs between). A paragraph is as published: `一、元旦：1月1日（周五）至3日（周日）放假，共3天。`
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.core.i18n import N_
from app.workdays.rules import DayKind, ExceptionDay, dates

_ROW = re.compile(
    r"(?P<first>\d{4}-\d{2}-\d{2})(?:\s*(?:~|～|至|到|\.\.)\s*(?P<last>\d{4}-\d{2}-\d{2}))?[\s,，]+"
    r"(?P<kind>休|放假|节假日|off|holiday|班|上班|调休上班|work|makeup)[\s,，]+(?P<name>\S.{0,39})"
)
_OFF = frozenset({"休", "放假", "节假日", "off", "holiday"})
_PARAGRAPH = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*(?P<name>[^：:]{1,40})[：:](?P<rest>.+)")
_WORD = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:[（(](?P<note>[^）)]*)[）)])?"
    r"|共(?P<total>\d{1,2})天|(?P<to>至)|(?P<verb>放假|上班)"
)
_ARRANGES = re.compile(r"\d{4}-|.*\d日.*(?:放假|上班)")
_WEEKDAYS = "一二三四五六日"
_LONGEST = 15
_BRIDGE = timedelta(days=31)
"""A notice may fix days of a neighbour year around New Year, not more."""


FAULTS = {
    "unreadable": N_("第 %(line)s 行：读不懂。应为“2027-01-01 休 元旦”或通知原文的一条。"),
    "wrong-total": N_("第 %(line)s 行：写的是共 %(said)s 天，日期是 %(count)s 天。"),
    "no-month": N_("第 %(line)s 行：日期没有写月份。"),
    "wrong-weekday": N_("第 %(line)s 行：%(on)s 写的是周%(said)s，实际是周%(actual)s。"),
    "no-such-day": N_("第 %(line)s 行：没有 %(on)s 这一天。"),
    "bad-range": N_("第 %(line)s 行：%(first)s 到 %(last)s 不是一段假期。"),
    "twice": N_("第 %(line)s 行：%(on)s 出现了两次。"),
    "other-year": N_("第 %(line)s 行：%(on)s 不属于 %(year)s 年。"),
    "no-weekend": N_("第 %(line)s 行：%(on)s 不是周末，不用调休上班。"),
    "empty": N_("没有读出 %(year)s 年的任何一天。"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line (counted from 1; 0 is the whole text), by a code of `FAULTS`."""

    line: int
    code: str
    params: dict[str, object] = field(default_factory=dict)


class _Unreadable(Exception):
    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(slots=True)
class _Paragraph:
    """The state of reading one paragraph: dates wait for the verb that says what they are."""

    year: int
    name: str
    month: int | None = None
    waiting: list[date] = field(default_factory=list)
    days: list[ExceptionDay] = field(default_factory=list)
    in_range: bool = False
    holidays: int = 0

    def read(self, rest: str) -> list[ExceptionDay]:
        for word in _WORD.finditer(rest):
            if word["day"]:
                self._date(word)
            elif word["to"]:
                self.in_range = True
            elif word["verb"]:
                self._verb(word["verb"])
            elif int(word["total"]) != self.holidays:
                raise _Unreadable("wrong-total", said=word["total"], count=self.holidays)
        if self.waiting or not self.days:
            raise _Unreadable("unreadable")
        return self.days

    def _date(self, word: "re.Match[str]") -> None:
        if word["month"]:
            self.month = int(word["month"])
        if self.month is None:
            raise _Unreadable("no-month")
        on = _civil(int(word["year"] or self.year), self.month, int(word["day"]))
        if self.in_range and self.waiting and not word["year"] and on < self.waiting[-1]:
            on = _civil(on.year + 1, on.month, on.day)
        said = re.search(rf"(?:周|星期)([{_WEEKDAYS}天])", word["note"] or "")
        actual = _WEEKDAYS[on.weekday()]
        if said and said[1].replace("天", "日") != actual:
            raise _Unreadable("wrong-weekday", on=on.isoformat(), said=said[1], actual=actual)
        if self.in_range and self.waiting:
            self.waiting += _range(self.waiting[-1], on)[1:]
        else:
            self.waiting.append(on)
        self.in_range = False

    def _verb(self, verb: str) -> None:
        kind = DayKind.HOLIDAY if verb == "放假" else DayKind.MAKEUP
        if kind is DayKind.HOLIDAY:
            self.holidays = len(self.waiting)
        self.days += [ExceptionDay(on, kind, self.name) for on in self.waiting]
        self.waiting = []


def _civil(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _Unreadable("no-such-day", on=f"{year}-{month:02d}-{day:02d}") from error


def _range(first: date, last: date) -> list[date]:
    if not timedelta(0) <= last - first < timedelta(days=_LONGEST):
        raise _Unreadable("bad-range", first=first.isoformat(), last=last.isoformat())
    return list(dates(first, last))


def _iso(text: str) -> date:
    return _civil(*(int(part) for part in text.split("-")))


def _read_row(row: "re.Match[str]") -> list[ExceptionDay]:
    first = _iso(row["first"])
    last = _iso(row["last"]) if row["last"] else first
    kind = DayKind.HOLIDAY if row["kind"] in _OFF else DayKind.MAKEUP
    return [ExceptionDay(on, kind, row["name"].strip()) for on in _range(first, last)]


def _read_line(line: str, year: int) -> list[ExceptionDay]:
    """A line's days; nothing for greetings and signatures. Raises _Unreadable."""
    if not line or line.startswith("#"):
        return []
    if row := _ROW.fullmatch(line):
        return _read_row(row)
    if paragraph := _PARAGRAPH.fullmatch(line):
        return _Paragraph(year, paragraph["name"].strip()).read(paragraph["rest"])
    if _ARRANGES.match(line):
        raise _Unreadable("unreadable")
    return []


def parse_notice(text: str, year: int) -> tuple[tuple[ExceptionDay, ...], tuple[Fault, ...]]:
    """The notice's days in order, and what is wrong with it; days count only when nothing is."""
    found: dict[date, ExceptionDay] = {}
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            days = _read_line(line.strip(), year)
        except _Unreadable as error:
            faults.append(Fault(number, error.code, error.params))
            continue
        for day in days:
            faults += _check(day, year, number, found)
            found.setdefault(day.on, day)
    if not faults and not any(day.on.year == year for day in found.values()):
        faults.append(Fault(0, "empty", {"year": year}))
    return tuple(found[on] for on in sorted(found)), tuple(faults)


def _check(day: ExceptionDay, year: int, line: int, found: dict[date, ExceptionDay]) -> Iterator[Fault]:
    on = day.on.isoformat()
    if day.on in found:
        yield Fault(line, "twice", {"on": on})
    if not date(year, 1, 1) - _BRIDGE <= day.on <= date(year, 12, 31) + _BRIDGE:
        yield Fault(line, "other-year", {"on": on, "year": year})
    if day.kind is DayKind.MAKEUP and day.on.weekday() < 5:
        yield Fault(line, "no-weekend", {"on": on})
