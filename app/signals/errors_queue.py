"""What the queue refuses."""

from app.core.errors import Conflict
from app.core.i18n import N_


class AlreadyJudged(Conflict):
    """The first judgement is made before any evidence and never changed."""

    code, message = "already-judged", N_("初看判断已经记下，不能改。")


class NotJudged(Conflict):
    """No evidence, and nothing to conclude, before the texts were judged by themselves."""

    code, message = "not-judged", N_("请先看原文，记下初看判断。")


class NotAsked(Conflict):
    """What nobody was asked about is dropped or asked, not decided on."""

    code, message = "not-asked", N_("还没有问过本人：请先决定问本人，还是不必问。")


class AskedAlready(Conflict):
    """A question is put once."""

    code, message = "asked-already", N_("这条已经定过了。")


class StillOpen(Conflict):
    """A month with questions is over when each of them is asked or dropped."""

    code, message = "still-open", N_("还有线索没有定：问本人，还是不必问。")
