"""What the domain refuses, each with its stable code."""

from app.core.errors import Conflict
from app.core.i18n import N_
from app.secondments.models import SecondmentStatus

_STATE_SENTENCES = {
    SecondmentStatus.DRAFT: N_("这段挂职还是草稿，不能这样办理。"),
    SecondmentStatus.APPROVED: N_("这段挂职已批准、待到岗，不能这样办理。"),
    SecondmentStatus.ACTIVE: N_("这段挂职正在任期中，不能这样办理。"),
    SecondmentStatus.SUSPENDED: N_("这段挂职已暂停，不能这样办理。"),
    SecondmentStatus.APPRAISING: N_("这段挂职正在鉴定，不能这样办理。"),
    SecondmentStatus.COMPLETED: N_("这段挂职已期满，不能这样办理。"),
    SecondmentStatus.RECALLED: N_("这段挂职已提前结束，不能这样办理。"),
    SecondmentStatus.ARCHIVED: N_("这段挂职已归档，不能这样办理。"),
}


class IllegalTransition(Conflict):
    """The lifecycle knows no such step from the present state; `status` joins the problem document."""

    code = "illegal-transition"

    def __init__(self, status: SecondmentStatus, **extra: object) -> None:
        super().__init__(_STATE_SENTENCES[status], extra={"current_status": str(status), **extra})


class ImportedHistory(Conflict):
    """What a dataset brought is read; nothing new hangs on it."""

    code, message = "imported", N_("这段挂职由历史数据导入，只供查阅。")


class FieldFixed(Conflict):
    """The field may not change any more in the secondment's present state."""

    code, message = "field-fixed", N_("当前状态下这一项不能再改。")


class TermOverlap(Conflict):
    """The cadre has another term on some of these days."""

    code, message = "term-overlap", N_("该干部在 %(start_on)s 至 %(end_on)s 已有挂职，任期不能重叠。")


class NoComingTransfer(Conflict):
    """Only a transfer that has not begun is taken back; one that has is answered by another transfer."""

    code, message = "no-coming-transfer", N_("没有尚未开始的调动；已开始的，请再办一次调动。")


class DayBasisMissing(Conflict):
    """`day_basis` has no default: activation demands it with its document number (domain.md 4, rule 1)."""

    code, message = "day-basis-missing", N_("项目政策还没有计发口径及其文号，请先补上再登记到岗。")


class FormNotSigned(Conflict):
    """A term ends with its signed form 期满鉴定表, or with the reason why there is none."""

    code, message = "form-not-signed", N_("期满鉴定表还没有签完；没有鉴定表的，请写明原因。")


class MonthClosed(Conflict):
    """A closed month lies on or after the date."""

    code, message = "month-closed", N_("%(month)s 已结账，不能再改。")


class ProgrammeArchived(Conflict):
    """No new secondment joins an archived programme."""

    code, message = "programme-archived", N_("项目已停用，不能再新建挂职。")


class TermNotOver(Conflict):
    """A secondment is archived only after its last day."""

    code, message = "term-not-over", N_("任期尚未结束，不能归档。")
