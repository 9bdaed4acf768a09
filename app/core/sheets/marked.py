"""A sheet given back with its faults: the cells as they were, wrong ones coloured, each with its remark."""

import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from app.core.i18n import N_, Locale, translate
from app.core.sheets.columns import letter
from app.core.sheets.template import SAFE
from app.core.sheets.workbook import Grid

_ASK = "#F6D9D3"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong at a cell; a column of -1 is the whole row, a row of 0 the whole sheet."""

    sheet: str
    row: int
    column: int
    text: str


def write_marked(grids: Sequence[Grid], remarks: Sequence[Remark], locale: Locale) -> bytes:
    """The workbook; a list of all remarks stands first. Text is never a formula."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, SAFE) as book:
        _Marked(book).write(grids, remarks, locale)
    return target.getvalue()


class _Marked:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.wrong = book.add_format({"bg_color": _ASK, "num_format": "@"})
        self.wrong_day = book.add_format({"bg_color": _ASK, "num_format": "yyyy-mm-dd"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.text = book.add_format({"num_format": "@"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, grids: Sequence[Grid], remarks: Sequence[Remark], locale: Locale) -> None:
        titles = {grid.title.casefold() for grid in grids}
        title = next(one for one in ("说明", "说明 2", "说明 3") if one not in titles)
        listing = self.book.add_worksheet(title)
        for at, (head, width) in enumerate(((N_("工作表"), 12), (N_("单元格"), 9), (N_("要改什么"), 70))):
            listing.set_column(at, at, width)
            listing.write_string(0, at, translate(head, locale))
        for row, remark in enumerate(remarks, start=1):
            place = f"{letter(remark.column) if remark.column >= 0 else ''}{remark.row or ''}"
            for at, text in enumerate((remark.sheet, place, remark.text.replace("\n", ""))):
                listing.write_string(row, at, text, self.wrap)
        for grid in grids:
            self._write_grid(grid, [one for one in remarks if one.sheet == grid.title])

    def _write_grid(self, grid: Grid, remarks: Sequence[Remark]) -> None:
        page = self.book.add_worksheet(grid.title)
        said: dict[tuple[int, int], list[str]] = defaultdict(list)
        for remark in remarks:
            said[max(remark.row - 1, 0), max(remark.column, 0)].append(remark.text)
        for row, cells in enumerate(grid.rows):
            for column, value in enumerate(cells):
                self._write_cell(page, row, column, value, wrong=(row, column) in said)
        for (row, column), texts in said.items():
            if row >= len(grid.rows) or column >= len(grid.rows[row]):
                page.write_blank(row, column, None, self.wrong)
            page.write_comment(row, column, "\n".join(texts), {"x_scale": 2, "author": "Jishi"})

    def _write_cell(self, page: Any, row: int, column: int, value: Any, *, wrong: bool) -> None:
        if isinstance(value, bool):
            page.write_boolean(row, column, value, self.wrong if wrong else None)
        elif isinstance(value, datetime | date):
            page.write_datetime(row, column, value, self.wrong_day if wrong else self.day)
        elif isinstance(value, int | float):
            page.write_number(row, column, value, self.wrong if wrong else None)
        elif value != "" or wrong:
            page.write_string(row, column, str(value), self.wrong if wrong else self.text)
