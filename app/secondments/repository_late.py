"""What was touched of a programme's secondments after some instant, so far as it decides on days and money."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.secondments.models import Posting, Secondment


def list_touched(session: Session, programme_id: UUID, since: datetime) -> Iterator[tuple[UUID, datetime]]:
    """(secondment, instant) of terms, of postings, and of hosts whose band stands in for a posting's."""
    term = select(Secondment.id, Secondment.updated_at).where(
        col(Secondment.programme_id) == programme_id, col(Secondment.updated_at) > since
    )
    yield from session.exec(term).all()
    postings = (
        select(Posting.secondment_id, Posting.updated_at)
        .join(Secondment, col(Secondment.id) == Posting.secondment_id)
        .where(col(Secondment.programme_id) == programme_id)
    )
    yield from session.exec(postings.where(col(Posting.updated_at) > since)).all()
    hosts = (
        select(Posting.secondment_id, Unit.updated_at)
        .join(Secondment, col(Secondment.id) == Posting.secondment_id)
        .join(Unit, col(Unit.id) == Posting.receiving_unit_id)
        .where(
            col(Secondment.programme_id) == programme_id,
            col(Posting.region_band).is_(None),
            col(Unit.region_band).is_not(None),
            col(Unit.updated_at) > since,
        )
    )
    yield from session.exec(hosts).all()
