"""What spot-check notes say of a person, for their own copy."""

from app.accounts.directory import names_of
from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work
from app.spot_checks import repository


def my_data(work: Work) -> list[Section]:
    """The notes about the actor and their replies, with the authors' names."""
    if work.actor.person_id is None:
        raise Forbidden
    found = repository.list_about(work.session, work.actor.person_id)
    names = names_of(work, {row.author_id for row in found})
    rows = [row.model_dump() | {"author": names.get(row.author_id)} for row in found]
    fields = [("visited_at", N_("走访时间")), ("place", N_("地点")), ("note", N_("情况")), ("author", N_("记录人"))]
    fields += [("status", N_("状态")), ("reply", N_("我的回复")), ("replied_at", N_("回复时间"))]
    return [Section("spot_checks", N_("抽查记录"), fields, rows)]
