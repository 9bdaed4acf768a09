"""What spot checks refuse."""

from app.core.errors import Conflict
from app.core.i18n import N_


class SpotCheckClosed(Conflict):
    """A closed spot check stays as it is."""

    code, message = "spot-check-closed", N_("抽查记录已办结，不再修改。")


class AlreadyReplied(Conflict):
    """One reply a note; it is never overwritten."""

    code, message = "already-replied", N_("已经回复过，回复不能改写。")
