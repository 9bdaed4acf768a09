"""Which days have a record, for jobs over everybody: bits of an integer instead of rows."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from app.core import clock
from app.core.portions import portions
from app.core.work import Work
from app.records import repository_marks

AT_ONCE = 1000


def recorded_bits(
    work: Work, secondment_ids: Collection[UUID], first_on: date, last_on: date, before: datetime | None = None
) -> dict[UUID, int]:
    """The days with a record (a draft is none yet): bit `n` is the `n`-th day from `first_on`; NOT filtered by actor.

    At most eleven months. Secondments without a record are left out. With `before`: what was submitted by then.
    """
    if before is not None:
        return _bits(work, secondment_ids, first_on, last_on, drafts=False, before=before)
    written = _bits(work, secondment_ids, first_on, last_on, drafts=False)
    for key, bits in _bits(work, secondment_ids, first_on, last_on, drafts=True).items():
        written[key] &= ~bits
    return written


def _bits(
    work: Work,
    ids: Collection[UUID],
    first_on: date,
    last_on: date,
    *,
    drafts: bool,
    before: datetime | None = None,
) -> dict[UUID, int]:
    shifts = _shifts(first_on, last_on)
    found: dict[UUID, int] = {}
    for part in portions(ids, AT_ONCE):
        rows = repository_marks.month_bits(work.session, part, first_on, last_on, drafts=drafts, before=before)
        for key, month, bits in rows:
            shift = shifts[month]
            found[key] = found.get(key, 0) | (bits << shift if shift >= 0 else bits >> -shift)
    return found


def _shifts(first_on: date, last_on: date) -> dict[int, int]:
    """How far each month's first day lies from `first_on`."""
    month, shifts = clock.month_of(first_on), dict[int, int]()
    while month <= clock.month_of(last_on):
        first = clock.month_bounds(month)[0]
        shifts[first.month] = (first - first_on).days
        month = clock.next_month(month)
    return shifts
