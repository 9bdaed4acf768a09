"""Adjustments and debts of a person, for their own copy: what was decided, never finance's working papers."""

from uuid import UUID

from app.allowances import repository_my_data as repository
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work

_WORDS = {
    "back_pay": N_("补发"),
    "correction": N_("差额"),
    "manual": N_("另行调整"),
    "carried": N_("转为欠款"),
    "withheld": N_("扣回欠款"),
    "settled": N_("另行结清"),
}


def own_settlement(work: Work, person_id: UUID) -> list[Section]:
    """What closed months were adjusted by, with the days, and every movement of a debt."""
    found = repository.own_adjustments(work.session, person_id)
    months = {row.id: row.month for row in found}
    days = repository.own_adjustment_lines(work.session, person_id)
    why = [("reason", N_("原因")), ("document_no", N_("文号"))]
    adjusted = [
        ("month", N_("月份")),
        ("kind", N_("事项|调整")),
        ("day_on", N_("日期")),
        ("amount_fen", N_("金额")),
        *why,
    ]
    daily = [("month", N_("月份")), ("day_on", N_("日期")), ("from_fen", N_("原计发")), ("amount_fen", N_("金额"))]
    debt = [
        ("at", N_("时间")),
        ("kind", N_("事项|调整")),
        ("amount_fen", N_("金额")),
        ("balance_fen", N_("欠款余额")),
        *why,
    ]
    return [
        Section("allowance_adjustments", N_("补助调整"), adjusted, [row.model_dump() for row in found], _WORDS),
        Section(
            "allowance_adjustment_days",
            N_("补助调整逐日明细"),
            daily,
            [
                line.model_dump() | {"month": months[line.adjustment_id]}
                for line in days
                if line.adjustment_id in months
            ],
        ),
        Section(
            "allowance_debts",
            N_("补助欠款"),
            debt,
            [entry.model_dump() for entry in repository.own_debt_entries(work.session, person_id)],
            _WORDS,
        ),
    ]
