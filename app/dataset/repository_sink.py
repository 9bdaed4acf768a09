"""Many rows into the tables of imported history by each database's quickest way, all in the session's transaction.

SQLite takes them straight into the tables (foreign keys are off on the connection of an import: `sound` looks after
them). PostgreSQL gets them by COPY into temporary tables and from there by one statement a table.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from app.core.portions import portions
from app.records.models_imported import ImportedApproval, ImportedEntry, ImportedRow

Cell = str | int | float | None
AT_ONCE = 2000
ENTRIES, APPROVALS, ROWS = (str(model.__tablename__) for model in (ImportedEntry, ImportedApproval, ImportedRow))
TOUCHED = "touched_records"
COLUMNS: dict[str, tuple[str, ...]] = {
    ENTRIES: tuple(ImportedEntry.model_fields),
    APPROVALS: tuple(ImportedApproval.model_fields),
    ROWS: tuple(ImportedRow.model_fields),
    TOUCHED: ("record_id", "cadre_id", "work_on"),
}
"""In the order of the models; the third is a temporary table of days whose record must be looked at again."""


class Sink:
    """Takes rows as tuples in the order of `COLUMNS`; `source` is where a table's new rows stand until `settle`."""

    def __init__(self, session: Session, *, discards: bool = False) -> None:
        self.session = session
        self.connection = session.connection()
        self.is_sqlite = self.connection.dialect.name == "sqlite"
        self.discards = discards
        """Nothing will be kept: rows are not even written."""
        self._held: dict[str, list[tuple[Cell, ...]]] = {name: [] for name in COLUMNS}
        if not discards:
            self._make_tables()

    def _make_tables(self) -> None:
        kind, ends = ("CHAR(32)", "") if self.is_sqlite else ("uuid", " ON COMMIT DROP")
        day = "DATE" if not self.is_sqlite else "TEXT"
        self._run(f"CREATE TEMPORARY TABLE {TOUCHED} (record_id {kind}, cadre_id {kind}, work_on {day}){ends}")
        if not self.is_sqlite:
            for name in (ENTRIES, APPROVALS, ROWS):
                self._run(f"CREATE TEMPORARY TABLE stage_{name} (LIKE {name} INCLUDING DEFAULTS) ON COMMIT DROP")

    def source(self, table: str) -> str:
        """Where the new rows of a table stand."""
        return table if self.is_sqlite or table == TOUCHED else f"stage_{table}"

    def add(self, table: str, row: tuple[Cell, ...]) -> None:
        """One more row; written some thousands at a time."""
        held = self._held[table]
        if not self.discards:
            held.append(row)
        if len(held) >= AT_ONCE:
            self._write(table, held)
            held.clear()

    def flush(self) -> None:
        """Write what is held."""
        for table, held in self._held.items():
            if held:
                self._write(table, held)
                held.clear()

    def settle(self, table: str) -> None:
        """Let the staged rows into their table."""
        if not self.is_sqlite:
            names = ", ".join(f'"{name}"' for name in COLUMNS[table])
            self._run(f"INSERT INTO {table} ({names}) SELECT {names} FROM stage_{table} ORDER BY seq")  # noqa: S608

    def finish(self) -> None:
        """What was temporary goes."""
        if self.is_sqlite:
            self._run(f"DROP TABLE {TOUCHED}")

    def _run(self, statement: str) -> None:
        self.connection.execute(text(statement))

    def _write(self, table: str, rows: Sequence[tuple[Cell, ...]]) -> None:
        driver: Any = self.connection.connection.driver_connection
        names = ", ".join(f'"{name}"' for name in COLUMNS[table])
        if self.is_sqlite:
            marks = ", ".join("?" * len(COLUMNS[table]))
            driver.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608
            return
        with driver.cursor() as cursor, cursor.copy(f'COPY "{self.source(table)}" ({names}) FROM STDIN') as copy:
            for part in _copied(rows):
                copy.write(part)


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copied(rows: Sequence[tuple[Cell, ...]]) -> Iterator[str]:
    """COPY's text form."""
    for some in portions(rows, 200):
        yield "".join(["\t".join([_cell(cell) for cell in row]) + "\n" for row in some])


def _cell(value: Cell) -> str:
    if value is None:
        return "\\N"
    if type(value) is str:
        return value.translate(_ESCAPED) if not value.isalnum() else value
    return repr(value)
