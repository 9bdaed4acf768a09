"""What handbooks keep of a person, for their own copy: editions of their own, and what they had made of others."""

from app.accounts.directory import names_of
from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work
from app.handbook import repository
from app.secondments.service_cards import my_secondments

_WORDS = {
    "queued": N_("排队等候"),
    "running": N_("正在生成"),
    "done": N_("已生成"),
    "failed": N_("未能生成"),
    "": N_("全期"),
}


def my_data(work: Work) -> list[Section]:
    """Who had the actor's handbook made and when, and the jobs that they asked for; never a text of others."""
    if work.actor.person_id is None:
        raise Forbidden
    found = [one for card in my_secondments(work) for one in repository.list_editions(work.session, card.id)]
    names = names_of(work, {one.made_by_id for one in found})
    editions = [one.model_dump() | {"by": names.get(one.made_by_id) if one.made_by_id else None} for one in found]
    jobs = [one.model_dump() for one in repository.list_own_jobs(work.session, work.actor.person_id)]
    fields = [("month", N_("范围")), ("number", N_("版次")), ("made_at", N_("时间")), ("by", N_("经手人"))]
    asked = [("month", N_("范围")), ("kind", N_("格式")), ("at", N_("时间")), ("state", N_("状态"))]
    return [
        Section("handbooks", N_("纪实手册"), [*fields, ("digest", N_("内容校验码"))], editions, _WORDS),
        Section("handbook_jobs", N_("成批生成的手册"), [*asked, ("sha256", N_("文件校验码"))], jobs, _WORDS),
    ]
