"""Files that are asked for: small ones are made at once, large ones in a process of their own; then taken for a week.

Rights are asked about when a file is asked for, when it is made and when it is taken.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.accounts.directory import names_of
from app.allowances import policy, repository
from app.allowances import repository_exports as exports
from app.allowances.errors_exports import ExportDamaged, ExportGone, ExportInterrupted, ExportNotReady
from app.allowances.export_files import ExportFile, silent
from app.allowances.models_exports import AllowanceExport, ExportKind, ExportState
from app.allowances.schemas_exports import DigestView, ExportIn, ExportsList, ExportView
from app.allowances.service_export import audit_export, finish, is_large, new_export, note_export, store_export, writing
from app.allowances.service_export_content import Extent, content_of, extent_of
from app.allowances.service_make import key_of
from app.allowances.service_rates import readable_paths
from app.audit.service import digest
from app.core import clock
from app.core.errors import IdReused, NotFound, TooManyRequests, require
from app.core.files import FileMissing, Files
from app.core.i18n import N_, Locale
from app.core.ids import new_id
from app.core.work import Work
from app.secondments.models import Programme
from app.secondments.service_minting import hold_identity

KEPT = timedelta(days=7)
MOST_WAITING = 5
MOST_ALIKE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: `new` unless it was asked before, `queued` when somebody is to make it now."""

    view: ExportView
    new: bool
    queued: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A file on its way out."""

    name: str
    kind: ExportKind
    data: bytes


def ask_export(work: Work, body: ExportIn, locale: Locale, files: Files) -> Asked:
    """A file, made at once or queued, in a reading unit of work: what is written is committed when this returns.

    Raises NotFound for a programme that one does not pay, NotCalculated, SheetTooLong, IdReused, TooManyRequests.
    """
    require(policy.can_read_totals(work.actor))
    if _replayed(work, body) is not None and body.id is not None:
        return Asked(_view(work, body.id), new=False, queued=False)
    export = _ordered(work, body, locale)
    extent = extent_of(work, export)
    apart = is_large(extent)
    new = queue_export(work, export, extent) if apart else _keep_at_once(work, export, extent, files)
    view = views_of(work, [export])[0] if new else _view(work, export.id)
    return Asked(view, new, queued=new and apart)


def _replayed(work: Work, body: ExportIn) -> AllowanceExport | None:
    """The export that this very body asked for before."""
    known = exports.get_export(work.session, body.id) if body.id else None
    if known is not None:
        if known.made_by_id != work.actor.id:
            raise NotFound
        if known.creation_digest != digest(body):
            raise IdReused
    return known


def _ordered(work: Work, body: ExportIn, locale: Locale) -> AllowanceExport:
    export = new_export(work, ExportKind(body.kind), locale)
    if body.id is not None:
        export.id = body.id
    export.month = body.month or clock.month_of(body.last or work.today)
    export.first_on, export.last_on, export.group_by = body.first, body.last, body.group_by
    export.programme_id, export.creation_digest = body.programme_id, digest(body)
    return export


def queue_export(work: Work, export: AllowanceExport, extent: Extent) -> bool:
    """Let somebody make it apart from this process; False when another request of the same identity came first."""
    if exports.count_under_way(work.session, work.actor.id) >= MOST_WAITING:
        raise TooManyRequests(
            N_("您有 %(most)s 个文件正在生成，请等它们完成。"), headers={"Retry-After": "30"}, most=MOST_WAITING
        )
    work.rest()
    export.state, export.progress, export.rows = ExportState.QUEUED, 0, extent.rows
    with writing(work) as storing:
        hold_identity(storing, export.id)
        if exports.get_export(storing.session, export.id) is not None:
            return False
        store_export(storing, export, extent)
        audit_export(storing, "allowances.export_ask", export, extent.programmes)
    return True


def _keep_at_once(work: Work, export: AllowanceExport, extent: Extent, files: Files) -> bool:
    make = content_of(work, export)
    work.rest()
    made = make(silent)
    key = key_of(export, new_id().hex)
    try:
        files.put(key, made.path.read_bytes())
        stored = _stored(work, export, extent, made, key)
    finally:
        made.path.unlink()
    if not stored:
        files.delete(key)
    return stored


def _stored(work: Work, export: AllowanceExport, extent: Extent, made: ExportFile, key: str) -> bool:
    with writing(work) as storing:
        hold_identity(storing, export.id)
        if exports.get_export(storing.session, export.id) is not None:
            return False
        finish(export, made, storing.now)
        export.file_key = key
        note_export(storing, export, extent)
    return True


def get_export(work: Work, export_id: UUID) -> ExportView:
    """How far one's own export is; NotFound for somebody else's."""
    return _view(work, _own(work, export_id).id)


def _own(work: Work, export_id: UUID) -> AllowanceExport:
    export = exports.get_export(work.session, export_id)
    if export is None or export.made_by_id != work.actor.id:
        raise NotFound
    return export


def take_export(work: Work, export_id: UUID, files: Files) -> Taken:
    """The finished file for whoever asked for it, as long as they read the money of every programme in it.

    Raises NotFound, Forbidden, ExportNotReady, ExportInterrupted, ExportGone, ExportDamaged. Noted in the trail.
    """
    export = _own(work, export_id)
    programmes = [programme for _, programme in exports.programmes_of(work.session, [export.id])]
    read = {programme.id for programme, _ in repository.list_programmes(work.session, readable_paths(work))}
    require(policy.can_read_totals(work.actor) and all(programme.id in read for programme in programmes))
    if export.failure == ExportInterrupted.code:
        raise ExportInterrupted
    if export.state is not ExportState.DONE:
        raise ExportNotReady
    if export.file_key is None:
        raise ExportGone
    try:
        data = files.get(export.file_key)
    except FileMissing as error:
        raise ExportGone from error
    require(hashlib.sha256(data).hexdigest() == export.sha256, ExportDamaged())
    export.taken_at = work.now
    work.session.add(export)
    audit_export(work, "allowances.export_take", export, programmes)
    return Taken(export.file_name, ExportKind(export.kind), data)


def list_exports(work: Work, *, everybodys: bool, limit: int, cursor: str | None) -> ExportsList:
    """One's own exports, or all with money of the programmes that one reads, the newest first."""
    require(policy.can_read_totals(work.actor))
    paths = readable_paths(work) if everybodys else None
    rows, following = exports.list_exports(work.session, work.actor.id, paths, limit, cursor)
    return ExportsList(items=views_of(work, rows), next_cursor=following)


def find_by_digest(work: Work, sha256: str) -> DigestView:
    """Whether and when Jishi made the file of which this is the SHA-256, as far as one reads its programmes' money."""
    require(policy.can_read_totals(work.actor))
    wanted = sha256.lower()
    rows = exports.list_by_digest(work.session, wanted, work.actor.id, readable_paths(work), MOST_ALIKE)
    return DigestView(sha256=wanted, items=views_of(work, rows))


def _view(work: Work, export_id: UUID) -> ExportView:
    export = exports.get_export(work.session, export_id)
    if export is None:
        raise NotFound
    return views_of(work, [export])[0]


def views_of(work: Work, rows: Sequence[AllowanceExport]) -> list[ExportView]:
    """Exports with names, in the given order."""
    names = names_of(work, [row.made_by_id for row in rows if row.made_by_kind == "person"])
    programmes: dict[UUID, list[Programme]] = defaultdict(list)
    for export_id, programme in exports.programmes_of(work.session, [row.id for row in rows]):
        programmes[export_id].append(programme)
    return [_described(work, row, names, programmes[row.id]) for row in rows]


def _described(work: Work, row: AllowanceExport, names: dict[UUID, str], programmes: Sequence[Programme]) -> ExportView:
    own = row.made_by_id == work.actor.id
    kept = row.state is ExportState.DONE and row.file_key is not None and row.finished_at is not None
    return ExportView(
        **row.model_dump(include=set(ExportView.model_fields) - {"sha256"}),
        programmes=[programme.name for programme in programmes],
        expires_at=row.finished_at + KEPT if kept and row.finished_at else None,
        made_by_name=names.get(row.made_by_id, "") if row.made_by_id else "",
        sha256=row.sha256 or None,
        url=f"/api/v1/exports/{row.id}/file" if own and kept else None,
    )
