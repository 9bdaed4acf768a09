"""What an import of a sheet refuses, each with its stable code."""

from app.core.errors import Conflict, DomainError
from app.core.i18n import N_


class RosterRefused(DomainError):
    """Something in the file is wrong, so nothing of it was taken; `errors` name every cell, `import` is the upload."""

    code, status = "roster-refused", 422
    message = N_("名册里有 %(count)s 处需要修改，没有导入任何内容。")


class ImportRunning(Conflict):
    """This upload is being worked on; its progress stands at `/imports/{id}`."""

    code, message = "import-running", N_("这次导入正在进行，请稍候查看结果。")
