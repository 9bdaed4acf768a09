"""What allowances keep of a person, for their own copy."""

from app.allowances import repository_my_data as repository
from app.allowances.service_my_data_claims import own_claims
from app.allowances.service_my_data_insurance import own_insurance
from app.allowances.service_my_data_objections import own_objections
from app.allowances.service_my_data_settlement import own_settlement
from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work

_WORDS = {
    "on_post": N_("在岗"),
    "official_trip": N_("外出公务"),
    "training": N_("培训"),
    "leave": N_("休假"),
    "rest": N_("休息"),
    "calculated": N_("已核算"),
    "approved": N_("已审核"),
    "closed": N_("已结账"),
    "paid": N_("已支付"),
}


def my_data(work: Work) -> list[Section]:
    """What each calculated month owes the actor, and the line of each day."""
    person_id = work.actor.person_id
    if person_id is None:
        raise Forbidden
    months = [
        row.model_dump() | {"month": run.month, "state": run.state}
        for row, run in repository.own_rows(work.session, person_id)
    ]
    fields = [
        ("month", N_("月份")),
        ("state", N_("状态")),
        ("payable_halves", N_("计发半天数")),
        ("subsidy_fen", N_("生活补助")),
    ]
    fields += [
        ("trips", N_("往返次数")),
        ("receipts_fen", N_("票据额")),
        ("transport_fen", N_("核报交通")),
        ("adjustment_fen", N_("调整")),
        ("debt_in_fen", N_("扣回欠款")),
        ("carried_fen", N_("转为欠款")),
        ("total_fen", N_("合计")),
    ]
    lines = [row.model_dump() for row in repository.own_lines(work.session, person_id)]
    daily = [
        ("day_on", N_("日期")),
        ("am", N_("上午")),
        ("pm", N_("下午")),
        ("source", N_("来源|台账")),
        ("halves", N_("计发半天数")),
    ]
    daily += [("rate_fen", N_("标准")), ("amount_fen", N_("金额")), ("reason", N_("原因"))]
    return [
        Section("allowances", N_("补助"), fields, months, _WORDS),
        Section("allowance_lines", N_("补助逐日明细"), daily, lines, _WORDS),
        *own_settlement(work, person_id),
        own_insurance(work, person_id),
        own_claims(work),
        own_objections(work, person_id),
    ]
