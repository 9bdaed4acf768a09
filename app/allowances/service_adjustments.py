"""Adjustments 调整: entered by one person of finance, decided by another, and read with the days behind them."""

from collections.abc import Sequence
from uuid import UUID

from app.allowances import policy_settlement as policy
from app.allowances import repository_adjustments as adjustments
from app.allowances.errors import AdjustmentDecided, MakerApproves, OwnMoney
from app.allowances.models_settlement import AdjustmentKind, AdjustmentState, AllowanceAdjustment
from app.allowances.schemas_settlement import (
    AdjustmentApproveIn,
    AdjustmentFilter,
    AdjustmentIn,
    AdjustmentRejectIn,
    AdjustmentView,
)
from app.allowances.service_adjustment_views import views_of
from app.audit.service import record
from app.core import clock
from app.core.errors import Invalid, NotFound, require
from app.core.i18n import N_
from app.core.paging import Page, view_page
from app.core.work import Work
from app.secondments.access import Access, get_access, refuse_imported
from app.secondments.service_minting import check_version, hold_identity, is_replay, stamp


def create_adjustment(work: Work, body: AdjustmentIn) -> tuple[AdjustmentView, bool]:
    """Enter one by hand, and whether it is new: it counts once somebody else has approved it.

    It joins the next calculation of the programme, also when the term is over. Nobody enters their own.
    """
    hold_identity(work, body.id)
    existing = adjustments.get_adjustment(work.session, body.id) if body.id else None
    if existing is not None and is_replay(work, existing, body):
        return _view(work, existing), False
    access = get_access(work, body.secondment_id)
    require(policy.can_adjust(access.relations))
    require(not policy.is_own(access.relations), OwnMoney())
    refuse_imported(work, access.secondment)
    _check_date(access, body)
    row = AllowanceAdjustment(
        secondment_id=access.secondment.id,
        cadre_id=access.secondment.cadre_id,
        programme_id=access.secondment.programme_id,
        month=clock.month_of(body.on),
        kind=AdjustmentKind.MANUAL,
        state=AdjustmentState.SUBMITTED,
        day_on=body.on,
        amount_fen=body.amount_fen,
        reason=body.reason,
        document_no=body.document_no,
    )
    work.session.add(stamp(work, row, body))
    work.session.flush()
    _told(work, access, row, "create")
    return _view(work, row), True


def approve_adjustment(work: Work, adjustment_id: UUID, body: AdjustmentApproveIn) -> AdjustmentView:
    """A second person's word: it is paid or taken back with the next calculation."""
    return _decide(work, adjustment_id, body.version, AdjustmentState.APPROVED, None)


def reject_adjustment(work: Work, adjustment_id: UUID, body: AdjustmentRejectIn) -> AdjustmentView:
    """It does not count; the reason is kept."""
    return _decide(work, adjustment_id, body.version, AdjustmentState.REJECTED, body.reason)


def get_adjustment(work: Work, adjustment_id: UUID) -> AdjustmentView:
    """One adjustment with its days."""
    return _view(work, _known(work, adjustment_id)[0])


def list_adjustments(
    work: Work, wanted: AdjustmentFilter, limit: int = 50, cursor: str | None = None
) -> Page[AdjustmentView]:
    """What the actor may know of and asked for, newest first."""
    visible = adjustments.visible_to(work.actor, work.today)
    rows, following = adjustments.list_adjustments(work.session, visible, wanted, limit, cursor)
    views = {view.id: view for view in views_of(work, rows)}
    return view_page(rows, following, lambda row: views[row.id])


def adjustments_of(work: Work, run_id: UUID, secondment_ids: Sequence[UUID]) -> list[AdjustmentView]:
    """What a run settles of earlier months for these rows, by month; the caller has checked the actor."""
    return views_of(work, adjustments.list_of_rows(work.session, run_id, secondment_ids))


def _decide(
    work: Work, adjustment_id: UUID, version: int, target: AdjustmentState, reason: str | None
) -> AdjustmentView:
    row, access = _known(work, adjustment_id, lock=True)
    require(policy.can_adjust(access.relations))
    require(not policy.is_own(access.relations), OwnMoney())
    require(row.created_by_id != work.actor.person_id, MakerApproves())
    said = (row.state, row.decided_by_id, row.decision_reason, row.version - 1)
    if said == (target, work.actor.person_id, reason, version):
        return _view(work, row)
    if row.state is not AdjustmentState.SUBMITTED:
        raise AdjustmentDecided(extra={"current": _view(work, row)})
    check_version(version, row.version, _view(work, row))
    row.state, row.decision_reason = target, reason
    row.decided_at, row.decided_by_id = work.now, work.actor.person_id
    work.session.add(row)
    work.session.flush()
    _told(work, access, row, "approve" if target is AdjustmentState.APPROVED else "reject")
    return _view(work, row)


def _known(work: Work, adjustment_id: UUID, *, lock: bool = False) -> tuple[AllowanceAdjustment, Access]:
    row = adjustments.get_adjustment(work.session, adjustment_id, lock=lock)
    if row is None:
        raise NotFound
    access = get_access(work, row.secondment_id)
    if not policy.knows_of(access.relations, row.state):
        raise NotFound
    return row, access


def _check_date(access: Access, body: AdjustmentIn) -> None:
    secondment = access.secondment
    if not secondment.start_on <= body.on <= secondment.end_on:
        raise Invalid.at("/on", N_("这一天不在挂职期内。"), "outside-term")
    if body.on > access.today:
        raise Invalid.at("/on", N_("还没有到这一天。"), "future-day")


def _told(work: Work, access: Access, row: AllowanceAdjustment, verb: str) -> None:
    on = row.day_on.isoformat() if row.day_on else None
    unit_id = access.posting_on(row.day_on or access.secondment.end_on).receiving_unit_id
    record(
        work,
        f"allowances.adjustment_{verb}",
        "adjustment",
        row.id,
        unit_id=unit_id,
        secondment_id=str(row.secondment_id),
        month=row.month,
        on=on,
        amount_fen=row.amount_fen,
    )


def _view(work: Work, row: AllowanceAdjustment) -> AdjustmentView:
    return views_of(work, [row])[0]
