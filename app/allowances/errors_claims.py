"""What claims refuse, with stable codes."""

from collections.abc import Sequence

from app.core.errors import Conflict, FieldError, Forbidden, VersionConflict
from app.core.i18n import N_


class ClaimChanged(VersionConflict):
    """A step on another version than the one that stands; `extra["current"]` holds it."""

    message = N_("这张报销单已有变化，请看过最新情况再办。")


class ClaimWrongStep(Conflict):
    """The state of the claim leaves no room for this step; `extra["current"]` holds it."""

    code, message = "wrong-step", N_("这张报销单现在不能这样办。")


class ClaimNotEditable(Conflict):
    """What is under way is withdrawn or returned before it is changed."""

    code, message = "already-submitted", N_("已提交的报销单不能修改或删除，请先撤回。")


class InvoiceUsed(Conflict):
    """A number that stands on another claim; whose is not told."""

    code, message = "invoice-used", N_("票据号已报销过，请核对。")
    field_message = N_("这个票据号已经用过，请核对；确是这一张的，请联系财务。")

    def __init__(self, positions: Sequence[int]) -> None:
        errors = (FieldError(f"/legs/{at}/invoice_no", self.code, self.field_message) for at in positions)
        super().__init__(errors=tuple(errors))


class StatementExists(Conflict):
    """One statement a secondment and month; `extra["id"]` names it to its author."""

    code, message = "statement-exists", N_("这个月已有一份补助申报。")


class VerifierApproves(Forbidden):
    """Whoever verified a claim does not approve it."""

    code, message = "maker-is-approver", N_("这张报销单是您核实的，请另一位财务人员审核。")
