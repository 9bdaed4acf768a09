"""Finished files on disk: whole or not at all, each with its SHA-256."""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.allowances.models_exports import ExportKind

SUFFIX = {
    ExportKind.SHEET_XLSX: ".xlsx",
    ExportKind.SHEET_PDF: ".pdf",
    ExportKind.TOTALS_XLSX: ".xlsx",
    ExportKind.TOTALS_CSV: ".csv",
}
Told = Callable[[int, int], None]
"""Hears of the progress: so many of so many."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A finished file; whoever sends it removes it."""

    path: Path
    name: str
    sha256: str
    rows: int


def silent(_done: int, _total: int) -> None:
    """For whoever does not ask how far it is."""


def write_file(title: str, suffix: str, write: Callable[[Path], int]) -> ExportFile:
    """What `write` writes, under a name of its own in the folder for such things; `write` answers how many rows."""
    with tempfile.NamedTemporaryFile(prefix="jishi-export-", suffix=suffix, delete=False) as holder:
        path = Path(holder.name)
    try:
        rows = write(path)
        with path.open("rb") as written:
            return ExportFile(path, f"{title}{suffix}", hashlib.file_digest(written, "sha256").hexdigest(), rows)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
