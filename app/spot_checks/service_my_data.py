"""What spot checks say of a person, for their own copy."""

from collections.abc import Mapping
from typing import Any

from app.accounts.directory import names_of
from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.my_data import Said, Section
from app.core.work import Work
from app.spot_checks import labels, repository, repository_formal
from app.spot_checks.models_formal import FormalCheck

WORDS = {
    str(key): word
    for some in (labels.STATUS_LABELS, labels.METHOD_LABELS, labels.FINDING_LABELS)
    for key, word in some.items()
}
ANSWERS: dict[str, Mapping[Any, str]] = {
    "consistent": labels.CONSISTENT_LABELS,
    "leave_in_order": labels.LEAVE_LABELS,
    "allowance_agrees": labels.ALLOWANCE_LABELS,
}
"""The same answer to different questions is called differently."""


def my_data(work: Work) -> list[Section]:
    """The notes and signed checks about the actor and their replies, with the names of who wrote them."""
    if work.actor.person_id is None:
        raise Forbidden
    found = repository.list_about(work.session, work.actor.person_id)
    names = names_of(work, {row.author_id for row in found})
    rows = [row.model_dump() | {"author": names.get(row.author_id)} for row in found]
    fields = [("visited_at", N_("走访时间")), ("place", N_("地点")), ("note", N_("情况")), ("author", N_("记录人"))]
    fields += [("status", N_("状态")), ("reply", N_("我的回复")), ("replied_at", N_("回复时间"))]
    return [Section("spot_checks", N_("抽查记录"), fields, rows), _formal(work)]


def _formal(work: Work) -> Section:
    assert work.actor.person_id is not None  # noqa: S101 - asked above
    found = repository_formal.list_about(work.session, work.actor.person_id)
    inspectors = repository_formal.inspectors_of(work.session, [row.id for row in found])
    names = names_of(work, {one.person_id for some in inspectors.values() for one in some})
    rows = [_row(row, [names[one.person_id] for one in inspectors[row.id]]) for row in found]
    fields = [("number", N_("编号")), ("days", N_("抽查日期")), ("inspectors", N_("检查人")), ("status", N_("状态"))]
    fields += [("visited_at", N_("到访时间")), ("place", N_("地点")), ("method", N_("方式"))]
    fields += [("consistent", N_("记录与事实")), ("leave_in_order", N_("请假手续"))]
    fields += [("allowance_agrees", N_("补助与在岗天数")), ("note", N_("所见所谈"))]
    fields += [("difficulties", N_("本人说的困难")), ("finding", N_("结论")), ("due_on", N_("办理期限"))]
    fields += [("reply", N_("我的答复")), ("replied_at", N_("答复时间"))]
    fields += [("rectification", N_("整改情况")), ("closed_at", N_("办结时间"))]
    return Section("formal_checks", N_("抽查结果"), fields, rows, WORDS)


def _row(row: FormalCheck, inspectors: list[str]) -> dict[str, Any]:
    said = {name: Said(words[getattr(row, name)]) for name, words in ANSWERS.items() if getattr(row, name) is not None}
    return row.model_dump() | said | {"inspectors": inspectors}
