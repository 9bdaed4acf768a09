"""What the closed sets of the queue are called."""

from collections.abc import Mapping

from app.core.i18n import N_
from app.signals.models_queue import Arm, Conclusion, Judgement

JUDGEMENTS: Mapping[Judgement, str] = {
    Judgement.NOTHING: N_("看不出问题"),
    Judgement.WOULD_ASK: N_("想问一问"),
    Judgement.UNSURE: N_("不确定"),
}
CONCLUSIONS: Mapping[Conclusion, str] = {
    Conclusion.ASKED: N_("已问本人"),
    Conclusion.SPARED: N_("不必问"),
    Conclusion.NOTHING: N_("确无疑问"),
    Conclusion.MISSED: N_("规则没看出来"),
}
ARMS: Mapping[Arm, str] = {
    Arm.PRIORITY: N_("规则提出的"),
    Arm.NEAR: N_("接近界限的"),
    Arm.RANDOM: N_("随机抽到的"),
}
REVIEWERS = N_("审阅人")
