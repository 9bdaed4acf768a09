"""Why a dataset cannot be taken in or written out at all; single rows have their own faults."""

from app.core.errors import DomainError
from app.core.i18n import N_


class UnknownRegion(DomainError):
    """No open unit, or several, of that name or id."""

    code, status = "unknown-region", 422
    message = N_("没有唯一的单位叫这个名字或编号。")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class DatasetRefused(DomainError):
    """A row was rejected, so nothing was imported; `report` in the answer names every one."""

    code, status = "dataset-refused", 422
    message = N_("有不能导入的行，全部没有导入。请按清单改正，或选择只导入正确的行。")


class DatasetTooLarge(DomainError):
    """More than a server takes in or gives out while it serves."""

    code, status = "dataset-too-large", 413
    message = N_("数据太多，请由运维人员用命令导入或导出。")


class ArchiveUnreadable(DomainError):
    """No ZIP, or one without the files that must be there."""

    code, status = "archive-unreadable", 422
    message = N_("请上传包含 cadres.jsonl 和 secondments.jsonl 的 ZIP 文件。")
