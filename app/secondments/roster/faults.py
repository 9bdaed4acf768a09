"""What can be wrong with a roster, besides what can be with any sheet."""

from app.core.i18n import N_
from app.core.sheets import faults

SENTENCES: dict[str, tuple[str, str]] = faults.SENTENCES | {
    "empty-file": (N_("没有读到任何一行名册。"), N_("请在“名册”表的表头下逐行填写后再上传。")),
    "login-taken": (N_("登录名“%(login)s”已经有人用了。"), N_("请在“登录名”列另起一个。")),
    "name-differs": (N_("编号 %(number)s 在系统里是“%(known)s”。"), N_("请核对编号；确实改名的，在“改名”列填“是”。")),
    "name-differs-inside": (N_("编号 %(number)s 在“%(sheet)s”第 %(row)s 行是“%(known)s”。"), N_("请核对编号和姓名。")),
    "differs-inside": (N_("同一个人在“%(sheet)s”第 %(row)s 行写的是“%(known)s”。"), N_("请改成一致。")),
    "unknown-person": (N_("没有编号为 %(number)s 的人员。"), N_("请检查编号，或在“人员”表里加上这个人。")),
    "person-elsewhere": (N_("这个编号属于其他地区的人员。"), N_("请检查编号；确需调整请联系系统管理员。")),
    "person-disabled": (N_("这个人的账号已停用。"), N_("请先在“人员”里恢复账号。")),
    "person-left": (N_("此人已办离任。"), N_("请先在“人员”里办理恢复。")),
    "own-row": (N_("不能经手自己的挂职和角色。"), N_("请由其他管理员导入这一行。")),
    "not-yours": (N_("您不能修改这个人的账号。"), N_("请由系统管理员办理。")),
    "unknown-unit": (N_("没有单位“%(value)s”。"), N_("请检查名称，或在“单位”表里加上它。")),
    "unknown-unit-near": (N_("没有单位“%(value)s”。"), N_("是否为：%(near)s？新单位请加到“单位”表。")),
    "ambiguous-unit": (N_("有 %(count)s 个单位叫“%(value)s”。"), N_("请写明上级：%(choices)s。")),
    "unit-closed": (N_("单位“%(value)s”已并入其他单位。"), N_("请改为现在的单位。")),
    "outside-region": (N_("这个单位不在您管理的地区。"), N_("请改为本地区的单位，或请系统管理员办理。")),
    "unit-cycle": (N_("上级单位绕回了自己。"), N_("请检查上级单位。")),
    "too-deep": (N_("单位层级太深，最多 12 级。"), N_("请减少层级。")),
    "region-kind": (N_("地区只能由系统管理员建立。"), N_("请换一个类别。")),
    "bad-unit-name": (N_("单位名称里不能有“/”。"), N_("上级单位请写在“上级单位”列。")),
    "unknown-programme": (N_("没有项目“%(value)s”。"), N_("可以填：%(choices)s。")),
    "ambiguous-programme": (N_("有 %(count)s 个项目叫“%(value)s”。"), N_("请先给项目改名，使名称不重复。")),
    "programme-archived": (N_("这个项目已停用。"), N_("请改选在用的项目。")),
    "no-policy": (N_("项目政策那天还没有生效。"), N_("请先在“项目与政策”里补上政策。")),
    "month-closed": (N_("项目 %(month)s 的补助已经结账。"), N_("任期请从未结账的月份开始；补登往月的请逐人办理。")),
    "term-overlap": (
        N_("与此人 %(start_on)s 至 %(end_on)s 的挂职重叠。"),
        N_("一个人同一天只能有一段挂职，请检查日期。"),
    ),
    "term-overlap-inside": (
        N_("与“%(sheet)s”第 %(row)s 行的任期重叠。"),
        N_("一个人同一天只能有一段挂职，请检查日期。"),
    ),
    "field-fixed": (N_("这段挂职的状态是“%(status)s”，这一项不能靠导入修改。"), N_("请在挂职页面用调动、延期等办理。")),
    "arrival-without-approval": (N_("没有批准文号，不能登记到岗。"), N_("请填批准文号，或清空到岗日期。")),
    "arrival-outside-term": (N_("到岗日期不在任期之内。"), N_("请检查日期。")),
    "arrival-in-future": (N_("到岗日期不能晚于今天。"), N_("请清空，到岗时再登记。")),
    "arrival-by-program": (N_("接口客户端不能批准和登记到岗。"), N_("请清空到岗日期，由组织部办理。")),
    "refused": (N_("%(said)s"), N_("请在挂职页面办理这一项。")),
    "day-basis-missing": (N_("项目政策还没有计发口径及其文号，不能登记到岗。"), N_("请先补上政策，或清空到岗日期。")),
    "supervisor-is-cadre": (N_("主管不能是干部本人。"), N_("请换一个主管。")),
    "too-many-supervisors": (N_("主管最多 20 人。"), N_("请减少。")),
    "names-do-not-match": (N_("主管姓名有 %(names)s 个，编号有 %(numbers)s 个。"), N_("请让姓名和编号一一对应。")),
    "supervisor-needs-grant": (
        N_("接收单位不在您管理的地区，不能把 %(number)s 设为它的主管。"),
        N_("请由系统管理员先授予主管角色。"),
    ),
    "role-protected": (N_("“%(value)s”只能由系统管理员授予。"), N_("请删除这一行，另行办理。")),
    "role-needs-group": (N_("组长属于小组。"), N_("请在“小组”里指定组长。")),
    "role-needs-unit": (N_("这个角色要有所在单位。"), N_("请填写所在单位。")),
}
"""Code -> (what is wrong, what to do), both message ids."""
