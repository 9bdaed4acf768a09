"""The sentences of copied texts: the two days, and the share of letters that is marked in the text below them."""

from collections.abc import Callable, Mapping

from app.core.i18n import N_
from app.signals.models import Signal, SignalKind
from app.signals.schemas import Question

OWN_WORD = N_("%(on)s的纪实与您%(source_on)s的纪实有 %(percent)s 文字相同（标黄处）。当天有什么新情况？不影响补助。")
OWN_WORDS = N_(
    "%(on)s的纪实与您%(source_on)s的纪实有 %(percent)s 文字相同（标黄处），%(month)s共 %(count)s 篇与以前的纪实相似。"
    "当天有什么新情况？不影响补助。"
)
OTHERS_WORD = N_(
    "%(on)s的纪实与他人%(source_on)s的纪实有 %(percent)s 文字相同（标黄处）。是一起参加的工作吗？不影响补助。"
)
OTHERS_WORDS = N_(
    "%(on)s的纪实与他人%(source_on)s的纪实有 %(percent)s 文字相同（标黄处），%(month)s共 %(count)s 篇与他人的纪实相似。"
    "是一起参加的工作吗？不影响补助。"
)


def _said(signal: Signal) -> Question:
    numbers = signal.evidence["numbers"]
    named = {name: numbers[name] for name in ("on", "source_on", "percent")}
    href = f"/signals/{signal.id}"
    own = signal.kind is SignalKind.SELF_COPY
    if numbers["count"] == 1:
        return Question(text=OWN_WORD if own else OTHERS_WORD, params=named, href=href)
    params = {"month": signal.window, **named, "count": numbers["count"]}
    return Question(text=OWN_WORDS if own else OTHERS_WORDS, params=params, href=href)


SENTENCES: Mapping[SignalKind, Callable[[Signal], Question]] = {
    SignalKind.SELF_COPY: _said,
    SignalKind.PEER_COPY: _said,
}
