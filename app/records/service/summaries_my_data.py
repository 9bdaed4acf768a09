"""One's own summaries with all their versions, and the notes on one's months, for one's own copy."""

from app.accounts.directory import names_of
from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work
from app.records import repository_summaries as repository

_WORDS = {"cadre": N_("本人"), "host": N_("接收单位")}


def my_summaries(work: Work) -> list[Section]:
    """What stands, and every version of what the person wrote."""
    if work.actor.person_id is None:
        raise Forbidden
    kept = repository.own_summaries(work.session, work.actor.person_id)
    names = names_of(work, {row.author_id for row in kept})
    rows = [row.model_dump() | {"by": names.get(row.author_id)} for row in kept]
    fields = [("period", N_("周、月或季度")), ("voice", N_("谁写的")), ("text", N_("内容")), ("by", N_("经办人"))]
    fields.append(("updated_at", N_("时间")))
    versions = [
        version.model_dump() | {"period": period}
        for version, period in repository.own_summary_versions(work.session, work.actor.person_id)
    ]
    said = [("period", N_("周、月或季度")), ("number", N_("第几版")), ("text", N_("内容")), ("at", N_("时间"))]
    return [
        Section("summaries", N_("小结和评语"), fields, rows, _WORDS),
        Section("summary_versions", N_("小结的各个版本"), said, versions),
    ]
