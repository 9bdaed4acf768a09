"""Pages of summaries: what a term's weeks, months and quarters hold, and one of them to read, write or note."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.errors import Forbidden, NotFound, require
from app.core.i18n import N_
from app.core.work import Work
from app.records import policy
from app.records import repository_summaries as repository
from app.records.models_care import Hidden
from app.records.models_summaries import Summary, Voice
from app.records.periods import LIMITS, NOTE_LIMITS, Grain, Period, parse_period, period_of, periods_between
from app.records.schemas_summaries import DraftView, SummaryView
from app.records.service.summaries import get_draft, may_note, may_read, may_read_some, open_period, view_of
from app.secondments.access import Access, get_access
from app.secondments.models import SecondmentStatus
from app.secondments.ports import Link, show_links
from app.secondments.service_cards import SecondmentCard, describe, my_secondments


@dataclass(frozen=True, slots=True)
class Line:
    """A period with whether its summary and its note are kept."""

    period: Period
    first_on: date
    last_on: date
    kept: bool
    noted: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month with the weeks whose middle lies in it."""

    line: Line
    weeks: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter with its months, the newest first."""

    line: Line
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A term's periods that have begun, the newest quarter first."""

    card: SecondmentCard
    own: bool
    quarters: tuple[Quarter, ...]
    now: Line | None
    """The present week while the term runs."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One period: what was kept, what the draft says, what the reader may write."""

    card: SecondmentCard
    period: Period
    first_on: date
    last_on: date
    own: bool
    kept: SummaryView | None
    note: SummaryView | None
    draft: DraftView | None
    may_keep: bool
    may_note: bool
    reads_kept: bool
    previous: str | None
    following: str | None

    @property
    def limit(self) -> int:
        """The characters of the summary."""
        return LIMITS[self.period.grain]

    @property
    def note_limit(self) -> int:
        """The characters of the note."""
        return NOTE_LIMITS.get(self.period.grain, 0)


def list_periods(work: Work, secondment_id: UUID | None = None) -> Listed | None:
    """A term's periods for those who read what was kept; without an id one's own nearest term, None without any."""
    if secondment_id is None:
        cards = [card for card in my_secondments(work) if card.secondment.status not in policy.NOT_BEGUN]
        if not cards:
            return None
        secondment_id = cards[0].id
    access = get_access(work, secondment_id)
    require(may_read_some(work, access))
    row = access.secondment
    first, last = row.start_on, min(policy.last_day(row), work.today)
    kept = _readable(work, access, repository.list_kept(work.session, row.id, first, last, list(Voice)))
    quarters = [
        _quarter(one, first, last, kept) for one in periods_between(first, last, Grain.QUARTER)
    ] if first <= last else []  # fmt: skip
    running = first <= work.today <= policy.last_day(row)
    now = _line(period_of(work.today, Grain.WEEK), first, last, kept) if running else None
    return Listed(describe(work, [row.id])[row.id], access.is_author, tuple(reversed(quarters)), now)


def open_summary(work: Work, secondment_id: UUID, name: str) -> Opened:
    """One period's page; NotFound for who reads neither the summary nor the note."""
    access = get_access(work, secondment_id)
    period = open_period(work, access, name)
    row = access.secondment
    voices = [voice for voice in Voice if may_read(work, access, period, voice)]
    if not voices:
        raise Forbidden
    found = {voice: repository.find_summary(work.session, row.id, voice, period.name) for voice in voices}
    own = access.is_author
    kept, note = (found.get(voice) for voice in (Voice.CADRE, Voice.HOST))
    ended = row.status in policy.NOT_BEGUN or row.status is SecondmentStatus.ARCHIVED
    view = view_of(work, access, kept) if kept else None
    noted = view_of(work, access, note) if note else None
    first, last = max(period.first_on, row.start_on), min(period.last_on, policy.last_day(row))
    around = [one.name for one in periods_between(row.start_on, min(policy.last_day(row), work.today), period.grain)]
    if name not in around:
        raise NotFound
    place = around.index(name)
    return Opened(
        card=describe(work, [row.id])[row.id],
        period=period,
        first_on=first,
        last_on=last,
        own=own,
        kept=view,
        note=noted,
        draft=get_draft(work, row.id, name) if own and not _is_shut(view) else None,
        may_keep=own and not ended and not _is_shut(view),
        may_note=not ended and may_note(work, access, period) and not _is_shut(noted),
        reads_kept=Voice.CADRE in voices,
        previous=around[place - 1] if place else None,
        following=around[place + 1] if place + 1 < len(around) else None,
    )


def _is_shut(view: SummaryView | None) -> bool:
    """It was kept, and changes no more or not now."""
    return view is not None and (view.frozen or view.hidden is Hidden.QUARANTINED)


def show_summaries() -> None:
    """Summaries are reached from the secondment's page; doing it twice is doing it once."""
    show_links(_links)


def _links(work: Work, secondment_id: UUID) -> Iterable[Link]:
    access = get_access(work, secondment_id)
    if access.secondment.status not in policy.NOT_BEGUN and may_read_some(work, access):
        yield Link(f"/secondments/{secondment_id}/summaries", N_("小结和评语"), "notebook")


def _readable(work: Work, access: Access, rows: Sequence[Summary]) -> set[tuple[Voice, str]]:
    found = set()
    for row in rows:
        period = parse_period(row.period)
        if period is not None and may_read(work, access, period, row.voice):
            found.add((row.voice, row.period))
    return found


def _quarter(one: Period, first: date, last: date, kept: set[tuple[Voice, str]]) -> Quarter:
    begin, end = max(first, one.first_on), min(last, one.last_on)
    months = [_month(month, first, last, kept) for month in periods_between(begin, end, Grain.MONTH)]
    return Quarter(_line(one, first, last, kept), tuple(reversed(months)))


def _month(one: Period, first: date, last: date, kept: set[tuple[Voice, str]]) -> Month:
    begin, end = max(first, one.first_on), min(last, one.last_on)
    every = periods_between(begin, end, Grain.WEEK)
    weeks = [week for week in every if one.holds(min(max(week.middle_on, first), last))]
    return Month(_line(one, first, last, kept), tuple(_line(week, first, last, kept) for week in weeks))


def _line(one: Period, first: date, last: date, kept: set[tuple[Voice, str]]) -> Line:
    begin, end = max(first, one.first_on), min(last, one.last_on)
    return Line(one, begin, end, (Voice.CADRE, one.name) in kept, (Voice.HOST, one.name) in kept)
