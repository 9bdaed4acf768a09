"""What an import of a sheet takes in and gives out."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.schema import Schema, View
from app.secondments.models_roster import ImportState


class CellFault(View):
    """One thing wrong in a file: where, what stands there, a sentence and a remedy."""

    sheet: str = Field(description="Title of the sheet; empty for the whole file.")
    row: int = Field(description="Row as the spreadsheet counts it; 0 for the whole sheet.")
    column: str = Field(description="Letter of the column; empty for the whole row.")
    header: str = Field(description="Heading of the column.")
    value: str
    code: str
    message: str
    remedy: str


class Outcome(View):
    """How many of a kind were made, changed, or stood already."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


class RosterCounts(View):
    """What the file changes (or would change)."""

    units: Outcome = Outcome()
    people: Outcome = Outcome()
    roles: Outcome = Outcome()
    secondments: Outcome = Outcome()
    policies: Outcome = Outcome()


class RosterImportView(View):
    """One upload: how far it got, what it changed, or everything that is wrong with it."""

    id: UUID
    version: int
    kind: str = Field(description="`roster`, `insurance`.")
    state: ImportState
    dry_run: bool
    file_name: str
    file_digest: str = Field(description="SHA-256 of the file.")
    rows: int
    steps_done: int
    steps_total: int
    counts: RosterCounts
    error_count: int
    errors: list[CellFault] = Field(description="The first 500, by sheet, row and column.")
    unit_ids: list[UUID] = Field(description="Units whose people got new accounts: print their slips.")
    by_name: str | None = None
    created_at: datetime
    finished_at: datetime | None


class ImportQuery(Schema):
    """Which page of the imports."""

    kind: str | None = Field(default=None, max_length=16)
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=1000)
