"""Honest ways of keeping a diary, a group each: no detector asks any of them anything."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

import pytest

from app.signals.models import SignalKind
from tests.signals.diary import HASHES, HOME, POST, Diaries, at, flipped, photo, raised, workdays

VILLAGES = ("永寿", "松江", "万胜", "崇礼", "秦家", "富牛", "尚义", "多悦", "修文", "思蒙")
PEOPLE = ("杨国富", "李春梅", "赵长根", "周素华", "吴明贵", "郑家友", "冯桂英", "陈永福", "褚德山", "卫小红", "蒋成林")
WORKS = (
    "到{village}镇{person}家看{count}亩油菜，菌核病{more}株，约农技站周{week}来打药",
    "{person}反映渠断了{more}米，和{village}镇水管员去量，报价{count}元，先垫沙袋",
    "陪{village}镇核对低保{count}户，{person}家儿子在外打工，补了收入证明",
    "{village}镇开院坝会，{count}人到场，{person}问路灯，答应月底前装{more}盏",
    "改招商材料第{more}稿，{village}园区空地{count}亩写错，已和{person}对过",
    "送{person}去办残疾证，{village}镇缺{more}张表，跑了{count}公里",
    "查{village}镇粮站{count}吨谷子，水分{more}个点，{person}签了整改",
    "{village}镇学校食堂抽检{more}样，{person}说冰柜坏了{count}天",
)
CLOSE = ("明天继续。", "", "下午回单位写材料。", "路上堵。", "晚上值班到九点。")
LINES = ("办结", "还差签字", "村里不同意", "等县里回话", "拍了照片存档", "电话约了三次", "已经报给局里")


def own_words(place: int, seed: int) -> str:
    """A day's text with its facts, like no other."""
    turn = place * 7 + seed * 13
    text = WORKS[(place * 5 + seed * 3) % len(WORKS)].format(
        village=VILLAGES[turn % len(VILLAGES)],
        person=PEOPLE[(turn * 3 + place) % len(PEOPLE)],
        count=17 + turn * 31 % 483,
        more=2 + (turn * 17 + place) % 29,
        week="一二三四五"[turn % 5],
    )
    return f"{text}，{LINES[(turn + place) % len(LINES)]}。{CLOSE[(place + seed * 2) % len(CLOSE)]}"


def plain(diaries: Diaries, name: str = "甲", seed: int = 1, **given: object) -> None:
    """Somebody who writes what there was."""
    diaries.cadre(name)
    for place, day in enumerate(workdays(date(2026, 2, 2))):
        diaries.entry(name, day, own_words(place, seed), **given)


def terse(diaries: Diaries) -> None:
    """Few words, each day a fact."""
    diaries.cadre("甲")
    words = ("防汛值班", "{v}镇走访{n}户", "接访{n}批", "党费{n}元已交", "{v}村修路{n}米", "写{n}页汇报", "{v}镇开会")
    for place, day in enumerate(workdays()):
        text = words[place * 3 % len(words)].format(v=VILLAGES[place % len(VILLAGES)], n=3 + place * 7 % 50)
        diaries.entry("甲", day, text)


def repetitive(diaries: Diaries) -> None:
    """One duty, day after day, with what came of it."""
    diaries.cadre("甲")
    for place, day in enumerate(workdays()):
        came = f"{PEOPLE[place % len(PEOPLE)]}为{('低保', '社保', '宅基地', '医保')[place % 4]}来问"
        more = f"，{LINES[place * 3 % len(LINES)]}" if place % 3 else ""
        diaries.entry("甲", day, f"便民大厅值班，来{23 + place * 17 % 61}人，{came}{more}", work_type="值班")


def patchy(diaries: Diaries) -> None:
    """No network for most of a week: written each evening, handed in on Friday."""
    plain(diaries)
    for row in diaries.entries:
        on = date.fromisoformat(row["work_date"])
        friday = on + timedelta(days=4 - on.weekday())
        row["submitted_at"] = at(friday, f"20:10:{on.weekday():02}")
        row["accuracy_m"] = 2500 if on.weekday() == 2 else 25
        if on.weekday() == 2:
            row["lat"] = POST[0] + 0.3


def pasted(diaries: Diaries) -> None:
    """From a notes app, in seconds, after work."""
    plain(diaries)
    for place, row in enumerate(diaries.entries):
        row["edit_seconds"] = 2 + place % 4


def meetings(diaries: Diaries) -> None:
    """Every week one agenda for all, and what each had to do with it."""
    for seed, name in enumerate(("甲", "乙", "丙", "戊")):
        plain(diaries, name, seed)
    for row in diaries.entries:
        on = date.fromisoformat(row["work_date"])
        if on.weekday() == 0:
            agenda = f"周例会：传达{on.day}号文件，通报{on.month}月进度，安排清明防火"
            row["content"] = f"{agenda}。{row['content']}"


def group_photos(diaries: Diaries) -> None:
    """One picture of those who were there, some saved anew, on the day."""
    for seed, name in enumerate(("甲", "乙", "丙")):
        plain(diaries, name, seed)
    for row in diaries.entries:
        on = date.fromisoformat(row["work_date"])
        if on.weekday() == 1:
            base, who = Random(on.toordinal()).getrandbits(64), row["cadre_id"]
            taken = at(on, "10:30:00") if who != "丙" else None
            row["photo"] = photo(flipped(base, *(() if who == "甲" else (3, 41))), f"{on}-{who}", taken)


def wall(diaries: Diaries) -> None:
    """The board at the gate, photographed by all, sometimes by phones without a clock."""
    for seed, name in enumerate(("甲", "乙", "丙")):
        plain(diaries, name, seed)
    for place, row in enumerate(diaries.entries):
        if place % 3 == 0:
            taken = at(date.fromisoformat(row["work_date"]), "08:35:00") if place % 5 else None
            row["photo"] = photo(flipped(HASHES[1], place % 60, (place + 31) % 64), f"w{place}", taken)


def long_trip(diaries: Diaries) -> None:
    """Two weeks at the provincial department, registered, with check-ins there and on the way back."""
    plain(diaries)
    diaries.away("甲", "公务外出", date(2026, 3, 9), date(2026, 3, 19))
    for row in diaries.entries:
        if "2026-03-09" <= row["work_date"] <= "2026-03-20":
            row["lat"], row["lon"] = HOME
    diaries.allowance("甲", workdays())


def late_bus(diaries: Diaries) -> None:
    """Checked in at the post, then the bus came a quarter of an hour late; at the other end another check-in."""
    plain(diaries)
    for row in diaries.entries:
        on = date.fromisoformat(row["work_date"])
        if on.weekday() == 4:
            row["checkin_at"] = at(on, "15:12:00")
            diaries.journey("甲", on, "15:00:00", "18:30:00")


def weekends_at_home(diaries: Diaries) -> None:
    """Home on Fridays: the evening's record is sent from there, and some of the Saturday."""
    plain(diaries)
    for row in diaries.entries:
        on = date.fromisoformat(row["work_date"])
        if on.weekday() == 4:
            row |= {"checkin_at": at(on, "21:05:00"), "lat": HOME[0], "lon": HOME[1]}
    for place, day in enumerate((date(2026, 3, 7), date(2026, 3, 14), date(2026, 3, 21), date(2026, 3, 28))):
        diaries.entry("甲", day, own_words(90 + place, 5), lat=HOME[0], lon=HOME[1])


def far_villages(diaries: Diaries) -> None:
    """A wide county: visits to villages 25 to 50 km away, each another."""
    plain(diaries)
    for place, row in enumerate(diaries.entries):
        if place % 3:
            row["lat"], row["lon"] = POST[0] + 0.23 + 0.06 * (place % 4), POST[1] + 0.08 * (place % 5)


def leave_called_off(diaries: Diaries) -> None:
    """Leave that was cancelled, leave that was refused: worked and claimed."""
    plain(diaries)
    diaries.away("甲", "年休假", date(2026, 3, 9), date(2026, 3, 11), "cancelled")
    diaries.away("甲", "事假", date(2026, 3, 16), date(2026, 3, 16), "rejected")
    diaries.allowance("甲", workdays())


def reviewed_after_a_holiday(diaries: Diaries) -> None:
    """A supervisor back at the desk: forty records, each open for as long as reading takes, approved at a stroke."""
    plain(diaries)
    plain(diaries, "乙", 4)
    for place, row in enumerate(diaries.entries[-40:]):
        diaries.decide(row, at(date(2026, 3, 31), "16:20:00"), 9 + place % 14)


def reviewed_in_a_row(diaries: Diaries) -> None:
    """One after the other, some seconds each, by a system that counts none."""
    plain(diaries)
    begin = datetime.fromisoformat(at(date(2026, 3, 30), "09:00:00"))
    for place, row in enumerate(diaries.entries[-20:]):
        diaries.decide(row, (begin + timedelta(seconds=place * 8)).isoformat())


GROUPS: tuple[Callable[[Diaries], None], ...] = (
    plain, terse, repetitive, patchy, pasted, meetings, group_photos, wall, long_trip, late_bus, weekends_at_home,
    far_villages, leave_called_off, reviewed_after_a_holiday, reviewed_in_a_row,
)  # fmt: skip


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_honest_people_are_asked_nothing(group: Callable[[Diaries], None]) -> None:
    diaries = Diaries()
    group(diaries)
    found = raised(diaries.corpus())
    assert [(one.kind, one.numbers) for one in found] == []


def test_a_make_up_workday_is_a_workday() -> None:
    """Records of a Saturday on duty, and none of the holiday: nobody misses the one or doubts the other."""
    diaries = Diaries()
    diaries.cadre("甲")
    days = [day for day in workdays() if day != date(2026, 3, 27)] + [date(2026, 3, 28)]
    for place, day in enumerate(days):
        diaries.entry("甲", day, own_words(place, 3))
    diaries.allowance("甲", days)
    assert [(one.kind, one.numbers) for one in raised(diaries.corpus()) if one.kind is not SignalKind.MISSING] == []
