"""From sheets to rows: headings found, cells read, and every fault noted where it stands."""

import difflib
from dataclasses import dataclass, field
from datetime import date

from app.core.sheets import values
from app.core.sheets.columns import NO_ROWS, Sheet, plain
from app.core.sheets.faults import Cell, Faults
from app.core.sheets.reading import HEADER_WITHIN, Row, has_headings, is_blank, is_complete, rows_of, score
from app.core.sheets.workbook import Grid
from app.secondments.roster import columns


@dataclass(slots=True)
class UnitRow:
    """A unit as it should be."""

    row: Row
    name: str
    kind: str
    parent: str
    band: str | None


@dataclass(slots=True)
class PersonRow:
    """A person as they should be; `home` names a unit, `standing` how much the row has to say about them."""

    row: Row
    at: Cell
    number: str
    name: str
    login: str | None = None
    phone: str | None = None
    home: Cell | None = None
    rename: bool = False
    standing: int = 0
    """0 on a sheet of people, 1 as the cadre of a row, 2 as a supervisor beside another's name."""


@dataclass(slots=True)
class RoleRow:
    """A role over a unit that a person should hold."""

    row: Row
    number: str
    role: Cell
    unit: Cell


@dataclass(slots=True)
class TermRow:
    """A secondment as it should be; of a `broken` row only what it names is looked up, so that all faults are told."""

    row: Row
    number: str | None
    programme: Cell
    sending: Cell
    receiving: Cell
    post_title: str
    band: str | None
    start_on: date
    end_on: date
    approval_no: str | None
    arrived_on: date | None
    supervisors: list[str] = field(default_factory=list)
    broken: bool = False


@dataclass(slots=True)
class Roster:
    """All that a file says."""

    sheets: list[str] = field(default_factory=list)
    units: list[UnitRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    roles: list[RoleRow] = field(default_factory=list)
    terms: list[TermRow] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    """Numbers of rows that speak of a person, right or wrong: what is wrong is told there."""
    rows: int = 0


def read_roster(grids: list[Grid], faults: Faults) -> Roster:
    """Every row of every sheet; what cannot be read is a fault and left out."""
    roster = Roster(sheets=[grid.title for grid in grids])
    for grid in grids:
        sheet = _sheet_of(grid, faults)
        if sheet is None:
            continue
        for row in rows_of(grid, sheet, faults):
            roster.rows += 1
            _READERS[sheet.key](row, roster, faults)
    if not roster.rows and not faults:
        faults.of_sheet(roster.sheets[0] if roster.sheets else "", "empty-file")
    return roster


def _sheet_of(grid: Grid, faults: Faults) -> Sheet | None:
    """By its title; an unnamed sheet (Sheet1) by its headings. Empty ones and the template's own are passed over."""
    if plain(grid.title) in {plain(one) for one in NO_ROWS}:
        return None
    if is_blank(grid):
        return None
    found = columns.sheet_of(grid.title)
    if found is not None:
        return found
    best = max(columns.SHEETS, key=lambda one: max((score(one, row) for row in grid.rows[:HEADER_WITHIN]), default=0))
    if has_headings(grid, best):
        return best
    titles = [one.title for one in columns.SHEETS]
    near = difflib.get_close_matches(grid.title, titles, 1, 0.4) or titles
    faults.of_sheet(grid.title, "unknown-sheet", value=grid.title, near="、".join(near))
    return None


def _read_unit(row: Row, roster: Roster, faults: Faults) -> None:
    complete = is_complete(row, columns.UNITS, faults)
    name = values.read_text(row.cell("name"), 80, faults)
    band = values.read_text(row.cell("region_band"), 32, faults)
    if name and "/" in name.replace("／", "/"):
        faults.at(row.cell("name"), "bad-unit-name")
        return
    if complete and name:
        roster.units.append(UnitRow(row, name, row.cell("kind").text, row.cell("parent").text, band))


def _read_person(row: Row, roster: Roster, faults: Faults, home: Cell, standing: int) -> None:
    number = values.read_number(row.cell("number"), faults)
    name = values.read_name(row.cell("name"), faults)
    login = values.read_login(row.cell("login"), faults)
    phone = values.read_phone(row.cell("phone"), faults)
    rename = row.cell("rename").text.casefold()
    if rename and rename not in values.YES and rename not in ("否", "no", "n"):
        faults.at(row.cell("rename"), "bad-choice", value=rename, choices="是")
    if number:
        roster.told.add(number)
    if number and name:
        at = row.cell("name")
        roster.people.append(PersonRow(row, at, number, name, login, phone, home, rename in values.YES, standing))


def _read_plain_person(row: Row, roster: Roster, faults: Faults) -> None:
    is_complete(row, columns.PEOPLE, faults)
    _read_person(row, roster, faults, row.cell("home"), 0)
    number = values.read_number(row.cell("number"), Faults())
    if row.cell("role").text and number:
        roster.roles.append(RoleRow(row, number, row.cell("role"), row.cell("home")))


def _read_role(row: Row, roster: Roster, faults: Faults) -> None:
    complete = is_complete(row, columns.ROLES, faults)
    number = values.read_number(row.cell("number"), faults)
    if complete and number:
        roster.roles.append(RoleRow(row, number, row.cell("role"), row.cell("unit")))


def _read_term(row: Row, roster: Roster, faults: Faults, sheet: Sheet = columns.TERMS) -> None:
    complete = is_complete(row, sheet, faults)
    number = values.read_number(row.cell("number"), faults)
    post_title = values.read_text(row.cell("post_title"), 80, faults)
    band = values.read_text(row.cell("region_band"), 32, faults)
    approval_no = values.read_text(row.cell("approval_no"), 80, faults)
    start_on, end_on = values.read_day(row.cell("start_on"), faults), values.read_day(row.cell("end_on"), faults)
    arrived_on = values.read_day(row.cell("arrived_on"), faults)
    supervisors = values.read_numbers(row.cell("supervisors"), faults)
    reversed_dates = start_on is not None and end_on is not None and end_on < start_on
    if reversed_dates and start_on is not None:
        faults.at(row.cell("end_on"), "dates-reversed", start_on=start_on.isoformat())
    whole = complete and bool(number and post_title and start_on and end_on) and not reversed_dates
    places = (row.cell("programme"), row.cell("sending"), row.cell("receiving"))
    first, last = start_on or date.max, end_on or date.max
    term = TermRow(row, number, *places, post_title or "", band, first, last, approval_no, arrived_on, supervisors)
    term.broken = not whole
    roster.terms.append(term)


def _read_flat(row: Row, roster: Roster, faults: Faults) -> None:
    """A cadre a row: the person, the term, and those supervisors who are named as well as numbered."""
    home = row.cell("sending") if row.cell("sending").text else row.cell("receiving")
    _read_term(row, roster, faults, columns.ROSTER)
    _read_person(row, roster, faults, home, 1)
    names = row.cell("supervisor_names")
    if not names.text:
        return
    found = [
        part for part in names.text.replace("；", ";").replace("，", ";").replace("、", ";").split(";") if part.strip()
    ]
    numbers = values.read_numbers(row.cell("supervisors"), Faults())
    roster.told |= set(numbers)
    if len(found) != len(numbers):
        faults.at(names, "names-do-not-match", names=len(found), numbers=len(numbers))
        return
    for number, text in zip(numbers, found, strict=True):
        cell = Cell(row.sheet, row.number, names.column, names.heading, text, text.strip())
        name = values.read_name(cell, faults)
        if name:
            roster.people.append(PersonRow(row, names, number, name, home=row.cell("receiving"), standing=2))


_READERS = {
    "roster": _read_flat,
    "units": _read_unit,
    "people": _read_plain_person,
    "terms": _read_term,
    "roles": _read_role,
}
