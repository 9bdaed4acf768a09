"""What the pages of 保险 show: the lists, one policy, the form and whom it could be about, a cadre's own cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from app.allowances import policy_insurance as policy
from app.allowances import repository_insurance as repository
from app.allowances import service_cover, service_insurance
from app.allowances.cover import NOTICE_DAYS, Standing
from app.allowances.schemas_insurance import GapFilter, InsuranceFilter, InsuranceState, InsuranceView
from app.allowances.service_cover import Covered
from app.core.errors import NotFound, require
from app.core.i18n import N_
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import get_access
from app.secondments.schemas_secondments import SecondmentFilter
from app.secondments.service_cards import SecondmentCard
from app.secondments.service_secondments import list_secondments

View = Literal["gaps", "expiring", "all"]
PAGE = 50
CHOICES = 20
STANDING_SIGNS = {
    Standing.UNCOVERED: ("exclamation-mark", N_("现无保险"), "ask"),
    Standing.EXPIRING: ("clock", N_("即将到期"), "rest"),
    Standing.LATER: ("calendar-event", N_("日后有缺口"), "quiet"),
    Standing.PAST: ("history", N_("以往有缺口"), "quiet"),
    Standing.COVERED: ("check", N_("在保"), "good"),
    Standing.NOT_NEEDED: ("minus", N_("无须投保"), "quiet"),
}
"""Sign, word and tone of each."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to."""

    view: View = "gaps"
    q: str = ""
    programme_id: UUID | None = None
    unit_id: UUID | None = None
    secondment_id: UUID | None = None
    cursor: str | None = None

    @property
    def is_narrowed(self) -> bool:
        """Anything besides the view."""
        return bool(self.q or self.programme_id or self.unit_id or self.secondment_id)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: secondments with gaps, or policies."""

    asked: Asked
    gaps: tuple[Covered, ...]
    policies: tuple[InsuranceView, ...]
    next_cursor: str | None
    may_register: bool
    programmes: tuple[tuple[UUID, str], ...]
    about: SecondmentCard | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One policy, its secondment's cover, how many the number covers, and whether the reader keeps the register."""

    policy: InsuranceView
    covered: Covered
    shared_by: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A new policy: whose it is with what their cover lacks, or whom to choose from."""

    covered: Covered | None
    choices: tuple[SecondmentCard, ...]
    start_on: date | None = None
    end_on: date | None = None
    insurer: str = ""


def list_page(work: Work, asked: Asked) -> Listed:
    """The view that is asked for; one secondment's own policies stand under 全部."""
    paths = repository.office_paths(work.actor)
    programmes = tuple((row.id, row.name) for row in repository.list_programmes(work.session, paths))
    gaps: Sequence[Covered] = ()
    policies: Sequence[InsuranceView] = ()
    if asked.view == "all":
        page = service_insurance.list_insurance(work, _register_filter(asked))
        policies, following = page.items, page.next_cursor
    else:
        gaps, following = service_cover.find_gaps(work, _gap_filter(asked))
    return Listed(
        asked=asked,
        gaps=tuple(gaps),
        policies=tuple(policies),
        next_cursor=following,
        may_register=policy.may_register_somewhere(work.actor),
        programmes=programmes,
        about=_about(work, asked.secondment_id),
    )


def _register_filter(asked: Asked) -> InsuranceFilter:
    return InsuranceFilter(
        q=asked.q or None,
        programme_id=asked.programme_id,
        unit_id=asked.unit_id,
        secondment_id=asked.secondment_id,
        cursor=asked.cursor,
        limit=PAGE,
    )


def _gap_filter(asked: Asked) -> GapFilter:
    return GapFilter(
        q=asked.q or None,
        programme_id=asked.programme_id,
        unit_id=asked.unit_id,
        standing=Standing.EXPIRING if asked.view == "expiring" else None,
        within_days=NOTICE_DAYS + 1 if asked.view == "expiring" else None,
        cursor=asked.cursor,
        limit=PAGE,
    )


def _about(work: Work, secondment_id: UUID | None) -> SecondmentCard | None:
    if secondment_id is None:
        return None
    return service_cards.describe(work, [get_access(work, secondment_id).secondment.id])[secondment_id]


def open_page(work: Work, policy_id: UUID) -> Opened:
    """One policy as the reader may see it; NotFound for whoever may not know of it."""
    shown = service_insurance.get_insurance(work, policy_id)
    access = get_access(work, shown.secondment_id)
    covered = service_cover.cover_of(work, shown.secondment_id)
    if covered is None:
        raise NotFound
    may_change = policy.can_register(access.relations) and shown.state is InsuranceState.VALID
    shared_by = repository.count_sharing(work.session, work.actor, work.today, shown.policy_no)
    return Opened(shown, covered, shared_by, may_change)


def open_form(work: Work, secondment_id: UUID | None, words: str) -> Form:
    """The form about somebody, begun with the first days that lack cover; without somebody whom to choose from."""
    require(policy.may_register_somewhere(work.actor))
    if secondment_id is None:
        return Form(None, _choices(work, words))
    require(policy.can_register(get_access(work, secondment_id).relations))
    covered = service_cover.cover_of(work, secondment_id)
    if covered is None:
        raise NotFound
    gap = covered.cover.coming(work.today) or next(iter(covered.cover.gaps), None)
    insurer = covered.policies[-1].insurer if covered.policies else ""
    return Form(covered, (), gap[0] if gap else None, gap[1] if gap else None, insurer)


def _choices(work: Work, words: str) -> tuple[SecondmentCard, ...]:
    """Whom the words mean; without words those whose cover lacks. Never oneself."""
    if words.strip():
        found = list_secondments(work, SecondmentFilter(q=words, limit=CHOICES)).items
        cards = service_cards.describe(work, [each.id for each in found])
        chosen = [cards[each.id] for each in found]
    else:
        chosen = [each.card for each in service_cover.find_gaps(work, GapFilter(limit=CHOICES))[0]]
    return tuple(card for card in chosen if card.secondment.cadre_id != work.actor.person_id)


def own_cover(work: Work) -> tuple[Covered, ...]:
    """The actor's own terms that need cover or have some, the present one first."""
    found = service_cover.covers_of(work, service_cards.my_secondments(work))
    return tuple(each for each in found if each.cover.needed or each.policies)


def pressing(work: Work, limit: int) -> tuple[list[Covered], bool]:
    """Whose cover lacks or ends soon in the actor's own programmes, for 总览; and whether there are more."""
    return service_cover.find_pressing(work, repository.office_paths(work.actor), limit)
