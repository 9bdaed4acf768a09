"""What a programme's kind and policy mean, for every domain that asks: plain values, no database."""

from datetime import time
from typing import NamedTuple

from app.core.i18n import N_
from app.secondments.models import (
    CheckInPolicy,
    DayBasis,
    LocationPolicy,
    ProgrammeKind,
    ProgrammePolicy,
    RecordFrequency,
    Review,
    ReviewedBy,
    SecondmentStatus,
)

KIND_LABELS = {
    ProgrammeKind.OUTBOUND: N_("外派挂职"),
    ProgrammeKind.EXCHANGE: N_("互派挂职"),
    ProgrammeKind.ACADEMY: N_("院校培训"),
    ProgrammeKind.APPOINTMENT: N_("互派任职"),
    ProgrammeKind.VILLAGE: N_("驻村"),
    ProgrammeKind.VILLAGE_ASSISTANT: N_("村社助理"),
}
STATUS_LABELS = {
    SecondmentStatus.DRAFT: N_("草稿"),
    SecondmentStatus.APPROVED: N_("待到岗"),
    SecondmentStatus.ACTIVE: N_("在任"),
    SecondmentStatus.SUSPENDED: N_("暂停中"),
    SecondmentStatus.APPRAISING: N_("鉴定中"),
    SecondmentStatus.COMPLETED: N_("已期满"),
    SecondmentStatus.RECALLED: N_("已提前结束"),
    SecondmentStatus.ARCHIVED: N_("已归档"),
}
FREQUENCY_LABELS = {
    RecordFrequency.DAILY: N_("每日一记"),
    RecordFrequency.WORKDAY: N_("工作日一记"),
    RecordFrequency.WEEKLY: N_("每周一记"),
}
REVIEW_LABELS = {Review.EACH: N_("逐篇审阅"), Review.MONTHLY: N_("按月阅示")}
REVIEWER_LABELS = {
    ReviewedBy.RECEIVING: N_("接收单位"),
    ReviewedBy.GROUP_LEADER: N_("小组组长"),
    ReviewedBy.LIAISON: N_("联络员"),
}
CHECK_IN_LABELS = {
    CheckInPolicy.OFF: N_("不签到"),
    CheckInPolicy.VOLUNTARY: N_("自愿签到"),
    CheckInPolicy.DUTY: N_("值守签到"),
}
LOCATION_LABELS = {LocationPolicy.OFF: N_("不采位置"), LocationPolicy.COARSE: N_("本人同意后采粗略位置")}
DAY_BASIS_LABELS = {
    DayBasis.ON_POST: N_("按在岗日计发"),
    DayBasis.WORKDAY: N_("按工作日计发"),
    DayBasis.CALENDAR: N_("按日历日计发"),
}


def pays_allowance(kind: ProgrammeKind) -> bool:
    """互派任职 moves the salary with the person: it never pays an allowance, whatever its policy says."""
    return kind is not ProgrammeKind.APPOINTMENT


class LeaveTiers(NamedTuple):
    """Up to how many days each level decides: the receiving unit, then the programme's Organization Department."""

    receiving_days: int = 3
    organisation_days: int = 7


def leave_tiers(policy: ProgrammePolicy) -> LeaveTiers:
    """The policy's tiers; beyond `organisation_days` the department above decides (domain.md 3, leave)."""
    stored = policy.leave_tiers
    usual = LeaveTiers()
    return LeaveTiers(
        int(stored.get("receiving_days", usual.receiving_days)),
        int(stored.get("organisation_days", usual.organisation_days)),
    )


def duty_windows(policy: ProgrammePolicy) -> tuple[tuple[time, time], ...]:
    """The hours of a duty check-in, (start, end) on Beijing's wall clock, in order."""
    return tuple((time.fromisoformat(item["start"]), time.fromisoformat(item["end"])) for item in policy.duty_windows)
