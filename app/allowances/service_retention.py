"""How long finished exports are kept: seven days; the record of who took what, with its digest, stays."""

from functools import partial

from app.allowances import repository_exports as exports
from app.allowances.models_exports import AllowanceExport
from app.allowances.service_exports import KEPT
from app.core.files import Files
from app.core.i18n import N_
from app.core.retention import Rule
from app.core.work import Work

FOLDER = "exports"


def _strays(work: Work, files: Files) -> list[str]:
    """What makers left behind that were stopped between storing a file and saying so."""
    kept = exports.kept_keys(work.session)
    return [key for key in files.keys_before(FOLDER, work.now - KEPT) if key not in kept]


def _due(work: Work) -> list[AllowanceExport]:
    return exports.list_kept(work.session, work.now - KEPT)


def _count(work: Work, files: Files) -> int:
    return len(_due(work)) + len(_strays(work, files))


def _sweep(work: Work, files: Files) -> int:
    """Rows forget their files in this unit of work; the bytes go after its commit."""
    keys = _strays(work, files)
    for export in _due(work):
        if export.file_key is not None:
            keys.append(export.file_key)
        export.file_key = None
        work.session.add(export)
    for key in keys:
        work.after_commit(partial(files.delete, key))
    return len(keys)


EXPORTS = Rule("exports", N_("导出文件"), N_("生成 7 天后删除；谁导出、何时、文件摘要一直保留。"), _count, _sweep)
