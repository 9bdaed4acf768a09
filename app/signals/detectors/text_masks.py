"""What changes in a sentence while its frame stays: numbers, people, places and organisations, each found by its form.

There is no dictionary of the field's words: a place is what ends like a place, a person is a surname before a title or
a name that the corpus knows. A miss costs a placeholder, never a finding by itself.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Mask(StrEnum):
    """What stands behind a placeholder; the value is the placeholder."""

    NUMBER = "#"
    PERSON = "@"
    PLACE = "^"
    ORGANISATION = "&"


@dataclass(frozen=True, slots=True)
class Fact:
    """A masked stretch of the original text, in characters."""

    mask: Mask
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with placeholders; `at[i]` is the original place of its character i."""

    text: str
    at: tuple[int, ...]
    facts: tuple[Fact, ...]


HAN = r"[\u3400-\u9fff]"
COUNTED = (
    "个家户人名位次场处亩斤吨米公里元万份条件本张台套组村棵株头只天日月年点时分岁级期批项类宗轮座栋层间辆趟块度多余"
    "所艘眼口盏面箱袋桶例班段号楼车筐篇封"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍"
    "庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍"
)
CALLED = "王李张刘陈杨赵吴周徐孙朱胡郭何罗郑梁谢宋唐许韩冯邓曹彭肖董袁潘蒋蔡杜苏魏"
"""Surnames that follow 老 and 小 without making a word of another kind."""
TITLES = (
    "副?书记|副?主任|副?[局镇乡县区市科部]长|[股站所院校园村组队社会]长|总?经理|董事长|老师|教授|医生|护士|大[爷娘姐哥叔妈伯]|"
    "婆婆|奶奶|爷爷|师傅|同志|支书|老汉|嫂|委员|干事|技术员|专家|工程师|律师|老板|主席|常委|网格员|文书|会计"
)
BEFORE_NAMES = (
    "户主|村民|农户|群众|脱贫户|监测户|贫困户|低保户|五保户|书记|主任|支书|大户|居民|老人|学生|负责人|经理|同事|患者|业主|"
    "老党员|退役军人|养殖户|种植户|法人|会长"
)
NO_NAME = "家的和与在说到反映了就是等去来被同从对向及把给将一也又都还其"
BOUND = (
    "召到赴在去往对从于至向与和及同由给访问看查走进下回陪带是为把将的了并又再各全该本我每某这那两现被经过跟找帮请随入"
)
CORE = rf"(?![{BOUND}]){HAN}"
PLAIN = frozenset("农乡城山园小景老新灾辖库灌片地郊牧林社校厂矿街街农各分工库市营院机行专办食牛羊猪鱼")
"""A single character that makes a common noun of a place's ending: 农村, 山区, 小组."""

NUMBERS = re.compile(
    rf"\d+(?:[.,:：．]\d+)*[百千万亿]*[%％‰]?|(?<=第)[一二三四五六七八九十百]+|[一二三四五六七八九十百千万两零〇]+(?=[{COUNTED}])"
)
PEOPLE = re.compile(
    rf"(?P<a>[老小][{CALLED}])(?!{HAN}?[村镇乡县沟湾坝])"
    rf"|(?P<b>[{SURNAMES}](?:(?![{NO_NAME}]){HAN}){{0,2}}?(?:{TITLES}))"
    rf"|(?:{BEFORE_NAMES})(?P<c>[{SURNAMES}](?:(?![{NO_NAME}]){HAN}){{1,2}})"
    rf"|(?P<d>[{SURNAMES}](?:(?![{NO_NAME}]){HAN}){{1,2}})(?=家里|家中|一家|等[\d一二两三四五六七八九十]+人)"
)
PLACES = re.compile(
    rf"(?P<core>(?:{CORE}){{1,5}}?)(?:省|市|自治州|县|区|镇|乡|街道|社区|村(?![委民干里口级])|组(?!织)|屯|寨|沟|湾|坝|水库|大桥|河|路|街|广场|小区|堤)"
)
ORGANISATIONS = re.compile(
    rf"(?P<core>(?:{CORE}){{1,10}}?)(?:有限公司|公司|合作社|小学|中学|学校|学院|大学|卫生院|医院|委员会|党委|政府|办公室|办事处|"
    rf"中心|工作站|服务站|站|工厂|厂|企业|银行|信用社|协会|研究所|派出所|局|农场|基地|产业园|园区|养老院|敬老院|支部)"
)


def masked(text: str, known: Collection[str] = ()) -> Masked:
    """The frame of a text; `known` are names of people that the corpus holds.

    Numbers are taken first, then people, organisations and places; nothing is masked twice.
    """
    taken = [""] * len(text)
    facts: list[Fact] = []
    for mask, start, end in _found(text, known):
        if start < end and not any(taken[start:end]):
            taken[start:end] = [mask.value] * (end - start)
            facts.append(Fact(mask, start, end))
    facts.sort(key=lambda fact: fact.start)
    return _replaced(text, facts)


def _found(text: str, known: Collection[str]) -> Iterator[tuple[Mask, int, int]]:
    yield from ((Mask.NUMBER, *match.span()) for match in NUMBERS.finditer(text))
    for name in known:
        at = text.find(name)
        while name and at >= 0:
            yield Mask.PERSON, at, at + len(name)
            at = text.find(name, at + len(name))
    for match in PEOPLE.finditer(text):
        yield Mask.PERSON, *match.span(match.lastgroup or 0)
    for pattern, mask in ((ORGANISATIONS, Mask.ORGANISATION), (PLACES, Mask.PLACE)):
        yield from ((mask, *match.span()) for match in pattern.finditer(text) if match["core"] not in PLAIN)


def _replaced(text: str, facts: list[Fact]) -> Masked:
    out: list[str] = []
    at: list[int] = []
    stood = 0
    for fact in facts:
        out += [*text[stood : fact.start], fact.mask.value]
        at += [*range(stood, fact.start), fact.start]
        stood = fact.end
    return Masked("".join([*out, *text[stood:]]), (*at, *range(stood, len(text))), tuple(facts))
