"""Taking in a roster 名册导入: read, check everything, then write all or nothing; every upload leaves its row.

The file is read and checked while nothing is locked; the write checks again under locks, so that two imports at once
follow one another and the second finds what the first did. The same file again changes nothing.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of
from app.audit import service as audit
from app.core.errors import DomainError, IdReused, NotFound, require
from app.core.i18n import Locale, translate
from app.core.ids import new_id
from app.core.paging import Page
from app.core.work import Work
from app.secondments import policy
from app.secondments import repository_roster as repository
from app.secondments.errors_roster import (
    OLD_FORMAT,
    BrokenRoster,
    ImportRunning,
    RosterRefused,
    RosterTooLarge,
    UnsupportedRoster,
)
from app.secondments.models_roster import ImportState, RosterImport
from app.secondments.roster.faults import SENTENCES, Fault, Faults
from app.secondments.roster.plan import Plan
from app.secondments.roster.reading import Roster, read_roster
from app.secondments.roster.workbook import Grid, Unreadable, open_workbook
from app.secondments.schemas_roster import CellFault, ImportQuery, RosterCounts, RosterImportView
from app.secondments.service_minting import hold_identity
from app.secondments.service_roster_progress import STEPS, Progress, as_it_runs
from app.secondments.service_roster_state import make_plan
from app.secondments.service_roster_store import carry_out, size_of

SUBJECT = "roster_import"
MOST_FAULTS = 500
QUOTED_FOR = timedelta(days=30)
DEAD_AFTER = timedelta(minutes=10)
"""Without a sign of progress for so long, whoever worked on an import has died."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, under the identity that the client gave it, or one of our own."""

    data: bytes
    name: str
    dry_run: bool
    id: UUID = field(default_factory=new_id)

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


class _Wrong(Exception):
    """Faults that were found while the transaction was open, so that it rolls back."""


@dataclass(slots=True)
class _Run:
    """One import while it runs."""

    work: Work
    upload: Upload
    locale: Locale
    progress: Progress
    roster: Roster = field(default_factory=Roster)
    faults: Faults = field(default_factory=Faults)
    plan: Plan = field(default_factory=Plan)


def run_import(work: Work, upload: Upload, locale: Locale) -> tuple[RosterImportView, bool]:
    """Take a roster in, or only try it; answers the upload and whether anything was changed.

    Runs in a reading unit of work and writes in its own. Raises Forbidden, RosterRefused with every fault,
    RosterTooLarge, UnsupportedRoster, BrokenRoster, ImportRunning, IdReused, NotFound for someone else's id.
    """
    require(may_import(work))
    made = _begin(work, upload)
    if made is not None:
        if made.state is ImportState.REFUSED:
            raise _refusal(view_import(work, made, locale))
        return view_import(work, made, locale), False
    run = _Run(work, upload, locale, Progress(work, upload.id))
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


def may_import(work: Work) -> bool:
    """Whether the actor keeps the roster of any region."""
    return policy.may_enter_somewhere(work.actor) and bool(repository.region_paths(work.actor))


def _carry_through(run: _Run) -> tuple[RosterImportView, bool]:
    _read_and_plan(run)
    if run.faults:
        raise _refusal(_finish(run, ImportState.REFUSED))
    if run.upload.dry_run or run.plan.is_empty:
        return _finish(run, ImportState.DONE), False
    try:
        return _write(run), True
    except _Wrong:
        raise _refusal(_finish(run, ImportState.REFUSED)) from None
    except DomainError as error:
        run.faults.of_sheet("", "refused", said=translate(error.text, run.locale, **error.params))
        raise _refusal(_finish(run, ImportState.REFUSED)) from error


@contextmanager
def _writing(work: Work) -> Iterator[Work]:
    """A short writing unit of work beside the reading one of the request."""
    with Work(work.database, work.actor, True, work.now, work.request_id, work.address) as second:
        yield second


def _begin(work: Work, upload: Upload) -> RosterImport | None:
    """Note the upload in a short unit of work; answers what the same upload came to before."""
    with _writing(work) as second:
        hold_identity(second, upload.id)
        row = repository.get_import(second.session, upload.id, lock=True)
        if row is not None:
            return _standing(second, row, upload)
        repository.forget_faults(second.session, work.now - QUOTED_FOR)
        second.session.add(_new_row(work, upload))
    return None


def _new_row(work: Work, upload: Upload) -> RosterImport:
    path = repository.region_paths(work.actor)[0]
    row = RosterImport(
        id=upload.id,
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


def _standing(work: Work, row: RosterImport, upload: Upload) -> RosterImport | None:
    """The same upload again: its end, or None when whoever worked on it has died and it begins anew."""
    if work.actor.id not in (row.person_id, row.client_id):
        raise NotFound
    if (row.file_digest, row.dry_run) != (upload.digest, upload.dry_run):
        raise IdReused
    if row.finished_at is not None and row.state is not ImportState.FAILED:
        return row
    if row.finished_at is None and work.now - row.updated_at < DEAD_AFTER:
        raise ImportRunning
    row.finished_at, row.state = None, ImportState.READING
    return None


def check(work: Work, upload: Upload, faults: Faults) -> list[Grid]:
    """Read the file and hold it against what stands, all faults noted; answers its sheets. Writes nothing."""
    grids = _open(upload)
    make_plan(work, read_roster(grids, faults), faults)
    return grids


def _open(upload: Upload) -> list[Grid]:
    try:
        return open_workbook(upload.data)
    except Unreadable as unreadable:
        raise _unreadable(unreadable.code) from unreadable


def _read_and_plan(run: _Run) -> None:
    try:
        grids = _open(run.upload)
    except DomainError:
        _finish(run, ImportState.REFUSED)
        raise
    run.roster = read_roster(grids, run.faults)
    run.progress.enter(ImportState.CHECKING)
    run.plan = make_plan(run.work, run.roster, run.faults)
    run.work.rest()


def _unreadable(code: str) -> DomainError:
    if code in ("too-large", "too-many-rows"):
        return RosterTooLarge()
    if code == "broken":
        return BrokenRoster()
    return UnsupportedRoster(OLD_FORMAT) if code == "old-format" else UnsupportedRoster()


def _write(run: _Run) -> RosterImportView:
    """Check again under locks, then write everything in one transaction."""
    run.progress.enter(ImportState.WRITING)
    with _writing(run.work) as second:
        repository.hold_roster(second.session, second.database.is_sqlite)
        faults = Faults()
        run.plan = make_plan(second, run.roster, faults, lock=True)
        if faults:
            run.faults = faults
            raise _Wrong
        run.progress.enter(ImportState.WRITING, size_of(run.plan))
        carry_out(second, run.plan, run.progress.advance)
        row = _end(second, run, ImportState.DONE)
        audit.record(
            second,
            "secondments.roster-import",
            SUBJECT,
            row.id,
            unit_id=row.unit_id,
            rows=run.roster.rows,
            file_digest=row.file_digest,
            counts=run.plan.counts(),
        )
        second.session.flush()
        return view_import(second, row, run.locale)


def _finish(run: _Run, state: ImportState) -> RosterImportView:
    """Note the end of an import that wrote nothing."""
    with _writing(run.work) as second:
        row = _end(second, run, state)
        second.session.flush()
        return view_import(second, row, run.locale)


def _end(work: Work, run: _Run, state: ImportState) -> RosterImport:
    row = repository.get_import(work.session, run.upload.id, lock=True)
    if row is None:
        row = _new_row(work, run.upload)
        work.session.add(row)
    found = run.faults.sorted(run.roster.sheets)
    row.state, row.finished_at, row.steps_total, row.steps_done = state, work.now, STEPS, STEPS
    row.rows_total, row.fault_count = run.roster.rows, len(found)
    row.counts = run.plan.counts()
    row.faults = [stored_fault(fault) for fault in found[:MOST_FAULTS]]
    homes = {new.home_id for new in run.plan.people if new.home_id is not None}
    row.created_unit_ids = [] if run.upload.dry_run else sorted(str(each) for each in homes)
    return row


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


def spoken(stored: dict[str, Any], locale: Locale) -> CellFault:
    """A fault in the reader's language."""
    message, remedy = SENTENCES[stored["code"]]
    labels = {"status"}
    params = {key: translate(value, locale) if key in labels else value for key, value in stored["params"].items()}
    plain = {key: value for key, value in stored.items() if key != "params"}
    return CellFault(message=translate(message, locale, **params), remedy=translate(remedy, locale, **params), **plain)


def _refusal(view: RosterImportView) -> RosterRefused:
    errors = [
        {
            "pointer": f"/{fault.sheet}/{fault.row}/{fault.column}",
            "detail": f"{fault.message}{fault.remedy}",
            **fault.model_dump(),
        }
        for fault in view.errors
    ]
    return RosterRefused(count=view.error_count, extra={"errors": errors, "import": view})


def view_import(work: Work, row: RosterImport, locale: Locale) -> RosterImportView:
    """An upload as it is shown."""
    state, steps = as_it_runs(row)
    if row.finished_at is None and work.now - row.updated_at > DEAD_AFTER:
        state = ImportState.FAILED
    return RosterImportView(
        id=row.id,
        version=row.version,
        state=state,
        dry_run=row.dry_run,
        file_name=row.file_name,
        file_digest=row.file_digest,
        rows=row.rows_total,
        steps_done=steps,
        steps_total=STEPS,
        counts=RosterCounts.model_validate(row.counts),
        error_count=row.fault_count,
        errors=[spoken(fault, locale) for fault in row.faults],
        unit_ids=[UUID(each) for each in row.created_unit_ids],
        by_name=names_of(work, [row.person_id]).get(row.person_id) if row.person_id else None,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def get_import(work: Work, import_id: UUID, locale: Locale) -> RosterImportView:
    """An upload of the actor's region; NotFound otherwise."""
    row = repository.find_visible(work.session, work.actor, import_id)
    if row is None:
        raise NotFound
    return view_import(work, row, locale)


def list_imports(work: Work, query: ImportQuery, locale: Locale) -> Page[RosterImportView]:
    """The uploads of the actor's region, the newest first, each without its faults."""
    require(may_import(work))
    rows, cursor = repository.list_imports(work.session, work.actor, query.limit, query.cursor)
    views = [view_import(work, row, locale).model_copy(update={"errors": []}) for row in rows]
    return Page[RosterImportView](items=views, next_cursor=cursor)
