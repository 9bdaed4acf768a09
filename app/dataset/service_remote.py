"""The same two operations for an administrator's browser or program, within what a serving process can bear.

A small dataset goes in at once: it is checked first, holding nobody up, and the write that follows takes about a
second. What is larger is the operator's, with the command.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path

from app.core.errors import require
from app.core.i18n import Locale
from app.core.work import Work
from app.dataset import policy, repository
from app.dataset.doorway import opened
from app.dataset.errors import ArchiveUnreadable, DatasetRefused, DatasetTooLarge
from app.dataset.formats import FORMATS
from app.dataset.report import Report
from app.dataset.schemas import ImportQuery, ReportView
from app.dataset.service import import_dataset
from app.dataset.service_export import export_dataset, note_export
from app.dataset.service_import import Options

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 20_000
MOST_RECORDS = 100_000


def import_archive(work: Work, data: bytes, query: ImportQuery, locale: Locale) -> ReportView:
    """Take a ZIP of the files in, or only try it; Forbidden, ArchiveUnreadable, DatasetTooLarge, DatasetRefused."""
    require(policy.can_carry(work.actor, repository.programme_paths(work.session)))
    work.rest()
    with _unpacked(data) as folder:
        report = _run(work, folder, query, dry_run=True)
        if not query.dry_run and (query.partial or not report.rejected):
            report = _run(work, folder, query, dry_run=False)
    if report.rejected and not query.partial:
        raise DatasetRefused(extra={"report": report.as_json(locale)})
    return ReportView.model_validate(report.as_json(locale))


def _run(work: Work, folder: Path, query: ImportQuery, *, dry_run: bool) -> Report:
    """One pass: a trial reads beside everybody else, a write has SQLite's one writer's place."""
    options = Options(partial=query.partial, dry_run=dry_run, source=query.source)
    url = work.database.url.render_as_string(hide_password=False)
    with ExitStack() as held:
        if work.database.is_sqlite and not dry_run:
            held.enter_context(work.database.writer_lock)
        database = held.enter_context(opened(url, alone=False))
        inner = Work(database, work.actor, not dry_run, work.now, work.request_id, work.address)
        return import_dataset(inner, folder, Report(), lambda _: None, regions=query.region, options=options)


@contextmanager
def _unpacked(data: bytes) -> Iterator[Path]:
    """The known files of a ZIP, wherever in it they stand, in a private folder; others are left alone."""
    known = {form.name for form in FORMATS.values()}
    with tempfile.TemporaryDirectory() as place:
        folder, left = Path(place), MOST_BYTES
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                for member in archive.infolist():
                    name = member.filename.rpartition("/")[2]
                    if name in known:
                        with archive.open(member) as file:
                            content = file.read(left + 1)
                        left -= len(content)
                        if left < 0:
                            raise DatasetTooLarge
                        (folder / name).write_bytes(content)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
            raise ArchiveUnreadable from error
        if any(form.required and not (folder / form.name).is_file() for form in FORMATS.values()):
            raise ArchiveUnreadable
        if sum(path.read_bytes().count(b"\n") for path in folder.iterdir()) > MOST_ROWS:
            raise DatasetTooLarge
        yield folder


def export_archive(work: Work) -> Path:
    """Everything as a ZIP on disk, to be sent and deleted; leaves its event. Forbidden, DatasetTooLarge."""
    require(policy.can_carry(work.actor, repository.programme_paths(work.session)))
    if repository.count_records(work.session) > MOST_RECORDS:
        raise DatasetTooLarge
    work.rest()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "dataset"
        with Work(work.database, work.actor, False, work.now) as inner:
            counts = export_dataset(inner, folder, lambda *_: None)
        with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as file:
            target = Path(file.name)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for path in sorted(folder.iterdir()):
                    archive.write(path, path.name)
    with Work(work.database, work.actor, True, work.now, work.request_id, work.address) as inner:
        note_export(inner, counts)
    return target
