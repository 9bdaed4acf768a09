"""Dated rates: set by the Organization Department, read by finance, never two on one day."""

from datetime import date
from typing import Any
from uuid import UUID

from app.allowances import policy, repository
from app.allowances.errors import MonthSettled, RateOverlap
from app.allowances.models import Rate
from app.allowances.schemas import RateIn, RatePatch, RateView
from app.audit.service import record
from app.core import clock
from app.core.errors import Invalid, NotFound, require
from app.core.i18n import N_
from app.core.paging import Page, view_page
from app.core.work import Work
from app.secondments.models import CLOSED_STATES, Programme
from app.secondments.service_minting import check_version, hold_identity, is_replay, stamp
from app.secondments.service_months import month_states


def create_rate(work: Work, body: RateIn) -> tuple[RateView, bool]:
    """A new rate and whether it is new; RateOverlap when another of the band holds on one of its days."""
    programme, path = _programme(work, body.programme_id)
    require(policy.can_maintain_rates(work.actor, path))
    hold_identity(work, body.id)
    existing = repository.get_rate(work.session, body.id) if body.id else None
    if existing is not None and is_replay(work, existing, body):
        return _view(existing, programme.name), False
    repository.lock_programme(work.session, programme.id)
    rate = stamp(work, Rate.model_validate(body.model_dump(exclude={"id"})), body)
    _refuse_overlap(work, rate)
    work.session.add(rate)
    work.session.flush()
    record(work, "allowances.rate_create", "rate", rate.id, after=rate, unit_id=programme.unit_id, **_facts(rate))
    return _view(rate, programme.name), True


def end_rate(work: Work, rate_id: UUID, body: RatePatch, expected: int | None) -> RateView:
    """Let a rate end on a day (not included); days of closed months keep the rate that they were paid by."""
    rate = repository.get_rate(work.session, rate_id)
    if rate is None:
        raise NotFound
    programme, path = _programme(work, rate.programme_id)
    require(policy.can_maintain_rates(work.actor, path))
    repository.lock_programme(work.session, programme.id)
    rate = repository.get_rate(work.session, rate_id, lock=True)
    if rate is None:
        raise NotFound
    view = _view(rate, programme.name)
    if rate.valid_to == body.valid_to and expected is not None:
        return view
    check_version(expected, rate.version, view)
    _check_end(work, rate, body.valid_to)
    before = rate.model_copy()
    rate.valid_to = body.valid_to
    _refuse_overlap(work, rate)
    work.session.add(rate)
    work.session.flush()
    record(
        work,
        "allowances.rate_end",
        "rate",
        rate.id,
        before=before,
        after=rate,
        unit_id=programme.unit_id,
        **_facts(rate),
    )
    return _view(rate, programme.name)


def list_rates(
    work: Work, programme_id: UUID | None = None, on: date | None = None, limit: int = 50, cursor: str | None = None
) -> Page[RateView]:
    """The rates of the programmes that the actor runs or pays, newest first; `on` keeps those that hold that day."""
    require(policy.can_read_rates(work.actor))
    if programme_id is not None:
        _programme(work, programme_id)
    paths = readable_paths(work)
    rows, following = repository.list_rates(work.session, paths, programme_id, on, limit, cursor)
    names = {programme.id: programme.name for programme, _ in repository.list_programmes(work.session, paths)}
    return view_page(rows, following, lambda row: _view(row, names[row.programme_id]))


def get_rate(work: Work, rate_id: UUID) -> RateView:
    """One rate."""
    rate = repository.get_rate(work.session, rate_id)
    if rate is None:
        raise NotFound
    programme, _ = _programme(work, rate.programme_id)
    return _view(rate, programme.name)


def readable_paths(work: Work) -> tuple[str, ...]:
    """The tree paths whose programmes' money the actor reads."""
    if work.actor.kind == "client":
        return (work.actor.client_unit_path,) if work.actor.client_unit_path else ()
    return tuple(path for role in policy.PAY_READERS for path in work.actor.paths(role))


def _programme(work: Work, programme_id: UUID) -> tuple[Programme, str]:
    found = repository.list_programmes(work.session, readable_paths(work), programme_id)
    if not found:
        raise NotFound
    return found[0]


def _refuse_overlap(work: Work, rate: Rate) -> None:
    with work.session.no_autoflush:
        other = repository.find_overlap(work.session, rate)
    if other is not None:
        raise RateOverlap(first=other.valid_from.isoformat(), extra={"other_id": str(other.id)})


def _check_end(work: Work, rate: Rate, valid_to: date | None) -> None:
    if valid_to is not None and valid_to <= rate.valid_from:
        raise Invalid.at("/valid_to", N_("截止日期应晚于起始日期（截止当日不含）。"), "dates-in-order")
    states = month_states(work, rate.programme_id)
    closed = [month for month, state in states.items() if state in CLOSED_STATES]
    if valid_to is not None and closed and valid_to <= clock.month_bounds(max(closed))[1]:
        raise MonthSettled


def _facts(rate: Rate) -> dict[str, Any]:
    return {
        "programme_id": str(rate.programme_id),
        "band": rate.region_band,
        "amount_fen": rate.amount_fen,
        "valid_from": rate.valid_from.isoformat(),
        "valid_to": rate.valid_to and rate.valid_to.isoformat(),
    }


def _view(rate: Rate, programme_name: str) -> RateView:
    return RateView.model_validate({**rate.model_dump(), "programme_name": programme_name})
