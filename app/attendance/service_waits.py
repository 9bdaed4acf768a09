"""Leave to decide and months to confirm, of many people at once, for the system's own notices.

`leave_waiting` is `service_leave.count_waiting`, `months_to_confirm` is `can_confirm` of `list_month`, both without
asking one person after the other. `overdue_leave` is what a cadre has still to end 销假.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from uuid import UUID

from app.attendance import policy, policy_leave, repository_leave
from app.attendance import repository_waits as repository
from app.attendance.models_leave import Leave, LeaveStatus
from app.attendance.parts import MonthPart
from app.attendance.service_leave_views import Powers
from app.attendance.service_ledger import sheets
from app.core import clock
from app.core.work import Work
from app.secondments.access import ProgrammeRules, rules_of
from app.secondments.models import ReviewedBy
from app.secondments.policy import Relation
from app.secondments.service_cards import SecondmentCard, list_in_month, named_supervisors
from app.secondments.service_circle import Circle, Held, Waiting, stands_for

_FOLLOWING = frozenset({Relation.SUPERVISOR, Relation.GROUP_LEADER, Relation.LIAISON, Relation.ORGADMIN})


def leave_waiting(work: Work, circle: Circle) -> dict[UUID, Waiting]:
    """Of everybody in the circle; those for whom nothing waits are left out."""
    rows = repository.leave_waiting(work.session)
    if not rows:
        return {}
    circle.learn(work, {row.secondment_id for row in rows})
    rules = rules_of(work, {circle.facts[row.secondment_id].programme_id for row in rows})
    referred = [row.id for row in rows if row.status is LeaveStatus.REFERRED]
    referrers = repository_leave.list_referrers(work.session, referred)
    own: dict[UUID, list[Leave]] = defaultdict(list)
    for row in rows:
        says = _reviewed_by(rules, circle, row)
        for person_id, held in circle.around(row.secondment_id, row.start_on).items():
            may = Powers(row, held & _FOLLOWING, says, person_id, work.today, referrers.get(row.id))
            if person_id != row.cadre_id and (may.decides or (row.is_ended and may.settles)):
                own[person_id].append(row)
    return {
        person_id: Waiting.of(
            (clock.civil_date(row.created_at), circle.facts[row.secondment_id].programme_id) for row in some
        )
        for person_id, some in own.items()
    }


def _reviewed_by(rules: ProgrammeRules, circle: Circle, row: Leave) -> ReviewedBy:
    then = rules.policy_on(circle.facts[row.secondment_id].programme_id, row.start_on)
    return then.reviewed_by if then else ReviewedBy.RECEIVING


def months_to_confirm(work: Work, circle: Circle, month: str) -> dict[UUID, frozenset[UUID]]:
    """By whom a part of an ended month is to be confirmed, with the programmes that wait.

    Of those who may, whoever the secondment names is asked (or stands in for them); all of them where it names nobody,
    as for the days of a unit that the cadre has left.
    """
    cards = list_in_month(work, None, month)
    circle.meet(work, cards)
    rules = rules_of(work, {card.programme.id for card in cards})
    named = named_supervisors(work, [card.id for card in cards])
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for card, part in _to_confirm(work, cards, month):
        then = rules.policy_on(card.programme.id, clock.month_bounds(month)[1])
        if then is None:
            continue
        wanted = named.get(card.id, frozenset()) if part.posting.is_last else frozenset()
        for person_id, held in circle.around(card.id, part.last_on).items():
            if policy.can_confirm(held, then.reviewed_by) and _is_asked(circle, person_id, held, wanted):
                found[person_id].add(card.programme.id)
    return {person_id: frozenset(programmes) for person_id, programmes in found.items()}


def _is_asked(circle: Circle, person_id: UUID, held: Held, wanted: frozenset[UUID]) -> bool:
    by_role = bool(held & {Relation.GROUP_LEADER, Relation.LIAISON})
    return by_role or not wanted or bool(wanted & stands_for(circle.actors[person_id]))


def _to_confirm(
    work: Work, cards: Collection[SecondmentCard], month: str
) -> Iterator[tuple[SecondmentCard, MonthPart]]:
    """The parts that lack their unit's word, or were corrected after it."""
    for sheet in sheets(work, list(cards), month):
        for part in sheet.parts:
            over = policy.has_ended(part.last_on, sheet.card.secondment.end_on, work.today)
            if over and (not part.is_confirmed or part.changed):
                yield sheet.card, part


def overdue_leave(work: Work, cadre_ids: Collection[UUID]) -> dict[UUID, Leave]:
    """Of these people whoever has a leave behind them that nobody ended, with the oldest of them."""
    found: dict[UUID, Leave] = {}
    for row in repository.overdue_of(work.session, cadre_ids, work.today - policy_leave.RETURN_WITHIN):
        if policy_leave.is_overdue(row, work.today):
            found.setdefault(row.cadre_id, row)
    return found
