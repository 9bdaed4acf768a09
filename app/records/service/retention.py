"""How long records' loose ends are kept: drafts 90 days, uploads that nothing names 7, and what a crash left."""

from collections.abc import Iterator
from datetime import timedelta

from app.audit.service import record as audit
from app.core.files import Files
from app.core.i18n import N_
from app.core.retention import Rule
from app.core.work import Work
from app.records import repository_care, repository_retention
from app.records.models_care import FileDeletion
from app.records.service.purge import delete_after_commit, forget_images
from app.records.service.writing import snapshot_of

KEEP_DRAFTS, KEEP_UPLOADS = timedelta(days=90), timedelta(days=7)
FOLDERS = ("images", "thumbs")


def _count_drafts(work: Work, _files: Files) -> int:
    return len(repository_retention.old_drafts(work.session, work.now - KEEP_DRAFTS))


def _sweep_drafts(work: Work, files: Files) -> int:
    """Each leaves its digest in the trail; its photos go with it."""
    rows = repository_retention.old_drafts(work.session, work.now - KEEP_DRAFTS)
    for row in rows:
        forget_images(work, repository_care.list_images(work.session, row.id))
        before, on = snapshot_of(row.model_dump()), row.work_on.isoformat()
        audit(work, "records.draft_expired", "record", row.id, before=before, unit_id=row.unit_id, work_on=on)
        work.session.flush()
        repository_retention.delete_draft(work.session, row.id)
        work.session.expunge(row)
    delete_after_commit(work, files)
    return len(rows)


def _count_uploads(work: Work, _files: Files) -> int:
    return len(repository_retention.unnamed_uploads(work.session, work.now - KEEP_UPLOADS))


def _sweep_uploads(work: Work, files: Files) -> int:
    rows = repository_retention.unnamed_uploads(work.session, work.now - KEEP_UPLOADS)
    forget_images(work, rows)
    delete_after_commit(work, files)
    return len(rows)


def _count_bytes(work: Work, files: Files) -> int:
    return len(_stray(work, files))


def _sweep_bytes(work: Work, files: Files) -> int:
    """Bytes that an upload stored before it broke off, and what is listed already."""
    stray = _stray(work, files)
    known = set(repository_retention.listed_bytes(work.session))
    work.session.add_all(FileDeletion(sha256=one, at=work.now) for one in sorted(stray - known))
    delete_after_commit(work, files)
    return len(stray)


def _stray(work: Work, files: Files) -> set[str]:
    old = set(_old_bytes(files, work))
    return repository_retention.unknown_bytes(work.session, old) | set(repository_retention.listed_bytes(work.session))


def _old_bytes(files: Files, work: Work) -> Iterator[str]:
    for folder in FOLDERS:
        for key in files.keys_before(folder, work.now - KEEP_UPLOADS):
            yield key.rpartition("/")[2]


RULES = (
    Rule(
        "files",
        N_("残留文件"),
        N_("清除或上传中断后留下、已无人引用的文件，下一次运行即删除。"),
        _count_bytes,
        _sweep_bytes,
    ),
    Rule(
        "drafts",
        N_("未提交的草稿"),
        N_("最后一次修改 90 天后，从未提交过的草稿连同照片删除。"),
        _count_drafts,
        _sweep_drafts,
    ),
    Rule(
        "uploads",
        N_("无人引用的上传"),
        N_("上传 7 天后，没有任何记录、确认、签到引用的照片删除。"),
        _count_uploads,
        _sweep_uploads,
    ),
)
"""What is left over comes first, so that a run takes what its dry run said."""
