"""Counts for programs: by unit and month, never a person's signal."""

from collections.abc import Mapping
from uuid import UUID

from app.accounts.directory import unit_names_of
from app.core import clock
from app.core.errors import Invalid, require
from app.core.i18n import N_
from app.core.work import Work
from app.secondments.service_terms import count_hosted
from app.signals import policy, repository_counts
from app.signals.schemas import SignalCount, SignalCounts

MOST_MONTHS = 12


def count_signals(work: Work, first: str, last: str) -> SignalCounts:
    """The questions of each unit and month within the program's region, by unit name and month.

    Where fewer than three cadres were hosted a number would be a person's: it is left out. Months without any question
    are too. Forbidden for people, who read the questions themselves; Invalid beyond a year.
    """
    require(policy.may_count(work.actor))
    months = _months(first, last)
    path = work.actor.client_unit_path
    if path is None:
        return SignalCounts(items=[])
    counted = repository_counts.count(work.session, path, months)
    hosted = {month: count_hosted(work, *clock.month_bounds(month)) for month in months}
    names = unit_names_of(work, {unit_id for unit_id, _ in counted})
    items = [_item(key, names[key[0]], states, hosted[key[1]].get(key[0], 0)) for key, states in counted.items()]
    return SignalCounts(items=sorted(items, key=lambda item: (item.unit_name, item.unit_id, item.month)))


def _months(first: str, last: str) -> list[str]:
    months = [first]
    while months[-1] < last and len(months) <= MOST_MONTHS:
        months.append(clock.next_month(months[-1]))
    if last < first or len(months) > MOST_MONTHS:
        raise Invalid.at("/to", N_("起止月份应先后有序，最多 12 个月。"), "bad-span")
    return months


def _item(key: tuple[UUID, str], name: str, states: Mapping[bool, int], people: int) -> SignalCount:
    unit_id, month = key
    few = people < policy.FEWEST_COUNTED
    live, over = (None, None) if few else (states.get(True, 0), states.get(False, 0))
    return SignalCount(unit_id=unit_id, unit_name=name, month=month, open=live, closed=over)
