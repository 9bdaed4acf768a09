"""怎么用: for each role a few steps, and the answers to the ten questions that people really ask."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.actor import Actor, Role
from app.core.i18n import N_


class Topic(StrEnum):
    """For whom a help page is."""

    CADRE = "cadre"
    REVIEWER = "reviewer"
    FINANCE = "finance"
    ORGADMIN = "orgadmin"
    INSPECTOR = "inspector"
    LIAISON = "liaison"
    SYSADMIN = "sysadmin"


@dataclass(frozen=True, slots=True)
class Words:
    """A help page: its title and its steps, to translate."""

    topic: Topic
    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question and its answer, to translate; `anchor` is its place in the address."""

    anchor: str
    asked: str
    answer: str


TOPICS: dict[Topic, Words] = {
    words.topic: words
    for words in (
        Words(
            Topic.CADRE,
            N_("挂职干部"),
            (
                N_("打开“今日”，点一下今天的情况，写一两句做了什么，点“提交”。一般一分钟以内。"),
                N_("没写完也不要紧：每写一个字都存在手机上，下次打开接着写。"),
                N_("被退回的记录和向您提的问题排在“今日”最前面，写明了理由。"),
                N_("“月历”看每天的情况和这个月的补助怎么算；请假、报销、保险、手册都在“我的”。"),
            ),
        ),
        Words(
            Topic.REVIEWER,
            N_("主管和组长"),
            (
                N_("“待办”里一名干部一周一张卡，正文直接能看；没有问题就点通过。"),
                N_("有问题的某一天点退回，写一句理由；当天午夜前可以撤销。"),
                N_("月底在“月度确认”核对出勤，先看例外；不登录的单位可以打印签字，再把签好的扫描件传上来。"),
                N_("去现场看过，就写一份抽查记录，本人会看到并可以回复。"),
            ),
        ),
        Words(
            Topic.FINANCE,
            N_("财务"),
            (
                N_("打开“月度补助”，按步骤走：核算、审核、结账、导出、支付。每一步写明谁在什么时候做的。"),
                N_("先看例外：每条例外有一句说明和一个办法。"),
                N_("点一名干部可以看到每一天的依据；您看不到记录正文，也看不到请假的原因。"),
                N_("结账后的月份不再变动，错了就做调整，并写明原因。"),
            ),
        ),
        Words(
            Topic.ORGADMIN,
            N_("组织部"),
            (
                N_("“总览”上每个数字都能点开看名单；各单位按代码排列，不排名次。"),
                N_("名册、项目与政策、标准、节假日在左侧菜单；导入名册先试算，再确认。"),
                N_("提醒线索是疑问，不是结论：先看依据，听本人说明，再由人判断。"),
                N_("投诉建议由您受理和答复，不转给接收单位。"),
            ),
        ),
        Words(
            Topic.INSPECTOR,
            N_("检查人员"),
            (
                N_("“抽查”里列出分给您的抽查；名单是随机抽的，抽法和种子都公开。"),
                N_("到现场用手机填表，没有信号也能填，联网后自动上传。"),
                N_("只看与事实是否相符，不以篇数、字数论好坏；查看记录会留痕。"),
                N_("写下发现和期限，本人回复后由组织部办结。"),
            ),
        ),
        Words(
            Topic.LIAISON,
            N_("联络员和派出单位"),
            (
                N_("联络员：把接收单位纸上签过的内容录入系统，并附上扫描件。"),
                N_("联络员：项目规定由您审阅的，在“待办”里办。"),
                N_("派出单位：在“挂职”里看本单位干部的记录，期满时签署意见。平时不用每天登录。"),
            ),
        ),
        Words(
            Topic.SYSADMIN,
            N_("系统管理员"),
            (
                N_("在“人员”里开账号、发重置码；在“单位”里维护单位。您看不到任何记录的正文。"),
                N_("“定时任务”看提醒和备份是否按时运行；“提醒途径”设置并试发消息。"),
                N_("“接口”里给其他系统发凭证，权限给到最小，写明到期日。"),
                N_("安装、备份和升级按运维手册操作。"),
            ),
        ),
    )
}
_ROLES: dict[Role, Topic] = {
    Role.CADRE: Topic.CADRE,
    Role.GROUP_LEADER: Topic.REVIEWER,
    Role.SUPERVISOR: Topic.REVIEWER,
    Role.FINANCE: Topic.FINANCE,
    Role.ORGADMIN: Topic.ORGADMIN,
    Role.INSPECTOR: Topic.INSPECTOR,
    Role.LIAISON: Topic.LIAISON,
    Role.SENDER: Topic.LIAISON,
    Role.SYSADMIN: Topic.SYSADMIN,
}
QUESTIONS: tuple[Question, ...] = (
    Question(
        "offline",
        N_("没信号怎么办？"),
        N_(
            "照常写，照常提交。内容先存在手机上，有网时自动上传，只上传一次。页面上会写明“待上传”。在微信里用时，联网后把本页打开一下就会上传。"
        ),
    ),
    Question(
        "mistake",
        N_("写错了怎么改？"),
        N_("还没审阅的，打开那天点“修改”，改完再提交。已通过的，可以写补充说明，原文保留。每次修改都留有版本。"),
    ),
    Question(
        "late",
        N_("昨天忘了写，能补吗？"),
        N_(
            "能。在“月历”点那一天。一般三个工作日内直接补，十个工作日内写一句原因，再晚请接收单位主管开放。各项目可以另有规定。没写也不影响补助。"
        ),
    ),
    Question(
        "ranking",
        N_("为什么不排名？"),
        N_(
            "记录是为了把事说清楚，不是比谁写得多。篇数、字数、在线时间都不统计、不排名、不公布，系统里也没有这样的表。"
        ),
    ),
    Question(
        "check-in",
        N_("打卡是必须的吗？"),
        N_(
            "一般不是。签到是自愿的，有的项目不设签到；只有安全、应急岗位可以要求，并写明依据。位置由您决定，默认不提供，只取约一公里的大致范围。"
        ),
    ),
    Question(
        "money",
        N_("钱是怎么算的？"),
        N_(
            "按接收单位确认的在岗天数乘以每天的标准，与写了几篇、签到几次无关。在“月历”点“逐日明细”，每一天算不算、依据是什么都写着。有不同意见可以提异议。"
        ),
    ),
    Question(
        "readers",
        N_("谁能看到我写的？"),
        N_(
            "您自己、接收单位主管、您的组长；提交后派出单位也能看。检查人员只看抽到的，查看会留痕。财务和系统管理员看不到正文。"
        ),
    ),
    Question(
        "password",
        N_("忘了密码怎么办？"),
        N_("请组织部或系统管理员当面核对身份，发一个 24 小时内有效的重置码。用它登录，设新密码。草稿和记录不受影响。"),
    ),
    Question(
        "phone",
        N_("换手机了怎么办？"),
        N_("先在旧手机上联网打开一次，等“待上传”清空，再到新手机登录。旧手机在“我的—登录设备”里退出。"),
    ),
    Question("complain", N_("有意见向谁提？"), N_("“我的—投诉建议”。由组织部受理和答复，不转给接收单位，可以匿名。")),
)


def topics_of(actor: Actor) -> tuple[Topic, ...]:
    """The help pages of the roles that somebody holds, each once; none without a role."""
    held = {_ROLES[grant.role] for grant in actor.grants}
    return tuple(topic for topic in Topic if topic in held)
