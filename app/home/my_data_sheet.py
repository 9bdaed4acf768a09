"""One's own data as a workbook to read: a sheet a section, text never a formula."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from app.core.i18n import Locale, translate
from app.core.my_data import Section, readable

WIDEST, LONGEST_CELL, LONGEST_NAME = 60, 32_000, 31


def write_sheet(path: Path, sections: Sequence[Section], locale: Locale) -> None:
    """Write the workbook; empty sections stand as their headings."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        for section in sections:
            _write_section(book, section, locale, head, cell)


def _write_section(book: object, section: Section, locale: Locale, head: object, cell: object) -> None:
    sheet = book.add_worksheet(translate(section.title, locale)[:LONGEST_NAME])  # type: ignore[attr-defined]
    sheet.freeze_panes(1, 0)
    for column, (key, label) in enumerate(section.fields):
        words = [readable(section, key, row.get(key), locale) for row in section.rows[:200]]
        longest = max((len(line) for text in words for line in text.split("\n")), default=0)
        sheet.set_column(column, column, min(WIDEST, max(12, 2 * longest, 2 * len(label))))
    for column, (_, label) in enumerate(section.fields):
        sheet.write_string(0, column, translate(label, locale), head)
    for line, row in enumerate(section.rows, start=1):
        for column, (key, _) in enumerate(section.fields):
            sheet.write_string(line, column, readable(section, key, row.get(key), locale)[:LONGEST_CELL], cell)
