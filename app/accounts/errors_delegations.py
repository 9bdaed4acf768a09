"""What a delegation refuses, with stable codes."""

from app.core.errors import Conflict
from app.core.i18n import N_


class DelegationOverlaps(Conflict):
    """The same person already stands in there on one of these days."""

    code, message = "delegation-overlaps", N_("这段时间已经委托给此人，不必重复。")


class DelegationOver(Conflict):
    """What has ended cannot be withdrawn."""

    code, message = "delegation-over", N_("这次代理已经结束。")
