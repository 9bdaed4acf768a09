"""A cadre's days: read with their sources, corrected by those who manage, withdrawn while the month is open."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.attendance import policy, repository
from app.attendance.errors import MonthClosed
from app.attendance.ledger import Day, Half, Source
from app.attendance.models import DayOverride
from app.attendance.parts import MonthPart
from app.attendance.ports import PORTS
from app.attendance.schemas import Basis, ConfirmationView, CorrectionView, DayIn, DaysView, DayView, PartView
from app.attendance.service_ledger import MonthSheet, month_sheet
from app.audit.service import record
from app.core import clock
from app.core.errors import Invalid, NotFound, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.work import Work
from app.secondments.access import Access, get_access, get_policy, hold_month, is_month_closed, refuse_imported
from app.secondments.models import ProgrammePolicy, Secondment


def get_days(work: Work, secondment_id: UUID, month: str) -> DaysView:
    """A month of the ledger for whoever may know of the secondment."""
    access = get_access(work, secondment_id)
    return _view(work, access, _sheet(work, secondment_id, month))


def correct_day(work: Work, secondment_id: UUID, on: date, body: DayIn) -> DayView:
    """State what a day or half a day was; a later word replaces an earlier one on the same half.

    Possible after the month was closed as well (the correction is marked and moves the next open month): facts do not
    freeze, settled lines do (domain.md 4.7). Saying the same again changes nothing.
    """
    access = _manageable(work, secondment_id, on)
    _check_date(access.secondment, on, work.today)
    hold_month(work, access.secondment.programme_id, clock.month_of(on))
    before = repository.list_overrides(work.session, [secondment_id], on, on)
    if not _says_so(before, body, work.actor.person_id):
        _replace(work, access, on, body, before)
    return _day_view(work, access, on)


def withdraw_correction(work: Work, secondment_id: UUID, on: date) -> DayView:
    """Let the calendar speak for a day again; in a closed month only a new correction with a reason does that."""
    access = _manageable(work, secondment_id, on)
    _check_date(access.secondment, on, work.today)
    month = clock.month_of(on)
    hold_month(work, access.secondment.programme_id, month)
    standing = repository.list_overrides(work.session, [secondment_id], on, on)
    if standing and is_month_closed(work, access.secondment.programme_id, month):
        raise MonthClosed
    for row in standing:
        row.withdrawn_at = work.now
        work.session.add(row)
    if standing:
        work.session.flush()
        _told(
            work, access, "attendance.day_withdraw", "day.correction_withdrawn", on, states=[r.state for r in standing]
        )
    return _day_view(work, access, on)


def policy_of(work: Work, secondment: Secondment, on: date) -> ProgrammePolicy:
    """The programme's policy on a date, or on the nearest day of the term."""
    return get_policy(work, secondment.programme_id, min(max(on, secondment.start_on), secondment.end_on))


def confirmation_view(part: MonthPart, names: dict[UUID, str]) -> ConfirmationView:
    """One unit's word on its dates with the name of who gave it."""
    row = part.confirmation
    if row is None or not part.is_confirmed:
        return ConfirmationView(state=part.state.value)
    return ConfirmationView(
        state=part.state.value,
        basis=Basis(row.basis),
        confirmed_at=row.confirmed_at,
        confirmed_by=names.get(row.confirmed_by_id),
        changed=part.changed,
        confirmed_for=names.get(row.confirmed_for_id) if row.confirmed_for_id else None,
        signed_by=row.signed_by,
        signed_on=row.signed_on,
        sheet_no=row.sheet_no,
        attachment_id=row.attachment_id,
    )


def confirmers(parts: Iterable[MonthPart]) -> set[UUID]:
    """Who gave the word on these parts, and in whose place."""
    rows = [part.confirmation for part in parts if part.confirmation]
    people = {key for row in rows for key in (row.confirmed_by_id, row.confirmed_for_id)}
    return {key for key in people if key is not None}


def _part_view(part: MonthPart, names: dict[UUID, str]) -> PartView:
    return PartView(
        unit_id=part.unit_id,
        unit_name=part.posting.receiving_unit_name,
        post_title=part.posting.post_title,
        first_on=part.first_on,
        last_on=part.last_on,
        confirmation=confirmation_view(part, names),
    )


def _whole_view(sheet: MonthSheet, parts: Sequence[PartView]) -> ConfirmationView:
    """The word on the whole month: the last one given, once all of them are."""
    if not sheet.is_confirmed:
        return ConfirmationView(state=sheet.state.value)
    latest = max((part.confirmation for part in parts), key=lambda said: str(said.confirmed_at))
    return latest.model_copy(update={"changed": sheet.changed})


def _sheet(work: Work, secondment_id: UUID, month: str) -> MonthSheet:
    sheet = month_sheet(work, secondment_id, month)
    if sheet is None:
        raise NotFound
    return sheet


def _manageable(work: Work, secondment_id: UUID, on: date) -> Access:
    access = get_access(work, secondment_id, lock=True)
    rules = policy_of(work, access.secondment, on)
    require(policy.can_correct(access.relations_on(on), rules.reviewed_by))
    refuse_imported(work, access.secondment)
    return access


def _check_date(secondment: Secondment, on: date, today: date) -> None:
    if not secondment.start_on <= on <= secondment.end_on:
        raise Invalid.at("/on", N_("这一天不在挂职期内。"), "outside-term")
    if on > today:
        raise Invalid.at("/on", N_("还没有到这一天。"), "future-day")


def _says_so(standing: list[DayOverride], body: DayIn, person_id: UUID | None) -> bool:
    """Whether the newest word for that half is already this one, by the same person."""
    told = [row for row in standing if row.half in (None, body.half) or body.half is None]
    newest = told[-1] if told else None
    if newest is None or newest.half != body.half:
        return False
    return (newest.state, newest.reason, newest.decided_by_id) == (body.state, body.reason, person_id)


def _replace(work: Work, access: Access, on: date, body: DayIn, standing: list[DayOverride]) -> None:
    month = clock.month_of(on)
    for row in standing:
        if body.half is None or row.half == body.half:
            row.withdrawn_at = work.now
            work.session.add(row)
    assert work.actor.person_id is not None  # noqa: S101 - only people stand in a managing relation
    after = DayOverride(
        secondment_id=access.secondment.id,
        day_on=on,
        half=body.half,
        state=body.state,
        reason=body.reason,
        after_close=is_month_closed(work, access.secondment.programme_id, month),
        decided_by_id=work.actor.person_id,
    )
    work.session.add(after)
    work.session.flush()
    facts: dict[str, Any] = {"state": body.state, "half": body.half, "after_close": after.after_close}
    _told(work, access, "attendance.day_correct", "day.corrected", on, **facts)


def _told(work: Work, access: Access, action: str, topic: str, on: date, **facts: Any) -> None:
    secondment = access.secondment
    unit_id = access.posting_on(on).receiving_unit_id
    lender = access.acts_for(on, policy_of(work, secondment, on).reviewed_by)
    if lender is not None:
        facts["delegated_by"] = str(lender)
    record(work, action, "secondment", secondment.id, unit_id=unit_id, on=on.isoformat(), **facts)
    publish(work, topic, secondment_id=secondment.id, person_id=secondment.cadre_id, on=on)


def _day_view(work: Work, access: Access, on: date) -> DayView:
    sheet = _sheet(work, access.secondment.id, clock.month_of(on))
    return next(day for day in _view(work, access, sheet).items if day.on == on)


def _view(work: Work, access: Access, sheet: MonthSheet) -> DaysView:
    """The month with what its reader may know of each day: of days that another unit hosts, the ledger alone."""
    secondment_id = access.secondment.id
    first, last = sheet.days[0].on, sheet.days[-1].on
    parts = sheet.parts
    recorded: Collection[date] = ()
    if policy.may_see_recorded(access.relations):
        recorded = PORTS.recorded_days(work, [secondment_id], first, last).get(secondment_id, ())
    rows = {str(row.id): row for row in repository.list_overrides(work.session, [secondment_id], first, last)}
    people = {row.decided_by_id for row in rows.values()}
    people |= confirmers(parts)
    names = repository.names_of(work.session, people)
    shown = []
    for part in parts:
        for day in part.days:
            held = access.relations_on(day.on)
            shown.append(
                day_view(
                    day,
                    confirmed=part.is_confirmed,
                    recorded=day.on in recorded if policy.may_see_recorded(held) else None,
                    corrections=_corrections(day, rows, names, open_reasons=policy.may_see_reasons(held)),
                )
            )
    views = [_part_view(part, names) for part in parts]
    return DaysView(
        secondment_id=secondment_id,
        month=sheet.month,
        confirmation=_whole_view(sheet, views),
        parts=views,
        items=sorted(shown, key=lambda day: day.on),
    )


def day_view(day: Day, *, confirmed: bool, recorded: bool | None, corrections: list[CorrectionView]) -> DayView:
    """A ledger day as the API names it."""
    return DayView(
        on=day.on,
        am=day.am.state,
        pm=day.pm.state,
        state=day.state,
        portion=day.portion / 2,
        source=day.source,
        confirmed=confirmed,
        recorded=recorded,
        workday=day.kind.is_working,
        leave_id=next((UUID(half.ref) for half in day.halves if half.source is Source.LEAVE and half.ref), None),
        corrections=corrections,
    )


def _corrections(
    day: Day, rows: dict[str, DayOverride], names: dict[UUID, str], *, open_reasons: bool
) -> list[CorrectionView]:
    found = []
    for half, part in zip((Half.AM, Half.PM), day.halves, strict=True):
        row = rows.get(part.ref or "")
        if row is not None:
            found.append(
                CorrectionView(
                    half=half,
                    state=part.state,
                    reason=row.reason if open_reasons else None,
                    by=names.get(row.decided_by_id) if open_reasons else None,
                    at=row.created_at,
                    after_close=row.after_close,
                )
            )
    return found
