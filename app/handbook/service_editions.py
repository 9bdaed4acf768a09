"""Editions 版次: the same content keeps its number, another content takes the next one."""

from app.core.ids import new_id
from app.core.work import Work
from app.handbook import repository
from app.handbook.models import HandbookEdition
from app.handbook.service_content import Book
from app.secondments.service_minting import hold_identity


def edition_of(work: Work, book: Book) -> HandbookEdition:
    """The edition that this content is, in a writing unit of work: the newest one, or a new one after it."""
    hold_identity(work, book.extent.secondment_id)
    key = book.extent.secondment_id, book.extent.month, book.cut
    newest = repository.newest_edition(work.session, *key)
    if newest is not None and newest.digest == book.digest:
        return newest
    made = HandbookEdition(
        id=new_id(),
        secondment_id=book.extent.secondment_id,
        month=book.extent.month,
        cut=book.cut,
        number=newest.number + 1 if newest else 1,
        digest=book.digest,
        days=book.days,
        made_at=work.now,
        made_by_id=work.actor.person_id,
    )
    work.session.add(made)
    work.session.flush()
    return made
