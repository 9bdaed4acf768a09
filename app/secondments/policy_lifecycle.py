"""The lifecycle of a secondment 挂职 (domain.md 3): which step leads from where to where, and whose it is."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.i18n import N_
from app.secondments.models import SecondmentStatus as S
from app.secondments.policy import Relation, can_administer

Held = frozenset[Relation]


def can_receive(held: Held) -> bool:
    """到岗 and 鉴定 are the receiving unit's, or the Organization Department's for hosts who never sign in."""
    return Relation.AUTHOR not in held and bool(held & {Relation.SUPERVISOR, Relation.ORGADMIN})


def can_edit(held: Held) -> bool:
    """The Organization Department, or the roster's own program; nobody edits their own."""
    return can_administer(held) or Relation.CLIENT in held


TRANSFERABLE = frozenset({S.ACTIVE, S.SUSPENDED})
"""Before the arrival the receiving unit is simply corrected."""


def can_transfer(held: Held) -> bool:
    """调动 is the Organization Department's; nobody moves themselves."""
    return can_administer(held)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which states, to which (None keeps the state), by whom."""

    name: str
    sources: frozenset[S]
    target: S | None
    may: Callable[[Held], bool]
    label: str
    question: str


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("approve", frozenset({S.DRAFT}), S.APPROVED, can_administer, N_("批准"), N_("批准这段挂职？")),
        Step("activate", frozenset({S.APPROVED}), S.ACTIVE, can_receive, N_("登记到岗"), N_("登记到岗？")),
        Step("suspend", frozenset({S.ACTIVE}), S.SUSPENDED, can_administer, N_("暂停"), N_("暂停这段挂职？")),
        Step("resume", frozenset({S.SUSPENDED}), S.ACTIVE, can_administer, N_("恢复"), N_("恢复这段挂职？")),
        Step("extend", frozenset({S.ACTIVE, S.SUSPENDED}), None, can_administer, N_("延期"), N_("延长任期？")),
        Step(
            "recall",
            frozenset({S.DRAFT, S.APPROVED, S.ACTIVE, S.SUSPENDED}),
            S.RECALLED,
            can_administer,
            N_("提前结束"),
            N_("提前结束这段挂职？此后不能恢复。"),
        ),
        Step("appraise", frozenset({S.ACTIVE}), S.APPRAISING, can_receive, N_("开始鉴定"), N_("开始期满鉴定？")),
        Step("complete", frozenset({S.APPRAISING}), S.COMPLETED, can_administer, N_("期满"), N_("确认期满？")),
        Step(
            "archive",
            frozenset({S.COMPLETED, S.RECALLED}),
            S.ARCHIVED,
            can_administer,
            N_("归档"),
            N_("归档后不再补充，确定吗？"),
        ),
    )
}


def steps_open_to(held: Held, status: S) -> list[Step]:
    """What somebody may do next; pages offer exactly these."""
    return [step for step in STEPS.values() if status in step.sources and step.may(held)]


_CORRECTABLE = frozenset({"post_title", "sending_unit_id", "supervisor_ids", "approval_no"})
_BEFORE_ARRIVAL = _CORRECTABLE | {"receiving_unit_id", "region_band", "start_on", "end_on"}

EDITABLE: dict[S, frozenset[str]] = {
    S.DRAFT: _BEFORE_ARRIVAL | {"cadre_id", "programme_id"},
    S.APPROVED: _BEFORE_ARRIVAL,
    S.ACTIVE: _CORRECTABLE,
    S.SUSPENDED: _CORRECTABLE,
    S.APPRAISING: _CORRECTABLE,
    S.COMPLETED: frozenset(),
    S.RECALLED: frozenset(),
    S.ARCHIVED: frozenset(),
}
"""Which fields may be corrected in which state: what moves money or months is fixed once the cadre has arrived."""
