"""Handbooks of a group or programme: asked for here, made outside the web process, taken for a week.

Rights are asked about for each cadre when the job is asked for, when their book is made and when the file is taken.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of
from app.audit.service import digest, record
from app.core import clock
from app.core.errors import Forbidden, IdReused, NotFound, TooManyRequests, require
from app.core.files import FileMissing, Files
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.made_files import delete_after_commit
from app.core.making import MakingState
from app.core.work import Work
from app.handbook import policy, repository
from app.handbook.errors import HandbookGone, HandbookNotReady, HandbookTooLong, HandbookWithdrawn
from app.handbook.models import BookFormat, HandbookJob, HandbookJobBook
from app.handbook.schemas import HandbookBookView, HandbookJobsList, HandbookJobView, HandbooksIn
from app.records.policy import last_day
from app.secondments.access import rules_of
from app.secondments.models import ReviewedBy
from app.secondments.policy import relations
from app.secondments.service_cards import SecondmentCard, describe, list_visible_until
from app.secondments.service_circle import facts_of
from app.secondments.service_frame import programme_names
from app.secondments.service_groups import get_group
from app.secondments.service_minting import hold_identity

KEPT = timedelta(days=7)
MOST_WAITING = 5
MOST_BOOKS = 300
FOLDER = "handbooks"


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: `new` unless this very body asked before."""

    view: HandbookJobView
    new: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A ZIP on its way out; whoever sends it removes it."""

    path: Path
    name: str
    sha256: str


def ask_handbooks(work: Work, body: HandbooksIn) -> Asked:
    """Queue a job; the caller lets somebody make it after the commit.

    Raises NotFound, Forbidden for those who read nobody's texts, HandbookTooLong, IdReused, TooManyRequests.
    """
    person_id = work.actor.person_id
    if person_id is None:
        raise Forbidden
    hold_identity(work, body.id)
    known = repository.get_job(work.session, body.id) if body.id else None
    if known is not None:
        return Asked(_replayed(work, known, body), new=False)
    cards = _readable(work, body)
    require(len(cards) <= MOST_BOOKS, HandbookTooLong(most=MOST_BOOKS))
    if repository.count_under_way(work.session, person_id) >= MOST_WAITING:
        headers = {"Retry-After": "60"}
        raise TooManyRequests(N_("您有 %(most)s 个文件正在生成，请等它们完成。"), headers=headers, most=MOST_WAITING)
    job = HandbookJob(
        id=body.id or new_id(),
        group_id=body.group_id,
        programme_id=body.programme_id,
        month=body.month or "",
        kind=BookFormat(body.kind),
        made_by_id=person_id,
        made_by_kind=work.actor.kind,
        at=work.now,
        creation_digest=digest(body),
    )
    work.session.add(job)
    work.session.flush()
    work.session.add_all(
        HandbookJobBook(job_id=job.id, secondment_id=card.id, turn=turn) for turn, card in enumerate(cards)
    )
    work.session.flush()
    audit_job(work, "handbook.ask", job, len(cards), cards[0].programme.unit_id)
    return Asked(_view(work, job.id), new=True)


def audit_job(work: Work, action: str, job: HandbookJob, books: int, unit_id: UUID | None = None) -> None:
    """One event of a job: of whom is in the trail book by book."""
    facts: dict[str, Any] = {"month": job.month, "kind": str(job.kind), "books": books, "sha256": job.sha256}
    circle: dict[str, Any] = {"group_id": str(job.group_id or ""), "programme_id": str(job.programme_id or "")}
    record(work, action, "handbook_job", job.id, unit_id=unit_id, **facts, **circle)


def _replayed(work: Work, job: HandbookJob, body: HandbooksIn) -> HandbookJobView:
    if job.made_by_id != work.actor.person_id:
        raise NotFound
    if job.creation_digest != digest(body):
        raise IdReused
    return _view(work, job.id)


def _readable(work: Work, body: HandbooksIn) -> list[SecondmentCard]:
    """Whose book can be made, by name; NotFound when one knows of nobody there, Forbidden when of no text."""
    found = [card for card in _known(work, body) if _overlaps(card, body.month)]
    if not found:
        raise NotFound
    facts = facts_of(work, found)
    rules = rules_of(work, {card.programme.id for card in found})
    readable = []
    for card in found:
        rule = rules.policy_on(card.programme.id, work.today)
        held = relations(work.actor, facts[card.id], work.today)
        if policy.can_make(held, rule.reviewed_by if rule else ReviewedBy.RECEIVING):
            readable.append(card)
    require(bool(readable))
    return sorted(readable, key=lambda card: (card.cadre_name, card.person_no or "", card.id))


def _known(work: Work, body: HandbooksIn) -> list[SecondmentCard]:
    if body.group_id is not None:
        inside = set(get_group(work, body.group_id).secondment_ids)
        return [card for card in list_visible_until(work, work.today) if card.id in inside]
    return list_visible_until(work, work.today, body.programme_id)


def _overlaps(card: SecondmentCard, month: str | None) -> bool:
    if month is None:
        return True
    opens, closes = clock.month_bounds(month)
    return card.secondment.start_on <= closes and opens <= last_day(card.secondment)


def get_job(work: Work, job_id: UUID) -> HandbookJobView:
    """How far one's own job is; NotFound for somebody else's."""
    return _view(work, _own(work, job_id).id)


def list_jobs(work: Work, limit: int, cursor: str | None) -> HandbookJobsList:
    """One's own jobs, the newest first."""
    rows, following = repository.page_jobs(work.session, work.actor.person_id, limit, cursor)
    return HandbookJobsList(items=_views(work, rows), next_cursor=following)


def take_job(work: Work, job_id: UUID, files: Files) -> Taken:
    """The ZIP for whoever asked for it, as long as they read the texts of everybody in it; noted in the trail.

    Raises NotFound, Forbidden, HandbookNotReady, HandbookGone, HandbookWithdrawn.
    """
    job = _own(work, job_id)
    if job.withdrawn:
        raise HandbookWithdrawn
    require(job.state is MakingState.DONE, HandbookNotReady())
    if job.file_key is None:
        raise HandbookGone
    books = [one for one in repository.list_books(work.session, [job.id])[job.id] if not one.failure]
    _require_readers(work, [one.secondment_id for one in books])
    path = _copy(files, job.file_key, job.sha256)
    job.taken_at = work.now
    work.session.add(job)
    audit_job(work, "handbook.take", job, len(books))
    return Taken(path, job.file_name, job.sha256)


def _require_readers(work: Work, secondment_ids: Sequence[UUID]) -> None:
    cards = list(describe(work, secondment_ids).values())
    facts = facts_of(work, cards)
    rules = rules_of(work, {card.programme.id for card in cards})
    for card in cards:
        rule = rules.policy_on(card.programme.id, work.today)
        held = relations(work.actor, facts[card.id], work.today)
        require(policy.can_make(held, rule.reviewed_by if rule else ReviewedBy.RECEIVING))


def _copy(files: Files, key: str, sha256: str) -> Path:
    with tempfile.NamedTemporaryFile(prefix="jishi-books-", suffix=".zip", delete=False) as holder:
        path = Path(holder.name)
    try:
        files.save(key, path)
        with path.open("rb") as saved:
            require(hashlib.file_digest(saved, "sha256").hexdigest() == sha256, HandbookGone())
    except FileMissing as error:
        path.unlink()
        raise HandbookGone from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _own(work: Work, job_id: UUID) -> HandbookJob:
    job = repository.get_job(work.session, job_id)
    if job is None or job.made_by_id != work.actor.person_id:
        raise NotFound
    return job


def withdraw_with(work: Work, secondment_id: UUID) -> None:
    """A text of this secondment was hidden: no file that may hold it is handed out any more."""
    for job in repository.list_jobs_with(work.session, secondment_id):
        if not job.withdrawn and job.state is not MakingState.FAILED:
            job.withdrawn = True
            work.session.add(job)


def drop_withdrawn(work: Work, files: Files) -> int:
    """The bytes of withdrawn files go after this unit's commit, unnamed ones too; answers how many."""
    keys: list[str] = []
    for job in repository.list_withdrawn(work.session):
        keys += files.keys(f"{FOLDER}/{job.id}")
        rows: list[HandbookJob | HandbookJobBook] = [job, *repository.list_books(work.session, [job.id])[job.id]]
        for row in rows:
            row.file_key = None
            work.session.add(row)
    return delete_after_commit(work, files, keys)


def _view(work: Work, job_id: UUID) -> HandbookJobView:
    job = repository.get_job(work.session, job_id)
    if job is None:
        raise NotFound
    return _views(work, [job])[0]


def _views(work: Work, jobs: Sequence[HandbookJob]) -> list[HandbookJobView]:
    books = repository.list_books(work.session, [job.id for job in jobs])
    cards = describe(work, {one.secondment_id for some in books.values() for one in some})
    names = names_of(work, {card.secondment.cadre_id for card in cards.values()})
    programmes = programme_names(work, (job.programme_id for job in jobs))
    groups = repository.group_names(work.session, {job.group_id for job in jobs if job.group_id})
    found = []
    for job in jobs:
        title = groups.get(job.group_id, "") if job.group_id else programmes.get(job.programme_id or job.id, "")
        inside = [
            HandbookBookView(
                **one.model_dump(include=set(HandbookBookView.model_fields) - {"cadre_name"}),
                cadre_name=names[cards[one.secondment_id].secondment.cadre_id],
            )
            for one in books[job.id]
        ]
        found.append(_described(job, title, inside))
    return found


def _described(job: HandbookJob, title: str, books: list[HandbookBookView]) -> HandbookJobView:
    kept = job.state is MakingState.DONE and job.file_key is not None and not job.withdrawn
    return HandbookJobView(
        **job.model_dump(include=set(HandbookJobView.model_fields) - {"sha256"}),
        title=title,
        books=books,
        sha256=job.sha256 or None,
        expires_at=job.finished_at + KEPT if kept and job.finished_at else None,
        url=f"/api/v1/handbooks/{job.id}/file" if kept else None,
    )
