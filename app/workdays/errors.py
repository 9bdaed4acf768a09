"""What the work calendar refuses, with stable codes."""

from app.core.errors import Conflict
from app.core.i18n import N_


class AlreadyWithdrawn(Conflict):
    """A withdrawn arrangement never comes back: make a new one."""

    code, message = "already-withdrawn", N_("这项安排已经撤销。")
