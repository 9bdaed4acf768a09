"""What bank accounts, bank files and payments refuse, with stable codes."""

from app.core.errors import Conflict, Forbidden, TooManyRequests
from app.core.i18n import N_


class NotPaidHere(Forbidden):
    """Only whoever is or was seconded has an account kept: nobody else is paid."""

    code, message = "not-paid-here", N_("您没有挂职任务，不需要填写收款账户。")


class OwnAccount(Forbidden):
    """Nobody verifies the account that they are paid into themselves."""

    code, message = "own-account", N_("不能核验自己的收款账户，请另一位财务人员办理。")


class OthersAccount(Forbidden):
    """Each one states their own account; nobody does it for somebody else."""

    code, message = "others-account", N_("收款账户只能由本人填写。")


class AlreadyDecided(Conflict):
    """Verified or rejected before, by somebody else or for good."""

    code, message = "already-decided", N_("这个账户已经有了结论，请刷新查看。")


class TooManyMismatches(TooManyRequests):
    """Keyed wrongly too often: wait, so that nobody finds a number by trying."""

    code, message = "too-many-mismatches", N_("录入不一致的次数太多，请稍后再核验。")


class FormatOfTheHouse(Forbidden):
    """The examples stay as they are: other files were made by them."""

    code, message = "format-of-the-house", N_("通用格式不能修改，请另建一个格式。")


class NotClosedYet(Conflict):
    """Only a closed month is paid."""

    code, message = "not-closed", N_("本月还没有结账，结账后才能生成银行文件。")


class NothingToPay(Conflict):
    """Nobody is due who has a verified account, and no batch was formed before; `left_out` names who waits."""

    code, message = "nothing-to-pay", N_("没有可以发放的人员：待付人员的收款账户都还没有核验，或者没有人待付。")


class NotSent(Conflict):
    """Only what went to the bank can come back."""

    code, message = "not-sent", N_("这笔款项还没有进入银行文件，或已经登记退票。")
