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


_TEXTS = {SignalKind.SELF_COPY: (OWN_WORD, OWN_WORDS), SignalKind.PEER_COPY: (OTHERS_WORD, OTHERS_WORDS)}


def _said(signal: Signal) -> Question:
    numbers = signal.evidence["numbers"]
    named = {name: numbers[name] for name in ("on", "source_on", "percent", "count")}
    one, several = _TEXTS[signal.kind]
    text = one if numbers["count"] == 1 else several
    return Question(text=text, params={"month": signal.window, **named}, href=f"/signals/{signal.id}")


SENTENCES: Mapping[SignalKind, Callable[[Signal], Question]] = {
    SignalKind.SELF_COPY: _said,
    SignalKind.PEER_COPY: _said,
}
