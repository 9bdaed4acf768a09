"""What states and answers of formal checks are called, as message ids."""

from app.core.i18n import N_
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import Arm, Consistent, Every, Finding, InOrder, VisitMethod

METHOD_LABELS: dict[VisitMethod, str] = {
    VisitMethod.ONSITE: N_("实地"),
    VisitMethod.VIDEO: N_("视频"),
    VisitMethod.PHONE: N_("电话"),
}
CONSISTENT_LABELS: dict[Consistent, str] = {
    Consistent.YES: N_("一致"),
    Consistent.PARTLY: N_("部分一致"),
    Consistent.NO: N_("不一致"),
}
LEAVE_LABELS: dict[InOrder, str] = {
    InOrder.YES: N_("齐全"),
    InOrder.NO: N_("有缺"),
    InOrder.NOT_APPLICABLE: N_("不适用"),
}
ALLOWANCE_LABELS: dict[InOrder, str] = {
    InOrder.YES: N_("相符"),
    InOrder.NO: N_("不符"),
    InOrder.NOT_APPLICABLE: N_("不适用"),
}
FINDING_LABELS: dict[Finding, str] = {
    Finding.NONE: N_("无|结论"),
    Finding.REMIND: N_("提醒|结论"),
    Finding.RECTIFY: N_("整改"),
}
ARM_LABELS: dict[Arm, str] = {Arm.RANDOM: N_("随机抽中"), Arm.WEIGHT: N_("按权重抽中")}
EVERY_LABELS: dict[Every, str] = {
    Every.MONTH: N_("每月"),
    Every.QUARTER: N_("每季度"),
    Every.HALF_YEAR: N_("每半年"),
}
STATUS_LABELS: dict[SpotCheckStatus, str] = {
    SpotCheckStatus.PLANNED: N_("待走访"),
    SpotCheckStatus.VISITED: N_("待签字"),
    SpotCheckStatus.FINDINGS: N_("待答复"),
    SpotCheckStatus.REPLIED: N_("已答复"),
    SpotCheckStatus.RECTIFIED: N_("已整改"),
    SpotCheckStatus.CLOSED: N_("已办结"),
}
