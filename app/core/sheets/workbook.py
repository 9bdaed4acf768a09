"""Opening an uploaded workbook within bounds: nothing is unpacked or laid out before its true size is known."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import python_calamine as calamine

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS, MOST_COLUMNS = 20_000, 100
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_FILLED = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?<!/)>")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,4})(\d{1,8})"')
_FAILED = re.compile(rb'\bt="e"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_CHUNK = 1024 * 1024
Place = tuple[int, int]


class Unreadable(Exception):
    """The file cannot be taken; `code` is one of `too-large`, `old-format`, `not-xlsx`, `broken`, `too-many-rows`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Grid:
    """A visible sheet: its rows from A1 on, the cells that repeat a merged one, and those whose formula failed."""

    title: str
    rows: list[list[Any]]
    across: set[Place] = field(default_factory=set)
    failed: set[Place] = field(default_factory=set)


def open_workbook(data: bytes) -> list[Grid]:
    """The visible sheets of an XLSX file; Unreadable when it is none, broken, or larger than allowed."""
    if len(data) > MOST_BYTES:
        raise Unreadable("too-large")
    if data.startswith(_OLE):
        raise Unreadable("old-format")
    if not data.startswith(_ZIP):
        raise Unreadable("not-xlsx")
    failed = _measure(data)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return list(_grids(book, failed))
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise Unreadable("broken") from error


def _grids(book: calamine.CalamineWorkbook, failed: dict[str, set[Place]]) -> Iterator[Grid]:
    for sheet in book.sheets_metadata:
        visible = sheet.visible == calamine.SheetVisibleEnum.Visible
        if not visible or sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        read = book.get_sheet_by_name(sheet.name)
        grid = Grid(sheet.name, read.to_python(skip_empty_area=False), failed=failed.get(sheet.name, set()))
        _spread(grid, read.merged_cell_ranges or [])
        yield grid


def _spread(grid: Grid, merged: list[tuple[Place, Place]]) -> None:
    """A cell merged downwards holds for each of its rows that is filled; one merged across columns is noted."""
    for (top, left), (bottom, right) in merged:
        if top >= len(grid.rows):
            continue
        if right > left:
            grid.across.add((top, left))
            continue
        value = grid.rows[top][left] if left < len(grid.rows[top]) else ""
        for row in grid.rows[top + 1 : bottom + 1]:
            if left < len(row) and any(cell != "" for cell in row):
                row[left] = value


def _measure(data: bytes) -> dict[str, set[Place]]:
    """Unpack every part within bounds and look how far the sheets reach; answers the failed formulas by sheet."""
    failed: dict[str, set[Place]] = {}
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable("too-large")
            titles = _titles(archive)
            for part in parts:
                text = _unpack(archive, part, MOST_UNPACKED - unpacked)
                unpacked += len(text)
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    failed[titles.get(part.filename, part.filename)] = _reach(text)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise Unreadable("broken") from error
    return failed


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """A part's bytes; the announced size is not believed."""
    text = bytearray()
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text += chunk
            if len(text) > most:
                raise Unreadable("too-large")
    return bytes(text)


def _reach(text: bytes) -> set[Place]:
    """The places of failed formulas; Unreadable when a filled cell lies beyond the bounds."""
    failed: set[Place] = set()
    for match in _FILLED.finditer(text):
        found = _REFERENCE.search(match[1])
        if found is None:
            continue
        row, column = int(found[2]), _index(found[1])
        if row > MOST_ROWS + 20 or column >= MOST_COLUMNS:
            raise Unreadable("too-many-rows")
        if _FAILED.search(match[1]):
            failed.add((row - 1, column))
    return failed


def _index(letters: bytes) -> int:
    index = 0
    for one in letters:
        index = index * 26 + one - 64
    return index - 1


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheet's title by the part that holds it."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        raise Unreadable("not-xlsx")
    parts: dict[bytes, str] = {}
    for match in _RELATION.finditer(_unpack(archive, archive.getinfo("xl/_rels/workbook.xml.rels"), _CHUNK)):
        identity, target = _attribute(match[1], b"Id"), _attribute(match[1], b"Target")
        place = target.decode(errors="replace").removeprefix("/")
        parts[identity] = place if place.startswith("xl/") else f"xl/{place}"
    titles = {}
    for match in _SHEET.finditer(_unpack(archive, archive.getinfo("xl/workbook.xml"), _CHUNK)):
        relation = re.search(rb'\br?:?id="([^"]*)"', match[1], re.IGNORECASE)
        title = _attribute(match[1], b"name").decode(errors="replace")
        if relation is not None:
            titles[parts.get(relation[1], "")] = title
    return titles


def _attribute(text: bytes, name: bytes) -> bytes:
    found = re.search(rb"\b" + name + rb'="([^"]*)"', text)
    return found[1] if found else b""
