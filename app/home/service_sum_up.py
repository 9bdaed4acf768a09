"""小结 on the cadre's first page: one line on the last workday of a week or month, for those who want reminders."""

from app.attendance.service_calendars import calendar_at
from app.core.work import Work
from app.records.periods import Period
from app.records.service.summaries_due import ending, may_end, unkept
from app.reminders.service import get_settings
from app.secondments.service_cards import SecondmentCard


def periods_to_sum_up(work: Work, card: SecondmentCard) -> list[Period]:
    """The week and the month whose last workday is today and that hold no summary; none when reminders are muted."""
    today = work.today
    if not card.term_start_on <= today <= card.secondment.end_on:
        return []
    periods = may_end(today)
    if not periods or get_settings(work).muted:
        return []
    calendar = calendar_at(work, card, today, max(period.last_on for period in periods), today)
    return unkept(work, {card.id: ending(periods, calendar, today)}).get(card.id, [])
