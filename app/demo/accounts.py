"""The demo accounts that are printed at the start, one a role."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A login of the demo and what it is for."""

    login: str
    name: str
    duty: str


ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount("cadre", "何景行", "挂职干部 cadre, 澜江县白鹭镇"),
    DemoAccount("supervisor", "周敏", "接收单位主管 receiving supervisor"),
    DemoAccount("leader", "何靖川", "组长 group leader, a cadre too"),
    DemoAccount("sender", "简书扬", "派出单位联系人 sending contact"),
    DemoAccount("liaison", "陆闻笙", "联络员 liaison"),
    DemoAccount("orgadmin", "顾文澍", "组织部管理员 Organization Department"),
    DemoAccount("orgadmin2", "唐既明", "组织部第二管理员, confirms what two must decide"),
    DemoAccount("inspector", "温如棠", "检查人员 inspector"),
    DemoAccount("finance", "程以宁", "财务制表 finance, calculates"),
    DemoAccount("finance2", "苏念恩", "财务审核 finance, approves"),
    DemoAccount("sysadmin", "沈维之", "系统管理员 system administrator"),
)
