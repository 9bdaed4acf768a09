"""What an import of a roster refuses, each with its stable code."""

from app.core.errors import Conflict, DomainError
from app.core.i18n import N_


class RosterRefused(DomainError):
    """Something in the file is wrong, so nothing of it was taken; `errors` name every cell, `import` is the upload."""

    code, status = "roster-refused", 422
    message = N_("名册里有 %(count)s 处需要修改，没有导入任何内容。")


class RosterTooLarge(DomainError):
    """Larger than a roster may be, packed or unpacked."""

    code, status, message = "roster-too-large", 413, N_("文件过大：最多 10 MB、20000 行、100 列。请分成几份。")


class UnsupportedRoster(DomainError):
    """Not a workbook of the present format."""

    code, status, message = "unsupported-roster", 415, N_("请上传 .xlsx 文件（可下载模板填写）。")


class BrokenRoster(DomainError):
    """A workbook that cannot be opened."""

    code, status, message = "broken-roster", 422, N_("文件已损坏，无法读取。请用表格软件重新保存后再上传。")


class ImportRunning(Conflict):
    """This upload is being worked on; its progress stands at `/imports/{id}`."""

    code, message = "import-running", N_("这次导入正在进行，请稍候查看结果。")


OLD_FORMAT = N_("这是旧版 .xls 或加了密码的文件。请另存为不加密的 .xlsx 再上传。")
