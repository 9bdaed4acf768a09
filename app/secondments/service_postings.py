"""Postings 任职 along a term: which is the last, which stands on the secondment, what a shorter term drops."""

from datetime import date, timedelta
from uuid import UUID

from app.audit import service as audit
from app.core import clock
from app.core.work import Work
from app.secondments import repository, repository_postings
from app.secondments import repository_secondments as repository_rows
from app.secondments.models import REPEATED, Posting, Secondment, SecondmentStatus

_DAY = timedelta(days=1)
OVER = (SecondmentStatus.RECALLED, SecondmentStatus.ARCHIVED)


def postings_of(work: Work, secondment_id: UUID) -> list[Posting]:
    """The rows in the order of their dates."""
    work.session.flush()
    return repository_postings.list_rows(work.session, secondment_id)


def end_before(row: Posting, next_on: date | None) -> None:
    """Let a posting last until the day before the next one, or to the end of the term."""
    row.end_on = next_on - _DAY if next_on else None
    row.end_month = clock.month_of(row.end_on) if row.end_on else None


def put_in_force(work: Work, row: Secondment, posting: Posting) -> None:
    """From now on the secondment repeats this posting; who is reminded are those who still may."""
    former = next((each for each in reversed(postings_of(work, row.id)) if each.start_on < posting.start_on), None)
    if former is not None:
        standing = repository_rows.list_supervisor_ids(work.session, [row.id])[row.id]
        former.supervisor_ids = [str(each) for each in standing]
    posting.in_force = True
    work.session.flush()  # before the secondment: its correction must find this posting in force
    for name in REPEATED:
        setattr(row, name, getattr(posting, name))
    repository_rows.touch(row, work.now)
    work.session.flush()
    path = repository_rows.get_units(work.session, [posting.receiving_unit_id])[posting.receiving_unit_id].path
    able = repository_rows.list_supervisors_over(work.session, path, work.today)
    reminded = [UUID(each) for each in posting.supervisor_ids]
    repository_rows.replace_supervisors(work.session, row.id, [each for each in reminded if each in able])
    work.session.flush()


def begin_postings(work: Work) -> int:
    """Let the secondments repeat the postings whose first day has come; answers how many. Running again changes none.

    Authority and money do not wait for this: they ask the postings themselves.
    """
    begun = 0
    for posting in repository_postings.list_begun(work.session, work.today):
        row = repository.get_secondment(work.session, posting.secondment_id, lock=True)
        if row is None or row.status in OVER:
            continue
        before = {name: getattr(row, name) for name in REPEATED}
        put_in_force(work, row, posting)
        after = {name: getattr(row, name) for name in REPEATED}
        on = posting.start_on.isoformat()
        unit_id = row.receiving_unit_id
        audit.record(
            work, "secondments.posting", "secondment", row.id, before=before, after=after, unit_id=unit_id, start_on=on
        )
        begun += 1
    return begun


def cut_postings(work: Work, row: Secondment, last_on: date) -> None:
    """The term ends on `last_on`: a posting that would begin later has no day, and the one before becomes the last."""
    rows = postings_of(work, row.id)
    kept = [each for each in rows if each.start_on <= last_on] or rows[:1]
    for each in rows[len(kept) :]:
        repository_postings.drop(work.session, each)
    work.session.flush()
    end_before(kept[-1], None)
    if len(kept) < len(rows) and rows[len(kept)].in_force:
        put_in_force(work, row, kept[-1])
