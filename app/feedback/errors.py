"""What feedback refuses, beside the common refusals."""

from app.core.errors import Conflict, TooManyRequests
from app.core.i18n import N_


class NobodyToRead(Conflict):
    """No administrator of the region is free of the matter, so that nothing was stored."""

    code = "nobody-to-read"
    message = N_("本地组织部没有可以回避您所在接收单位的经办人，内容未保存，请按页面所列渠道反映。")


class AlreadyAnswered(Conflict):
    """An answer that was read does not change."""

    code, message = "already-answered", N_("已经答复，不能再改；需要补充的请另行联系。")


class NotAnswered(Conflict):
    """What was not answered is not closed."""

    code, message = "not-answered", N_("先答复，再办结。")


class TooMuchFeedback(TooManyRequests):
    """More pieces or codes in an hour than anybody needs."""

    message = N_("提交或查询过于频繁，请一小时后再试。")
