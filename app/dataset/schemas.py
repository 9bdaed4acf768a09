"""An import's outcome as the API answers it."""

from typing import Annotated

from pydantic import Field

from app.core.schema import Schema, View

Named = Annotated[str, Field(min_length=1, max_length=80)]


class ImportQuery(Schema):
    """How to import: `dry_run` only checks, `partial` takes what is right, units go below `region` (name or id)."""

    dry_run: bool = Field(default=False, description="Only check; write nothing.")
    partial: bool = Field(default=False, description="Take the rows that are right, leave out the others.")
    region: list[Named] = Field(
        default_factory=list, max_length=20, description="Put units below this one, by name or id; repeat for several."
    )
    source: int = Field(default=1, ge=1, le=1000, description="Photo hashes are compared within one source.")


class FileView(View):
    """The rows of one file: read, new, there already with the same content, rejected."""

    file: str
    read: int
    new: int
    same: int
    rejected: int


class RejectView(View):
    """A row that was not taken: where, and why, and what to do about it."""

    file: str
    line: int
    field: str
    code: str
    reason: str
    remedy: str


class ReportView(View):
    """What an import came to; `written` says whether anything was stored, `rejects` are the first thousand."""

    written: bool
    files: list[FileView]
    rejects: list[RejectView]
    warnings: list[str]
