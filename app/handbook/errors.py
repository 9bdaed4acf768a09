"""Refusals of handbooks."""

from app.core.errors import Conflict, DomainError
from app.core.i18n import N_


class HandbookNotReady(Conflict):
    """The job is still being made, or it failed."""

    code, message = "handbook-not-ready", N_("手册还没有生成好。")


class HandbookGone(DomainError):
    """The file has had its time."""

    code, status, message = "handbook-gone", 410, N_("文件已过保存期，请重新生成。")


class HandbookWithdrawn(DomainError):
    """A text in the file was hidden after it was made."""

    code, status, message = "handbook-withdrawn", 410, N_("其中有内容已被隔离或清除，这份文件已删除，请重新生成。")


class HandbookTooLong(DomainError):
    """More people than one job makes."""

    code, status, message = "handbook-too-many", 422, N_("一次最多生成 %(most)s 本，请按小组分开生成。")
