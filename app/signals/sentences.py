"""The sentence that a person reads for a signal: a question, what is true, and what follows from it: nothing."""

from collections.abc import Callable, Mapping

from app.core.i18n import N_
from app.signals.evidence import days_of
from app.signals.models import Signal, SignalKind
from app.signals.schemas import Question

DAYS_MISSING = N_("%(month)s有 %(count)s 个工作日没有纪实：%(in_month)s。是否有原因？不影响补助。")
WEEKS_MISSING = N_("%(month)s有 %(count)s 周没有纪实（周一为%(days)s）。是否有原因？不影响补助。")
WEEK, WORKDAY = "week", "workday"


def question_of(signal: Signal) -> Question:
    """The sentence with its evidence, and the page on which it is answered."""
    return _SENTENCES[signal.kind](signal)


def _missing(signal: Signal) -> Question:
    days, href = days_of(signal.evidence), f"/signals/{signal.id}"
    params = {"month": signal.window, "count": len(days)}
    if signal.evidence.get("numbers", {}).get("by") == WEEK:
        return Question(text=WEEKS_MISSING, params={**params, "days": days}, href=href)
    return Question(text=DAYS_MISSING, params={**params, "in_month": days}, href=href)


_SENTENCES: Mapping[SignalKind, Callable[[Signal], Question]] = {SignalKind.MISSING: _missing}
"""A detector that joins brings its sentence."""
