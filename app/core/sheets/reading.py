"""From a sheet to its rows: headings found wherever they stand, every cell with its place."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.core.sheets.columns import IGNORED, Column, Sheet, known_headings, plain
from app.core.sheets.faults import Cell, Faults
from app.core.sheets.values import shown
from app.core.sheets.workbook import Grid

HEADER_WITHIN = 10
_ENOUGH = 2
"""A row with so many known headings is the heading row."""


@dataclass(slots=True)
class Row:
    """A row that is not empty: its cells by column key."""

    sheet: str
    number: int
    cells: dict[str, Cell]

    def cell(self, key: str) -> Cell:
        """A cell; an empty one stands in where the sheet has no such column."""
        return self.cells.get(key) or Cell(self.sheet, self.number, -1, key)


def is_blank(grid: Grid) -> bool:
    """Whether nothing stands on the sheet."""
    return not any(shown(cell) for row in grid.rows for cell in row)


def has_headings(grid: Grid, sheet: Sheet) -> bool:
    """Whether the sheet's needed headings stand at its beginning, whatever its title."""
    needed = sum(one.required for one in sheet.columns)
    return max((score(sheet, row) for row in grid.rows[:HEADER_WITHIN]), default=0) >= needed


def score(sheet: Sheet, row: list[Any]) -> int:
    """How many of the sheet's headings stand in a row."""
    return known_headings(sheet, [shown(cell) for cell in row])


def rows_of(grid: Grid, sheet: Sheet, faults: Faults) -> Iterator[Row]:
    """The rows below the headings that hold anything."""
    header = next((at for at, row in enumerate(grid.rows[:HEADER_WITHIN]) if score(sheet, row) >= _ENOUGH), None)
    if header is None:
        faults.of_sheet(grid.title, "no-header")
        return
    places = _places(grid, sheet, header, faults)
    for index, raw in enumerate(grid.rows[header + 1 :], start=header + 1):
        cells: dict[str, Cell] = {}
        for at, column in places.items():
            value = raw[at] if at < len(raw) else ""
            cell = Cell(grid.title, index + 1, at, column.heading, value, shown(value))
            cells[column.key] = cell
            if (index, at) in grid.across:
                faults.at(cell, "merged-cell")
            if (index, at) in grid.failed:
                faults.at(cell, "cell-error")
        if any(cell.text for cell in cells.values()):
            yield Row(grid.title, index + 1, cells)


def _places(grid: Grid, sheet: Sheet, header: int, faults: Faults) -> dict[int, Column]:
    """Which column stands where; unknown, doubled and missing ones are faults of the heading row."""
    found: dict[int, Column] = {}
    for at, raw in enumerate(grid.rows[header]):
        text = shown(raw)
        if not text or plain(text) in IGNORED:
            continue
        column = sheet.find(text)
        cell = Cell(grid.title, header + 1, at, text, raw, text)
        if column is None:
            near = difflib.get_close_matches(text, sheet.headings(), 1, 0.4) or sheet.headings()
            faults.at(cell, "unknown-column", value=text[: Faults.SHOWN], near="、".join(near))
        elif column in found.values():
            faults.at(cell, "duplicate-column", column=column.heading)
        else:
            found[at] = column
    for column in sheet.columns:
        if column.required and column not in found.values():
            faults.of_sheet(grid.title, "missing-column", header + 1, column=column.heading)
    return found


def is_complete(row: Row, sheet: Sheet, faults: Faults) -> bool:
    """Whether every needed cell is filled; a column that is missing was told once, at the headings."""
    lacking = [one for one in sheet.columns if one.required and not row.cell(one.key).text]
    for column in lacking:
        if column.key in row.cells:
            faults.at(row.cells[column.key], "missing", column=column.heading)
    return not lacking
