"""The sheets and columns of a form: their headings in both languages, and what each asks for."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Holds = Literal["text", "number", "date", "choice"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` in the code, its heading, whether every row needs it, what the template says of it."""

    key: str
    heading: str
    english: str
    note: str
    example: str = ""
    required: bool = False
    holds: Holds = "text"
    width: int = 16
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the roster, found by its title or by its headings."""

    key: str
    title: str
    english: str
    note: str
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()

    def find(self, heading: str) -> Column | None:
        """The column of a heading as somebody typed it."""
        wanted = plain(heading)
        for one in self.columns:
            if wanted in {plain(name) for name in (one.heading, one.english, *one.also)}:
                return one
        return None

    def headings(self) -> list[str]:
        """The headings, for suggestions."""
        return [one.heading for one in self.columns]


IGNORED = ("序号", "备注", "no", "remark", "remarks", "note", "notes")
"""Columns that a clerk keeps for herself."""
NO_ROWS = ("说明", "说明 2", "说明 3", "选项", "instructions", "choices")
"""Sheets of a template or a marked file that hold no rows."""

_ASIDE = re.compile(r"[（(].*?[)）]|[\s*＊_.'’:：]")


def plain(text: str) -> str:
    """A title or heading without what people add to it: stars, blanks, remarks in brackets, full width."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def known_headings(sheet: Sheet, headings: Iterable[str]) -> int:
    """How many of the headings the sheet knows."""
    return len({found.key for heading in headings if (found := sheet.find(heading)) is not None})


def letter(index: int) -> str:
    """A column's letter from its index: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
