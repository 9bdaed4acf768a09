"""The sentence that a person reads for a signal: a question, what is true, and what follows from it: nothing."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.core.i18n import N_
from app.signals import sentences_copies, sentences_facts
from app.signals.evidence import days_of
from app.signals.models import Signal, SignalKind
from app.signals.schemas import Question

DAYS_MISSING = N_("%(month)s有 %(count)s 个应在岗日没有纪实：%(in_month)s。是否有原因？不影响补助。")
WEEKS_MISSING = N_("%(month)s有 %(count)s 周没有纪实（周一为%(days)s）。是否有原因？不影响补助。")
SITTING = N_(
    "%(on)s在 %(minutes)s 分钟内写下 %(count)s 个工作日的纪实，最多晚了 %(lag)s 个工作日。当时是否离线？不影响补助。"
)
ARRIVED = N_(
    "%(on)s在 %(minutes)s 分钟内提交 %(count)s 个工作日的纪实，最多晚了 %(lag)s 个工作日。当时是否离线？不影响补助。"
)
OVERTAKEN = N_(
    "%(on)s在 %(minutes)s 分钟内提交 %(count)s 个工作日的纪实，最多晚了 %(lag)s 个工作日；"
    "手机记下的写作时间更晚的纪实，已先在 %(later)s 天送达。当时是否离线？不影响补助。"
)
CLOCKWORK = N_(
    "%(month)s有 %(count)s 天的纪实都在 %(time)s 前后 %(within)s 秒内填写，每秒 %(speed)s 字以上。"
    "是怎样填写的？不影响补助。"
)
FILLER = N_("%(month)s的 %(total)s 篇纪实中有 %(count)s 篇没有写到具体的事：%(in_month)s。当天办了什么？不影响补助。")
TEMPLATE = N_("%(month)s有 %(count)s 篇纪实是同一格式，只换了数字和名称：%(in_month)s。每天各办了什么？不影响补助。")
OF_DAYS = N_("%(month)s的记录想请您说明：%(in_month)s。当时是什么情况？不影响补助。")
WEEK, WORKDAY = "week", "workday"


def question_of(signal: Signal) -> Question:
    """The sentence with its evidence, and the page on which it is answered."""
    return _SENTENCES.get(signal.kind, _by_days)(signal)


def _by_days(signal: Signal) -> Question:
    """Of a kind without a sentence of its own: the days alone."""
    return _filled(OF_DAYS, signal)


def _missing(signal: Signal) -> Question:
    days, href = days_of(signal.evidence), f"/signals/{signal.id}"
    params = {"month": signal.window, "count": len(days)}
    if _is_by_week(signal):
        return Question(text=WEEKS_MISSING, params={**params, "days": days}, href=href)
    return Question(text=DAYS_MISSING, params={**params, "in_month": days}, href=href)


def missing_in_short(signal: Signal, days: str, weeks: str) -> tuple[str, dict[str, Any]]:
    """One of two texts of the caller's own, with what it says: `%(first_on)s`, `%(last_on)s`, or the `%(month)s`."""
    if _is_by_week(signal):
        return weeks, {"month": signal.window}
    return days, {"first_on": signal.first_on.isoformat(), "last_on": signal.last_on.isoformat()}


def _is_by_week(signal: Signal) -> bool:
    return bool(signal.evidence.get("numbers", {}).get("by") == WEEK)


def _backfill(signal: Signal) -> Question:
    numbers = signal.evidence["numbers"]
    if numbers.get("clock") != "server":
        return _filled(SITTING, signal)
    return _filled(OVERTAKEN if "later" in numbers else ARRIVED, signal)


def _filled(text: str, signal: Signal) -> Question:
    """A sentence made of the evidence's numbers, its days and the month."""
    params = {"month": signal.window, "in_month": days_of(signal.evidence), **signal.evidence["numbers"]}
    named = {name: value for name, value in params.items() if f"%({name})s" in text}
    return Question(text=text, params=named, href=f"/signals/{signal.id}")


_SENTENCES: Mapping[SignalKind, Callable[[Signal], Question]] = {
    SignalKind.MISSING: _missing,
    SignalKind.BACKFILL: _backfill,
    SignalKind.CLOCKWORK: partial(_filled, CLOCKWORK),
    SignalKind.FILLER: partial(_filled, FILLER),
    SignalKind.TEMPLATE: partial(_filled, TEMPLATE),
    **sentences_facts.SENTENCES,
    **sentences_copies.SENTENCES,
}
"""A detector that joins brings its sentence."""
