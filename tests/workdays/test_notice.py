"""Reading the yearly notice: as published, as a table, and what is wrong with it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workdays.library import library_years, seed_from_library
from app.workdays.notice import FAULTS, parse_notice
from app.workdays.rules import DayKind

PUBLISHED = """国务院办公厅关于2026年部分节假日安排的通知
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
国务院办公厅
2025年11月4日
"""


def as_table(year: int) -> str:
    words = {DayKind.HOLIDAY: "休", DayKind.MAKEUP: "班"}
    return "\n".join(f"{day.on} {words[day.kind]} {day.name}" for day in seed_from_library(year))


def test_the_published_notice_says_what_the_library_says() -> None:
    days, faults = parse_notice(PUBLISHED, 2026)
    assert faults == ()
    assert [(day.on, day.kind) for day in days] == [(day.on, day.kind) for day in seed_from_library(2026)]
    assert days[0].name == "元旦"


@pytest.mark.parametrize("year", [year for year in library_years() if year >= 2010])
def test_a_table_is_read_back(year: int) -> None:
    assert parse_notice(as_table(year), year) == (seed_from_library(year), ())


def test_ranges_commas_tabs_and_comments_are_read() -> None:
    text = "# 2027\n\n2027-02-05~2027-02-07,休,春节\n2027-02-14\t班\t春节\n2027-02-08 至 2027-02-09 holiday 春节"
    days, faults = parse_notice(text, 2027)
    assert faults == ()
    assert [day.on.isoformat()[5:] for day in days] == ["02-05", "02-06", "02-07", "02-08", "02-09", "02-14"]
    assert days[-1].kind is DayKind.MAKEUP


def test_a_new_years_bridge_reaches_into_the_neighbour_year() -> None:
    text = "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。"
    days, faults = parse_notice(text, 2023)
    assert (faults, [day.on for day in days]) == ((), [date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2)])
    turning, _ = parse_notice("一、元旦：12月30日至1月1日放假。", 2026)
    assert [day.on for day in turning] == [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2027-01-01 放", "unreadable"),
        ("7日放假", "unreadable"),
        ("一、元旦：另行通知。", "unreadable"),
        ("一、元旦：1月1日。", "unreadable"),
        ("一、元旦：1日放假。", "no-month"),
        ("一、元旦：1月1日至3日放假，共4天。", "wrong-total"),
        ("一、元旦：1月1日（周六）放假。", "wrong-weekday"),
        ("一、春节：2月30日放假。", "no-such-day"),
        ("2027-02-30 休 春节", "no-such-day"),
        ("2027-03-09~2027-03-01 休 春节", "bad-range"),
        ("2027-03-01~2027-04-01 休 春节", "bad-range"),
        ("2027-02-03 班 春节", "no-weekend"),
        ("2025-02-03 休 春节", "other-year"),
        ("2027-10-01 休 国庆节", "twice"),
    ],
)
def test_a_fault_names_its_line(line: str, code: str) -> None:
    _, faults = parse_notice(f"2027-10-01 休 国庆节\n{line}", 2027)
    assert [(fault.line, fault.code) for fault in faults] == [(2, code)]
    assert FAULTS[code] % {**faults[0].params, "line": 2}


def test_every_fault_is_told_and_nothing_is_no_notice() -> None:
    _, faults = parse_notice("2027-02-30 休 春节\n2027-03-01 休 x\n2027-02-03 班 春节", 2027)
    assert [fault.line for fault in faults] == [1, 3]
    assert [fault.code for fault in parse_notice("通知", 2027)[1]] == ["empty"]


@given(
    st.text(alphabet="0123456789-~年月日至一、：（周四）放假上班共天。休班 \n", max_size=80), st.integers(2000, 2100)
)
def test_any_text_is_read_or_refused_in_words(text: str, year: int) -> None:
    days, faults = parse_notice(text, year)
    assert faults or any(day.on.year == year for day in days)
    assert all(FAULTS[fault.code] % {**fault.params, "line": fault.line} for fault in faults)
