"""What cadres write in the demo: short, concrete, of several styles; no real place or person."""

import random
from typing import Any

_PLACES = (
    "柳湾村",
    "上坪村",
    "石桥社区",
    "滨湖产业园",
    "岚口码头",
    "永兴机电",
    "宏远纸业",
    "镇便民服务中心",
    "大塘水库",
)
_CROPS = ("黄桃", "茶叶", "榨菜", "柑橘", "中药材", "稻虾")
_FIRMS = ("永兴机电", "宏远纸业", "青禾食品", "联达物流", "恒泰建材", "云岭茶业")
_WEEKDAYS = ("周一", "周三", "周五")

_STEMS: tuple[tuple[str, str], ...] = (
    ("visit", "走访{place}{n}户脱贫户，核对医保参保，{m}户补缴。"),
    ("visit", "走访{n}户{crop}种植户，登记待销{m}.{k}吨，已联系县供销社。"),
    ("visit", "到{place}看高标准农田管护，{n}处沟渠淤堵，报镇农业站清理。"),
    ("visit", "陪同县残联入户{n}家，办理辅具申请{m}份。"),
    ("meeting", "参加镇项目调度会，领办冷链仓库用电增容，{weekday}前给答复。"),
    ("meeting", "列席园区招商调度会，领回{m}个在谈项目的跟进任务。"),
    ("meeting", "{place}院坝会，群众提了{n}条意见，路灯和饮水两条当场定人。"),
    ("project", "察看{place}冷链仓库施工：主体完成{n}成，催屋面防水材料进场。"),
    ("project", "核对{firm}技改项目资料，缺环评批复，约{weekday}补齐。"),
    ("project", "跑县发改局两趟，把产业路项目{m}.{k}公里纳入计划。"),
    ("investment", "陪同{firm}来访看标准厂房{m}号楼，答复用电与排污两个问题，带回意向表1份。"),
    ("investment", "对接{firm}，了解订单与用工，记下缺工岗位{n}个，当日转人社窗口。"),
    ("investment", "整理外来企业落户流程，由{n}步并为{m}步，送分管副局长核。"),
    ("duty", "防汛值班，{place}水位正常，巡堤{m}次。"),
    ("duty", "森林防火值班，巡查{place}{m}处火源点。"),
    ("duty", "信访接待日值班，登记{m}件，转办{k}件。"),
    ("other", "整理{crop}产业调研笔记，补充价格数据{n}条。"),
    ("other", "起草{place}人居环境整治方案初稿，报分管领导。"),
    ("other", "与江州市商务局核对三季度外资到账口径，差异{m}处已更正。"),
)
_DIFFICULTIES = (
    "企业问落户奖补能否叠加，需要县经信局给个书面说明。",
    "冷链仓库增容卡在供电所排期，想请县里协调。",
    "种植户担心后期销路，缺固定的收购商。",
)
_TAKEAWAYS = (
    "两地口径每月5日前互发底稿，次月少一轮返工。",
    "园区“一企一专员”的台账做法简单好用，可带回。",
    "院坝会先定人再散会，群众更愿意来。",
)


def write_items(rng: random.Random) -> list[dict[str, Any]]:
    """One to three items of a working day, two thirds of them with a category and some with a place."""
    items = []
    for category, stem in rng.sample(_STEMS, rng.choices((1, 2, 3), (6, 3, 1))[0]):
        place = rng.choice(_PLACES)
        text = stem.format(
            place=place,
            crop=rng.choice(_CROPS),
            firm=rng.choice(_FIRMS),
            weekday=rng.choice(_WEEKDAYS),
            n=rng.randint(3, 9),
            m=rng.randint(2, 4),
            k=rng.randint(1, 9),
        )
        item: dict[str, Any] = {"text": text}
        if rng.random() < 0.7:
            item["category"] = category
        if place not in text and rng.random() < 0.25:
            item["place"] = place
        items.append(item)
    return items


def write_difficulty(rng: random.Random) -> str | None:
    """Sometimes help is wanted."""
    return rng.choice(_DIFFICULTIES) if rng.random() < 0.06 else None


def write_takeaway(rng: random.Random) -> str | None:
    """Sometimes something is worth bringing home."""
    return rng.choice(_TAKEAWAYS) if rng.random() < 0.08 else None
