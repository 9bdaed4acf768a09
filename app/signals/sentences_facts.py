"""The sentences of what photos, places, claims and decisions say: each names a day or a number that is true."""

from collections.abc import Callable, Mapping

from app.core.i18n import N_
from app.signals.evidence import days_of
from app.signals.models import Signal, SignalKind
from app.signals.schemas import Question

OWN_PICTURE = N_(
    "%(on)s的照片与本人%(source_on)s的照片几乎相同（64 个比对点中 %(points)s 个一致），%(month)s共 %(count)s 天如此。"
    "当天拍的是什么？不影响补助。"
)
OWN_FILE = N_("%(on)s与本人%(source_on)s用了同一张照片，%(month)s共 %(count)s 天如此。当天拍的是什么？不影响补助。")
OTHER_PICTURE = N_(
    "%(on)s的照片与他人%(source_on)s的照片几乎相同（64 个比对点中 %(points)s 个一致），%(month)s共 %(count)s 天如此。"
    "当天拍的是什么？不影响补助。"
)
OTHER_FILE = N_("%(on)s与他人%(source_on)s用了同一张照片，%(month)s共 %(count)s 天如此。当天拍的是什么？不影响补助。")
FAR = N_(
    "%(month)s有 %(count)s 天在固定地点签到，距挂职单位 %(km)s 公里以上，没有外出或请假登记：%(in_month)s。"
    "当时办的是什么事？不影响补助。"
)
ON_LEAVE = N_("%(month)s有 %(leave_days)s 天已批准请假，又申报了补助：%(in_month)s。请假是否有变化？")
ON_THE_WAY = N_(
    "%(on)s %(checkin)s在挂职单位 %(km)s 公里内签到，而同时申报了 %(depart)s 出发、%(arrive)s 到达的行程"
    "（%(month)s共 %(journeys)s 次）。时间是否有误？"
)
ON_LEAVE_AND_THE_WAY = N_(
    "%(month)s有 %(leave_days)s 天已批准请假，又申报了补助（%(first_on)s起）；"
    "%(on)s %(checkin)s在挂职单位 %(km)s 公里内签到，"
    "而同时申报了 %(depart)s 出发、%(arrive)s 到达的行程（共 %(journeys)s 次）。是否有误？"
)
BURST = N_("%(on)s %(time)s起的 %(seconds)s 秒内通过了 %(burst)s 篇纪实。当时是怎样审阅的？")
HASTE = N_(
    "%(month)s通过的纪实有 %(decisions)s 篇记下了打开时间，中位数为 %(median)s 秒，"
    "正文中位数 %(chars)s 字。是怎样审阅的？"
)
HASTY_DAY = N_(
    "%(on)s通过的纪实有 %(decisions)s 篇记下了打开时间，中位数为 %(median)s 秒，正文中位数 %(chars)s 字。是怎样审阅的？"
)
BURST_AND_HASTE = N_(
    "%(on)s %(time)s起的 %(seconds)s 秒内通过了 %(burst)s 篇纪实；"
    "%(month)s通过的有 %(decisions)s 篇记下了打开时间，中位数为 %(median)s 秒，正文中位数 %(chars)s 字。是怎样审阅的？"
)


def _photo(signal: Signal) -> str:
    numbers = signal.evidence["numbers"]
    if numbers["whose"] == "own":
        return OWN_PICTURE if "points" in numbers else OWN_FILE
    return OTHER_PICTURE if "points" in numbers else OTHER_FILE


def _far(_signal: Signal) -> str:
    return FAR


def _claim(signal: Signal) -> str:
    numbers = signal.evidence["numbers"]
    if "journeys" not in numbers:
        return ON_LEAVE
    return ON_LEAVE_AND_THE_WAY if numbers["leave_days"] else ON_THE_WAY


def _stamp(signal: Signal) -> str:
    numbers = signal.evidence["numbers"]
    if "burst" not in numbers:
        return HASTY_DAY if "on" in numbers else HASTE
    return BURST_AND_HASTE if "decisions" in numbers else BURST


_TEXTS: Mapping[SignalKind, Callable[[Signal], str]] = {
    SignalKind.PHOTO_REUSE: _photo,
    SignalKind.FAR_LOCATION: _far,
    SignalKind.CLAIM_CONFLICT: _claim,
    SignalKind.RUBBER_STAMP: _stamp,
}


def _question(signal: Signal) -> Question:
    text = _TEXTS[signal.kind](signal)
    params = {"month": signal.window, "in_month": days_of(signal.evidence), **signal.evidence["numbers"]}
    named = {name: value for name, value in params.items() if f"%({name})s" in text}
    return Question(text=text, params=named, href=f"/signals/{signal.id}")


SENTENCES: Mapping[SignalKind, Callable[[Signal], Question]] = dict.fromkeys(_TEXTS, _question)
