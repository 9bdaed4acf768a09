"""Uploads as they are shown: how far they got, what they changed, or what is wrong with them, also as marked files."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of
from app.audit import service as audit
from app.core.errors import NotFound, require
from app.core.i18n import Locale, translate
from app.core.paging import Page
from app.core.sheets.faults import Fault, Faults
from app.core.sheets.marked import Remark, write_marked
from app.core.sheets.upload import Upload
from app.core.work import Work
from app.secondments import repository_roster as repository
from app.secondments.intake import Intake, P, R, intake_of, known_intakes
from app.secondments.models_roster import ImportState, RosterImport
from app.secondments.schemas_roster import CellFault, ImportQuery, RosterCounts, RosterImportView
from app.secondments.service_roster_progress import STEPS, as_it_runs

DEAD_AFTER = timedelta(minutes=10)
"""Without a sign of progress for so long, whoever worked on an import has died."""


def stored_fault(fault: Fault) -> dict[str, Any]:
    """A fault as it is kept: its code and values; the sentence is made for each reader."""
    return {
        "sheet": fault.sheet,
        "row": fault.row,
        "column": fault.letter,
        "header": fault.heading,
        "value": fault.value,
        "code": fault.code,
        "params": {key: value if isinstance(value, int) else str(value) for key, value in fault.params.items()},
    }


def spoken(stored: dict[str, Any], locale: Locale, kind: str) -> CellFault:
    """A fault in the reader's language."""
    message, remedy = intake_of(kind).sentences[stored["code"]]
    labels = {"status"}
    params = {key: translate(value, locale) if key in labels else value for key, value in stored["params"].items()}
    plain = {key: value for key, value in stored.items() if key != "params"}
    return CellFault(message=translate(message, locale, **params), remedy=translate(remedy, locale, **params), **plain)


def view_import(work: Work, row: RosterImport, locale: Locale) -> RosterImportView:
    """An upload as it is shown."""
    state, steps = as_it_runs(row)
    if row.finished_at is None and work.now - row.updated_at > DEAD_AFTER:
        state = ImportState.FAILED
    return RosterImportView(
        id=row.id,
        version=row.version,
        kind=row.kind,
        state=state,
        dry_run=row.dry_run,
        file_name=row.file_name,
        file_digest=row.file_digest,
        rows=row.rows_total,
        steps_done=steps,
        steps_total=STEPS,
        counts=RosterCounts.model_validate(row.counts),
        error_count=row.fault_count,
        errors=[spoken(fault, locale, row.kind) for fault in row.faults],
        unit_ids=[UUID(each) for each in row.created_unit_ids],
        by_name=names_of(work, [row.person_id]).get(row.person_id) if row.person_id else None,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def get_import(work: Work, import_id: UUID, locale: Locale, kind: str | None = None) -> RosterImportView:
    """An upload of the actor's region, of this sort if one is named; NotFound otherwise."""
    row = repository.find_visible(work.session, work.actor, _regions(work), import_id)
    if row is None or kind not in (None, row.kind):
        raise NotFound
    return view_import(work, row, locale)


def list_imports(work: Work, query: ImportQuery, locale: Locale) -> Page[RosterImportView]:
    """The uploads of the actor's region, the newest first, each without its faults."""
    regions = _regions(work)
    if query.kind is not None:
        regions = {kind: paths for kind, paths in regions.items() if kind == query.kind}
    require(bool(regions))
    rows, cursor = repository.list_imports(work.session, work.actor, regions, query.limit, query.cursor)
    views = [view_import(work, row, locale).model_copy(update={"errors": []}) for row in rows]
    return Page[RosterImportView](items=views, next_cursor=cursor)


def _regions(work: Work) -> dict[str, tuple[str, ...]]:
    """Which sorts of sheets the actor may bring, and for which regions."""
    return {one.kind: one.paths(work.actor) for one in known_intakes() if one.may_import(work.actor)}


def mark_faults(work: Work, upload: Upload, locale: Locale, intake: Intake[R, P]) -> bytes:
    """The file with every fault coloured and explained at its cell; nothing of it is taken in or kept."""
    require(intake.may_import(work.actor))
    faults, grids = Faults(), upload.open()
    intake.plan(work, intake.read(grids, faults), faults)
    remarks = []
    for fault in faults.sorted([grid.title for grid in grids]):
        said = spoken(stored_fault(fault), locale, intake.kind)
        remarks.append(Remark(fault.sheet, fault.row, fault.column, f"{said.message}\n{said.remedy}"))
    action = intake.action.replace("-import", "-mark")
    audit.record(work, action, "roster_import", None, file_digest=upload.digest, errors=len(remarks))
    return write_marked(grids, remarks, locale)
