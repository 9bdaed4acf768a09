"""Imported text is hidden and purged with its record: it moves into the hold like everything else that a day says."""

from typing import Any

from app.core.work import Work
from app.records import repository_imported as repository
from app.records.models import DailyRecord

_EMPTY: dict[str, Any] = {
    "content": "",
    "work_type": None,
    "given": None,
    "photo_id": None,
    "phash": None,
    "sha256": None,
}
"""What an entry says, and what stands there when it is hidden."""
_SILENT: dict[str, Any] = {"comment": None, "given": None}
"""The same of a decision."""
Kept = dict[str, dict[str, Any]]


def take_out(work: Work, row: DailyRecord) -> dict[str, Kept]:
    """Move the texts of a record's imported rows out of them; nothing for a record that was written here."""
    entries = repository.list_entries(work.session, row)
    approvals = repository.list_approvals(work.session, entries)
    kept: dict[str, Kept] = {"entries": {}, "approvals": {}}
    for name, rows, empty in (("entries", entries, _EMPTY), ("approvals", approvals, _SILENT)):
        for one in rows:
            kept[name][str(one.seq)] = {field: getattr(one, field) for field in empty}
            for field, value in empty.items():
                setattr(one, field, value)
    return kept if entries else {}


def put_back(work: Work, row: DailyRecord, kept: dict[str, Kept]) -> None:
    """Give the texts back to the rows that they came from."""
    entries = repository.list_entries(work.session, row)
    approvals = repository.list_approvals(work.session, entries)
    for name, rows in (("entries", entries), ("approvals", approvals)):
        for one in rows:
            for field, value in kept.get(name, {}).get(str(one.seq), {}).items():
                setattr(one, field, value)
