"""Files that finance took: the sheet of each closed month, its paper, and the sums of the year so far."""

from datetime import datetime, timedelta

from app.accounts.models import Person
from app.allowances.export_files import silent
from app.allowances.models_exports import AllowanceExport, ExportKind
from app.allowances.service_export import finish, new_export, note_export
from app.allowances.service_export_content import content_of, extent_of
from app.allowances.service_make import key_of
from app.core import clock
from app.core.files import Files
from app.core.ids import new_id
from app.core.work import Work
from app.demo.acting import as_person, at
from app.secondments.models import Secondment

AFTER_THE_CLOSE = 6
"""Days after a month's end on which its sheet is taken."""


def take_sheets(work: Work, files: Files, people: dict[str, Person], row: Secondment, month: str) -> None:
    """The spreadsheet of a month's programme, taken once it was closed, and yesterday its paper and the year's sums."""
    closed_on = clock.month_bounds(month)[1]
    sheet = ExportKind.SHEET_XLSX
    _take(work, files, people["finance"], sheet, at(closed_on, AFTER_THE_CLOSE, 10), row, month)
    yesterday = work.now - timedelta(days=1)
    _take(work, files, people["finance"], ExportKind.SHEET_PDF, yesterday, row, month)
    _take(work, files, people["orgadmin"], ExportKind.TOTALS_XLSX, yesterday, None, month)


def _take(
    work: Work, files: Files, person: Person, kind: ExportKind, instant: datetime, row: Secondment | None, month: str
) -> None:
    """One file as the page takes it, in the demo's own transaction; those of the last week are still there."""
    if instant > work.now:
        return
    with as_person(work, person, instant) as desk:
        export = new_export(desk, kind, "zh_CN")
        _ask(export, row, month)
        extent = extent_of(desk, export)
        made = content_of(desk, export)(silent)
        try:
            finish(export, made, desk.now)
            export.taken_at = desk.now
            if instant > work.now - timedelta(days=7):
                export.file_key = key_of(export, new_id().hex)
                files.put(export.file_key, made.path.read_bytes())
            note_export(desk, export, extent)
        finally:
            made.path.unlink()


def _ask(export: AllowanceExport, row: Secondment | None, month: str) -> None:
    export.month = month
    if row is not None:
        export.programme_id = row.programme_id
    else:
        first, last = clock.month_bounds(month)
        export.first_on, export.last_on, export.group_by = first.replace(month=1), last, "programme"
