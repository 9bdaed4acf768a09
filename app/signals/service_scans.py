"""An administrator's scans: asked for here, carried out by the scheduler in processes of their own."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.accounts.directory import names_of
from app.audit.service import digest, record
from app.core.errors import IdReused, Invalid, require
from app.core.i18n import N_
from app.core.paging import Page
from app.core.work import Work
from app.secondments.service_minting import hold_identity
from app.signals import policy, repository_scans
from app.signals.errors import ScanUnderWay
from app.signals.models_scan import ScanOrigin, SignalScan
from app.signals.schemas_scan import KindCounts, ScanIn, ScanView


def ask_for_scan(work: Work, body: ScanIn) -> tuple[ScanView, bool]:
    """Put a scan down for the scheduler, and whether it is new; the same body again is answered with what became of it.

    Errors: 422 for a day that is not over; scan-under-way (409) while the same one is not over.
    """
    require(policy.can_scan(work.actor))
    hold_identity(work, body.id)
    if body.id is not None and (standing := repository_scans.get_scan(work.session, body.id)):
        if standing.body_digest != digest(body):
            raise IdReused
        return _views(work, [standing])[0], False
    if body.as_of > work.today - timedelta(days=1):
        raise Invalid.at("/as_of", N_("只能比对到昨天为止。"))
    found = repository_scans.find_open(work.session, body.from_on, body.to_on, body.as_of)
    if found is not None:
        raise ScanUnderWay
    row = SignalScan(
        from_on=body.from_on,
        to_on=body.to_on,
        as_of=body.as_of,
        origin=ScanOrigin.ASKED,
        requested_by_id=work.actor.person_id,
        body_digest=digest(body),
    )
    if body.id is not None:
        row.id = body.id
    try:
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError as error:  # somebody asked for it at this moment
        raise ScanUnderWay from error
    dates: dict[str, Any] = {name: str(getattr(body, name)) for name in ("from_on", "to_on", "as_of")}
    record(work, "signals.scan", "signal_scan", row.id, **dates)
    return _views(work, [row])[0], True


def list_scans(work: Work, limit: int, cursor: str | None) -> Page[ScanView]:
    """Every scan of the last 90 days, the newest first."""
    require(policy.can_scan(work.actor))
    rows, following = repository_scans.page_scans(work.session, limit, cursor)
    return Page(items=_views(work, rows), next_cursor=following)


def _views(work: Work, rows: Sequence[SignalScan]) -> list[ScanView]:
    people = names_of(work, {row.requested_by_id for row in rows})
    shards = repository_scans.count_shards(work.session, [row.id for row in rows])
    return [
        ScanView(
            **row.model_dump(exclude={"counts"}),
            asked_by_name=people.get(row.requested_by_id) if row.requested_by_id else None,
            done_shards=shards.get(row.id, (0, 0))[0],
            shards=shards.get(row.id, (0, 0))[1],
            counts=[KindCounts(kind=kind, **counts) for kind, counts in sorted(row.counts.items())],
        )
        for row in rows
    ]
