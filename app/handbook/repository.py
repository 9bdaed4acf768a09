"""Every select over editions of handbooks and the jobs that make many."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.core.making import UNDER_WAY
from app.core.paging import page_of
from app.handbook.models import HandbookEdition, HandbookJob, HandbookJobBook
from app.secondments.models import Group


def newest_edition(session: Session, secondment_id: UUID, month: str, cut: str) -> HandbookEdition | None:
    """The last state of a book that was made."""
    statement = select(HandbookEdition).where(
        HandbookEdition.secondment_id == secondment_id, HandbookEdition.month == month, HandbookEdition.cut == cut
    )
    return session.exec(statement.order_by(col(HandbookEdition.number).desc())).first()


def list_editions(session: Session, secondment_id: UUID) -> list[HandbookEdition]:
    """Everything of a secondment, newest first."""
    statement = select(HandbookEdition).where(HandbookEdition.secondment_id == secondment_id)
    return list(session.exec(statement.order_by(col(HandbookEdition.made_at).desc())).all())


def list_by_digest(session: Session, secondment_id: UUID, digest: str) -> list[HandbookEdition]:
    """The editions of a secondment with this very content."""
    statement = select(HandbookEdition).where(
        HandbookEdition.secondment_id == secondment_id, HandbookEdition.digest == digest
    )
    return list(session.exec(statement.order_by(col(HandbookEdition.number))).all())


def get_job(session: Session, job_id: UUID) -> HandbookJob | None:
    """A job by id, as it stands now."""
    statement = select(HandbookJob).where(col(HandbookJob.id) == job_id)
    return session.exec(statement.execution_options(populate_existing=True)).first()


def page_jobs(
    session: Session, maker_id: UUID | None, limit: int, cursor: str | None
) -> tuple[list[HandbookJob], str | None]:
    """Somebody's own jobs, the newest first."""
    statement = select(HandbookJob).where(HandbookJob.made_by_id == maker_id)
    keys = [(col(HandbookJob.at), datetime, True), (col(HandbookJob.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def list_own_jobs(session: Session, maker_id: UUID) -> list[HandbookJob]:
    """All of them, oldest first, for one's own copy."""
    statement = select(HandbookJob).where(HandbookJob.made_by_id == maker_id)
    return list(session.exec(statement.order_by(col(HandbookJob.at))).all())


def count_under_way(session: Session, maker_id: UUID | None) -> int:
    """How many jobs somebody waits for."""
    statement = select(HandbookJob.id).where(HandbookJob.made_by_id == maker_id, col(HandbookJob.state).in_(UNDER_WAY))
    return len(session.exec(statement).all())


def list_books(session: Session, job_ids: Collection[UUID]) -> dict[UUID, list[HandbookJobBook]]:
    """The books of each job in their order."""
    found: dict[UUID, list[HandbookJobBook]] = {key: [] for key in job_ids}
    statement = select(HandbookJobBook).where(col(HandbookJobBook.job_id).in_(job_ids))
    for row in session.exec(statement.order_by(col(HandbookJobBook.turn))).all():
        found[row.job_id].append(row)
    return found


def list_jobs_with(session: Session, secondment_id: UUID) -> list[HandbookJob]:
    """The jobs that hold, or will hold, a book of this secondment."""
    inside = select(HandbookJobBook.job_id).where(HandbookJobBook.secondment_id == secondment_id)
    return list(session.exec(select(HandbookJob).where(col(HandbookJob.id).in_(inside))).all())


def list_withdrawn(session: Session) -> list[HandbookJob]:
    """Withdrawn jobs that may still have a file: of themselves, or of single books."""
    held = select(HandbookJobBook.job_id).where(col(HandbookJobBook.file_key).is_not(None))
    statement = select(HandbookJob).where(
        col(HandbookJob.withdrawn).is_(True),
        or_(col(HandbookJob.file_key).is_not(None), col(HandbookJob.id).in_(held)),
    )
    return list(session.exec(statement).all())


def list_kept(session: Session, finished_before: datetime) -> list[HandbookJob]:
    """Jobs whose file has had its time."""
    statement = select(HandbookJob).where(
        col(HandbookJob.file_key).is_not(None), col(HandbookJob.finished_at) < finished_before
    )
    return list(session.exec(statement).all())


def kept_keys(session: Session) -> set[str]:
    """The names of all files that are kept: of jobs, and of single books while their job is being made."""
    jobs = session.exec(select(HandbookJob.file_key)).all()
    books = session.exec(
        select(HandbookJobBook.file_key)
        .join(HandbookJob, col(HandbookJob.id) == HandbookJobBook.job_id)
        .where(col(HandbookJob.state).in_(UNDER_WAY))
    ).all()
    return {key for key in (*jobs, *books) if key}


def get_book(session: Session, job_id: UUID, secondment_id: UUID) -> HandbookJobBook:
    """One book of a job."""
    return session.get_one(HandbookJobBook, (job_id, secondment_id))


def group_names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of groups by id."""
    if not ids:
        return {}
    rows = session.exec(select(Group).where(col(Group.id).in_(ids))).all()
    return {row.id: row.name for row in rows}
