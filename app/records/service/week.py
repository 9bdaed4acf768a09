"""A week of several cadres' records for their group's leader: which days, in which state, never the words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import clock
from app.core.actor import Role
from app.core.work import Work
from app.records import repository_week
from app.records.models import RecordStatus
from app.records.service.queue import reviewing_roles
from app.secondments.access import rules_of
from app.secondments.service_cards import SecondmentCard


@dataclass(frozen=True, slots=True)
class WeekMark:
    """A day's record: its state, whether it tells of a difficulty, and whether a group's leader may decide on it."""

    status: RecordStatus
    resubmitted: bool
    difficult: bool
    waits_for_leader: bool


def marks_between(
    work: Work, cards: Sequence[SecondmentCard], first_on: date, last_on: date
) -> dict[UUID, dict[date, WeekMark]]:
    """The submitted records of each from one day to another, both included; drafts are their author's alone.

    Not filtered by actor.
    """
    programmes = {card.id: card.programme.id for card in cards}
    rules = rules_of(work, set(programmes.values()))
    leads: dict[tuple[UUID, str], bool] = {}
    found: dict[UUID, dict[date, WeekMark]] = defaultdict(dict)
    for row in repository_week.list_week(work.session, programmes, first_on, last_on):
        key = programmes[row.secondment_id], clock.month_of(row.work_on)
        if key not in leads:
            leads[key] = Role.GROUP_LEADER in reviewing_roles(rules, *key)
        mark = WeekMark(row.status, row.resubmitted, row.difficult, row.waits and leads[key])
        found[row.secondment_id][row.work_on] = mark
    return found
