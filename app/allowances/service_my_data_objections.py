"""What a person objected to and was answered, for their own copy."""

from uuid import UUID

from app.accounts.directory import names_of
from app.allowances import repository_objections as repository
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work

_WORDS = {
    "open": N_("待答复"),
    "answered": N_("已答复"),
    "withdrawn": N_("已撤回"),
    "upheld": N_("成立"),
    "partly": N_("部分成立"),
    "explained": N_("已说明，金额不变"),
}
_FIELDS = [
    ("month", N_("月份")),
    ("dates", N_("日期")),
    ("text", N_("异议")),
    ("created_at", N_("提出")),
    ("due_on", N_("答复期限")),
    ("state", N_("状态")),
    ("outcome", N_("结论")),
    ("answer", N_("答复")),
    ("answered_at", N_("答复时间")),
    ("answered_by", N_("答复人")),
    ("withdrawn_at", N_("撤回时间")),
]


def own_objections(work: Work, person_id: UUID) -> Section:
    """Every objection of theirs with its days and its answer."""
    found = repository.list_of_cadre(work.session, person_id)
    days = repository.list_days(work.session, [row.id for row in found])
    names = names_of(work, (row.answered_by_id for row in found))
    rows = [
        row.model_dump()
        | {"dates": days.get(row.id, []), "answered_by": names.get(row.answered_by_id) if row.answered_by_id else None}
        for row in found
    ]
    return Section("allowance_objections", N_("补助异议"), _FIELDS, rows, _WORDS)
