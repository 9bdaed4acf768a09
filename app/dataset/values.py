"""Single values as a dataset writes them, checked and turned into what both databases take: quick, since millions come.

Instants become `YYYY-MM-DD HH:MM:SS.ffffff` in UTC. A value that an export would write otherwise sets `odd`: its row is
then kept as it came.
"""

import math
import re
from datetime import UTC, date, datetime
from typing import Any, Final

from app.dataset.faults import Wrong

FIRST_YEAR, LAST_YEAR = 1970, 2199
MOST_ID = 128
BEIJING: Final = "+08:00"
_MINUTES: Final = frozenset(f"{minute:02d}:{second:02d}" for minute in range(60) for second in range(60))
_MONEY = re.compile(r"\d{1,12}(?:\.\d{1,4})?")
_HEX = re.compile(r"[0-9a-fA-F]+")
_MONTH = re.compile(r"\d{4}-\d{2}")
_WHOLE_HOURS = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:00")


class Values:
    """Checks of single values with the caches that make them quick; one for each import."""

    def __init__(self) -> None:
        self.odd = False
        self._days: dict[str, int] = {}
        self._hours: dict[str, str] = {}

    def day(self, text: Any, field: str) -> int:
        """A civil date as its ordinal."""
        if type(text) is str:
            found = self._days.get(text)
            if found is not None:
                return found
            found = self._days[text] = _ordinal(text, field)
            return found
        raise Wrong(field, "missing" if text is None else "not-date")

    def instant(self, text: Any, field: str) -> str:
        """An instant with its offset as UTC text."""
        if type(text) is not str:
            raise Wrong(field, "missing" if text is None else "not-instant")
        if len(text) == 25:
            hour = self._hours.get(text[:14] + text[19:])
            if hour is not None and text[14:19] in _MINUTES:
                if text[19:] != BEIJING:
                    self.odd = True
                return f"{hour}{text[14:19]}.000000"
        return self._instant(text, field)

    def instant_or_none(self, text: Any, field: str) -> str | None:
        """An instant, or None where there is none."""
        return None if text is None else self.instant(text, field)

    def _instant(self, text: str, field: str) -> str:
        try:
            at = datetime.fromisoformat(text)
            if at.tzinfo is None or not FIRST_YEAR <= at.year <= LAST_YEAR or len(text) < 16:
                raise Wrong(field, "not-instant")
            utc = at.astimezone(UTC).replace(tzinfo=None)
        except (ValueError, OverflowError):
            raise Wrong(field, "not-instant") from None
        written = utc.isoformat(" ", "microseconds")
        if _WHOLE_HOURS.fullmatch(text):
            self._hours[text[:14] + text[19:]] = written[:14]
        if text[19:] != BEIJING:
            self.odd = True
        return written


def _ordinal(text: str, field: str) -> int:
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = None
        if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR:
            return found.toordinal()
    raise Wrong(field, "not-date")


def identity(value: Any, field: str) -> str:
    """A source's own id."""
    if type(value) is str and 0 < len(value) <= MOST_ID and value.strip():
        return value
    raise Wrong(field, "missing" if value is None else "not-id")


def text(value: Any, field: str) -> str:
    """A text that must be there; it may be empty."""
    if type(value) is str:
        return value
    raise Wrong(field, "missing" if value is None else "not-text")


def named(value: Any, field: str) -> str:
    """A name: a text that says something."""
    if text(value, field).strip():
        return str(value)
    raise Wrong(field, "missing")


def text_or_none(value: Any, field: str) -> str | None:
    """A text, or None."""
    return None if value is None else text(value, field)


def amount(row: dict[str, Any], field: str, least: float = 0.0, most: float = 1e12, code: str = "not-number") -> Any:
    """A number of the row within bounds or None; whole numbers become the same as decimals, so that 30 is 30.0."""
    value = row[field]
    if value is None:
        return None
    if type(value) is int:
        value = row[field] = float(value)
    if type(value) is float and least <= value <= most and not math.isnan(value):
        return value
    raise Wrong(field, code)


def one_of(value: Any, field: str, allowed: tuple[str, ...]) -> str:
    """One of a few words."""
    if value is None:
        raise Wrong(field, "missing")
    if type(value) is str and value in allowed:
        return value
    raise Wrong(field, "not-one-of", allowed="、".join(allowed))


def money(value: Any, field: str) -> None:
    """Whole yuan, or a decimal as text."""
    whole = type(value) is int and 0 <= value < 10**12
    if not whole and not (type(value) is str and _MONEY.fullmatch(value)):
        raise Wrong(field, "missing" if value is None else "not-money")


def month(value: Any, field: str) -> str:
    """A month as `2026-03`."""
    if type(value) is str and _MONTH.fullmatch(value) and 1 <= int(value[5:]) <= 12:
        return value
    raise Wrong(field, "missing" if value is None else "not-month")


def digits(value: Any, field: str, code: str, least: int, most: int) -> str | None:
    """Hexadecimal digits in small letters, or None."""
    if value is None:
        return None
    if type(value) is str and least <= len(value) <= most and _HEX.fullmatch(value):
        return value.lower()
    raise Wrong(field, code)
