"""One statement about a span of days for one or several cadres: trips, training by notice, rest-day duty, absence.

All of it or nothing; each unit only its own dates; nobody their own. The same statement again changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.attendance import policy, repository
from app.attendance.errors import MonthClosed
from app.attendance.ledger import Day, State
from app.attendance.models import DayOverride
from app.attendance.schemas_days import DaysIn, StatedDaysView, StatedView, WithdrawDaysIn
from app.attendance.service_days import policy_of
from app.attendance.service_ledger import sheets
from app.audit.service import record
from app.core import clock
from app.core.errors import Invalid, NotFound, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import Access, get_access, hold_month, is_month_closed, refuse_imported
from app.secondments.service_cards import SecondmentCard
from app.workdays.rules import dates

FORESEEABLE = frozenset({State.OFFICIAL_TRIP, State.TRIP_PAID_ELSEWHERE, State.TRAINING})
"""What a notice announces; whether somebody was on post or absent is known afterwards."""
MOST_DAYS = 3000
Days = dict[UUID, list[date]]


@dataclass(frozen=True, slots=True)
class _Span:
    """The cadres that a statement is about, locked, with the ledger of its days before the statement."""

    first_on: date
    last_on: date
    access: dict[UUID, Access]
    cards: dict[UUID, SecondmentCard]
    said: dict[UUID, list[DayOverride]]

    def told(self, key: UUID, on: date) -> list[DayOverride]:
        """What is said of a date, oldest first."""
        return [row for row in self.said.get(key, ()) if row.day_on == on]


def state_days(work: Work, body: DaysIn) -> StatedDaysView:
    """State what a span of days was, or by notice will be, for all named cadres; a later word replaces an earlier one.

    `skip_rest_days` leaves out the days on which the host rests. In a closed month the word stands as a correction for
    the next open one. Raises NotFound, Forbidden, Invalid at the field.
    """
    if body.last_on > work.today and body.state not in FORESEEABLE:
        raise Invalid.at("/to", N_("还没有到这一天，只有外出和培训可以按通知提前登记。"), "future-day")
    span = _span(work, body.secondment_ids, body.first_on, body.last_on)
    wanted = _wanted_days(work, span, body)
    for key, days in wanted.items():
        _check_term(span, key, days, body.secondment_ids)
        _check_power(work, span, key, days)
    for key, days in wanted.items():
        new = [on for on in days if not _says_so(span.told(key, on), body, work.actor.person_id)]
        if new:
            _state(work, span, key, new, body)
    return _answer(work, span, body.state, wanted)


def withdraw_days(work: Work, body: WithdrawDaysIn) -> StatedDaysView:
    """Let the calendar speak again for a span of days; refused as a whole when one of them lies in a closed month."""
    span = _span(work, body.secondment_ids, body.first_on, body.last_on)
    corrected = {key: sorted({row.day_on for row in span.said.get(key, ())}) for key in span.cards}
    for key, days in corrected.items():
        _check_power(work, span, key, days or list(dates(span.first_on, span.last_on)))
        if any(is_month_closed(work, span.access[key].secondment.programme_id, month) for month in _months(days)):
            raise MonthClosed
    for key, days in corrected.items():
        if days:
            _withdraw(work, span.said[key])
            _told(work, span, key, days, "attendance.days_withdraw", "days.withdrawn")
    return _answer(work, span, None, corrected)


def _span(work: Work, ids: Iterable[UUID], first: date, last: date) -> _Span:
    """Months held before rows are locked, both in one order: as confirming does."""
    chosen = sorted(set(ids))
    if len(chosen) * ((last - first).days + 1) > MOST_DAYS:
        raise Invalid.at("/to", N_("一次最多登记 %(count)s 人天，请分几次办理。"), "too-many", count=MOST_DAYS)
    programmes = {get_access(work, key).secondment.programme_id for key in chosen}
    for programme_id in sorted(programmes):
        for month in clock.months_within(first, last):
            hold_month(work, programme_id, month)
    access = {key: get_access(work, key, lock=True) for key in chosen}
    refuse_imported(work, *(one.secondment for one in access.values()))
    found = service_cards.describe(work, chosen)
    if len(found) < len(chosen):
        raise NotFound
    said: dict[UUID, list[DayOverride]] = defaultdict(list)
    for row in repository.list_overrides(work.session, chosen, first, last):
        said[row.secondment_id].append(row)
    return _Span(first, last, access, {key: found[key] for key in chosen}, said)


def _months(days: Sequence[date]) -> tuple[str, ...]:
    return clock.months_within(days[0], days[-1]) if days else ()


def _ledger(work: Work, span: _Span) -> dict[UUID, list[Day]]:
    found: dict[UUID, list[Day]] = {key: [] for key in span.cards}
    for month in clock.months_within(span.first_on, span.last_on):
        for sheet in sheets(work, list(span.cards.values()), month):
            found[sheet.card.id] += [day for day in sheet.days if span.first_on <= day.on <= span.last_on]
    return found


def _wanted_days(work: Work, span: _Span, body: DaysIn) -> Days:
    if not body.skip_rest_days:
        return {key: list(dates(body.first_on, body.last_on)) for key in span.cards}
    found = {key: [day.on for day in days if day.kind.is_working] for key, days in _ledger(work, span).items()}
    if not any(found.values()):
        raise Invalid.at("/from", N_("这几天都是休息日。"), "only-rest-days")
    return found


def _check_term(span: _Span, key: UUID, days: Sequence[date], named: Sequence[UUID]) -> None:
    secondment = span.access[key].secondment
    off = next((on for on in days if not secondment.start_on <= on <= secondment.end_on), None)
    if off is not None:
        raise Invalid.at(
            f"/secondment_ids/{named.index(key)}",
            N_("%(name)s在 %(on)s 不在挂职期内。"),
            "outside-term",
            name=span.cards[key].cadre_name,
            on=off.isoformat(),
        )


def _check_power(work: Work, span: _Span, key: UUID, days: Sequence[date]) -> None:
    """For each date the word of those who host it."""
    access = span.access[key]
    rules = {month: policy_of(work, access.secondment, clock.month_bounds(month)[0]) for month in _months(days)}
    for on in days:
        require(policy.can_correct(access.relations_on(on), rules[clock.month_of(on)].reviewed_by))


def _says_so(told: Sequence[DayOverride], body: DaysIn, person_id: UUID | None) -> bool:
    """Whether the newest word for that half is already this one, by the same person."""
    reaching = [row for row in told if row.half in (None, body.half) or body.half is None]
    newest = reaching[-1] if reaching else None
    if newest is None or newest.half != body.half:
        return False
    said = newest.state, newest.reason, newest.document_no, newest.decided_by_id
    return said == (body.state, body.reason, body.document_no, person_id)


def _state(work: Work, span: _Span, key: UUID, days: Sequence[date], body: DaysIn) -> None:
    person_id = work.actor.person_id
    assert person_id is not None  # noqa: S101 - only people stand in a managing relation
    programme_id = span.access[key].secondment.programme_id
    closed = {month for month in _months(days) if is_month_closed(work, programme_id, month)}
    _withdraw(work, [r for on in days for r in span.told(key, on) if body.half is None or r.half == body.half])
    for on in days:
        work.session.add(
            DayOverride(
                secondment_id=key,
                day_on=on,
                half=body.half,
                state=body.state,
                reason=body.reason,
                document_no=body.document_no,
                after_close=clock.month_of(on) in closed,
                decided_by_id=person_id,
            )
        )
    work.session.flush()
    late = sum(clock.month_of(on) in closed for on in days)
    facts = {"state": body.state, "half": body.half, "after_close": late}
    _told(work, span, key, days, "attendance.days_state", "days.stated", **facts)


def _withdraw(work: Work, rows: Iterable[DayOverride]) -> None:
    for row in rows:
        row.withdrawn_at = work.now
        work.session.add(row)
    work.session.flush()


def _told(work: Work, span: _Span, key: UUID, about: Sequence[date], action: str, topic: str, **facts: Any) -> None:
    access = span.access[key]
    first, last = about[0], about[-1]
    facts |= {"first_on": first.isoformat(), "last_on": last.isoformat(), "days": len(about)}
    record(work, action, "secondment", key, unit_id=access.posting_on(first).receiving_unit_id, **facts)
    publish(work, topic, secondment_id=key, person_id=access.secondment.cadre_id, first_on=first, last_on=last)


def _answer(work: Work, span: _Span, state: State | None, wanted: Days) -> StatedDaysView:
    after = _ledger(work, span)
    return StatedDaysView(
        state=state,
        items=[
            StatedView(
                secondment_id=key,
                cadre_name=card.cadre_name,
                days=wanted[key],
                under_leave=[day.on for day in after[key] if day.on in wanted[key] and _on_leave(day)],
            )
            for key, card in span.cards.items()
        ],
    )


def _on_leave(day: Day) -> bool:
    return any(half.state is State.LEAVE for half in day.halves)
