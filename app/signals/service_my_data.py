"""What signals keep of a person, for their own copy."""

from uuid import UUID

from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.my_data import Said, Section
from app.core.work import Work
from app.signals import labels, repository, repository_phrases
from app.signals.evidence import days_of
from app.signals.models import Signal


def my_data(work: Work) -> list[Section]:
    """The questions that the actor was told of, their answers, what was decided, and what was accepted as duty."""
    if work.actor.person_id is None:
        raise Forbidden
    fields = [("kind", N_("疑问类别")), ("window", N_("月份")), ("days", N_("日期")), ("opened_on", N_("提出日期"))]
    fields += [("state", N_("状态")), ("reason_code", N_("我的说明")), ("reply_text", N_("我的补充"))]
    fields += [("outcome", N_("处理结果")), ("outcome_note", N_("处理说明")), ("closed_at", N_("了结时间"))]
    fields += [("history", N_("以前各次"))]
    rows = [_row(row) for row in repository.own_signals(work.session, work.actor.person_id)]
    return [Section("signals", N_("疑问"), fields, rows), _accepted(work, work.actor.person_id)]


def _accepted(work: Work, person_id: UUID) -> Section:
    fields = [("phrase", N_("句子")), ("accepted_at", N_("认定时间")), ("taken_back_at", N_("收回时间"))]
    rows = [row.model_dump() for row in repository_phrases.of_cadre(work.session, person_id)]
    return Section("accepted_phrases", N_("已认定的职责"), fields, rows)


def _row(row: Signal) -> dict[str, object]:
    said = {
        "kind": labels.KINDS[row.kind],
        "state": labels.STATES[row.state],
        "reason_code": labels.REASONS[row.reason_code] if row.reason_code else None,
        "outcome": labels.OUTCOMES[row.outcome] if row.outcome else None,
    }
    return (
        row.model_dump()
        | {name: Said(text) if text else None for name, text in said.items()}
        | {"days": days_of(row.evidence)}
    )
