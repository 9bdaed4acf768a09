"""What a change of the calendar does to the months that have begun: asked before it is made, in counts alone."""

from collections.abc import Collection, Sequence
from datetime import date

from app.attendance.ledger import Day
from app.attendance.repository_calendars import closed_at
from app.attendance.service_calendars import MonthCalendars
from app.attendance.service_ledger import MonthSheet, sheets, term_of
from app.core import clock
from app.core.work import Work
from app.secondments.service_cards import SecondmentCard, list_in_month
from app.workdays.overlays import Calendar
from app.workdays.ports import PORTS
from app.workdays.schemas import MonthEffectView


def lend_to_workdays() -> None:
    """Hand the answer to the calendar, which may not ask for it itself; doing it twice is doing it once."""
    PORTS.effects = effects_of


def effects_of(work: Work, calendar: Calendar, days: Collection[date]) -> Sequence[MonthEffectView]:
    """Each begun month with somebody whose half days would differ; months that have not begun simply follow."""
    begun = sorted({clock.month_of(on) for on in days if clock.month_of(on) <= clock.month_of(work.today)})
    found = [_effect(work, calendar, month) for month in begun]
    return [effect for effect in found if effect.cadres or effect.closed]


def _effect(work: Work, calendar: Calendar, month: str) -> MonthEffectView:
    cards = list_in_month(work, None, month)
    closed = closed_at(work.session, month)
    still_open = [card for card in cards if card.programme.id not in closed]
    before, after = sheets(work, still_open, month), sheets(work, still_open, month, calendar)
    differ = _Differ()
    touched = [(old, new) for old, new in zip(before, after, strict=True) if differ(old.days, new.days)]
    return MonthEffectView(
        month=month,
        cadres=len(touched),
        confirmed=sum(_asks_anew(old, new) for old, new in touched),
        closed=_settled(work, calendar, month, [card for card in cards if card.programme.id in closed]),
    )


def _asks_anew(old: MonthSheet, new: MonthSheet) -> bool:
    return any(part.changed and not was.changed for was, part in zip(old.parts, new.parts, strict=True))


def _settled(work: Work, calendar: Calendar, month: str, cards: Sequence[SecondmentCard]) -> int:
    """How many keep the days that their closed month was settled on, though the calendar changes."""
    before = MonthCalendars(work, month, settled=False)
    after = MonthCalendars(work, month, calendar, settled=False)
    differ = _Differ()
    return sum(differ(before.ledger(card, term_of(card)), after.ledger(card, term_of(card))) for card in cards)


class _Differ:
    """Whether two ledgers say different things; those that many cadres share are compared once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bool] = {}
        self._kept: list[tuple[Day, ...]] = []

    def __call__(self, old: tuple[Day, ...], new: tuple[Day, ...]) -> bool:
        key = id(old), id(new)
        if key not in self._known:
            self._kept += [old, new]  # while they live, nothing else gets their ids
            states = (((one.am.state, one.pm.state) for one in days) for days in (old, new))
            self._known[key] = any(was != now for was, now in zip(*states, strict=True))
        return self._known[key]
