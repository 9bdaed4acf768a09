"""套用同一格式: a frame with other names put in, and duties that only repeat themselves."""

from collections.abc import Callable
from random import Random

import pytest

from app.signals.detectors.frames import frame_of
from app.signals.detectors.template import AT, Template
from app.signals.found import NEAR, RAISED, Found
from tests.signals.diary import Diaries, found_by, iso, workdays

VILLAGES = ["清溪村", "大湾村", "石门村", "罗家坝", "新民村", "双桥村", "柏树村", "回龙村", "金鸡村", "竹园村"]
PEOPLE = ["王建国", "李秀英", "张德富", "刘光明", "陈玉芬", "杨大勇", "赵淑兰", "黄志强", "周永福", "吴桂花"]
FIRMS = ["宏达建材公司", "绿源食品公司", "天成纺织公司", "鑫旺机械公司"]
OFFICES = ["经信局", "环保局", "人社局", "供电公司", "自来水公司", "银行"]
STATES = [
    "未发现异常",
    "未发现异常",
    "坝坡有白蚁活动迹象",
    "发现钓鱼人员已劝离",
    "溢洪道有落石",
    "闸门启闭卡顿已报修",
    "观测房门锁损坏",
    "左岸有羊群进入",
]
TROUBLES = [
    "腿脚不便没人照看",
    "儿子在外打工没寄钱",
    "医保还没交",
    "屋顶漏雨",
    "想养牛缺本钱",
    "和邻居为排水沟闹意见",
    "药快吃完了",
]
HELP = [
    "帮着打了社保电话",
    "答应联系医生",
    "给他念了政策",
    "帮忙抬了两趟柴",
    "约了周末再来",
    "当场协调邻居",
    "带了一袋米",
]
KINDS = ["社保", "医保", "户籍", "低保", "养老认证", "残疾证"]
Writer = Callable[[Random], str]

UNUSUAL = ["农启明", "米浩", "瞿少华", "覃婷", "阎倩", "粟鑫", "滕雪莲", "佘小红"]

FRAMES: dict[str, Writer] = {
    "names that no list knows": lambda r: (
        f"走访{r.choice(UNUSUAL)}家，发放资料{r.randint(9, 50)}份，收集意见{r.randint(2, 9)}条。"
    ),
    "visits": lambda r: (
        f"今天到{r.choice(VILLAGES)}走访了{r.choice(PEOPLE)}等{r.randint(2, 9)}户农户，了解生产生活情况，"
        f"宣传惠农政策，收集意见建议{r.randint(1, 5)}条。"
    ),
    "short": lambda r: f"到{r.choice(VILLAGES)}走访{r.randint(2, 9)}户，了解情况，发放资料{r.randint(9, 50)}份。",
    "meetings": lambda r: (
        f"上午参加{r.choice(OFFICES)}组织召开的工作推进会，{r.choice(PEOPLE)}局长主持，{r.randint(10, 40)}人参会，"
        f"会上安排部署了{r.randint(2, 5)}项工作，会后抓好落实。"
    ),
    "firms": lambda r: (
        f"赴{r.choice(FIRMS)}开展走访服务，与负责人{r.choice(PEOPLE)}座谈交流，了解企业生产经营情况，"
        f"梳理问题{r.randint(1, 5)}个，协调{r.choice(OFFICES)}帮助解决。"
    ),
    "archives": lambda r: (
        f"在单位整理{r.choice(KINDS)}方面档案{r.randint(30, 90)}份，核对目录，装订{r.randint(2, 9)}册，"
        f"移交{r.choice(PEOPLE)}保管，完成归档。"
    ),
    "numbers": lambda r: (
        f"替周永福书记写网贷催收诉状，第{r.randint(2, 19)}稿，调撤{r.randint(2, 40)}万元分期，"
        f"三个儿子谁也不接电话，跑了{r.randint(2, 9)}趟法庭。"
    ),
}
HONEST: dict[str, Writer] = {
    "reservoir": lambda r: (
        f"早上八点和下午五点两次巡查红旗水库大坝，水位{r.randint(230, 240)}米，{r.choice(STATES)}，巡查记录已填。"
    ),
    "window": lambda r: (
        f"在便民服务中心窗口值班，接待办事群众{r.randint(3, 30)}人次，办结{r.choice(KINDS)}业务{r.randint(2, 20)}件，"
        f"{r.choice(KINDS)}业务{r.randint(1, 9)}件，代办{r.randint(0, 3)}件。"
    ),
    "visits": lambda r: f"走访{r.choice(VILLAGES)}{r.choice(PEOPLE)}家，{r.choice(TROUBLES)}，{r.choice(HELP)}。",
    "pairs": lambda r: (
        f"上午走访{r.choice(VILLAGES)}{r.choice(PEOPLE)}、{r.choice(PEOPLE)}两户，{r.choice(PEOPLE)}家{r.choice(TROUBLES)}，"
        f"{r.choice(HELP)}；下午回镇上整理走访台账。"
    ),
    "river": lambda r: f"巡河{r.randint(2, 9)}公里，捡拾垃圾{r.randint(1, 9)}袋，{r.choice(STATES)}。",
    "surgery": lambda r: (
        f"上午门诊接诊{r.randint(10, 40)}人，下午{r.choice(['查房', '手术一台', '下村义诊', '病例讨论'])}，"
        f"会诊{r.choice(['高血压', '糖尿病', '腰椎病', '肺炎'])}1例。"
    ),
    "fire": lambda r: (
        f"森林防火卡点值守，登记车辆{r.randint(5, 60)}台、人员{r.randint(10, 120)}人，收缴火种{r.randint(0, 6)}个，"
        f"{r.choice(STATES)}。"
    ),
    "slopes": lambda r: (
        f"地灾点巡查{r.choice(VILLAGES)}、{r.choice(VILLAGES)}，裂缝监测值{r.randint(1, 30) / 10}毫米，无明显变化。"
    ),
    "terse": lambda r: r.choice(["防汛值班，水位3.2米", "窗口接待", f"{r.choice(VILLAGES)}入户{r.randint(2, 9)}家"]),
    "same": lambda r: "协助整理全县易地搬迁后续扶持项目档案，逐页核对目录并扫描上传。",
    "slogans": lambda r: "认真学习贯彻会议精神，扎实推进各项重点工作，不断提升能力水平。",
    "form": lambda r: (
        f"【今日工作内容】{r.choice(TROUBLES)}，{r.choice(HELP)}【存在问题】{r.choice(STATES)}【明日工作计划】{r.choice(HELP)}"
    ),
}


def diaries_of(writers: list[Writer], share: float = 1.0, seed: int = 1, unit: str | None = None) -> Diaries:
    """A cadre for each writer; beside the share of the month in that way they write as everybody does."""
    chance, diaries = Random(seed), Diaries()
    for number, writer in enumerate(writers):
        cadre = diaries.cadre(f"c{number:02}", unit=unit or f"单位{number}", county=unit or f"县{number}")
        texts = [
            writer(chance)
            if place < round(22 * share)
            else f"{chance.choice(TROUBLES)}，{chance.choice(HELP)}，明早再说。"
            for place in range(22)
        ]
        chance.shuffle(texts)
        diaries.days(cadre, texts)
    return diaries


def look(writers: list[Writer], share: float = 1.0, unit: str | None = None) -> list[Found]:
    return found_by(Template(), diaries_of(writers, share, unit=unit).corpus())


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_with_other_names_is_asked_about(name: str) -> None:
    (found,) = look([FRAMES[name]])
    assert found.score >= RAISED
    assert len(found.days) >= 0.8 * len(workdays())
    assert found.numbers["count"] == len(found.entries)
    assert set(iso(found)) <= {day.isoformat() for day in workdays()}


@pytest.mark.parametrize("name", HONEST)
def test_a_duty_that_repeats_itself_is_none(name: str) -> None:
    assert [found for found in look([HONEST[name]] * 4) if found.score >= RAISED] == []


@pytest.mark.parametrize(("share", "low", "high"), [(0.25, 0.0, 0.0), (0.4, NEAR, RAISED), (0.6, RAISED, 1.0)])
def test_the_share_of_the_month_decides(share: float, low: float, high: float) -> None:
    score = next((found.score for found in look([FRAMES["visits"]], share)), 0.0)
    assert low <= score
    assert score < high or score == low == high


def test_the_frame_is_marked_and_the_names_are_not() -> None:
    diaries = diaries_of([FRAMES["firms"]])
    corpus = diaries.corpus()
    (found,) = found_by(Template(), corpus)
    marked = {corpus.entries.text[span.entry][span.start : span.end] for span in found.spans}
    assert "开展走访服务" in marked or any("开展走访服务" in stretch for stretch in marked)
    assert not [stretch for stretch in marked if any(name in stretch for name in (*FIRMS, *PEOPLE))]


def test_what_the_whole_unit_writes_by_is_its_form() -> None:
    assert look([FRAMES["visits"]] * 4, unit="青坪镇") == []
    assert len(look([FRAMES["visits"]] * 4)) == 4


def test_a_few_of_a_large_unit_are_no_form() -> None:
    writers = [FRAMES["visits"]] * 3 + [HONEST["visits"]] * 9
    assert [found.subject for found in look(writers, unit="青坪镇")] == [0, 1, 2]


def test_an_accepted_sentence_is_left_out_of_the_frame() -> None:
    diaries = diaries_of([FRAMES["visits"], HONEST["visits"]])
    corpus = diaries.corpus()
    assert [found.subject for found in found_by(Template(), corpus)] == [0]
    corpus.accepted[0] = ("今天到", "了解生产生活情况，宣传惠农政策，收集意见建议")  # type: ignore[index]
    assert found_by(Template(), corpus) == []


def test_nothing_is_a_frame_of_nothing() -> None:
    assert frame_of([], AT.common) is None
    assert frame_of(["", "", "  "], AT.common) is None


def test_order_and_shares_change_nothing() -> None:
    diaries = diaries_of([*FRAMES.values(), *HONEST.values()])
    whole = found_by(Template(), diaries.corpus())
    diaries.entries.reverse()
    assert found_by(Template(), diaries.corpus(), 5) == whole
    assert [found.subject for found in whole if found.score >= RAISED] == list(range(len(FRAMES)))
