"""What spot checks refuse."""

from app.core.errors import Conflict, Invalid
from app.core.i18n import N_


class SpotCheckClosed(Conflict):
    """A closed spot check stays as it is."""

    code, message = "spot-check-closed", N_("抽查记录已办结，不再修改。")


class AlreadyReplied(Conflict):
    """One reply a note; it is never overwritten."""

    code, message = "already-replied", N_("已经回复过，回复不能改写。")


class NobodyToDraw(Invalid):
    """The scope and the dates leave nobody."""

    code, message = "empty-frame", N_("这个范围和日期里没有可抽的人。")


class InspectorsConflict(Conflict):
    """Somebody of the frame could not be checked by two of the inspectors; no seed was minted."""

    code = "inspectors-conflict"
    message = N_(
        "%(cadre)s可派的检查人不足两名：%(names)s因本人、单位、主管或同组关系要回避。请增加与其都无关的检查人，再抽。"
    )


class DrawBegun(Conflict):
    """A draw of which a visit was made stands."""

    code, message = "draw-begun", N_("已有走访，抽签不能作废；个别走不成的，写明原因办结即可。")


class FindingsSigned(Conflict):
    """Two inspectors have signed: what they found stands."""

    code, message = "findings-signed", N_("两名检查人已签字，结果不再改写。")


class NotYet(Conflict):
    """The step before has not been taken."""

    code, message = "not-yet", N_("还没有到这一步。")


class NothingToRectify(Conflict):
    """The finding asks for nothing to be put right."""

    code, message = "nothing-to-rectify", N_("这次抽查没有要求整改。")
