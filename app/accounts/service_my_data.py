"""What accounts keep of a person, for their own copy."""

from app.accounts import labels
from app.accounts import repository_care as care
from app.accounts import repository_people as people
from app.accounts.service_devices import list_devices
from app.accounts.service_passwords import myself
from app.accounts.service_people import view_person
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work

_DEVICES = {"phone": N_("手机"), "desk": N_("电脑"), "program": N_("程序|设备")}


def my_data(work: Work) -> list[Section]:
    """Particulars, roles, devices, consents and a departure. Forbidden for programs."""
    return [_particulars(work), _roles(work), _devices(work), _consents(work), _departure(work)]


def _particulars(work: Work) -> Section:
    person, view = myself(work), view_person(work, myself(work))
    row = view.model_dump() | {"created_at": person.created_at, "locale": person.locale, "care": person.care}
    fields = [("name", N_("姓名")), ("login", N_("账号")), ("person_no", N_("人员编号")), ("phone", N_("电话"))]
    fields += [("unit_name", N_("单位")), ("status", N_("状态")), ("left_on", N_("离任日期")), ("locale", N_("语言"))]
    fields += [("care", N_("关怀模式")), ("created_at", N_("建档时间"))]
    return Section("particulars", N_("基本信息"), fields, [row], {str(k): v for k, v in labels.STATUSES.items()})


def _roles(work: Work) -> Section:
    held = people.roles_of(work.session, [myself(work).id])[myself(work).id]
    rows = [
        {"role": row.role, "unit": unit, "valid_from": row.valid_from, "valid_to": row.valid_to}
        for row, _, unit in held
    ]
    fields = [("role", N_("角色")), ("unit", N_("单位")), ("valid_from", N_("自")), ("valid_to", N_("至"))]
    return Section("roles", N_("角色"), fields, rows, {str(key): word for key, word in labels.ROLES.items()})


def _devices(work: Work) -> Section:
    rows = [device.model_dump() for device in list_devices(work).items]
    fields = [
        ("kind", N_("类别")),
        ("browser", N_("浏览器或程序")),
        ("system", N_("系统|设备")),
        ("address", N_("网络地址")),
    ]
    fields += [("started_at", N_("登录时间")), ("last_seen_at", N_("最近使用"))]
    return Section("devices", N_("登录设备"), fields, rows, _DEVICES)


def _consents(work: Work) -> Section:
    rows = [row.model_dump() for row in care.list_consents(work.session, myself(work).id)]
    fields = [("kind", N_("授权")), ("notice_version", N_("说明版本")), ("asked_at", N_("询问时间"))]
    fields += [("given_at", N_("同意时间")), ("taken_back_at", N_("收回时间")), ("channel", N_("途径"))]
    words = {str(key): word for key, word in labels.CONSENTS.items()}
    return Section("consents", N_("隐私与授权"), fields, rows, words | {"page": N_("网页"), "program": N_("程序|设备")})


def _departure(work: Work) -> Section:
    found = care.find_departure(work.session, myself(work).id)
    rows = [found.model_dump()] if found is not None else []
    fields = [("last_on", N_("最后一天")), ("reason", N_("原因")), ("created_at", N_("办理时间"))]
    return Section("departure", N_("离任|一节"), [*fields, ("undone_at", N_("撤销时间"))], rows)
