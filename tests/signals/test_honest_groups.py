"""Honest ways of keeping a diary, a group each: no detector asks any of them anything."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

import pytest

from app.signals.models import SignalKind
from benchmarks.signals import honest
from benchmarks.signals.words import load
from benchmarks.signals.world import people_of
from tests.signals.diary import HASHES, HOME, POST, Diaries, at, flipped, photo, raised, workdays

VILLAGES = ("永寿", "松江", "万胜", "崇礼", "秦家", "富牛", "尚义", "多悦", "修文", "思蒙")
FEBRUARY = date(2026, 2, 2)


@cache
def written(group: str) -> list[list[str]]:
    """What the honest people of a group write in six months, each on their own: enough for two without a repeat."""
    last = date(2026, 7, 31)
    people = people_of(load("B"), 120, "honest", FEBRUARY, last)
    found = []
    for one in people:
        if one.group == group and len(one.terms) == 1:
            honest.live(one, FEBRUARY.toordinal(), last.toordinal())
            found.append([entry.text for entry in one.entries])
    return [texts for texts in found if len(texts) > 100]


def own_words(place: int, seed: int, group: str = "plain") -> str:
    """The text of somebody's day."""
    people = written(group)
    texts = people[seed % len(people)]
    return texts[place % len(texts)]


def plain(diaries: Diaries, name: str = "甲", seed: int = 1, **given: object) -> None:
    """Somebody who writes what there was."""
    diaries.cadre(name)
    for place, day in enumerate(workdays(FEBRUARY)):
        diaries.entry(name, day, own_words(place, seed), **given)


def crowd(diaries: Diaries) -> None:
    """The rest of the county: what is common to a trade shows only where several write."""
    for seed in range(5, 29):
        plain(diaries, f"众{seed:02}", seed)


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
    for place, day in enumerate(workdays(FEBRUARY)):
        diaries.entry("甲", day, own_words(place, 0, "repetitive"), work_type="值班")


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
    crowd(diaries)
    for seed, name in enumerate(("甲", "乙", "丙", "戊")):
        plain(diaries, name, seed)
    for row in diaries.entries:
        on = date.fromisoformat(row["work_date"])
        if on.weekday() == 0 and not row["cadre_id"].startswith("众"):
            agenda = f"周例会：传达{on.day}号文件，通报{on.month}月进度，安排清明防火"
            row["content"] = f"{agenda}。{row['content']}"


def group_photos(diaries: Diaries) -> None:
    """One picture of those who were there, some saved anew, on the day."""
    crowd(diaries)
    for seed, name in enumerate(("甲", "乙", "丙")):
        plain(diaries, name, seed)
    for row in diaries.entries:
        on = date.fromisoformat(row["work_date"])
        if on.weekday() == 1 and row["cadre_id"] in "甲乙丙":
            base, who = Random(on.toordinal()).getrandbits(64), row["cadre_id"]
            taken = at(on, "10:30:00") if who != "丙" else None
            row["photo"] = photo(flipped(base, *(() if who == "甲" else (3, 41))), f"{on}-{who}", taken)


def wall(diaries: Diaries) -> None:
    """The board at the gate, photographed by all, sometimes by phones without a clock."""
    crowd(diaries)
    for seed, name in enumerate(("甲", "乙", "丙")):
        plain(diaries, name, seed)
    for place, row in enumerate(diaries.entries):
        if place % 3 == 0 and row["cadre_id"] in "甲乙丙":
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
