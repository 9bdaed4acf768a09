"""Retention 保存期限: every rule's dry run, and the nightly run that does the same and leaves its counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.allowances.service_retention import EXPORTS
from app.attendance.service_retention import POSITIONS
from app.audit.service import record as audit
from app.core.errors import require
from app.core.files import Files
from app.core.retention import Rule
from app.core.work import Work
from app.handbook.service_retention import HANDBOOKS
from app.operations import policy
from app.records.service.retention import RULES as RECORDS
from app.reminders.service_retention import ADDRESSES, DELIVERIES, NOTICES

RULES: tuple[Rule, ...] = (POSITIONS, *RECORDS, NOTICES, DELIVERIES, ADDRESSES, EXPORTS, HANDBOOKS)


@dataclass(frozen=True, slots=True)
class Line:
    """A rule and how many things it takes."""

    rule: Rule
    count: int


def show_retention(work: Work, files: Files) -> list[Line]:
    """What the next run would delete: counts alone; Forbidden to all but those who answer for it."""
    require(policy.can_see_retention(work.actor))
    return dry_run(work, files)


def dry_run(work: Work, files: Files, rules: Sequence[Rule] = RULES) -> list[Line]:
    """What a run would delete now; changes nothing."""
    return [Line(rule, rule.count(work, files)) for rule in rules]


def sweep(work: Work, files: Files, rules: Sequence[Rule] = RULES) -> list[Line]:
    """Delete what has had its time; the trail holds the counts. Files go after the commit, a second run finds none."""
    lines = [Line(rule, rule.sweep(work, files)) for rule in rules]
    counts: dict[str, Any] = {line.rule.name: line.count for line in lines}
    audit(work, "operations.retention", "retention", None, **counts)
    return lines
