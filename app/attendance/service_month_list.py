"""A month to confirm, as a list: a row for each cadre and host, exceptions first, with what the reader may do to it."""

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import orjson

from app.accounts.service_unit_names import unit_names_on
from app.attendance import policy, repository
from app.attendance.ledger import Day, Source, State
from app.attendance.parts import MonthPart
from app.attendance.schemas import Basis, DayExceptionView, MonthRowView, MonthView
from app.attendance.service_days import confirmation_view, confirmers
from app.attendance.service_ledger import MonthSheet, visible_month
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.i18n import N_
from app.core.paging import DEFAULT_LIMIT
from app.core.work import Work
from app.secondments.models import ProgrammePolicy
from app.secondments.policy import Relation, relations
from app.secondments.service_circle import facts_of

_DAY = timedelta(days=1)
SortKey = tuple[bool, str, str, str, str]


def list_month(
    work: Work, month: str, unit_id: UUID | None = None, *, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
) -> MonthView:
    """The month's rows of a unit and all below it (of every visible unit without one); `limit` None is all.

    Exceptions first, then by unit, person number and name; never by any count.
    """
    found = hosted_parts(work, visible_month(work, month))
    if unit_id is not None:
        path = repository.find_unit_path(work.session, unit_id)
        found = [item for item in found if path and item.part.posting.receiving_path.startswith(path)]
        if not found:
            raise NotFound
    confirmed = sum(item.part.is_confirmed for item in found)
    keyed = sorted(((_sort_key(item), item) for item in found), key=lambda pair: pair[0])
    if cursor:
        after = _decode(cursor)
        keyed = [pair for pair in keyed if pair[0] > after]
    taken = keyed if limit is None else keyed[:limit]
    more = len(taken) < len(keyed)
    return MonthView(
        month=month,
        unit_id=unit_id,
        items=list_rows(work, [item for _, item in taken], month),
        next_cursor=_encode(taken[-1][0]) if more and taken else None,
        confirmed=confirmed,
        pending=len(found) - confirmed,
    )


@dataclass(frozen=True, slots=True)
class Hosted:
    """One unit's part of a cadre's month, and what the actor is for its days."""

    sheet: MonthSheet
    part: MonthPart
    held: frozenset[Relation]


def hosted_parts(work: Work, found: Sequence[MonthSheet]) -> list[Hosted]:
    """The parts of these sheets that the actor may know of: a unit's people see its own dates alone."""
    facts = facts_of(work, [sheet.card for sheet in found])
    items = []
    for sheet in found:
        for part in sheet.parts:
            held = relations(work.actor, facts[sheet.card.id], work.today, part.last_on)
            if held:
                items.append(Hosted(sheet, part, held))
    return items


def list_rows(work: Work, found: Sequence[Hosted], month: str) -> list[MonthRowView]:
    """Rows of these parts, in their order, in a fixed number of statements."""
    names = repository.names_of(work.session, confirmers(item.part for item in found))
    programmes = {item.sheet.card.programme.id for item in found}
    closed = repository.closed_programmes(work.session, month)
    rules = repository.policies_on(work.session, programmes, clock.month_bounds(month)[1])
    calculated = repository.calculated_programmes(work.session, month)
    names |= unit_names_on(work, {item.part.unit_id for item in found}, clock.month_bounds(month)[1])
    return [
        _row(
            item,
            names,
            Powers(item.held, rules.get(key), work.today, month_closed=key in closed),
            calculated,
        )
        for item, key in ((item, item.sheet.card.programme.id) for item in found)
    ]


@dataclass(frozen=True, slots=True)
class Powers:
    """What the reader may do to one row; nothing while the programme has no rules."""

    held: frozenset[Relation]
    rules: ProgrammePolicy | None
    today: date
    month_closed: bool = False

    def confirm(self, *, paper: bool) -> bool:
        """Give the word."""
        if self.rules is None:
            return False
        return policy.can_confirm(self.held, self.rules.reviewed_by, paper=paper, month_closed=self.month_closed)

    def correct(self) -> bool:
        """Correct a day."""
        return self.rules is not None and policy.can_correct(self.held, self.rules.reviewed_by)


def _row(item: Hosted, names: dict[UUID, str], may: Powers, calculated: frozenset[UUID]) -> MonthRowView:
    card, part = item.sheet.card, item.part
    due = policy.has_ended(part.last_on, card.secondment.end_on, may.today)
    to_confirm = due and (not part.is_confirmed or part.changed)
    paper = part.confirmation is not None and part.confirmation.basis == Basis.PAPER
    return MonthRowView(
        secondment_id=card.id,
        cadre_id=card.secondment.cadre_id,
        cadre_name=card.cadre_name,
        person_no=card.person_no,
        post_title=part.posting.post_title,
        unit_id=part.unit_id,
        unit_name=names[part.unit_id],
        first_on=part.first_on,
        last_on=part.last_on,
        whole=len(part.days) == len(item.sheet.days),
        programme_id=card.programme.id,
        programme_name=card.programme_name,
        workdays=sum(1 for day in part.days if day.kind.is_working and day.state is not State.OUTSIDE),
        attended_days=sum(day.portion for day in part.days) / 2,
        confirmation=confirmation_view(part, names),
        exceptions=day_exceptions(part.days),
        due=due,
        can_confirm=to_confirm and may.confirm(paper=False),
        can_confirm_paper=to_confirm and may.confirm(paper=True),
        can_reopen=part.is_confirmed and card.programme.id not in calculated and may.confirm(paper=paper),
        can_correct=may.correct(),
        can_print=policy.can_print(item.held),
    )


def day_exceptions(days: Iterable[Day]) -> list[DayExceptionView]:
    """What differs from the calendar, neighbours of one kind joined, in order."""
    found: list[DayExceptionView] = []
    for day in days:
        for code, source, halves in _differences(day):
            last = next((item for item in reversed(found) if item.code == code and item.source == source), None)
            if last is not None and last.last_on + _DAY == day.on and last.halves % 2 == 0 and halves == 2:
                found[found.index(last)] = last.model_copy(update={"last_on": day.on, "halves": last.halves + 2})
            else:
                found.append(
                    DayExceptionView.model_validate(
                        {"code": code, "source": source, "first_on": day.on, "last_on": day.on, "halves": halves}
                    )
                )
    return found


def _differences(day: Day) -> list[tuple[str, Source, int]]:
    halves = [half for half in day.halves if half.source is not Source.CALENDAR]
    codes = [
        ("duty" if h.state is State.ON_POST and not day.kind.is_working else str(h.state), h.source) for h in halves
    ]
    return [(code, source, codes.count((code, source))) for code, source in dict.fromkeys(codes)]


def _sort_key(item: Hosted) -> SortKey:
    card, part = item.sheet.card, item.part
    plain = all(half.source is Source.CALENDAR for day in part.days for half in day.halves)
    name = part.posting.receiving_unit_name
    return (
        plain and not part.changed,
        name,
        card.person_no or "",
        card.cadre_name,
        f"{card.id}/{part.first_on.isoformat()}",
    )


def _encode(key: SortKey) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def _decode(cursor: str) -> SortKey:
    try:
        plain, *texts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        unit, number, name, key = (str(text) for text in texts)
        return bool(plain), unit, number, name, key
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid.at("/cursor", N_("翻页标记无效，请从第一页重新开始。"), "bad-cursor") from error
