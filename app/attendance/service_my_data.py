"""What attendance keeps of a person, for their own copy."""

from uuid import UUID

from app.accounts.directory import names_of
from app.attendance import repository_my_data as repository
from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work

_DAYS = {
    "on_post": N_("在岗"),
    "visit": N_("走访"),
    "trip": N_("外出公务"),
    "official_trip": N_("外出公务"),
    "training": N_("培训"),
    "leave": N_("休假"),
    "rest": N_("休息"),
    "am": N_("上午"),
    "pm": N_("下午"),
}


def my_data(work: Work) -> list[Section]:
    """Check-ins with what is kept of their positions, leave with its steps, corrected days, confirmed months."""
    person_id = work.actor.person_id
    if person_id is None:
        raise Forbidden
    return [
        _check_ins(work, person_id),
        _leaves(work, person_id),
        _leave_steps(work, person_id),
        _corrections(work, person_id),
        _months(work, person_id),
    ]


def _check_ins(work: Work, person_id: UUID) -> Section:
    rows = [row.model_dump() for row in repository.own_check_ins(work.session, person_id)]
    fields = [("civil_on", N_("日期")), ("kind", N_("类别")), ("happened_at", N_("手机时间"))]
    fields += [
        ("received_at", N_("收到时间")),
        ("lat", N_("纬度")),
        ("lon", N_("经度")),
        ("accuracy_m", N_("精度（米）")),
    ]
    fields += [("inside", N_("在单位附近")), ("distance_m", N_("距离（米）")), ("note", N_("备注"))]
    fields += [("position_expires_at", N_("位置删除时间")), ("withdrawn_at", N_("撤回时间"))]
    return Section("check_ins", N_("签到"), fields, rows, _DAYS)


def _leaves(work: Work, person_id: UUID) -> Section:
    rows = [row.model_dump() for row in repository.own_leaves(work.session, person_id)]
    fields = [("type", N_("类别")), ("start_on", N_("开始")), ("start_half", N_("开始半天")), ("end_on", N_("结束"))]
    fields += [
        ("end_half", N_("结束半天")),
        ("reason", N_("事由")),
        ("status", N_("状态")),
        ("approval_no", N_("文号")),
    ]
    return Section("leaves", N_("请假"), [*fields, ("ended_on", N_("实际结束"))], rows, _DAYS)


def _leave_steps(work: Work, person_id: UUID) -> Section:
    found = repository.own_leave_steps(work.session, person_id)
    names = names_of(work, {step.actor_id for step, _ in found})
    rows = [step.model_dump() | {"start_on": leave.start_on, "by": names.get(step.actor_id)} for step, leave in found]
    fields = [("start_on", N_("请假开始")), ("kind", N_("步骤")), ("comment", N_("意见")), ("by", N_("经办人"))]
    return Section("leave_steps", N_("请假办理经过"), [*fields, ("at", N_("时间"))], rows)


def _corrections(work: Work, person_id: UUID) -> Section:
    found = repository.own_corrections(work.session, person_id)
    names = names_of(work, {row.decided_by_id for row in found})
    rows = [row.model_dump() | {"by": names.get(row.decided_by_id)} for row in found]
    fields = [("day_on", N_("日期")), ("half", N_("半天")), ("state", N_("状态")), ("reason", N_("原因"))]
    fields += [("by", N_("经办人")), ("created_at", N_("时间")), ("withdrawn_at", N_("撤回时间"))]
    return Section("corrections", N_("主管更正"), fields, rows, _DAYS)


def _months(work: Work, person_id: UUID) -> Section:
    found = repository.own_months(work.session, person_id)
    names = names_of(work, {row.confirmed_by_id for row, _ in found})
    rows = [row.model_dump() | {"unit": unit, "by": names.get(row.confirmed_by_id)} for row, unit in found]
    fields = [("month", N_("月份")), ("unit", N_("单位")), ("basis", N_("方式")), ("confirmed_at", N_("确认时间"))]
    words = {"online": N_("线上"), "paper": N_("纸质")}
    return Section(
        "months", N_("月度确认"), [*fields, ("by", N_("经办人")), ("reopened_at", N_("重开时间"))], rows, words
    )
