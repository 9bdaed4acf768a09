"""An empty form to fill in: headings with notes, lists to choose from, columns that keep zeros, one sheet of help."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.core.i18n import N_, Locale, translate
from app.core.sheets.columns import Column, Sheet, letter

FILLED_ROWS = 5000
"""Rows that carry formats and lists."""
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Source = Callable[[Column], "str | list[str] | None"]
"""What a column may be chosen from: a range, the choices themselves, or nothing."""


class Form:
    """A workbook's sheets; headings are Chinese in every language, the help is the reader's."""

    def __init__(self, book: Any, locale: Locale) -> None:
        self.book, self.locale = book, locale
        head = {"bold": True, "border": 1, "border_color": "#999999", "valign": "vcenter", "text_wrap": True}
        self.needed = book.add_format(head | {"bg_color": "#DCE6EA"})
        self.optional = book.add_format(head | {"bg_color": "#F2F0EB", "bold": False})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def say(self, text: str) -> str:
        """A source text in the reader's language."""
        return translate(text, self.locale)

    def write_lists(self, lists: Mapping[str, list[str]]) -> dict[str, str]:
        """The choices, on a sheet that is out of the way; answers the range of each."""
        page = self.book.add_worksheet("选项")
        ranges = {}
        for at, (name, values) in enumerate(lists.items()):
            for row, value in enumerate(values):
                page.write_string(row, at, value)
            ranges[name] = f"='选项'!${letter(at)}$1:${letter(at)}${max(len(values), 1)}"
        page.hide()
        return ranges

    def write_sheet(self, sheet: Sheet, page: Any, source_of: Source) -> None:
        """The headings with their notes, formats and lists."""
        page.freeze_panes(1, 2)
        page.set_row(0, 30)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width, self.day if column.holds == "date" else self.text)
            page.write_string(0, at, column.heading, self.needed if column.required else self.optional)
            page.write_comment(0, at, self.say(column.note), {"x_scale": 1.6, "author": "Jishi"})
            source = source_of(column)
            if source is not None:
                rule = {"validate": "list", "source": source, "error_type": "warning"}
                page.data_validation(1, at, FILLED_ROWS, at, rule)

    def write_help(self, page: Any, words: Iterable[str], sheets: Iterable[Sheet]) -> None:
        """How to fill it in (the first of the words is the title), then every column with an example."""
        for at, width in enumerate((16, 10, 64, 22)):
            page.set_column(at, at, width)
        for at, line in enumerate(words):
            if at:
                page.merge_range(at, 0, at, 3, "", self.wrap)
                page.set_row(at, 30)
            page.write_string(at, 0, self.say(line), self.wrap if at else self.title)
        at += 1
        for sheet in sheets:
            at = self._describe(page, at, sheet)

    def _describe(self, page: Any, at: int, sheet: Sheet) -> int:
        at += 1
        page.write_string(at, 0, sheet.title, self.title)
        page.write_string(at, 2, self.say(sheet.note), self.wrap)
        at += 1
        for text, place in ((N_("列"), 0), (N_("必填"), 1), (N_("怎样填"), 2), (N_("例子"), 3)):
            page.write_string(at, place, self.say(text), self.optional)
        for column in sheet.columns:
            at += 1
            page.write_string(at, 0, column.heading)
            page.write_string(at, 1, self.say(N_("必填")) if column.required else "")
            page.write_string(at, 2, self.say(column.note), self.wrap)
            page.write_string(at, 3, column.example, self.text)
        return at
