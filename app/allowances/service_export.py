"""Files that leave the system are noted: who took what, when, with its SHA-256, for each programme in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.allowances import policy
from app.allowances.export_files import ExportFile, silent
from app.allowances.models_exports import AllowanceExport, AllowanceExportProgramme, ExportKind, ExportState
from app.allowances.service_export_content import Extent, content_of, extent_of
from app.audit.service import record
from app.core.errors import require
from app.core.i18n import Locale
from app.core.work import Work
from app.secondments.models import Programme

LARGE = 1000
"""Rows from which a file is made outside the web process."""


@dataclass(frozen=True, slots=True)
class SheetAsked:
    """A month's sheet that a program waits for: made already, or too large for this process."""

    export: AllowanceExport
    extent: Extent
    file: ExportFile | None


def export_sheet(work: Work, month: str, programme_id: UUID | None, locale: Locale, kind: ExportKind) -> SheetAsked:
    """The 按人按月汇总表 of a calculated month in a reading unit of work; NotCalculated while there is none.

    What is noted is committed before the file is handed out. A large one is not made here: `file` is None.
    """
    require(policy.can_read_totals(work.actor))
    export = new_export(work, kind, locale)
    export.month, export.programme_id = month, programme_id
    extent = extent_of(work, export)
    if is_large(extent):
        return SheetAsked(export, extent, None)
    make = content_of(work, export)
    work.rest()
    made = make(silent)
    try:
        with writing(work) as noting:
            finish(export, made, noting.now)
            export.taken_at = noting.now
            note_export(noting, export, extent)
    except BaseException:
        made.path.unlink(missing_ok=True)
        raise
    return SheetAsked(export, extent, made)


def is_large(extent: Extent) -> bool:
    """Whether the file is made in a process of its own."""
    return extent.rows > LARGE


def new_export(work: Work, kind: ExportKind, locale: Locale) -> AllowanceExport:
    """An export of the actor's, not yet stored."""
    return AllowanceExport(
        month="",
        kind=kind,
        made_by_id=work.actor.id,
        made_by_kind=work.actor.kind,
        at=work.now,
        locale=locale,
        state=ExportState.DONE,
    )


def writing(work: Work) -> Work:
    """A second unit of work that writes, for what was made outside any."""
    return Work(work.database, work.actor, True, request_id=work.request_id, address=work.address)


def finish(export: AllowanceExport, made: ExportFile, now: object) -> None:
    """Note on the row what was made."""
    for name, value in finished_values(made, now).items():
        setattr(export, name, value)


def finished_values(made: ExportFile, now: object) -> dict[str, object]:
    """What a finished export knows."""
    return {
        "state": ExportState.DONE,
        "progress": 100,
        "sha256": made.sha256,
        "rows": made.rows,
        "file_name": made.name,
        "size": made.path.stat().st_size,
        "finished_at": now,
        "held_until": None,
    }


def note_export(work: Work, export: AllowanceExport, extent: Extent) -> None:
    """The file, and an event for each programme in it, where its Organization Department finds it."""
    store_export(work, export, extent)
    audit_export(work, "allowances.export", export, extent.programmes)


def store_export(work: Work, export: AllowanceExport, extent: Extent) -> None:
    """The row with the programmes whose money it has."""
    export.run_id = extent.run_id
    work.session.add(export)
    work.session.flush()
    for programme in extent.programmes:
        work.session.add(AllowanceExportProgramme(export_id=export.id, programme_id=programme.id))
    work.session.flush()


def audit_export(work: Work, action: str, export: AllowanceExport, programmes: Sequence[Programme]) -> None:
    """One event for each programme in the file."""
    for programme in programmes:
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
