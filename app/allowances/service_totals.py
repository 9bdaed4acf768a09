"""Sums over programmes, units, months or people, for reports; no group is ever ordered by its sum."""

import base64
import binascii
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from app.allowances import policy
from app.allowances import repository_totals as repository
from app.allowances.repository import list_programmes
from app.allowances.repository_totals import Sums, Total, TotalsFilter
from app.allowances.schemas import GroupBy, TotalsList, TotalView
from app.allowances.service_rates import readable_paths
from app.core.errors import Invalid, NotFound, require
from app.core.i18n import N_
from app.core.work import Work

LONGEST_DAYS = 1100
MONEY = ("subsidy_fen", "receipts_fen", "transport_fen", "adjustment_fen", "debt_fen", "total_fen")


def get_totals(
    work: Work,
    wanted: TotalsFilter,
    group: GroupBy,
    limit: int | None = 200,
    cursor: str | None = None,
) -> TotalsList:
    """Sums of the calculated months in a span that `totals_filter` has checked, grouped, in pages."""
    found = repository.list_totals(
        work.session, wanted, group, None if limit is None else limit + 1, _decode(cursor, group)
    )
    shown = found[:limit]
    more = limit is not None and len(found) > limit
    return TotalsList(
        items=[_view(item, group) for item in shown],
        next_cursor=_encode(shown[-1], group) if more else None,
        **_figures(repository.sum_all(work.session, wanted)),
    )


def totals_filter(work: Work, first: date, last: date, programme_id: UUID | None = None) -> TotalsFilter:
    """From `first` to `last`, both included, at most three years; NotFound for a programme that one does not pay."""
    require(policy.can_read_totals(work.actor))
    if not 0 <= (last - first).days <= LONGEST_DAYS:
        raise Invalid.at("/to", N_("截止日期应不早于起始日期，且不超过三年。"), "dates-in-order")
    paths = readable_paths(work)
    if programme_id is not None and not list_programmes(work.session, paths, programme_id):
        raise NotFound
    return TotalsFilter(first, last, paths, programme_id)


def _view(item: Total, group: GroupBy) -> TotalView:
    code = item.code if group == "cadre" else None
    return TotalView(key=item.key, name=item.name, code=code, **_figures(item.sums))


def _figures(sums: Sums) -> dict[str, Any]:
    return {"payable_days": sums.halves / 2, **{name: getattr(sums, name) for name in MONEY}}


def _encode(item: Total, group: GroupBy) -> str:
    key = [item.code if group == "cadre" else item.name, item.key]
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def _decode(cursor: str | None, group: GroupBy) -> tuple[str, str] | None:
    if not cursor:
        return None
    try:
        text, key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return str(text), str(key) if group == "month" else str(UUID(key))
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise Invalid.at("/cursor", N_("翻页标记无效，请从第一页重新开始。"), "bad-cursor") from error
