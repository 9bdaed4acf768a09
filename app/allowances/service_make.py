"""Making a file outside the web process: one maker at a time holds the export, and only the holder can finish it.

Whoever is killed stops renewing its hold; then the next one makes the file anew. A file is named by the row only when
it is whole and stored, in the commit that says that it is done: nothing half-done is ever handed out.
"""

from uuid import UUID

import structlog

from app.accounts.authority import actor_now
from app.allowances import repository_exports as exports
from app.allowances.errors_exports import ExportInterrupted
from app.allowances.export_files import SUFFIX, ExportFile
from app.allowances.models_exports import AllowanceExport, ExportKind
from app.allowances.service_export import audit_export, finished_values
from app.allowances.service_export_content import Extent, Make, content_of, extent_of
from app.core import clock
from app.core.actor import SYSTEM, Actor
from app.core.db import Database
from app.core.errors import DomainError, Forbidden
from app.core.files import Files
from app.core.making import Holding, change_held, resume
from app.core.work import Work

log = structlog.get_logger()

FAILED = "export-failed"
_SECONDS_A_ROW = 0.002
"""What a row of a paper takes, for the progress of what tells of none."""


def key_of(export: AllowanceExport, token: str) -> str:
    """Under which name a maker stores its file: no two makers share one."""
    return f"exports/{export.id}/{token}{SUFFIX[ExportKind(export.kind)]}"


def make_export(database: Database, files: Files, export_id: UUID) -> bool:
    """Make a queued or abandoned export; False when there is nothing to do, or it could not be made."""
    holding = _Holding(database, export_id)
    if not holding.take():
        return False
    try:
        with holding:
            actor, export, extent, make = _read(database, export_id)
            made = make(holding.told)
        try:
            return _kept(holding, files, actor, export, extent, made)
        finally:
            made.path.unlink()
    except DomainError as error:
        holding.fail(error.code)
    except Exception as error:  # noqa: BLE001 - whoever waits is told that it failed; the log has the kind
        log.error("export.failed", id=str(export_id), kind=type(error).__name__)  # noqa: TRY400 - no texts in logs
        holding.fail(FAILED)
    return False


def _read(database: Database, export_id: UUID) -> tuple[Actor, AllowanceExport, Extent, Make]:
    """Everything that the file says, as whoever asked may read it now."""
    with Work(database, SYSTEM, False) as work:
        export = exports.get_export(work.session, export_id)
        if export is None or export.made_by_id is None:
            raise Forbidden
        actor = actor_now(work.session, export.made_by_kind, export.made_by_id)
        if actor is None:
            raise Forbidden
        asked = work.acting_as(actor)
        found = extent_of(asked, export), content_of(asked, export)
        work.rest()
    return actor, export, *found


def _kept(
    holding: "_Holding", files: Files, actor: Actor, export: AllowanceExport, extent: Extent, made: ExportFile
) -> bool:
    """Store the file, then say so in one commit with the trail, unless somebody else holds the export by now."""
    key = key_of(export, holding.token)
    files.put(key, made.path.read_bytes())
    with Work(holding.database, actor, True) as work:
        values = finished_values(made, work.now) | {"file_key": key}
        done = change_held(work.session, AllowanceExport, export.id, holding.token, **values)
        if done:
            for name, value in values.items():
                setattr(export, name, value)
            audit_export(work, "allowances.export", export, extent.programmes)
    if not done:
        files.delete(key)
    return done


class _Holding(Holding):
    """A maker's hold on an export, which tells how many rows are written."""

    def __init__(self, database: Database, export_id: UUID) -> None:
        super().__init__(database, AllowanceExport, export_id, self._share)
        self._done, self._total, self._began = 0, 0, clock.monotonic()

    def told(self, done: int, total: int) -> None:
        """Hears how many rows are written."""
        if not self._total:
            self._began = clock.monotonic()
        self._done, self._total = done, total

    def _share(self) -> int:
        """Percent: by rows where they are told, else by the time that so many usually take."""
        if not self._total:
            return 5
        elapsed = clock.monotonic() - self._began
        share = max(self._done / self._total, elapsed / (elapsed + self._total * _SECONDS_A_ROW))
        return min(99, 10 + int(85 * share))


def list_abandoned(work: Work) -> list[UUID]:
    """Exports that somebody must make anew; those that were begun too often fail for good."""
    return resume(work, AllowanceExport, ExportInterrupted.code)
