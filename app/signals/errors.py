"""What signals refuse."""

from app.core.errors import Conflict
from app.core.i18n import N_


class SignalOver(Conflict):
    """A question that is closed or has run out asks nothing any more."""

    code, message = "signal-over", N_("这个疑问已经了结，不需要再办。")


class AlreadyAnswered(Conflict):
    """One answer a round; it is never overwritten."""

    code, message = "already-answered", N_("已经回答过，回答不能改写。")


class NotAnswered(Conflict):
    """A talk or a spot check comes after the person was heard, never before."""

    code, message = "not-answered", N_("本人还没有回答：可先按已说明或数据有误了结，谈心谈话和抽查须在回答之后。")


class ScanUnderWay(Conflict):
    """One scan of a period as of a day at a time."""

    code, message = "scan-under-way", N_("同一时段、同一日期的比对还没有完成。")
