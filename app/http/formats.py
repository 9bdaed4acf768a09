"""Dates, days and money as people write them, in both languages."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup, escape

from app.core import clock
from app.core.i18n import Locale
from app.core.money import format_yuan

_WEEKDAYS = {
    "zh_CN": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHORT_WEEKDAYS = {
    "zh_CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_COUNTED = re.compile(r"(?<=\d) (?=\w)")
_DATES = re.compile(
    r"(?:\d+年)?(?:\d+月)?\d+日(?:[–-]\d+日)?(?: \d\d:\d\d)?|(?:\d+年)?\d+月|\d[\d,.]*[天篇条张人件份次项]"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def together(text: str) -> str:
    """No line ends between a number and what it counts; markup stays markup."""
    return type(text)(_COUNTED.sub("\u00a0", text))


def unbroken(text: str) -> Markup:
    """A sentence with no line end inside a date, nor between a number and what it counts."""
    words = str(escape(together(text)))
    return Markup(_DATES.sub(r'<span class="nowrap">\g<0></span>', words))  # noqa: S704 - escaped above


@dataclass(frozen=True, slots=True)
class Formats:
    """`fmt` in templates."""

    locale: Locale

    def day(self, on: date, year: bool = False) -> str:
        """`7月31日` / `31 Jul`, with the year on demand."""
        if self.locale == "en":
            return f"{on.day} {_MONTHS[on.month - 1]}" + (f" {on.year}" if year else "")
        return (f"{on.year}年" if year else "") + f"{on.month}月{on.day}日"

    def day_of_month(self, on: date) -> str:
        """`9日`, `9`, where the month is named beside it."""
        return f"{on.day}日" if self.locale == "zh_CN" else str(on.day)

    def weekday(self, on: date, short: bool = False) -> str:
        """`星期五` / `Friday`; short `周五` / `Fri`."""
        return (_SHORT_WEEKDAYS if short else _WEEKDAYS)[self.locale][on.weekday()]

    def month(self, month: str) -> str:
        """`2026-07` as `2026年7月` / `Jul 2026`."""
        year, number = int(month[:4]), int(month[5:7])
        return f"{_MONTHS[number - 1]} {year}" if self.locale == "en" else f"{year}年{number}月"

    def month_name(self, month: str) -> str:
        """`2026-07` without its year: `7月` / `Jul`."""
        number = int(month[5:7])
        return _MONTHS[number - 1] if self.locale == "en" else f"{number}月"

    def span(self, start: date, end: date) -> str:
        """A range of days, its month once when it is the same: `7月27日–31日`, `27–31 Jul`."""
        if start == end:
            return self.day(start)
        if (start.year, start.month) == (end.year, end.month):
            return f"{self.day(start)}–{end.day}日" if self.locale == "zh_CN" else f"{start.day}–{self.day(end)}"
        return f"{self.day(start, start.year != end.year)} – {self.day(end, start.year != end.year)}"

    def instant(self, at: datetime) -> str:
        """`4月7日 16:20`, another year with the year; today as well, because pages are printed and kept on phones."""
        local = clock.beijing(at)
        return f"{self.day(local.date(), local.year != clock.today().year)} {local:%H:%M}"

    def stamp(self, at: datetime) -> str:
        """`2026-04-07 16:20` in both languages, where a line is evidence by itself."""
        return f"{clock.beijing(at):%Y-%m-%d %H:%M}"

    def clock(self, at: datetime) -> str:
        """`16:20` in Beijing."""
        return f"{clock.beijing(at):%H:%M}"

    def yuan(self, fen: int) -> str:
        """`1,107.50`."""
        return format_yuan(fen)

    def half_days(self, halves: int) -> str:
        """Halves as days: 43 is `21.5`, 42 is `21`, 2189 is `1,094.5`."""
        return f"{halves // 2:,}" + (".5" if halves % 2 else "")
