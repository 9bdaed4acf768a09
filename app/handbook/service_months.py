"""The days of a handbook by month, each month with its attendance as the unit's sheet says it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of
from app.attendance.parts import ConfirmationState, MonthPart
from app.attendance.service_ledger import MonthSheet, sheets
from app.attendance.service_month_list import day_exceptions
from app.core import clock
from app.core.work import Work
from app.handbook import words
from app.records.models import DayType, RecordStatus
from app.records.models_summaries import Voice
from app.records.periods import Grain
from app.records.schemas import ItemView
from app.records.service.book import BookDay, BookHidden, BookPhoto
from app.records.service.print_review import CATEGORIES, KINDS, WEEKDAYS
from app.records.service.summaries import Kept, summaries_of
from app.secondments.access import ProgrammeRules
from app.secondments.models import Review
from app.secondments.service_cards import SecondmentCard
from app.workdays.rules import dates

_GRAINS = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.TERM)
_NEXT = timedelta(days=3)
"""A weekend between two training days does not end the training."""


class Months:
    """One secondment's months, told for a reader."""

    def __init__(self, work: Work, card: SecondmentCard, rules: ProgrammeRules, reads: Callable[[date], bool]) -> None:
        self.work, self.card, self.rules, self.reads = work, card, rules, reads
        self.names: dict[UUID, str] = {}
        self.kept: dict[str, list[Kept]] = {}

    def told(self, first: date, last: date, shown: list[BookDay]) -> list[dict[str, Any]]:
        """Every month that has begun or holds a submitted day, in order."""
        by_month: dict[str, list[BookDay]] = defaultdict(list)
        for one in shown:
            by_month[clock.month_of(one.on)].append(one)
        begun = clock.months_within(first, max(first, min(last, self.work.today)))
        keys = sorted({*begun, *by_month})
        ledgers = {key: sheets(self.work, [self.card], key)[0] for key in keys if self._has_ended(key)}
        self.names = self._names(shown, ledgers.values())
        self.kept = self._kept(first, last)
        return [self._month(key, by_month[key], ledgers.get(key)) for key in keys if self._is_read(key, first, last)]

    def _has_ended(self, key: str) -> bool:
        return clock.month_bounds(key)[1] < self.work.today

    def _is_read(self, key: str, first: date, last: date) -> bool:
        opens, closes = clock.month_bounds(key)
        return any(self.reads(on) for on in dates(max(opens, first), min(closes, last)))

    def _names(self, shown: list[BookDay], ledgers: Iterable[MonthSheet]) -> dict[UUID, str]:
        people: set[UUID | None] = set()
        for one in shown:
            people |= {one.decided_by_id, one.decided_for_id}
        for sheet in ledgers:
            for said in sheet.said.values():
                people |= {said.confirmed_by_id, said.confirmed_for_id}
        return names_of(self.work, people)

    def _kept(self, first: date, last: date) -> dict[str, list[Kept]]:
        """Weeks, months and quarters in the cadre's words and the unit's notes, by the month in which each ends."""
        found: dict[str, list[Kept]] = defaultdict(list)
        for one in summaries_of(self.work, self.card.id, first, last):
            if self.reads(one.last_on):
                found[clock.month_of(one.last_on)].append(one)
        return found

    def _month(self, key: str, days: list[BookDay], ledger: MonthSheet | None) -> dict[str, Any]:
        parts = [part for part in ledger.parts if self.reads(part.last_on)] if ledger else []
        return {
            "key": key,
            "name": words.month(key),
            "days": [self._day(one) for one in days],
            "summaries": [_summary_of(one) for one in sorted(self.kept.get(key, ()), key=_turn)],
            "attendance": [self._part(part) for part in parts],
            "ended": ledger is not None,
        }

    def _part(self, part: MonthPart) -> dict[str, str]:
        return {
            "unit": part.posting.receiving_unit_name,
            "attended": words.halves(sum(one.portion for one in part.days)),
            "remarks": words.remarks(day_exceptions(part.days)),
            "confirmed": self._confirmed(part),
        }

    def _confirmed(self, part: MonthPart) -> str:
        said = part.confirmation
        if said is None or part.state is not ConfirmationState.CONFIRMED:
            return ""
        if said.signed_by and said.signed_on:
            return f"纸质签认：{said.signed_by}，{words.day(said.signed_on)}"
        stood_in = f"（代{self.names[said.confirmed_for_id]}）" if said.confirmed_for_id else ""
        return f"在系统中确认：{self.names[said.confirmed_by_id]}{stood_in}，{words.instant(said.confirmed_at)}"

    def _day(self, one: BookDay) -> dict[str, Any]:
        return {
            "on": one.on.isoformat(),
            "date": words.short_day(one.on),
            "weekday": WEEKDAYS[one.on.weekday()],
            "kind": KINDS[one.day_type],
            "marks": self._marks(one),
            "items": [_item(item) for item in one.items],
            "difficulty": one.difficulty or "",
            "takeaway": one.takeaway or "",
            "late": one.late_reason or "",
            "addenda": [
                {"at": words.instant(extra.at), "text": extra.text, "reason": extra.reason} for extra in one.addenda
            ],
            "photos": [_photo(photo) for photo in one.photos],
            "review": self._review(one),
            "comment": one.comment or "",
            "hidden": _hidden(one.hidden) if one.hidden else None,
        }

    def _marks(self, one: BookDay) -> list[str]:
        marks = {"离线补传": one.late_sync, "补记": one.late_reason is not None, "历史导入": one.imported}
        return [word for word, holds in marks.items() if holds]

    def _review(self, one: BookDay) -> str:
        if one.status is RecordStatus.SUBMITTED:
            return self._waiting(one)
        word = "通过" if one.status is RecordStatus.APPROVED else "退回"
        if one.paper is not None:
            return f"{word}（纸质审阅）：{one.paper.signed_by}，{words.day(one.paper.signed_on)}"
        if one.decided_by_id is None:
            return word
        stood_in = f"（代{self.names[one.decided_for_id]}）" if one.decided_for_id else ""
        return f"{word}：{self.names[one.decided_by_id]}{stood_in}，{words.instant(one.decided_at)}"

    def _waiting(self, one: BookDay) -> str:
        programme_id = self.card.secondment.programme_id
        rules = self.rules.policy_on(programme_id, one.on)
        if rules is not None and rules.review is Review.MONTHLY:
            return "按月阅示"
        closed = self.rules.is_month_closed(programme_id, clock.month_of(one.on))
        return "未审阅" if closed else "待审阅"


def _turn(one: Kept) -> tuple[int, date, bool]:
    return _GRAINS.index(one.grain), one.first_on, one.voice is Voice.HOST


def _summary_of(one: Kept) -> dict[str, str]:
    return {
        "title": words.summary_title(one),
        "span": words.span(one.first_on, one.last_on),
        "text": f"（{words.HIDDEN[one.hidden]}）" if one.hidden else one.text,
        "by": one.author_name,
        "at": words.instant(one.kept_at),
    }


def _item(item: ItemView) -> dict[str, str]:
    said = {name: getattr(item, name) or "" for name in ("text", "slot", "place", "outcome")}
    return said | {"category": CATEGORIES.get(item.category or "", item.category or "")}


def _photo(photo: BookPhoto) -> dict[str, Any]:
    caption = f"{clock.beijing(photo.taken_at):%Y-%m-%d %H:%M} 拍摄" if photo.taken_at else "拍摄时间不详"
    return {"sha256": photo.sha256, "caption": caption, "width": photo.width, "height": photo.height}


def _hidden(hidden: BookHidden) -> dict[str, str]:
    reason = words.REASONS[hidden.reason] if hidden.reason else ""
    return {"words": words.HIDDEN[hidden.state], "reason": reason, "digest": hidden.digest}


def trainings(shown: Iterable[BookDay]) -> list[dict[str, str]]:
    """Stretches of training days as they were written: the dates, and where."""
    spans: list[list[BookDay]] = []
    for one in shown:
        if one.day_type is not DayType.TRAINING or one.hidden is not None:
            continue
        if spans and one.on - spans[-1][-1].on <= _NEXT:
            spans[-1].append(one)
        else:
            spans.append([one])
    return [{"span": _stretch(days), "summary": _summary(days)} for days in spans]


def _stretch(days: list[BookDay]) -> str:
    return words.day(days[0].on) if len(days) == 1 else words.span(days[0].on, days[-1].on)


def _summary(days: list[BookDay]) -> str:
    first = next((item for one in days for item in one.items), None)
    said = (first.text, first.place) if first else ()
    return "，".join(part for part in said if part)
