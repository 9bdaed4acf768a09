"""The pages of handbooks: one cadre's to take, and the jobs of whoever has a say over several."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.core import clock
from app.core.actor import Role
from app.core.errors import NotFound, require
from app.core.work import Work
from app.handbook import policy, repository
from app.handbook.models import HandbookEdition
from app.handbook.schemas import HandbookJobsList
from app.handbook.service_content import Extent, read_book
from app.handbook.service_jobs import list_jobs
from app.records.policy import last_day
from app.secondments.policy import may_list_groups
from app.secondments.service_cards import SecondmentCard, list_visible_until, my_secondments
from app.secondments.service_groups import list_groups
from app.secondments.service_programmes import programme_choices

JOBS_A_PAGE = 20
MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """One cadre's handbook: the months that can be taken alone, and how the last edition of the whole stands."""

    card: SecondmentCard
    own: bool
    by_office: bool
    months: tuple[str, ...]
    last: HandbookEdition | None
    unchanged: bool
    cut: bool
    others: tuple[SecondmentCard, ...]


def open_own(work: Work) -> Shown | None:
    """The actor's own, of the secondment that is nearest; None for whoever never had one."""
    cards = [card for card in my_secondments(work) if card.has_begun]
    return _shown(work, cards[0], cards) if cards else None


def open_one(work: Work, secondment_id: UUID) -> Shown:
    """A secondment's, as far as the actor may read its texts; NotFound or Forbidden else."""
    mine = {card.id: card for card in my_secondments(work)}
    return _shown(work, mine.get(secondment_id), list(mine.values()), secondment_id)


def _shown(
    work: Work, card: SecondmentCard | None, mine: list[SecondmentCard], secondment_id: UUID | None = None
) -> Shown:
    wanted = card.id if card else secondment_id
    if wanted is None:
        raise NotFound
    book = read_book(work, Extent(wanted))
    last = repository.newest_edition(work.session, wanted, book.extent.month, book.cut)
    return Shown(
        card=book.card,
        own=card is not None,
        by_office=book.by_office,
        months=_months(work, book.card),
        last=last,
        unchanged=last is not None and last.digest == book.digest,
        cut=bool(book.said["omitted"]) and card is None,
        others=tuple(one for one in mine if one.id != wanted and one.has_begun) if card else (),
    )


def _months(work: Work, card: SecondmentCard) -> tuple[str, ...]:
    """The months of the term that have begun, the newest first."""
    first, last = card.secondment.start_on, min(last_day(card.secondment), work.today)
    return tuple(reversed(clock.months_within(first, last))) if first <= last else ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What can be made for several, and one's jobs."""

    groups: list[tuple[UUID, str]]
    programmes: list[tuple[UUID, str]]
    months: tuple[str, ...]
    listed: HandbookJobsList


def open_desk(work: Work, cursor: str | None) -> Desk:
    """For whoever has a say over others somewhere; Forbidden else."""
    require(policy.may_ask_for_many(work.actor))
    groups = list_groups(work, limit=200).items if may_list_groups(work.actor) else []
    return Desk(
        groups=[(group.id, group.name) for group in groups],
        programmes=_programmes(work),
        months=_past_months(work),
        listed=list_jobs(work, JOBS_A_PAGE, cursor),
    )


def _programmes(work: Work) -> list[tuple[UUID, str]]:
    if work.actor.has(Role.ORGADMIN):
        return programme_choices(work)
    names = {card.programme.id: card.programme_name for card in list_visible_until(work, work.today)}
    return sorted(names.items(), key=lambda pair: pair[1])


def _past_months(work: Work) -> tuple[str, ...]:
    first = work.today.replace(day=1) - timedelta(days=30 * (MONTHS_BACK - 1))
    return tuple(reversed(clock.months_within(first, work.today)))
