"""One's own feedback under one's name, for one's own copy; what was sent without a name is nobody's."""

from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.paging import MAX_LIMIT
from app.core.work import Work
from app.feedback import repository
from app.feedback.service_views import views_of


def my_data(work: Work) -> list[Section]:
    """Every piece that the actor sent under their name, newest first, with its answer."""
    if work.actor.person_id is None:
        raise Forbidden
    rows, cursor = [], None
    while True:
        page, cursor = repository.page_own(work.session, work.actor.person_id, MAX_LIMIT, cursor)
        rows += views_of(work, page)
        if cursor is None:
            break
    fields = [("received_at", N_("时间")), ("kind", N_("类别")), ("text", N_("内容")), ("state", N_("状态"))]
    fields += [("answer", N_("答复")), ("answered_by_name", N_("答复人")), ("answered_at", N_("答复时间"))]
    return [Section("feedback", N_("投诉建议"), fields, [row.model_dump() for row in rows])]
