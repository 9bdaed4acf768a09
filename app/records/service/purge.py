"""Purging what must not be there 清除: one administrator proposes, another one does it; neither is the author.

Text, photos, thumbnails, fingerprints and notes go; the digest, the instants and the actors stay. The bytes in the
file store go after the commit, by a list that the same commit wrote: what a crash leaves is found by the next run.
"""

from datetime import timedelta
from uuid import UUID

import structlog

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.files import Files
from app.core.work import Work
from app.records import repository, repository_care
from app.records.errors import SecondPersonNeeded
from app.records.models import Attachment, DailyRecord
from app.records.models_care import FileDeletion, Hidden, HoldState, RecordHold
from app.records.schemas_care import HoldDecision, HoldView
from app.records.service.attachments import key_of
from app.records.service.checks import require_storable
from app.records.service.holds import hold_view
from app.records.service.quarantine import decide, is_repeated, open_for_care, require_open, tell
from app.records.service.versions import touch
from app.records.service.writing import snapshot_of

log = structlog.get_logger()
BATCH = 200
WHERE_TEXT_STOOD = (
    *("daily_records", "record_versions", "record_addenda", "record_holds", "attachments", "day_unlocks"),
    *("imported_entries", "imported_approvals"),
    *("record_summaries", "record_summary_versions", "appraisals", "appraisal_steps", "text_holds"),
    "accepted_phrases",  # a reviewer accepted some words of it
)
SCRUBBED_FOR = timedelta(days=3)
"""So many nights in a row, in case somebody holds a table when its turn comes."""


def purge_record(work: Work, record_id: UUID, body: HoldDecision, files: Files) -> HoldView:
    """Propose the purge of a quarantined record, or as another administrator do what was proposed.

    Raises NotQuarantined, SecondPersonNeeded, VersionConflict; the same again by the same person is the same answer.
    """
    row, _ = open_for_care(work, record_id)
    hold = repository_care.find_newest_hold(work.session, row.id)
    if hold is not None and _made_before(work, hold, body.version):
        return hold_view(work, hold, row)
    hold = require_open(row, hold, body.version)
    require_storable({"/reason": body.reason})
    if hold.state is HoldState.HELD:
        _propose(work, row, hold, body.reason)
    elif hold.proposed_by_id == work.actor.person_id:
        raise SecondPersonNeeded
    else:
        _purge(work, row, hold, body.reason, files)
    return hold_view(work, hold, row)


def _made_before(work: Work, hold: RecordHold, version: int) -> bool:
    proposed = hold.proposed_by_id == work.actor.person_id and hold.proposed_version == version
    return proposed or is_repeated(work, hold, HoldState.PURGED, version)


def _propose(work: Work, row: DailyRecord, hold: RecordHold, reason: str) -> None:
    before = snapshot_of(row.model_dump())
    hold.state, hold.purge_reason = HoldState.PROPOSED, reason
    hold.proposed_by_id, hold.proposed_at, hold.proposed_version = work.actor.person_id, work.now, row.version
    touch(row)
    work.session.flush()
    tell(work, row, hold, "purge_proposal", before)


def _purge(work: Work, row: DailyRecord, hold: RecordHold, reason: str, files: Files) -> None:
    before = snapshot_of(row.model_dump())
    images = repository_care.list_images(work.session, row.id)
    images += repository_care.list_doubles(work.session, row.cadre_id, {one.sha256 for one in images})
    forget_images(work, images)
    unlock = repository.find_unlock(work.session, row.secondment_id, row.work_on)
    if unlock is not None:
        unlock.reason = ""
    hold.content, hold.note, hold.state = {}, None, HoldState.PURGED
    row.hidden, row.mending = Hidden.PURGED, False
    decide(work, row, hold, reason)
    tell(work, row, hold, "purge", before)
    delete_after_commit(work, files, purged=True)


def forget_images(work: Work, images: list[Attachment]) -> None:
    """Delete uploads with their fingerprints, and list their bytes for deletion."""
    for image in images:
        work.session.delete(image)
    work.session.add_all(FileDeletion(sha256=one, at=work.now) for one in sorted({one.sha256 for one in images}))
    work.session.flush()


def delete_after_commit(work: Work, files: Files, *, purged: bool = False) -> None:
    """Once this is committed delete the files that it listed, and what the database's free space keeps of a purge."""
    database = work.database

    def finish() -> None:
        try:
            delete_files(database, files)
            if purged:
                database.scrub(WHERE_TEXT_STOOD)
        except Exception as error:  # noqa: BLE001 - the answer stands; the job finds what is left
            log.warning("records.files_left", kind=type(error).__name__)

    work.after_commit(finish)


def scrub_at_night(work: Work) -> None:
    """After a day with a purge write anew, once this is committed, the tables where its text stood."""
    if repository_care.was_purged_since(work.session, work.now - SCRUBBED_FOR):
        database = work.database
        work.after_commit(lambda: _report(database.scrub(WHERE_TEXT_STOOD, at_night=True)))


def _report(done: bool) -> None:
    log.info("records.scrubbed" if done else "records.scrub_again")


def delete_files(database: Database, files: Files) -> int:
    """Delete all listed bytes that no upload names any more; answers how many were. Safe to repeat after a crash."""
    done = 0
    while True:
        with Work(database, SYSTEM, writes=True) as work:
            listed = repository_care.list_deletions(work.session, BATCH)
            for one in listed:
                done += _delete(work, files, one)
        if len(listed) < BATCH:
            return done


def _delete(work: Work, files: Files, one: FileDeletion) -> int:
    """The bytes go before the commit that forgets them; whoever names the same bytes waits for it."""
    repository_care.hold_bytes(work.session, one.sha256)
    named = repository_care.is_named(work.session, one.sha256)
    if not named:
        files.delete(key_of(one.sha256, "full"))
        files.delete(key_of(one.sha256, "thumb"))
    work.session.delete(one)
    return int(not named)
