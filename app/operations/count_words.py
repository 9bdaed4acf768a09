"""What a run of a job counted, in words: its summary is pairs of `name=number`."""

import re

from app.core.i18n import N_, Locale, translate
from app.operations.service_retention import RULES

_PAIR = re.compile(r"([a-z_-]+)=(\d+)")
_COUNTED = {rule.name: rule.label for rule in RULES} | {
    "closed": N_("结束的线索|任务"),
    "digests": N_("提醒|任务"),
    "dropped": N_("放弃|任务"),
    "entries": N_("扫描的记录|任务"),
    "events": N_("封印的审计记录|任务"),
    "forgotten": N_("清理的扫描|任务"),
    "leaves": N_("未销假的请假|任务"),
    "left": N_("清理的残留文件|任务"),
    "messages": N_("消息|任务"),
    "near": N_("接近的线索|任务"),
    "opened": N_("新开的线索|任务"),
    "overdue": N_("逾期的整改|任务"),
    "people": N_("停用的账号|任务"),
    "plans": N_("到期的检查计划|任务"),
    "postings": N_("开始的挂职|任务"),
    "raised": N_("产生的线索|任务"),
    "reopened": N_("再次提出的线索|任务"),
    "resumed": N_("继续的生成|任务"),
    "runs": N_("清理的任务记录|任务"),
    "scans": N_("扫描|任务"),
    "seals": N_("封印|任务"),
    "short": N_("保险空档|任务"),
}


def count_words(summary: str, locale: Locale) -> str:
    """The counts that are not nought by name; a summary of another shape as it stands."""
    pairs = [_PAIR.fullmatch(part) for part in summary.split()]
    found = [(pair[1], pair[2]) for pair in pairs if pair]
    if not found or len(found) < len(pairs):
        return summary
    told = [
        f"{translate(_COUNTED[name], locale) if name in _COUNTED else name} {count}"
        for name, count in found
        if count != "0"
    ]
    return " · ".join(told) or translate(N_("没有要办的"), locale)
