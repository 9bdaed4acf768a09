"""What attendance refuses, with stable codes."""

from app.core.errors import Conflict, DomainError, Forbidden, VersionConflict
from app.core.i18n import N_


class CheckInOff(Conflict):
    """The programme does not offer check-in."""

    code, message = "check-in-off", N_("本项目不使用签到。")


class NotServing(Conflict):
    """The secondment does not run on that day, so there is no post to be on."""

    code, message = "not-serving", N_("这一天不在挂职期内，不能签到。")


class ClientIdReused(DomainError):
    """A check-in's `client_id` came again with another body."""

    code, status, message = "client-id-reused", 409, N_("这个签到编号已用于另一次签到。")


class CheckInDayPast(Conflict):
    """A check-in is withdrawn on its own day only."""

    code, message = "check-in-day-past", N_("只能在当天撤回签到。")


class MonthNotEnded(Conflict):
    """Nobody confirms days that have not happened."""

    code, message = "month-not-ended", N_("本月还没有结束，月末之后才能确认。")


class MonthCalculated(Conflict):
    """The month's pay has been calculated from this confirmation."""

    code, message = "month-calculated", N_("本月补助已核算，不能撤回确认；可更正具体日子。")


class MonthClosed(Conflict):
    """What a closed month counted stays; a new correction with a reason is the way."""

    code, message = "month-closed", N_("本月已结账，不能撤回更正；如情况有变，请另作一次更正并写明理由。")


class LeaveOverlaps(Conflict):
    """Another leave of the same cadre already takes some of the days; `extra["other"]` names its dates."""

    code, message = "leave-overlaps", N_("与另一次请假（%(start_on)s 至 %(end_on)s）重叠。")


class LeaveNotServing(Conflict):
    """Nobody takes leave from a post that was not taken up."""

    code, message = "not-serving", N_("还没有到岗，不能请假。")


class LeaveChanged(VersionConflict):
    """A step on another version than the one that stands; `extra["current"]` holds it."""

    message = N_("这张假条已有变化，请看过最新情况再办。")


class LeaveDecided(Conflict):
    """The state of the leave leaves no room for this step."""

    code, message = "leave-decided", N_("这张假条已经办过，不能再这样办。")


class LeaveBegun(Conflict):
    """What has begun is ended, not withdrawn."""

    code, message = "leave-begun", N_("假期已经开始，请销假；其实没有休的，请接收单位撤销。")


class LeaveNotBegun(Conflict):
    """What has not begun is withdrawn, not ended."""

    code, message = "leave-not-begun", N_("假期还没有开始，不休了请撤销。")


class MakerDecides(Forbidden):
    """Whoever filed a leave for somebody does not approve it, unless a signed form is entered."""

    code, message = "maker-decides", N_("这张假条是您代填的，请由另一人审批，或录入纸质审批件。")


class ReferrerDecides(Forbidden):
    """Whoever referred a leave as its receiving unit does not decide it as the Organization Department as well."""

    code, message = "referrer-decides", N_("这张假条是您审核后转来的，请由组织部另一人审批。")


class SheetOutdated(Conflict):
    """The number on the paper stands for other days, or other people, than would be confirmed."""

    code, message = "sheet-outdated", N_("签字表的编号与现在的出勤不符：打印后有更正，或不是这张表。请重新打印、签字。")
