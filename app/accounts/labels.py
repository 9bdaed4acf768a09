"""What roles, kinds, scopes and states are called."""

from app.accounts.models import PersonStatus, UnitKind
from app.accounts.models_care import ConsentKind
from app.accounts.schemas_care import DutyKind
from app.core.actor import Role, Scope
from app.core.i18n import N_

ROLES: dict[Role, str] = {
    Role.CADRE: N_("挂职干部"),
    Role.GROUP_LEADER: N_("组长"),
    Role.SUPERVISOR: N_("主管"),
    Role.SENDER: N_("派出单位"),
    Role.LIAISON: N_("联络员"),
    Role.ORGADMIN: N_("组织部管理员"),
    Role.INSPECTOR: N_("检查人员"),
    Role.FINANCE: N_("财务"),
    Role.SYSADMIN: N_("系统管理员"),
}
UNIT_KINDS: dict[UnitKind, str] = {
    UnitKind.REGION: N_("地区"),
    UnitKind.DEPARTMENT: N_("部门"),
    UnitKind.TOWNSHIP: N_("乡镇街道"),
    UnitKind.VILLAGE: N_("村社区"),
    UnitKind.INSTITUTION: N_("事业单位"),
    UnitKind.ENTERPRISE: N_("企业"),
    UnitKind.SCHOOL: N_("院校"),
}
STATUSES: dict[PersonStatus, str] = {
    PersonStatus.ACTIVE: N_("在用"),
    PersonStatus.DISABLED: N_("已停用"),
}
DUTIES: dict[DutyKind, str] = {
    DutyKind.OWN_SECONDMENT: N_("本人还在挂职"),
    DutyKind.SUPERVISED: N_("主管的挂职干部"),
    DutyKind.SOLE_SUPERVISOR: N_("只有他一人主管的挂职干部"),
    DutyKind.GROUP: N_("任组长的小组"),
    DutyKind.WAITING_RECORDS: N_("待他审阅的记录"),
    DutyKind.DELEGATION: N_("代办"),
}
CONSENTS: dict[ConsentKind, str] = {
    ConsentKind.POSITION: N_("签到位置"),
    ConsentKind.PHOTOS: N_("记录照片"),
}
SCOPES: dict[Scope, str] = {
    Scope.ROSTER_READ: N_("读取名册"),
    Scope.ROSTER_WRITE: N_("维护名册"),
    Scope.RECORDS_STATUS: N_("记录状态（不含内容）"),
    Scope.ATTENDANCE_READ: N_("读取考勤台账"),
    Scope.ALLOWANCE_EXPORT: N_("导出补助"),
    Scope.BANK_EXPORT: N_("导出银行文件"),
    Scope.SUMMARY_READ: N_("读取汇总"),
    Scope.SIGNALS_COUNT: N_("线索数量"),
}
