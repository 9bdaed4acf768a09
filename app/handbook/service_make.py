"""Making a job's handbooks outside the web process, one after the other: whoever is killed, the next one goes on.

A book is stored before its row names it; the ZIP is put together of the stored ones and named by the job in the commit
that says that it is done. What somebody who was killed had stored without naming it goes when the next one begins.
"""

import csv
import hashlib
import io
import tempfile
import zipfile
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from app.accounts.authority import actor_now
from app.core import clock
from app.core.actor import SYSTEM, Actor
from app.core.db import Database
from app.core.errors import DomainError, Forbidden
from app.core.files import Files
from app.core.making import Holding, MakingState, change_held, resume
from app.core.work import Work
from app.handbook import repository
from app.handbook.errors import HandbookWithdrawn
from app.handbook.models import HandbookJob, HandbookJobBook
from app.handbook.service import note_book, set_book
from app.handbook.service_content import Book, Extent, read_book
from app.handbook.service_jobs import FOLDER, audit_job

log = structlog.get_logger()

INTERRUPTED, FAILED, NOBODY = "handbook-interrupted", "handbook-failed", "handbook-nobody"


class _Stopped(Exception):
    """Somebody else holds the job by now."""


def make_job(database: Database, files: Files, job_id: UUID) -> bool:
    """Make a queued or abandoned job; False when there is nothing to do, or it could not be made."""
    holding = Holding(database, HandbookJob, job_id)
    if not holding.take():
        return False
    try:
        with holding:
            return _Maker(holding, files, job_id).run()
    except DomainError as error:
        holding.fail(error.code)
    except _Stopped:
        log.info("handbooks.stopped", id=str(job_id))
    except Exception as error:  # noqa: BLE001 - whoever waits is told that it failed; the log has the kind
        log.error("handbooks.failed", id=str(job_id), kind=type(error).__name__)  # noqa: TRY400 - no texts in logs
        holding.fail(FAILED)
    return False


class _Maker:
    """One run over a job's books."""

    def __init__(self, holding: Holding, files: Files, job_id: UUID) -> None:
        self.holding, self.files, self.database = holding, files, holding.database
        with Work(self.database, SYSTEM, False) as work:
            job = repository.get_job(work.session, job_id)
            if job is None:
                raise Forbidden
            self.job = job
            self.books = repository.list_books(work.session, [job_id])[job_id]
            work.rest()

    def run(self) -> bool:
        """Every book that is not there yet, then the ZIP."""
        self._tidy(*(row.file_key for row in self.books))
        for number, row in enumerate(self.books):
            if not row.failure and not (row.file_key and self.files.exists(row.file_key)):
                self._make(row)
            self.holding.percent = min(95, 1 + 94 * (number + 1) // len(self.books))
        if all(row.failure for row in self.books):
            self.holding.fail(self.books[0].failure or NOBODY)
            return False
        return self._finish()

    def _make(self, row: HandbookJobBook) -> None:
        try:
            actor, book = self._read(row)
            number = self._note(actor, book)
            with Work(self.database, actor, False) as at:
                made = set_book(book, number, self.job.kind, self.files, at)
        except DomainError as error:
            self._store(row, failure=error.code)
            return
        try:
            data = made.path.read_bytes()
        finally:
            made.remove()
        key = f"{FOLDER}/{self.job.id}/{row.secondment_id.hex}-{self.holding.token}.{self.job.kind}"
        self.files.put(key, data)
        sha256 = hashlib.sha256(data).hexdigest()
        facts = {"file_name": made.name, "sha256": sha256, "digest": made.digest, "edition": made.edition}
        try:
            self._store(row, file_key=key, **facts)
        except BaseException:
            self.files.delete(key)
            raise

    def _tidy(self, *kept: str | None) -> None:
        """Nothing of this job stays but what is named."""
        for key in list(self.files.keys(f"{FOLDER}/{self.job.id}")):
            if key not in kept:
                self.files.delete(key)

    def _read(self, row: HandbookJobBook) -> tuple[Actor, Book]:
        """The book as whoever asked may read it now."""
        with Work(self.database, SYSTEM, False) as work:
            actor = actor_now(work.session, self.job.made_by_kind, self.job.made_by_id)
            if actor is None:
                raise Forbidden
            book = read_book(work.acting_as(actor), Extent(row.secondment_id, self.job.month))
            work.rest()
        return actor, book

    def _note(self, actor: Actor, book: Book) -> int:
        with Work(self.database, actor, True) as noting:
            if not self._is_held(noting):
                raise _Stopped
            return note_book(noting, book, self.job.kind, job_id=str(self.job.id)).number

    def _store(self, row: HandbookJobBook, **values: Any) -> None:
        with Work(self.database, SYSTEM, True) as work:
            if not self._is_held(work):
                raise _Stopped
            kept = repository.get_book(work.session, row.job_id, row.secondment_id)
            for one in (kept, row):
                for name, value in values.items():
                    setattr(one, name, value)
            work.session.add(kept)

    def _is_held(self, work: Work) -> bool:
        return change_held(work.session, HandbookJob, self.job.id, self.holding.token, progress=self.holding.percent)

    def _finish(self) -> bool:
        key = f"{FOLDER}/{self.job.id}/{self.holding.token}.zip"
        with tempfile.TemporaryDirectory(prefix="jishi-books-") as folder:
            path = Path(folder) / "books.zip"
            self._zip(path)
            with path.open("rb") as written:
                sha256 = hashlib.file_digest(written, "sha256").hexdigest()
            size = path.stat().st_size
            self.files.put_file(key, path)
        try:
            self._say_done(key, sha256, size)
        except BaseException:
            self.files.delete(key)
            raise
        return True

    def _zip(self, path: Path) -> None:
        """The books as they are, each read once, and a list of them; PDF and Word files are compressed already."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            taken: set[str] = set()
            for row in self.books:
                if row.file_key:
                    name = row.file_name if row.file_name not in taken else f"{row.secondment_id} {row.file_name}"
                    taken.add(name)
                    archive.writestr(name, self.files.get(row.file_key))
            archive.writestr("目录.csv", self._contents())

    def _contents(self) -> bytes:
        text = io.StringIO()
        lines = csv.writer(text)
        lines.writerow(("文件", "版次", "内容 SHA-256", "文件 SHA-256", "未成原因"))
        for row in self.books:
            lines.writerow((row.file_name, row.edition or "", row.digest, row.sha256, row.failure or ""))
        return text.getvalue().encode("utf-8-sig")

    def _say_done(self, key: str, sha256: str, size: int) -> None:
        with Work(self.database, SYSTEM, True) as work:
            job = repository.get_job(work.session, self.job.id)
            if job is None or job.withdrawn:
                raise HandbookWithdrawn
            actor = actor_now(work.session, job.made_by_kind, job.made_by_id)
            if actor is None:
                raise Forbidden
            values = {
                "state": MakingState.DONE,
                "progress": 100,
                "file_key": key,
                "file_name": f"纪实手册 {clock.beijing(job.at):%Y%m%d-%H%M} {job.month or '全期'}.zip",
                "sha256": sha256,
                "size": size,
                "finished_at": work.now,
                "held_until": None,
            }
            if not change_held(work.session, HandbookJob, job.id, self.holding.token, **values):
                raise _Stopped
            work.session.refresh(job)
            audit_job(work.acting_as(actor), "handbook.done", job, len(self.books))
            work.after_commit(partial(self._tidy, key))
            for row in repository.list_books(work.session, [job.id])[job.id]:
                row.file_key = None
                work.session.add(row)


def list_abandoned(work: Work) -> list[UUID]:
    """Jobs that somebody must go on with; those that were begun too often fail for good."""
    return resume(work, HandbookJob, INTERRUPTED)
