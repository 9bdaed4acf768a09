"""What objections refuse, with stable codes."""

from app.core.errors import Conflict, Forbidden
from app.core.i18n import N_


class ObjectionOpen(Conflict):
    """One question at a time: a day (or the sum) that an open objection names is not objected to again."""

    code, message = "objection-open", N_("%(dates)s已有一条待答复的异议，请等答复，或先撤回那一条。")


class ObjectionSettled(Conflict):
    """What was answered or taken back stays so."""

    code, message = "objection-settled", N_("这条异议已经答复或撤回，不能再改。")


class OwnObjection(Forbidden):
    """Nobody answers their own objection."""

    code, message = "own-objection", N_("不能答复自己提出的异议，请另一位财务人员答复。")
