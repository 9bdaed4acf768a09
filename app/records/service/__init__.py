"""What other domains and the edges may ask of daily records."""

from app.records.service.addenda import add_addendum
from app.records.service.attachments import Size, StoredImage, keep_files, open_attachment, put_attachment
from app.records.service.days import (
    DayMark,
    DayState,
    month_marks,
    returned_since,
    statuses_between,
    today_state,
    unlock_day,
)
from app.records.service.holds import count_open_holds, get_hold, list_holds, read_held, read_held_image
from app.records.service.purge import delete_files, forget_images, purge_record, scrub_at_night
from app.records.service.quarantine import open_for_hiding, quarantine_record, release_record
from app.records.service.queue import QueueCard, QueuePage, count_waiting, review_queue
from app.records.service.reading import get_day, get_record, list_records, list_versions
from app.records.service.review import (
    Outcome,
    approve_record,
    return_record,
    review_several,
    undo_decision,
    withdraw_record,
)
from app.records.service.writing import put_record

__all__ = [
    "DayMark",
    "DayState",
    "Outcome",
    "QueueCard",
    "QueuePage",
    "Size",
    "StoredImage",
    "add_addendum",
    "approve_record",
    "count_open_holds",
    "count_waiting",
    "delete_files",
    "forget_images",
    "get_day",
    "get_hold",
    "get_record",
    "keep_files",
    "list_holds",
    "list_records",
    "list_versions",
    "month_marks",
    "open_attachment",
    "open_for_hiding",
    "purge_record",
    "put_attachment",
    "put_record",
    "quarantine_record",
    "read_held",
    "read_held_image",
    "release_record",
    "return_record",
    "returned_since",
    "review_queue",
    "review_several",
    "scrub_at_night",
    "statuses_between",
    "today_state",
    "undo_decision",
    "unlock_day",
    "withdraw_record",
]
