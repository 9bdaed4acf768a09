"""The month's sheet as a file at once, for programs and small months: who took what, with its SHA-256, is noted.

What is large is asked for and made apart (`service_exports`). Either way nothing is written while a transaction waits.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from app.allowances.models_exports import AllowanceExport, AllowanceExportProgramme, ExportKind
from app.allowances.service_sheet import read_sheet, sheet_scope
from app.allowances.sheet import Sheet
from app.allowances.sheet_paper import write_pdf
from app.allowances.sheet_xlsx import Told, write_xlsx
from app.audit.service import record
from app.core.i18n import Locale
from app.core.work import Work
from app.secondments.models import Programme

SUFFIX = {
    ExportKind.SHEET_XLSX: ".xlsx",
    ExportKind.SHEET_PDF: ".pdf",
    ExportKind.TOTALS_XLSX: ".xlsx",
    ExportKind.TOTALS_CSV: ".csv",
}


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A finished file on disk; whoever sends it removes it."""

    path: Path
    name: str
    sha256: str
    rows: int


def silent(_done: int, _total: int) -> None:
    """For whoever does not ask how far it is."""


def export_sheet(
    work: Work, month: str, programme_id: UUID | None, locale: Locale, kind: ExportKind = ExportKind.SHEET_XLSX
) -> ExportFile:
    """The 按人按月汇总表 of a calculated month in a reading unit of work; NotCalculated while there is none.

    What is noted is committed before the file is handed out.
    """
    scope = sheet_scope(work, month, programme_id)
    sheet = read_sheet(work, scope, paper_locale(kind, locale))
    run_id = scope.run_ids[0] if len(scope.runs) == 1 else None
    taken = list(scope.taken)
    work.rest()
    made = file_of(sheet, kind)
    try:
        with Work(work.database, work.actor, True, work.now, work.request_id, work.address) as noting:
            export = AllowanceExport(
                run_id=run_id,
                month=month,
                kind=kind,
                sha256=made.sha256,
                rows=made.rows,
                made_by_id=work.actor.id,
                made_by_kind=work.actor.kind,
                at=work.now,
                finished_at=work.now,
                taken_at=work.now,
                programme_id=programme_id,
                locale=locale,
                file_name=made.name,
                size=made.path.stat().st_size,
            )
            note_export(noting, export, taken)
    except BaseException:
        made.path.unlink(missing_ok=True)
        raise
    return made


def paper_locale(kind: ExportKind, locale: Locale) -> Locale:
    """Papers speak Chinese: they are signed and filed, whoever prints them."""
    return "zh_CN" if kind is ExportKind.SHEET_PDF else locale


def file_of(sheet: Sheet, kind: ExportKind, told: Told = silent) -> ExportFile:
    """The sheet on disk, whole or not at all."""
    with tempfile.NamedTemporaryFile(prefix="jishi-", suffix=SUFFIX[kind], delete=False) as holder:
        path = Path(holder.name)
    try:
        write = write_pdf if kind is ExportKind.SHEET_PDF else write_xlsx
        rows = write(path, sheet, told)
        return ExportFile(path, f"{sheet.frame.title}{SUFFIX[kind]}", digest_of_file(path), rows)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def note_export(work: Work, export: AllowanceExport, taken: Sequence[Programme]) -> None:
    """The file, and an event for each programme in it, where its Organization Department finds it."""
    work.session.add(export)
    work.session.flush()
    for programme in taken:
        work.session.add(AllowanceExportProgramme(export_id=export.id, programme_id=programme.id))
    audit_export(work, "allowances.export", export, taken)


def audit_export(work: Work, action: str, export: AllowanceExport, taken: Sequence[Programme]) -> None:
    """One event for each programme in the file."""
    for programme in taken:
        record(
            work,
            action,
            "allowance_export",
            export.id,
            unit_id=programme.unit_id,
            month=export.month,
            kind=export.kind,
            sha256=export.sha256,
            rows=export.rows,
            programme_id=str(programme.id),
        )
