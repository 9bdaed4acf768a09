"""What exports refuse, with stable codes."""

from app.core.errors import Conflict, DomainError
from app.core.i18n import N_


class ExportNotReady(Conflict):
    """The file is still being made, or it failed."""

    code, message = "export-not-ready", N_("文件还没有生成，请稍候；未能生成的，请重新导出。")


class ExportGone(DomainError):
    """Files are kept seven days."""

    code, status, message = "export-gone", 410, N_("文件只保留 7 天，已经清除。请重新导出。")


class ExportDamaged(Conflict):
    """What is kept is not what was made."""

    code, message = "export-damaged", N_("保存的文件与生成时不一致，不能交出。请重新导出，并告知系统管理员。")


class SheetTooLong(Conflict):
    """A paper of more rows than a machine sets in its memory."""

    code, message = "sheet-too-long", N_("打印版最多 %(most)s 行，这里有 %(rows)s 行。请分项目导出，或导出 XLSX。")


class ExportInterrupted(DomainError):
    """Whoever made it was stopped more than once."""

    code, status, message = "export-interrupted", 503, N_("生成文件时多次中断，请稍后再试。")
