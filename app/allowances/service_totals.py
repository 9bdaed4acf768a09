"""Sums over programmes, units, months or people, for reports; no group is ever ordered by its sum."""

import base64
import binascii
from datetime import date
from uuid import UUID

import orjson

from app.allowances import policy
from app.allowances import repository_totals as repository
from app.allowances.repository_totals import Total, TotalsFilter
from app.allowances.schemas import GroupBy, TotalsList, TotalView
from app.allowances.service_rates import readable_paths
from app.core.errors import Invalid, require
from app.core.i18n import N_
from app.core.work import Work

LONGEST_DAYS = 1100


def get_totals(
    work: Work, first: date, last: date, group: GroupBy, limit: int = 200, cursor: str | None = None
) -> TotalsList:
    """Subsidies of the calculated months from `first` to `last`, both included; at most three years."""
    require(policy.can_read_totals(work.actor))
    if not 0 <= (last - first).days <= LONGEST_DAYS:
        raise Invalid.at("/to", N_("截止日期应不早于起始日期，且不超过三年。"), "dates-in-order")
    wanted = TotalsFilter(first, last, readable_paths(work))
    found = repository.list_totals(work.session, wanted, group, limit + 1, _decode(cursor, group))
    halves, fen = repository.sum_all(work.session, wanted)
    shown = found[:limit]
    return TotalsList(
        items=[_view(item, group) for item in shown],
        next_cursor=_encode(shown[-1], group) if len(found) > limit else None,
        payable_days=halves / 2,
        subsidy_fen=fen,
    )


def _view(item: Total, group: GroupBy) -> TotalView:
    code = item.code if group == "cadre" else None
    return TotalView(
        key=item.key, name=item.name, code=code, payable_days=item.halves / 2, subsidy_fen=item.subsidy_fen
    )


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
