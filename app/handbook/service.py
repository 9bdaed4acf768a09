"""One handbook in answer to a request: read and noted first, then set in a process of its own."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.audit.service import record
from app.core import clock
from app.core.files import Files
from app.core.printing import new_folder, set_apart
from app.core.work import Work
from app.handbook.models import BookFormat, HandbookEdition
from app.handbook.service_content import WHOLE, Book, Extent, read_book
from app.handbook.service_editions import edition_of
from app.handbook.words import instant
from app.records.service.book import book_picture

MODULE = "app.handbook.setting"
MOST_TAGGED = 100
"""Days up to which a PDF carries tags to be read aloud by; beyond, the Word file is the one to listen to."""


@dataclass(frozen=True, slots=True)
class MadeBook:
    """A finished book in a folder of its own; whoever sends it removes the folder."""

    folder: Path
    path: Path
    name: str
    edition: int
    digest: str

    def remove(self) -> None:
        """Nothing of it stays on this machine."""
        shutil.rmtree(self.folder, ignore_errors=True)


def make_book(work: Work, extent: Extent, kind: BookFormat, files: Files) -> MadeBook:
    """The handbook as the actor may read it, in a reading unit of work; the reading is noted before it is set.

    Raises NotFound, Forbidden, PrinterBusy, PaperFailed.
    """
    book = read_book(work, extent)
    work.rest()
    with Work(work.database, work.actor, True, work.now, work.request_id, work.address) as noting:
        edition = note_book(noting, book, kind)
        number = edition.number
    return set_book(book, number, kind, files, work)


def note_book(work: Work, book: Book, kind: BookFormat, **facts: Any) -> HandbookEdition:
    """The edition that it is, and the reading in the trail: of the Organization Department's above all."""
    edition = edition_of(work, book)
    record(
        work,
        "handbook.make",
        "secondment",
        book.extent.secondment_id,
        unit_id=book.card.secondment.receiving_unit_id,
        month=book.extent.month,
        kind=str(kind),
        days=book.days,
        edition=edition.number,
        sha256=book.digest,
        by_office=book.by_office,
        **facts,
    )
    return edition


def set_book(book: Book, edition: int, kind: BookFormat, files: Files, work: Work) -> MadeBook:
    """The file; call it outside a transaction."""
    with new_folder() as folder:
        here = _lay_out_pictures(folder, book, files)
        data = _with_pictures(book.said, here) | {
            "edition": edition,
            "digest": book.digest,
            "printed": instant(work.now),
        }
        order = {
            "format": str(kind),
            "as_of": int(work.now.timestamp()),
            "tagged": book.days <= MOST_TAGGED,
        }
        return MadeBook(folder, set_apart(MODULE, folder, order, data), name_of(book, kind), edition, book.digest)


def _lay_out_pictures(folder: Path, book: Book, files: Files) -> frozenset[str]:
    """The small pictures beside the data, one after the other; answers those that the store still has."""
    (folder / "pictures").mkdir()
    found = set()
    for sha256 in book.pictures:
        data = book_picture(files, sha256)
        if data is not None:
            (folder / "pictures" / f"{sha256}.jpg").write_bytes(data)
            found.add(sha256)
    return frozenset(found)


def _with_pictures(said: dict[str, Any], here: frozenset[str]) -> dict[str, Any]:
    """The content with, at each photo, whether its picture lies beside it."""
    months = [
        month
        | {
            "days": [
                one | {"photos": [photo | {"here": photo["sha256"] in here} for photo in one["photos"]]}
                for one in month["days"]
            ]
        }
        for month in said["months"]
    ]
    return said | {"months": months}


def name_of(book: Book, kind: BookFormat) -> str:
    """纪实手册 石磊 0101 2026-03.pdf: a name that tells people of one name apart."""
    when = book.extent.month or f"{clock.month_of(book.card.secondment.start_on)}起"
    parts = ("纪实手册", book.card.cadre_name, book.card.person_no or "", when)
    plain = " ".join(part for part in parts if part)
    return "".join(char for char in plain if char.isprintable() and char not in '\\/:*?"<>|') + f".{kind}"


__all__ = ["WHOLE", "MadeBook", "make_book", "name_of", "note_book", "set_book"]
