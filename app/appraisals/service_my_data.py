"""One's own term-end forms for one's own copy: what one wrote, and the opinions that are signed."""

from typing import Any

from app.appraisals import repository
from app.appraisals.labels import GRADE_LABELS, TURN_LABELS
from app.appraisals.models import Turn
from app.appraisals.service_views import form_of
from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work


def my_data(work: Work) -> list[Section]:
    """The forms about the person; an opinion that was given back is not among them."""
    if work.actor.person_id is None:
        raise Forbidden
    rows: list[dict[str, Any]] = []
    for row in repository.own_forms(work.session, work.actor.person_id):
        form = form_of(work, row.secondment_id)
        texts = form.texts if form else {}
        own: dict[str, Any] = {"turn": row.turn, "self_report": row.self_report, "achievements": row.achievements}
        others = (Turn.RECEIVING, Turn.SENDING, Turn.OFFICE, Turn.READING)
        signed: dict[str, Any] = {turn.value: texts.get(turn) for turn in others}
        rows.append(own | signed | {"grade": form.grade if form else None, "done_at": row.done_at})
    words = {str(key): word for key, word in (*TURN_LABELS.items(), *GRADE_LABELS.items())}
    fields = [
        ("turn", N_("办到哪一步")),
        ("self_report", N_("自评")),
        ("achievements", N_("工作成效")),
        ("receiving", N_("接收单位意见")),
        ("grade", N_("等次|鉴定")),
        ("sending", N_("派出单位意见")),
        ("office", N_("组织部意见")),
        ("reading", N_("您的说明")),
        ("done_at", N_("时间")),
    ]
    return [Section("appraisals", N_("期满鉴定表"), fields, rows, words)]
