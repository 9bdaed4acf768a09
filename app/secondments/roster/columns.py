"""The sheets and columns of a roster 名册."""

from app.core.i18n import N_
from app.core.sheets.columns import Column, Sheet, plain

_NUMBER_NOTE = N_("唯一编号，按它认人，不按姓名。字母、数字和连字符，保持文本格式，开头的 0 不要丢。")
_UNIT_NOTE = N_("单位名称；有同名单位时写“上级/名称”，例如“青石镇/财政所”。")
_DAY_NOTE = N_("日期，例如 2026-03-01。")

NUMBER = Column("number", "人员编号", "Person no.", _NUMBER_NOTE, "00231", True, "number", 14, ("编号", "person_no"))
NAME = Column("name", "姓名", "Name", N_("与编号不一致时不会改名，会作为错误列出。"), "何景行", True, width=10)
LOGIN = Column("login", "登录名", "Login", N_("可不填，默认用人员编号。"), "", width=14, also=("账号",))
PHONE = Column(
    "phone", "手机", "Phone", N_("可不填。"), "13900000000", False, "number", 14, ("电话", "手机号", "手机号码")
)
_TERM = (
    Column("programme", "项目", "Programme", N_("从下拉列表选择。"), "外派挂职", True, "choice", 20, ("挂职项目",)),
    Column("sending", "派出单位", "Sending unit", _UNIT_NOTE, "青石镇", False, "choice", 22, ("选派单位",)),
    Column("receiving", "接收单位", "Receiving unit", _UNIT_NOTE, "县发改局", True, "choice", 22, ("挂职单位",)),
    Column(
        "post_title",
        "职务",
        "Post",
        N_("挂任的职务。"),
        "副局长（挂职）",
        True,
        width=20,
        also=("挂职职务", "挂任职务"),
    ),
    Column("region_band", "地区档", "Region band", N_("可不填，默认用接收单位的地区档。"), "", width=10),
    Column(
        "start_on", "开始日期", "Start", _DAY_NOTE, "2026-03-01", True, "date", 13, ("开始", "任期开始", "起始日期")
    ),
    Column("end_on", "结束日期", "End", _DAY_NOTE, "2027-02-28", True, "date", 13, ("结束", "任期结束", "截止日期")),
    Column(
        "approval_no",
        "批准文号",
        "Approval no.",
        N_("填了即为已批准；不填先存为草稿。"),
        "云组干〔2026〕12号",
        width=22,
    ),
    Column("arrived_on", "到岗日期", "Arrived", N_("填了即登记到岗，须有批准文号。"), "", False, "date", 13, ("到岗",)),
    Column(
        "supervisors",
        "主管人员编号",
        "Supervisors' nos.",
        N_("接收单位的主管，多个用“;”分开。还不是主管的，导入时成为接收单位的主管。"),
        "00817",
        holds="number",
        width=20,
        also=("主管编号",),
    ),
)
_RENAME = Column("rename", "改名", "Rename", N_("编号已有、姓名变了时填“是”，才会改名。"), "", False, "choice", 8)

ROSTER = Sheet(
    "roster",
    "名册",
    "Roster",
    N_("一名挂职干部一行：人员、挂职和主管写在一起。"),
    (
        NUMBER,
        NAME,
        PHONE,
        LOGIN,
        *_TERM,
        Column(
            "supervisor_names", "主管姓名", "Supervisors' names", N_("主管还没有账号时填写，顺序与编号一致。"), "周明德"
        ),
        _RENAME,
    ),
)
UNITS = Sheet(
    "units",
    "单位",
    "Units",
    N_("只填系统里还没有的单位，或要改类别、地区档的单位。"),
    (
        Column("name", "名称", "Name", N_("单位全称。"), "县发改局", True, width=24, also=("单位名称", "单位")),
        Column("kind", "类别", "Kind", N_("从下拉列表选择。"), "部门", True, "choice", 12, ("单位类别",)),
        Column("parent", "上级单位", "Parent unit", N_("不填即直属本地区。"), "云浦县", False, "choice", 22, ("上级",)),
        Column("region_band", "地区档", "Region band", N_("补助标准按它区分，可不填。"), "", width=10),
    ),
)
PEOPLE = Sheet(
    "people",
    "人员",
    "People",
    N_("不挂职的人员（主管、派出单位联系人），或与“挂职”表合用。"),
    (
        NUMBER,
        NAME,
        PHONE,
        LOGIN,
        Column("home", "所在单位", "Unit", _UNIT_NOTE, "县发改局", False, "choice", 22, ("单位", "工作单位")),
        Column("role", "角色", "Role", N_("可不填；填了即在所在单位担任这个角色。"), "主管", False, "choice", 12),
        _RENAME,
    ),
)
TERMS = Sheet(
    "terms",
    "挂职",
    "Secondments",
    N_("与“名册”二选一：人员已在系统里或“人员”表里时，只填任期。"),
    (NUMBER, *_TERM),
    ("secondment",),
)
ROLES = Sheet(
    "roles",
    "主管",
    "Supervisors",
    N_("谁在哪个单位担任主管或其他角色。"),
    (
        NUMBER,
        Column("unit", "单位", "Unit", _UNIT_NOTE, "县发改局", True, "choice", 22, ("所在单位", "接收单位")),
        Column("role", "角色", "Role", N_("不填即主管。"), "主管", False, "choice", 12),
    ),
    ("角色", "roles", "supervisor"),
)
SHEETS = (ROSTER, UNITS, PEOPLE, TERMS, ROLES)


def sheet_of(title: str) -> Sheet | None:
    """The sheet of a title as somebody typed it."""
    wanted = plain(title)
    for one in SHEETS:
        if wanted in {plain(name) for name in (one.title, one.english, *one.also)}:
            return one
    return None
