"""What the pages of formal checks show: the list, one check, the visit's form, draws and plans."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.accounts.service_namesakes import choice_labels
from app.accounts.service_people import list_active_holders
from app.core import clock
from app.core.actor import Role
from app.core.errors import require
from app.core.paging import Page
from app.core.work import Work
from app.secondments.service_cards import SecondmentCard, describe
from app.secondments.service_choices import unit_choices
from app.secondments.service_groups import list_groups
from app.secondments.service_programmes import programme_choices
from app.spot_checks import policy_formal as policy
from app.spot_checks import repository_formal as repository
from app.spot_checks import service_draw_views, service_formal, service_plans, service_visits
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import Finding
from app.spot_checks.policy_formal import Part
from app.spot_checks.schemas_draws import DrawView, PlanView
from app.spot_checks.schemas_formal import FormalCheckView, SampleView
from app.spot_checks.service_draw_views import Verified, number_of

PAGE = 30
OPEN_STATES = (
    SpotCheckStatus.PLANNED,
    SpotCheckStatus.VISITED,
    SpotCheckStatus.FINDINGS,
    SpotCheckStatus.REPLIED,
    SpotCheckStatus.RECTIFIED,
)
Choice = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of checks with their secondments."""

    rows: tuple[FormalCheckView, ...]
    cards: Mapping[UUID, SecondmentCard]
    status: SpotCheckStatus | None
    next_cursor: str | None
    draws: bool
    """The reader may draw."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a check says of the draw that it came from."""

    number: str
    seed: str
    digest: str
    method: str
    frame_size: int
    named: bool
    """Somebody named the cadre; only the days were drawn."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One check with what its reader may do."""

    one: FormalCheckView
    card: SecondmentCard
    drawn: Drawn
    part: Part
    reader_id: UUID | None
    ends_by_itself: bool

    @property
    def may_visit(self) -> bool:
        """An inspector of it, while it can still be written down."""
        return self.part.inspector and self.one.status in (SpotCheckStatus.PLANNED, SpotCheckStatus.VISITED)

    @property
    def may_sign(self) -> bool:
        """Written down by the other inspector and not signed by the reader."""
        unsigned = any(one.id == self.reader_id and one.signed_at is None for one in self.one.inspectors)
        return self.part.inspector and self.one.status is SpotCheckStatus.VISITED and unsigned

    @property
    def may_reply(self) -> bool:
        """The cadre, once."""
        return self.part.cadre and self.one.status is SpotCheckStatus.FINDINGS

    @property
    def may_rectify(self) -> bool:
        """The cadre, while something is to be put right."""
        waits = self.one.status in (SpotCheckStatus.FINDINGS, SpotCheckStatus.REPLIED)
        asked = self.one.finding is Finding.RECTIFY or (self.one.finding is Finding.REMIND and self.one.due_on)
        return self.part.cadre and waits and bool(asked)

    @property
    def may_settle(self) -> bool:
        """The Organization Department, until it is closed."""
        open_yet = self.one.status is not SpotCheckStatus.CLOSED and self.one.voided_at is None
        return policy.can_settle(self.part) and open_yet

    @property
    def may_send_back(self) -> bool:
        """What was put right can be found wanting."""
        return self.may_settle and self.one.status is SpotCheckStatus.RECTIFIED


def list_checks(work: Work, status: SpotCheckStatus | None, cursor: str | None) -> Listed:
    """What the reader may know of, newest first; void ones in the draws alone."""
    statuses = (status,) if status is not None else tuple(SpotCheckStatus)
    rows, following = service_formal.page_checks(work, statuses=statuses, limit=PAGE, cursor=cursor)
    views = service_formal.views_of(work, rows)
    cards = describe(work, [row.secondment_id for row in rows])
    return Listed(tuple(views), cards, status, following, policy.may_draw_somewhere(work.actor))


def own_checks(work: Work) -> list[FormalCheckView]:
    """The reader's own that they may know of, newest first."""
    rows, _ = service_formal.page_checks(work, limit=PAGE)
    return service_formal.views_of(work, [row for row in rows if row.cadre_id == work.actor.person_id])


def open_check(work: Work, check_id: UUID) -> Opened:
    """One check; the Organization Department's reading is logged."""
    view = service_formal.get_check(work, check_id)
    row, part = service_formal.open_check(work, check_id)
    draw = repository.get_draw(work.session, row.draw_id)
    drawn = Drawn(
        number_of(draw), draw.seed, draw.frame_digest, draw.method, draw.frame_size, draw.secondment_id is not None
    )
    card = describe(work, [row.secondment_id])[row.secondment_id]
    ends = policy.ends_by_itself(row.status, row.finding)
    return Opened(view, card, drawn, part, work.actor.person_id, ends)


def open_visit(work: Work, check_id: UUID) -> tuple[Opened, SampleView]:
    """The form of a visit with what was drawn, whose reading is logged; Forbidden to all but its inspectors."""
    opened = open_check(work, check_id)
    require(opened.may_visit)
    return opened, service_visits.read_sample(work, check_id)


def list_draws(work: Work, cursor: str | None) -> Page[DrawView]:
    """The office's draws."""
    return service_draw_views.list_draws(work, PAGE, cursor)


def open_draw(work: Work, draw_id: UUID) -> tuple[DrawView, Verified]:
    """A draw, recomputed."""
    return service_draw_views.get_draw(work, draw_id), service_draw_views.verify(work, draw_id)


@dataclass(frozen=True, slots=True)
class DrawForm:
    """What the form of a draw offers, last month filled in unless a plan says otherwise."""

    first_on: str
    last_on: str
    programme_id: str
    size: int | None
    dates_each: int
    programmes: list[Choice]
    units: list[Choice]
    groups: list[Choice]
    inspectors: list[Choice]
    named: SecondmentCard | None
    signal_id: UUID | None


def open_draw_form(
    work: Work,
    *,
    programme_id: UUID | None = None,
    secondment_id: UUID | None = None,
    signal_id: UUID | None = None,
    period: str | None = None,
) -> DrawForm:
    """The form; Forbidden to all but the Organization Department. `period` is `first/last` of a plan."""
    require(policy.may_draw_somewhere(work.actor))
    first, last = clock.month_bounds(clock.previous_month(clock.month_of(work.today)))
    begin, end = period.split("/") if period else (first.isoformat(), last.isoformat())
    plan = next((one for one in plans(work) if one.programme_id == programme_id and not one.ended_on), None)
    holders = [one.id for one in list_active_holders(work, Role.INSPECTOR) if one.id != work.actor.person_id]
    labels = choice_labels(work, holders)
    programmes = programme_choices(work)
    named = describe(work, [secondment_id]).get(secondment_id) if secondment_id else None
    require(named is None or work.actor.holds(Role.ORGADMIN, _home(work, named)))
    return DrawForm(
        first_on=begin,
        last_on=end,
        programme_id=str(programme_id or (programmes[0][0] if len(programmes) == 1 else "")),
        size=1 if named else plan.size if plan else None,
        dates_each=plan.dates_each if plan else 3,
        programmes=programmes,
        units=unit_choices(work),
        groups=[(one.id, one.name) for one in list_groups(work, limit=200, cursor=None).items],
        inspectors=[(one, labels[one]) for one in holders],
        named=named,
        signal_id=signal_id,
    )


def _home(work: Work, card: SecondmentCard) -> str:
    return repository.programme_path(work.session, card.programme.id)


def plans(work: Work) -> list[PlanView]:
    """The office's plans."""
    return service_plans.list_plans(work).items
