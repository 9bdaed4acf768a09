"""Why a dataset cannot be taken in or written out at all; single rows have their own faults."""

from app.core.errors import Conflict, DomainError
from app.core.i18n import N_


class UnknownRegion(DomainError):
    """No open unit, or several, of that name or id."""

    code, status = "unknown-region", 422
    message = N_("没有唯一的单位叫这个名字或编号。")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class ServerHoldsDatabase(Conflict):
    """A server has the SQLite database open."""

    code = "database-in-use"
    message = N_("服务正在使用这个 SQLite 数据库：请先停止服务，再导入。")
