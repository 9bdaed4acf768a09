"""Photos of what a reviewer reads through the queue or a question: no other photo, and every opening is logged."""

from uuid import UUID

from app.audit.service import record
from app.core.errors import NotFound
from app.core.files import Files
from app.core.work import Work
from app.records.service.attachments import Size, StoredImage
from app.records.service.texts import photo_of
from app.signals.service import known_signal
from app.signals.service_evidence import shown_to_reader
from app.signals.service_queue import known_item, texts_of_item


def month_photo(work: Work, files: Files, item_id: UUID, photo_id: UUID, size: Size) -> StoredImage:
    """A photo of a month in the actor's week."""
    row = known_item(work, item_id)
    if not any(photo_id in text.photo_ids for text in texts_of_item(work, row)):
        raise NotFound
    record(work, "signals.read_photo", "signal_item", row.id, unit_id=row.unit_id, photo_id=str(photo_id))
    return _bytes(work, files, photo_id, size)


def evidence_photo(work: Work, files: Files, signal_id: UUID, photo_id: UUID, size: Size) -> StoredImage:
    """A photo of the texts that a question's evidence shows its reader."""
    row = known_signal(work, signal_id)
    if photo_id not in shown_to_reader(work, row).photo_ids:
        raise NotFound
    if row.person_id != work.actor.person_id:
        record(work, "signals.read_photo", "signal", row.id, unit_id=row.unit_id, photo_id=str(photo_id))
    return _bytes(work, files, photo_id, size)


def _bytes(work: Work, files: Files, photo_id: UUID, size: Size) -> StoredImage:
    found = photo_of(work, files, photo_id, size)
    if found is None:
        raise NotFound
    return found
