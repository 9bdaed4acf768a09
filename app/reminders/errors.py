"""What reminders refuse, beside the common refusals."""

from app.core.errors import Conflict
from app.core.i18n import N_


class ChannelClosed(Conflict):
    """The county has not set the channel up, or has switched it off."""

    code, message = "channel-closed", N_("本地没有开通这个提醒途径。")


class ChannelUnconfigured(Conflict):
    """The operator's settings for it are not complete."""

    code, message = "channel-unconfigured", N_("这个途径还缺设置：%(missing)s。请由运维人员补上后再启用。")


class NoAddress(Conflict):
    """Nothing to send to."""

    code, message = "no-address", N_("您还没有填写这个途径的地址。")


class NotResendable(Conflict):
    """Only what failed or is not known is sent again, and only by a way that is still open."""

    code, message = "not-resendable", N_("只有未送达或结果不明的可以重发。")


class NobodyWants(Conflict):
    """The person has muted, left the channel or taken the address out since."""

    code, message = "nobody-wants", N_("本人已关闭提醒或不再使用这个途径，不能重发。")
