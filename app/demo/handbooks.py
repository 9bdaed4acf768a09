"""Handbooks that were made: the cadre's own whole one before the weekend, and a group's whose week is over."""

from datetime import timedelta

from app.accounts.authority import person_actor
from app.accounts.models import Person
from app.core import clock
from app.core.making import MakingState
from app.core.work import Work
from app.demo.acting import as_person
from app.handbook.models import BookFormat, HandbookJob, HandbookJobBook
from app.handbook.service import name_of, note_book
from app.handbook.service_content import Extent, read_book
from app.secondments.models import Secondment
from app.secondments.service_groups import list_groups

MOST = 3
"""Books of the group's file: enough to look at."""


def make_handbooks(work: Work, people: dict[str, Person], own: Secondment) -> None:
    """Editions and a job as they stand afterwards; no file is set here."""
    with as_person(work, people["cadre"], work.now - timedelta(days=2)) as phone:
        note_book(phone, read_book(phone, Extent(own.id)), BookFormat.PDF)
    asked = work.now - timedelta(days=9)
    month = clock.previous_month(clock.month_of(clock.civil_date(asked)))
    office = people["orgadmin"]
    group = list_groups(work.acting_as(person_actor(work.session, office))).items[0]
    job = HandbookJob(
        group_id=group.id, month=month, made_by_id=office.id, at=asked, state=MakingState.DONE, progress=100,
        attempts=1, finished_at=asked + timedelta(seconds=20), taken_at=asked + timedelta(minutes=2),
        file_name=f"纪实手册 {month}.zip", size=812_000, sha256="5e" * 32,
    )  # fmt: skip
    work.session.add(job)
    work.session.flush()
    with as_person(work, office, asked) as desk:
        for turn, member in enumerate(sorted(group.secondment_ids)[:MOST]):
            book = read_book(desk, Extent(member, month))
            edition = note_book(desk, book, BookFormat.PDF, job_id=str(job.id))
            work.session.add(
                HandbookJobBook(
                    job_id=job.id, secondment_id=member, turn=turn, edition=edition.number,
                    digest=book.digest, sha256=book.digest, file_name=name_of(book, BookFormat.PDF),
                )
            )  # fmt: skip
