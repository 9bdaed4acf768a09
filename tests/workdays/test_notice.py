"""The yearly notice by file or paste: what is read, and every fault by its line."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workdays import notice
from app.workdays.library import seed_from_library
from app.workdays.notice import MAX_LINES, Fault, parse_csv, parse_json, parse_notice
from app.workdays.rules import DayKind, ExceptionDay

NATIONAL = ExceptionDay(date(2026, 10, 1), DayKind.HOLIDAY, "国庆节")
MAKEUP = ExceptionDay(date(2026, 10, 10), DayKind.MAKEUP, "国庆节")


@pytest.mark.parametrize(
    "text",
    [
        "国庆节,2026-10-01,true\n国庆节,2026-10-10,false",
        "name,date,isOffDay\n国庆节,2026-10-01,true\n国庆节,2026-10-10,false\n",
        "日期,是否放假,名称\r\n2026/10/10,上班,国庆节\r\n2026/10/1,放假,国庆节\r\n",
        "名称\t日期\t类型\n国庆节\t2026年10月1日\t休\n国庆节\t2026年10月10日\t班",
        "\ufeff国庆节，20261001，是，\n\n# 调休\n国庆节，20261010，否",
        "国庆节;2026.10.01;1\n国庆节;2026.10.10;0",
        '"国庆节","2026-10-01","True"\n"国庆节","2026-10-10","False"',
        (
            '{"year": 2026, "papers": [], "days": [{"name": "国庆节", "date": "2026-10-01", "isOffDay": true},'
            ' {"name": "国庆节", "date": "2026-10-10", "isOffDay": false}]}'
        ),
        (
            '[{"name": "国庆节", "date": "2026-10-10", "isOffDay": false},'
            ' {"name": "国庆节", "date": "2026-10-01", "isOffDay": true}]'
        ),
    ],
)
def test_every_shape_is_read(text):
    read = parse_notice(text, 2026)
    assert (read.rows, read.faults) == ((NATIONAL, MAKEUP), ())


@pytest.mark.parametrize(
    ("line", "message", "params"),
    [
        ("国庆节,2026-10-01", notice.COLUMNS, {}),
        ("国庆节,2026-10-01,true,多余", notice.COLUMNS, {}),
        (",2026-10-01,true", notice.NO_NAME, {}),
        ("节" * 41 + ",2026-10-01,true", notice.NO_NAME, {}),
        ("国庆节,2026-02-29,true", notice.BAD_DATE, {"value": "2026-02-29"}),
        ("国庆节,10月1日,true", notice.BAD_DATE, {"value": "10月1日"}),
        ("国庆节,2026-10/01,true", notice.BAD_DATE, {"value": "2026-10/01"}),
        ("国庆节,2025-10-01,true", notice.OTHER_YEAR, {"value": "2025-10-01", "year": 2026}),
        ("国庆节,2027-02-01,true", notice.OTHER_YEAR, {"value": "2027-02-01", "year": 2026}),
        ("国庆节,2026-10-01,也许", notice.BAD_FLAG, {"value": "也许"}),
        ("国庆节,2026-10-01,false", notice.NOT_A_WEEKEND, {"value": "2026-10-01"}),
        ("元旦,2026-01-01,true", notice.REPEATED, {"value": "2026-01-01", "line": 1}),
    ],
)
def test_a_fault_is_told_by_its_line(line, message, params):
    read = parse_notice(f"元旦,2026-01-01,true\n\n{line}\n元旦,2026-01-02,true", 2026)
    assert (read.rows, read.faults) == ((), (Fault(3, message, params),))


def test_all_faults_are_told_at_once_in_order():
    read = parse_csv("甲,2026-01-01,true\n甲,x,true\n甲,2026-01-01,true\n甲", 2026)
    assert [(fault.line, fault.message) for fault in read.faults] == [
        (2, notice.BAD_DATE),
        (3, notice.REPEATED),
        (4, notice.COLUMNS),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault(1, notice.EMPTY)),
        (" \n\t\n", Fault(1, notice.EMPTY)),
        ("# nothing\nname,date,isOffDay", Fault(1, notice.EMPTY)),
        ('{"days": [\n{"name": ]}', Fault(2, notice.BAD_JSON)),
        ("[" * 100_000, Fault(1, notice.BAD_JSON)),
        ('{"days": []}', Fault(1, notice.NO_DAYS)),
        ('{"year": 2026}', Fault(1, notice.NO_DAYS)),
        ('[{"name": "甲", "date": "2026-01-01"}]', Fault(1, notice.COLUMNS)),
        ("甲" * 200_000 + ",", Fault(1, notice.COLUMNS)),
        ("[1]", Fault(1, notice.COLUMNS)),
        ('[{"name": "甲", "date": "2026-01-01", "isOffDay": 1.5}]', Fault(1, notice.BAD_FLAG, {"value": "1.5"})),
        ("甲,2026-01-01,true\n" * (MAX_LINES + 1), Fault(MAX_LINES + 1, notice.TOO_LONG, {"limit": MAX_LINES})),
        (json.dumps([1] * (MAX_LINES + 1)), Fault(MAX_LINES + 1, notice.TOO_LONG, {"limit": MAX_LINES})),
    ],
)
def test_what_cannot_be_read_at_all(text, fault):
    assert parse_notice(text, 2026).faults == (fault,)


def test_the_notice_may_fix_days_of_its_neighbours():
    read = parse_csv("元旦,2022-12-31,true\n元旦,2023-01-01,true", 2023)
    assert [row.on for row in read.rows] == [date(2022, 12, 31), date(2023, 1, 1)]


YEARS = st.integers(2004, 2026)


@given(YEARS, st.randoms(use_true_random=False))
def test_a_written_notice_reads_back_in_any_order(year, rng):
    rows = list(seed_from_library(year))
    mixed = rows.copy()
    rng.shuffle(mixed)
    lines = [f"{row.name},{row.on},{row.kind is DayKind.HOLIDAY}" for row in mixed]
    days = [{"name": r.name, "date": r.on.isoformat(), "isOffDay": r.kind is DayKind.HOLIDAY} for r in mixed]
    assert parse_csv("\n".join(lines), year).rows == tuple(rows)
    assert parse_json(json.dumps({"days": days}), year).rows == tuple(rows)


@given(st.text(max_size=200))
def test_any_paste_gives_rows_or_faults_and_never_both(text):
    read = parse_notice(text, 2026)
    assert bool(read.rows) != bool(read.faults)
    assert all(fault.line >= 1 for fault in read.faults)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "date", "isOffDay"]), inner),
    max_leaves=8,
)


@given(JSON_VALUES)
def test_any_json_gives_rows_or_faults_and_never_both(value):
    read = parse_json(json.dumps({"days": value}), 2026)
    assert bool(read.rows) != bool(read.faults)
