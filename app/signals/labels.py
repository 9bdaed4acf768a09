"""What the closed sets of signals are called."""

from collections.abc import Mapping

from app.core.i18n import N_
from app.signals.models import ClosedReason, Outcome, ReasonCode, SignalKind, SignalState

KINDS: Mapping[SignalKind, str] = {
    SignalKind.MISSING: N_("缺记录"),
    SignalKind.BACKFILL: N_("集中补记"),
    SignalKind.SELF_COPY: N_("与本人以前的记录相似"),
    SignalKind.PEER_COPY: N_("与他人的记录相似"),
    SignalKind.TEMPLATE: N_("套用同一格式"),
    SignalKind.FILLER: N_("没有具体事实"),
    SignalKind.CLOCKWORK: N_("填写过快且时刻相同"),
    SignalKind.PHOTO_REUSE: N_("照片重复"),
    SignalKind.FAR_LOCATION: N_("签到远离岗位"),
    SignalKind.CLAIM_CONFLICT: N_("申报与在岗情况不符"),
    SignalKind.RUBBER_STAMP: N_("审阅过快"),
}
STATES: Mapping[SignalState, str] = {
    SignalState.OPEN: N_("待回答"),
    SignalState.TOLD: N_("待回答"),
    SignalState.ANSWERED: N_("已回答"),
    SignalState.CLOSED: N_("已了结"),
    SignalState.EXPIRED: N_("已到期"),
}
REASONS: Mapping[ReasonCode, str] = {
    ReasonCode.SAME_DUTY: N_("同一职责"),
    ReasonCode.JOINT_MEETING: N_("同一会议"),
    ReasonCode.OFFLINE: N_("当时离线"),
    ReasonCode.DATA_ERROR: N_("数据有误"),
    ReasonCode.OTHER: N_("其他原因"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.EXPLAINED: N_("已说明"),
    Outcome.TALK: N_("谈心谈话"),
    Outcome.SPOT_CHECK: N_("列入抽查"),
    Outcome.DATA_ERROR: N_("数据有误"),
}
CLOSED: Mapping[ClosedReason, str] = {
    ClosedReason.RESOLVED: N_("已有处理结果"),
    ClosedReason.WRITTEN: N_("已补记"),
    ClosedReason.LEAVE: N_("已请假"),
    ClosedReason.CORRECTED: N_("情况已更正"),
    ClosedReason.NOT_ASKED: N_("不必问"),
}
OUTCOME_HINTS: Mapping[Outcome, str] = {
    Outcome.EXPLAINED: N_("说明成立，同样的事不再问"),
    Outcome.TALK: N_("约时间当面谈，另留记录"),
    Outcome.SPOT_CHECK: N_("走访时看一看"),
    Outcome.DATA_ERROR: N_("资料有误，请更正"),
}
