"""The dataset's two operations: taking a folder in, writing one out."""

from collections.abc import Sequence
from pathlib import Path

from app.core.work import Work
from app.dataset.formats import FORMATS
from app.dataset.lines import Told
from app.dataset.report import Report
from app.dataset.service_import import Importer, NothingKeptError, Options
from app.dataset.service_places import find_regions


class NoDatasetError(RuntimeError):
    """The folder is not there or lacks a file that must be; one plain line."""


def size_of(folder: Path) -> int:
    """The octets of the files that an import reads; NoDatasetError when one that it needs is missing."""
    if not folder.is_dir():
        raise NoDatasetError(f"there is no folder {folder}")
    for form in FORMATS.values():
        if form.required and not (folder / form.name).is_file():
            raise NoDatasetError(f"{folder} has no {form.name}")
    return sum(path.stat().st_size for form in FORMATS.values() if (path := folder / form.name).is_file())


def import_dataset(
    work: Work, folder: Path, report: Report, told: Told, *, regions: Sequence[str] = (), options: Options
) -> Report:
    """Take a folder in, in one transaction of `work`, which is not open yet; the report says what was written, and why.

    A trial may come as a reading unit of work.
    """
    size_of(folder)
    try:
        with work:
            Importer(work, folder, find_regions(work, regions), options, report).run(told)
    except NothingKeptError:
        report.written = False
    except BaseException:
        report.written = False
        raise
    return report
