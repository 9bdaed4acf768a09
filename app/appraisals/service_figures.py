"""Attendance and leave of a term for its form: days of the ledger by state, from confirmed months alone.

Neither records nor check-ins are counted. Leave is one sum: its kinds are for the author and the deciders.
"""

from collections import Counter

from app.appraisals.schemas import FiguresView
from app.attendance.ledger import State
from app.attendance.service_ledger import sheets
from app.core import clock
from app.core.work import Work
from app.secondments.service_cards import SecondmentCard

COUNTED = (
    State.ON_POST,
    State.OFFICIAL_TRIP,
    State.TRIP_PAID_ELSEWHERE,
    State.TRAINING,
    State.LEAVE,
    State.ABSENT,
)


def figures_of(work: Work, card: SecondmentCard) -> FiguresView:
    """The term's figures until today; months that a unit's word still lacks are named and not counted."""
    first, last = card.term_start_on, min(card.secondment.end_on, work.today)
    if last < first:
        return FiguresView(halves={}, months=[], confirmed=[])
    halves: Counter[str] = Counter()
    confirmed = []
    months = list(clock.months_within(first, last))
    for month in months:
        sheet = sheets(work, [card], month)[0]
        if not sheet.is_confirmed:
            continue
        confirmed.append(month)
        for day in sheet.days:
            halves.update(str(state) for state in (day.am.state, day.pm.state) if state in COUNTED)
    return FiguresView(halves=dict(sorted(halves.items())), months=months, confirmed=confirmed)
