"""What the pages of 请假 show: lists, one leave with what the reader may do, the form and what its dates come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from app.attendance import policy_leave as policy
from app.attendance import service_leave
from app.attendance.ledger import LeaveSpan
from app.attendance.models_leave import LeaveStatus, LeaveType, Level
from app.attendance.schemas_leave import LeaveFilter, LeaveView
from app.attendance.service_days import policy_of
from app.attendance.service_leave_views import Powers, powers_of
from app.attendance.service_ledger import month_sheet
from app.core import clock
from app.core.actor import Role
from app.core.errors import Invalid, require
from app.core.i18n import N_
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import get_access, is_month_closed
from app.secondments.models import DayBasis
from app.secondments.rules import LeaveTiers, leave_tiers, pays_allowance
from app.secondments.service_cards import SecondmentCard

PAGE = 30
MOST_CHOICES = 60
MONTHS = 15
FILERS = (Role.SUPERVISOR, Role.LIAISON, Role.ORGADMIN)
View = Literal["waiting", "all"]


@dataclass(frozen=True, slots=True)
class Row:
    """A leave in a list with its secondment."""

    leave: LeaveView
    card: SecondmentCard


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of leave: what waits for the reader, or all that they may know of."""

    view: View
    rows: tuple[Row, ...]
    wanted: LeaveFilter
    month: str
    months: Sequence[str]
    next_cursor: str | None
    waiting: int
    may_file: bool
    own: SecondmentCard | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One leave and the reader's own possibilities."""

    leave: LeaveView
    card: SecondmentCard
    may: Powers
    tiers: LeaveTiers

    @property
    def awaits_return(self) -> bool:
        """It has begun and counts, so that its end can be told."""
        return self.leave.status is LeaveStatus.APPROVED and self.may.today >= self.leave.start_on

    @property
    def may_close(self) -> bool:
        """The reader confirms the return."""
        return self.awaits_return and self.may.settles

    @property
    def may_revoke(self) -> bool:
        """The reader takes back what counts."""
        return self.leave.status in policy.AWAY and self.may.settles


@dataclass(frozen=True, slots=True)
class Effect:
    """What some dates come to: half days that count, alone and with what adjoins, who decides, and what is not paid."""

    halves: int
    spell_halves: int
    level: Level
    unpaid_halves: int
    pays: bool
    retroactive: bool
    closed: bool
    tiers: LeaveTiers


def list_page(work: Work, view: View | None, wanted: LeaveFilter, month: str = "") -> Listed:
    """What waits comes first for whoever decides; a cadre sees their own. `month` narrows to leave with a day in it."""
    if month:
        first, last = clock.month_bounds(month)
        wanted = wanted.model_copy(update={"first_on": first, "last_on": last})
    waiting = service_leave.list_waiting(work)
    own = next(iter(service_cards.my_secondments(work)), None)
    chosen: View = view or ("waiting" if waiting else "all")
    if chosen == "waiting":
        found, cursor = waiting, None
    else:
        page = service_leave.list_leaves(work, wanted)
        found, cursor = page.items, page.next_cursor
    return Listed(
        view=chosen,
        rows=rows_of(work, found),
        wanted=wanted,
        month=month,
        months=_months_around(clock.month_of(work.today)),
        next_cursor=cursor,
        waiting=len(waiting),
        may_file=work.actor.has(*FILERS),
        own=own,
    )


def _months_around(month: str) -> list[str]:
    """The months that a list may be narrowed to: two ahead and a year back, the latest first."""
    found = [clock.next_month(clock.next_month(month))]
    while len(found) < MONTHS:
        found.append(clock.previous_month(found[-1]))
    return found


def waiting_rows(work: Work) -> tuple[Row, ...]:
    """What waits for the reader, for 待办."""
    return rows_of(work, service_leave.list_waiting(work))


def newest_own(work: Work, secondment_id: UUID) -> LeaveView | None:
    """The cadre's last leave, for one line of 我的."""
    found = service_leave.list_leaves(work, LeaveFilter(secondment_id=secondment_id, limit=1)).items
    return found[0] if found else None


def own_between(work: Work, secondment_id: UUID, first: date, last: date) -> tuple[LeaveView, ...]:
    """The cadre's leave with a day from `first` to `last` that waits or counts, in order."""
    wanted = LeaveFilter(secondment_id=secondment_id, first_on=first, last_on=last)
    found = service_leave.list_leaves(work, wanted).items
    return tuple(leave for leave in reversed(found) if leave.status in policy.STANDING)


def rows_of(work: Work, leaves: Sequence[LeaveView]) -> tuple[Row, ...]:
    """Leave with its secondments, in two statements."""
    cards = service_cards.describe(work, {leave.secondment_id for leave in leaves})
    return tuple(Row(leave, cards[leave.secondment_id]) for leave in leaves)


def open_page(work: Work, leave_id: UUID) -> Opened:
    """One leave as the reader may see it; NotFound for whoever may not know of it."""
    row, access = service_leave.open_leave(work, leave_id)
    card = service_cards.describe(work, [row.secondment_id])[row.secondment_id]
    tiers = leave_tiers(policy_of(work, access.secondment, row.start_on))
    return Opened(service_leave.get_leave(work, leave_id), card, powers_of(work, [row])[row.id], tiers)


def open_form(work: Work, secondment_id: UUID | None) -> SecondmentCard | None:
    """Whose leave the form is about: one's own unless named; None asks to choose somebody first."""
    if secondment_id is None:
        return next(iter(service_cards.my_secondments(work)), None)
    require(policy.can_file(get_access(work, secondment_id).relations))
    return service_cards.describe(work, [secondment_id])[secondment_id]


def choices(work: Work, words: str = "") -> list[SecondmentCard]:
    """Whom the reader may file for, by unit and name; at most MOST_CHOICES, narrowed by name or number."""
    require(work.actor.has(*FILERS))
    acting = work.acting_as(work.actor.only(*FILERS))
    cards = service_cards.list_visible_in_month(acting, None, clock.month_of(work.today))
    found = [
        card
        for card in cards
        if card.secondment.cadre_id != work.actor.person_id and words in f"{card.cadre_name} {card.person_no or ''}"
    ]
    return sorted(found, key=lambda card: (card.receiving_unit_name, card.cadre_name))[:MOST_CHOICES]


def effect_of(
    work: Work, secondment_id: UUID, kind: LeaveType, dates: tuple[date, date], halves: tuple[str | None, str | None]
) -> Effect | None:
    """What these dates would come to, said before anything is sent; None for dates that make no leave."""
    access = get_access(work, secondment_id)
    require(policy.can_file(access.relations))
    secondment = access.secondment
    try:
        taken = policy.span(kind, dates[0], dates[1], halves[0], halves[1])
    except ValueError:
        return None
    if taken.start_on < secondment.start_on or taken.end_on > secondment.end_on:
        raise Invalid.at("/start_on", N_("不在挂职期内。"), "outside-term")
    rules = policy_of(work, secondment, taken.start_on)
    card = service_cards.describe(work, [secondment_id])[secondment_id]
    weight = service_leave.weigh(work, secondment, taken)
    months = clock.months_within(taken.start_on, taken.end_on)
    return Effect(
        halves=weight.halves,
        spell_halves=weight.spell_halves,
        level=weight.level,
        unpaid_halves=_unpaid(work, secondment_id, taken, months, everyday=rules.day_basis is DayBasis.CALENDAR),
        pays=pays_allowance(card.programme.kind),
        retroactive=taken.start_on < work.today,
        closed=any(is_month_closed(work, secondment.programme_id, month) for month in months),
        tiers=leave_tiers(rules),
    )


def _unpaid(work: Work, secondment_id: UUID, taken: LeaveSpan, months: Sequence[str], *, everyday: bool) -> int:
    """Half days that would count for pay without this leave: by the calendar each, else those of duty."""
    found = 0
    for month in months:
        sheet = month_sheet(work, secondment_id, month)
        for day in sheet.days if sheet else ():
            inside = day.kind.is_working or not taken.skip_rest_days
            for half, covered in zip(day.halves, taken.halves_on(day.on), strict=True):
                found += covered and inside and (everyday or half.state in policy.PAID_STATES)
    return found
