"""A workbook as it came from outside."""

import hashlib
from dataclasses import dataclass, field
from uuid import UUID

from app.core.errors import DomainError
from app.core.ids import new_id
from app.core.sheets.errors import OLD_FORMAT, BrokenSheet, SheetTooLarge, UnsupportedSheet
from app.core.sheets.workbook import Grid, Unreadable, open_workbook


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

    def open(self) -> list[Grid]:
        """Its visible sheets; SheetTooLarge, UnsupportedSheet or BrokenSheet."""
        try:
            return open_workbook(self.data)
        except Unreadable as unreadable:
            raise _unreadable(unreadable.code) from unreadable


def _unreadable(code: str) -> DomainError:
    if code in ("too-large", "too-many-rows"):
        return SheetTooLarge()
    if code == "broken":
        return BrokenSheet()
    return UnsupportedSheet(OLD_FORMAT) if code == "old-format" else UnsupportedSheet()
