"""What the desk's month is asked for, and the codes of what its rows ask."""

from enum import StrEnum

from app.core.i18n import N_


class Tab(StrEnum):
    """全部, 例外, 有调整, 待确认."""

    ALL = "all"
    ASKING = "exceptions"
    ADJUSTED = "adjusted"
    PENDING = "pending"


TAB_LABELS = {
    Tab.ALL: N_("全部"),
    Tab.ASKING: N_("例外|清单"),
    Tab.ADJUSTED: N_("有调整"),
    Tab.PENDING: N_("待确认"),
}


class Live(StrEnum):
    """What is no part of the calculation and changes by the hour, so that it is joined when the month is read."""

    OVER_CAP = "over-cap"
    ACCOUNT_MISSING = "account-missing"
    ACCOUNT_UNVERIFIED = "account-unverified"
    ACCOUNT_REJECTED = "account-rejected"
    PAYMENT_BOUNCED = "payment-bounced"
    OBJECTION = "objection"


class AdjustmentTab(StrEnum):
    """待审核, 全部调整, 欠款, 待补发."""

    SUBMITTED = "submitted"
    ALL = "all"
    DEBTS = "debts"
    BACK_PAY = "back-pay"


ADJUSTMENT_TAB_LABELS = {
    AdjustmentTab.SUBMITTED: N_("待审核|调整"),
    AdjustmentTab.ALL: N_("全部调整"),
    AdjustmentTab.DEBTS: N_("欠款"),
    AdjustmentTab.BACK_PAY: N_("待确认、待补发"),
}
