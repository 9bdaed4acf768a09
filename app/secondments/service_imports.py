"""Taking in a sheet 导入: read, check everything, then write all or nothing; every upload leaves its row.

The file is read and checked while nothing is locked; the write checks again under locks, so that two imports at once
follow one another and the second finds what the first did. The same file again changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from app.audit import service as audit
from app.core.errors import DomainError, IdReused, NotFound, require
from app.core.i18n import Locale, translate
from app.core.sheets.faults import Faults
from app.core.sheets.upload import Upload
from app.core.work import Work
from app.secondments import repository_roster as repository
from app.secondments.errors_roster import ImportRunning
from app.secondments.intake import Intake, Plan, Readout
from app.secondments.models_roster import ImportState, RosterImport
from app.secondments.schemas_roster import RosterImportView
from app.secondments.service_imports_read import DEAD_AFTER, stored_fault, view_import
from app.secondments.service_minting import hold_identity
from app.secondments.service_roster_progress import STEPS, Progress

SUBJECT = "roster_import"
MOST_FAULTS = 500
QUOTED_FOR = timedelta(days=30)
R = TypeVar("R", bound=Readout)
P = TypeVar("P", bound=Plan)


class _Wrong(Exception):
    """Faults that were found while the transaction was open, so that it rolls back."""


@dataclass(slots=True)
class _Run(Generic[R, P]):
    """One import while it runs."""

    work: Work
    upload: Upload
    locale: Locale
    intake: Intake[R, P]
    progress: Progress
    read: R | None = None
    plan: P | None = None
    faults: Faults = field(default_factory=Faults)


def run_import(work: Work, upload: Upload, locale: Locale, intake: Intake[R, P]) -> tuple[RosterImportView, bool]:
    """Take a sheet in, or only try it; answers the upload and whether anything was changed.

    Runs in a reading unit of work and writes in its own. Raises Forbidden, the intake's refusal with every fault,
    SheetTooLarge, UnsupportedSheet, BrokenSheet, ImportRunning, IdReused, NotFound for someone else's id.
    """
    require(intake.may_import(work.actor))
    made = _begin(work, upload, intake)
    if made is not None:
        if made.state is ImportState.REFUSED:
            raise _refusal(intake, view_import(work, made, locale))
        return view_import(work, made, locale), False
    run = _Run(work, upload, locale, intake, Progress(work, upload.id))
    work.rest()
    try:
        return _carry_through(run)
    except DomainError:
        raise
    except Exception:
        _finish(run, ImportState.FAILED)
        raise
    finally:
        run.progress.over()


def _carry_through(run: _Run[R, P]) -> tuple[RosterImportView, bool]:
    plan = _read_and_plan(run)
    if run.faults:
        raise _refusal(run.intake, _finish(run, ImportState.REFUSED))
    if run.upload.dry_run or plan.is_empty:
        return _finish(run, ImportState.DONE), False
    try:
        return _write(run), True
    except _Wrong:
        raise _refusal(run.intake, _finish(run, ImportState.REFUSED)) from None
    except DomainError as error:
        run.faults.of_sheet("", "refused", said=translate(error.text, run.locale, **error.params))
        raise _refusal(run.intake, _finish(run, ImportState.REFUSED)) from error


@contextmanager
def _writing(work: Work) -> Iterator[Work]:
    """A short writing unit of work beside the reading one of the request."""
    with Work(work.database, work.actor, True, work.now, work.request_id, work.address) as second:
        yield second


def _begin(work: Work, upload: Upload, intake: Intake[R, P]) -> RosterImport | None:
    """Note the upload in a short unit of work; answers what the same upload came to before."""
    with _writing(work) as second:
        hold_identity(second, upload.id)
        row = repository.get_import(second.session, upload.id, lock=True)
        if row is not None:
            return _standing(second, row, upload, intake)
        repository.forget_faults(second.session, work.now - QUOTED_FOR)
        second.session.add(_new_row(work, upload, intake))
    return None


def _new_row(work: Work, upload: Upload, intake: Intake[R, P]) -> RosterImport:
    path = intake.paths(work.actor)[0]
    row = RosterImport(
        id=upload.id,
        kind=intake.kind,
        unit_id=UUID(hex=path.strip("/").rpartition("/")[2]),
        file_name=upload.name,
        file_digest=upload.digest,
        dry_run=upload.dry_run,
    )
    if work.actor.kind == "client":
        row.client_id = work.actor.id
    else:
        row.person_id = work.actor.id
    return row


def _standing(work: Work, row: RosterImport, upload: Upload, intake: Intake[R, P]) -> RosterImport | None:
    """The same upload again: its end, or None when whoever worked on it has died and it begins anew."""
    if work.actor.id not in (row.person_id, row.client_id):
        raise NotFound
    if (row.kind, row.file_digest, row.dry_run) != (intake.kind, upload.digest, upload.dry_run):
        raise IdReused
    if row.finished_at is not None and row.state is not ImportState.FAILED:
        return row
    if row.finished_at is None and work.now - row.updated_at < DEAD_AFTER:
        raise ImportRunning
    row.finished_at, row.state = None, ImportState.READING
    return None


def _read_and_plan(run: _Run[R, P]) -> P:
    try:
        grids = run.upload.open()
    except DomainError:
        _finish(run, ImportState.REFUSED)
        raise
    run.read = run.intake.read(grids, run.faults)
    run.progress.enter(ImportState.CHECKING)
    run.plan = run.intake.plan(run.work, run.read, run.faults)
    run.work.rest()
    return run.plan


def _write(run: _Run[R, P]) -> RosterImportView:
    """Check again under locks, then write everything in one transaction."""
    assert run.read is not None  # noqa: S101 - read before anything is written
    run.progress.enter(ImportState.WRITING)
    with _writing(run.work) as second:
        run.intake.hold(second)
        faults = Faults()
        run.plan = run.intake.plan(second, run.read, faults, lock=True)
        if faults:
            run.faults = faults
            raise _Wrong
        run.progress.enter(ImportState.WRITING, run.plan.size)
        run.intake.write(second, run.plan, run.progress.advance)
        row = _end(second, run, ImportState.DONE)
        audit.record(
            second,
            run.intake.action,
            SUBJECT,
            row.id,
            unit_id=row.unit_id,
            rows=run.read.rows,
            file_digest=row.file_digest,
            counts=run.plan.counts(),
        )
        second.session.flush()
        return view_import(second, row, run.locale)


def _finish(run: _Run[R, P], state: ImportState) -> RosterImportView:
    """Note the end of an import that wrote nothing."""
    with _writing(run.work) as second:
        row = _end(second, run, state)
        second.session.flush()
        return view_import(second, row, run.locale)


def _end(work: Work, run: _Run[R, P], state: ImportState) -> RosterImport:
    row = repository.get_import(work.session, run.upload.id, lock=True)
    if row is None:
        row = _new_row(work, run.upload, run.intake)
        work.session.add(row)
    found = run.faults.sorted(run.read.sheets if run.read else [])
    row.state, row.finished_at, row.steps_total, row.steps_done = state, work.now, STEPS, STEPS
    row.rows_total, row.fault_count = run.read.rows if run.read else 0, len(found)
    row.counts = run.plan.counts() if run.plan else {}
    row.faults = [stored_fault(fault) for fault in found[:MOST_FAULTS]]
    row.created_unit_ids = [] if run.upload.dry_run or run.plan is None else run.plan.new_homes()
    return row


def _refusal(intake: Intake[R, P], view: RosterImportView) -> DomainError:
    errors: list[dict[str, Any]] = [
        {
            "pointer": f"/{fault.sheet}/{fault.row}/{fault.column}",
            "detail": f"{fault.message}{fault.remedy}",
            **fault.model_dump(),
        }
        for fault in view.errors
    ]
    return intake.refused(count=view.error_count, extra={"errors": errors, "import": view})
