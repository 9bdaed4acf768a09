"""What the insurance register refuses, with stable codes."""

from app.core.errors import Conflict, DomainError
from app.core.i18n import N_


class PolicyOverlap(Conflict):
    """The same policy number covers the same secondment on one of the days already."""

    code, message = "policy-overlap", N_("这份保单已登记 %(first)s 至 %(last)s，日期重叠。")


class PolicyVoided(Conflict):
    """A void policy stays as it is."""

    code, message = "policy-voided", N_("这份保单已经作废，不能再改。")


class SheetRefused(DomainError):
    """Something in the file is wrong, so nothing of it was taken; `errors` name every cell, `import` is the upload."""

    code, status = "insurance-refused", 422
    message = N_("保险表里有 %(count)s 处需要修改，没有导入任何内容。")
