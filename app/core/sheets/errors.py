"""What is refused of an uploaded workbook before any cell is looked at. The codes are as old as the roster."""

from app.core.errors import DomainError
from app.core.i18n import N_


class SheetTooLarge(DomainError):
    """Larger than a sheet may be, packed or unpacked."""

    code, status, message = "roster-too-large", 413, N_("文件过大：最多 10 MB、20000 行、100 列。请分成几份。")


class UnsupportedSheet(DomainError):
    """Not a workbook of the present format."""

    code, status, message = "unsupported-roster", 415, N_("请上传 .xlsx 文件（可下载模板填写）。")


class BrokenSheet(DomainError):
    """A workbook that cannot be opened."""

    code, status, message = "broken-roster", 422, N_("文件已损坏，无法读取。请用表格软件重新保存后再上传。")


OLD_FORMAT = N_("这是旧版 .xls 或加了密码的文件。请另存为不加密的 .xlsx 再上传。")
