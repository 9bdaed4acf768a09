"""What allowances refuse, with stable codes."""

from app.allowances.models import RunState
from app.core.errors import Conflict, Forbidden
from app.core.i18n import N_

_NEXT_STEP = {
    RunState.CALCULATED: N_("本月已核算，下一步是审核。"),
    RunState.APPROVED: N_("本月已审核，下一步是结账。"),
    RunState.CLOSED: N_("本月已结账，下一步是支付。"),
    RunState.PAID: N_("本月已支付。"),
}


class RateOverlap(Conflict):
    """Two rates of one programme and band would hold on one day."""

    code, message = "rate-overlap", N_("与已有标准的日期重叠：%(first)s 起已有一条同地区档的标准。")


class MonthNotEnded(Conflict):
    """A running month is not calculated."""

    code, message = "month-not-ended", N_("本月还没有结束，月末之后才能核算。")


class MonthOrder(Conflict):
    """Months are calculated and closed one after the other."""

    code, message = "month-order", N_("请先把 %(month)s 结账，再办理本月。")


class MonthSettled(Conflict):
    """A closed month never changes."""

    code, message = "month-closed", N_("本月已结账，不能再改；差额在下一个未结月份调整。")


class MonthProvisional(Conflict):
    """A month some of whose days are only guessed may be calculated, but not settled for good."""

    code, message = (
        "month-provisional",
        N_("本月有日子的放假安排还没有公布或导入，只能核算，不能结账。请组织部先导入 %(year)s 年的放假安排。"),
    )


class PolicyIncomplete(Conflict):
    """A programme without a policy or without its day basis cannot be paid."""

    code, message = "policy-incomplete", N_("项目“%(name)s”本月没有生效的政策或计发口径，请组织部先补齐。")


class PendingCadres(Conflict):
    """Somebody's month is not confirmed: close without them only when that is said."""

    code, message = "pending-cadres", N_("还有 %(count)s 人考勤待确认。确认后重新核算，或注明本次不含待确认人员。")


class ExceptionsOpen(Conflict):
    """A day without a rate is not 0, and none is paid twice: nothing is approved while one is open."""

    code, message = (
        "exceptions-open",
        N_("还有 %(count)s 人的某些日子没有适用标准，或已由其他项目计发，请先处理并重新核算。"),
    )


class PaidMeanwhile(Conflict):
    """Two programmes with a cadre in common were calculated at the same moment: the second asks anew."""

    code, message = "paid-meanwhile", N_("名单中有人的日子刚刚由另一个项目计发，请重新核算。")


class RunStale(Conflict):
    """Days, a rate, a confirmation, an adjustment, a journey or a debt changed after the calculation."""

    code, message = "run-stale", N_("核算之后考勤、标准、调整、交通或欠款有变动，请重新核算、审核后再结账。")


class NotCalculated(Conflict):
    """There is nothing yet to approve, close, pay or export."""

    code, message = "not-calculated", N_("本月还没有核算。")


class WrongStep(Conflict):
    """The steps are 核算, 审核, 结账, 支付, in this order; `current_state` joins the problem document."""

    code = "wrong-step"

    def __init__(self, state: RunState) -> None:
        super().__init__(_NEXT_STEP[state], extra={"current_state": str(state)})


class MakerIsApprover(Forbidden):
    """Whoever calculated does not approve where the programme asks for two people."""

    code, message = "maker-is-approver", N_("核算人不能审核，请另一位财务人员审核。")


class ApproverCloses(Forbidden):
    """Whoever approved does not close where the programme asks for two people."""

    code, message = "approver-closes", N_("审核人不能结账，请另一位财务人员结账。")


class OwnMoney(Forbidden):
    """Nobody decides on a month in which they are paid themselves."""

    code, message = "own-money", N_("本月名单中有您本人，请另一位财务人员办理。")


class DebtTooSmall(Conflict):
    """No more is settled than is owed."""

    code = "debt-too-small"

    def __init__(self, owed: int) -> None:
        message = N_("没有这么多欠款，请刷新后再办。") if owed else N_("没有未结清的欠款。")
        super().__init__(message, extra={"balance_fen": owed})


class AdjustmentDecided(Conflict):
    """A hand-entered adjustment is approved or rejected once."""

    code, message = "adjustment-decided", N_("这笔调整已经审核过了。")


class MakerApproves(Forbidden):
    """Whoever entered an adjustment does not approve or reject it."""

    code, message = "maker-approves", N_("录入人不能审核自己录入的调整，请另一位财务人员审核。")
