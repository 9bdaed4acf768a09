"""The cadre's pages in every state of a day: what may be written, what is read, what is owed."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.secondments.models import MonthLock
from app.workdays.service import ensure_seeded
from tests.home.conftest import TODAY, Office

FORM = 'data-record data-url="/api/v1/secondments/'
TEXT = "走访柳湾村三户。"


def raw(office: Office, path: str, **options: Any) -> str:
    answer = office.open(path, office.cadre, **options)
    assert answer.status_code == 200, answer.text
    return answer.text


def look(office: Office, path: str, **options: Any) -> str:
    return office.look(path, office.cadre, **options)


def test_a_workday_without_a_record_offers_the_form(office: Office) -> None:
    html = raw(office, "/today")
    assert FORM in html
    assert 'value="on_post" checked' in html
    assert "data-etag" not in html.split(FORM)[1].split(">")[0]
    said = look(office, "/today")
    for words in ("4月15日", "星期三", "工作日 · 白鹭镇 副镇长（挂职）", "未记录", "勿拍文件、屏幕、群众证件", "提交"):
        assert words in said


def test_the_front_page_of_a_cadre_is_today(office: Office) -> None:
    answer = office.open("/", office.cadre)
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")


def test_a_rest_day_says_so_and_asks_for_nothing(office: Office) -> None:
    office.clock.move_to(datetime.fromisoformat("2026-04-18T12:00:00+08:00"))
    html = raw(office, "/today")
    assert 'value="rest" checked' in html
    said = look(office, "/today")
    assert "休息日 · 白鹭镇" in said
    assert "未记录 提交" not in said


@pytest.mark.parametrize(("on", "words"), [("2026-05-01", "劳动节 ·"), ("2026-05-09", "调休上班 ·")])
def test_holidays_and_make_up_workdays_are_named(office: Office, on: str, words: str) -> None:
    with Work(office.county.database, SYSTEM, True) as work:
        ensure_seeded(work)
    office.clock.move_to(datetime.fromisoformat(f"{on}T12:00:00+08:00"))
    assert words in look(office, "/today")


def test_a_draft_stands_in_the_form_with_its_version(office: Office) -> None:
    office.write("2026-04-15", TEXT, submit=False)
    html = raw(office, "/today")
    assert 'data-etag="1" data-sync' in html
    assert f">{TEXT}</textarea>" in html
    assert "草稿" in look(office, "/today")


def test_a_submitted_day_is_read_first_and_opened_on_demand(office: Office) -> None:
    office.write("2026-04-15", TEXT)
    html = raw(office, "/today")
    assert FORM not in html
    assert TEXT in html
    for words in ("今天的记录", "已提交", "修改", "撤回"):
        assert words in look(office, "/today")
    mended = raw(office, "/days/2026-04-15?edit=1")
    assert FORM in mended
    assert "data-sync" not in mended.split(FORM)[1].split(">")[0]


def test_what_came_back_stands_first_with_its_reason(office: Office) -> None:
    record = office.write("2026-04-14", TEXT)
    office.decide(record, "return", reason="请写明走访了哪几户。")
    said = look(office, "/today")
    assert said.index("请写明走访了哪几户。") < said.index("在岗 外出公务")
    assert "周敏" in said
    assert f"/days/2026-04-14?s={office.secondment.id}" in raw(office, "/today")
    day = raw(office, "/days/2026-04-14")
    assert FORM in day
    assert "请写明走访了哪几户。" in day


def test_a_returned_day_stays_open_after_its_window(office: Office) -> None:
    record = office.write("2026-04-14", TEXT)
    office.decide(record, "return", reason="请写明走访了哪几户。")
    office.clock.move_to(datetime.fromisoformat("2026-05-20T12:00:00+08:00"))
    html = raw(office, "/days/2026-04-14")
    assert FORM in html
    assert 'name="late_reason"' not in html


def test_approved_text_is_plain_reading_with_a_supplement(office: Office) -> None:
    record = office.write("2026-04-15", TEXT)
    office.decide(record, "approve", comment="完工前再去看一次。")
    said = look(office, "/today")
    for words in ("已通过", "周敏", "完工前再去看一次。", "补充说明", TEXT):
        assert words in said
    assert FORM not in raw(office, "/days/2026-04-15?edit=1")


def test_late_days_ask_for_a_reason_and_then_close(office: Office) -> None:
    office.clock.move_to(datetime.fromisoformat("2026-04-28T12:00:00+08:00"))
    assert 'name="late_reason"' not in raw(office, "/days/2026-04-24")
    assert 'name="late_reason"' in raw(office, "/days/2026-04-15")
    closed = look(office, "/days/2026-04-08")
    assert "已超过补记期限" in closed
    assert "没有记录不影响补助" in closed
    assert FORM not in raw(office, "/days/2026-04-08")


@pytest.mark.parametrize(
    ("on", "words"),
    [("2026-04-16", "还没到这一天"), ("2026-04-03", "不在您的挂职期内"), ("2027-01-04", "不在您的挂职期内")],
)
def test_days_that_cannot_be_written_say_why(office: Office, on: str, words: str) -> None:
    assert FORM not in raw(office, f"/days/{on}")
    assert words in look(office, f"/days/{on}")


def test_a_closed_month_is_read_and_supplemented_only(office: Office) -> None:
    office.write("2026-04-14", TEXT)
    office.county.add(MonthLock(programme_id=office.programme.id, month="2026-04", state="closed"))
    assert FORM not in raw(office, "/today")
    assert "本月已结账" in look(office, "/today")
    assert "已结账，未审阅" in look(office, "/days/2026-04-14")
    assert "补充说明" in look(office, "/days/2026-04-14?edit=1")


def test_check_in_stands_only_where_the_programme_has_it(office: Office) -> None:
    said = look(office, "/today")
    assert "自愿，不影响补助" in said
    assert "本项目不采集位置" in said
    assert "附大致位置" not in said
    body = {"secondment_id": str(office.secondment.id), "kind": "on_post", "happened_at": "2026-04-15T08:52:00+08:00"}
    assert office.api.as_(office.cadre).put(f"/api/v1/check-ins/{uuid4()}", json=body).status_code == 201
    assert "08:52 已签到，未提供位置" in look(office, "/today")
    assert "已签到" not in look(office, "/days/2026-04-14")


def test_duty_posts_name_their_windows_and_basis(office: Office) -> None:
    windows = [{"start": "08:00", "end": "09:30"}]
    duty = office.county.programme(
        "防汛值守", check_in="duty", duty_basis="防洪法第四十二条", duty_windows=windows, location="coarse"
    )
    cadre = office.county.person("江远", Role.CADRE)
    office.county.secondment(cadre, duty, office.town)
    said = office.look("/today", cadre)
    assert "08:00–09:30" in said
    assert "依据：防洪法第四十二条" in said
    assert 'value="none" checked' in office.open("/today", cadre).text


def test_no_check_in_where_the_programme_has_none(office: Office) -> None:
    cadre = office.county.person("江远", Role.CADRE)
    office.county.secondment(cadre, office.county.programme("互派", check_in="off"), office.town)
    assert "签到" not in office.look("/today", cadre)


def test_somebody_without_a_secondment_is_told_what_to_do(office: Office) -> None:
    nobody = office.county.person("新来", Role.CADRE)
    for path in ("/today", "/month", "/month/lines"):
        assert "您目前没有挂职" in office.look(path, nobody)
    assert "新来" in office.look("/me", nobody)


def test_another_persons_secondment_is_not_found(office: Office) -> None:
    other = office.second("江远")
    for path in ("/today", "/days/2026-04-14", "/month", "/month/lines"):
        assert office.open(f"{path}?s={other.id}", office.cadre).status_code == 404


@pytest.mark.parametrize("on", ["0001-01-01", "1999-01-01", "9999-12-31"])
def test_far_days_have_no_page(office: Office, on: str) -> None:
    assert office.open(f"/days/{on}", office.cadre).status_code == 404


@pytest.mark.parametrize("path", ["/days/today", "/month?m=2026-13", "/today?s=x", "/month?m=2026-4"])
def test_addresses_that_mean_nothing_are_refused_as_a_page(office: Office, path: str) -> None:
    answer = office.open(path, office.cadre)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")


def test_nobody_is_led_to_sign_in(office: Office) -> None:
    answer = office.api.anonymous.get("/days/2026-04-14", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/days/2026-04-14")


def test_the_month_has_a_sign_a_day_and_a_legend_of_those_alone(office: Office) -> None:
    office.decide(office.write("2026-04-13", TEXT), "approve")
    office.write("2026-04-14", TEXT)
    said = look(office, "/month")
    legend = said.split("30日")[1]
    assert "已通过" in legend
    assert "已提交" in legend
    assert "未记录" in legend
    assert "休息日" in legend
    assert "已退回" not in legend
    assert "请假" not in legend.split("生活补助")[0]


def cell(office: Office, on: int) -> str:
    """What the month says of a day of April."""
    return look(office, "/month").split(f" 4月{on}日 ")[1].split(f" {on + 1} ")[0].strip()


def correct(office: Office, on: str, **day: Any) -> None:
    body = {"state": "on_post", "reason": "防汛值守"} | day
    url = f"/api/v1/secondments/{office.secondment.id}/days/{on}"
    assert office.api.as_(office.supervisor).put(url, json=body).status_code == 200


def test_a_day_closed_by_order_lacks_nothing_until_it_was_one_of_duty(office: Office) -> None:
    admin = office.county.person("顾文澍", Role.ORGADMIN, office.county.region)
    closed = {"kind": "closure", "name": "暴雨停工", "reason": "红色预警", "unit_id": str(office.town.id)}
    body = closed | {"first_on": "2026-04-14", "last_on": "2026-04-14"}
    assert "未记录" in cell(office, 14)
    assert office.api.as_(admin).post("/api/v1/calendar/overlays", json=body).status_code == 201
    assert "停工" in cell(office, 14)
    correct(office, "2026-04-14")
    assert "未记录" in cell(office, 14)


def test_the_month_tells_what_is_arranged_for_days_to_come(office: Office) -> None:
    span = {"secondment_ids": [str(office.secondment.id)], "from": "2026-04-17", "to": "2026-04-18"}
    trip = span | {"state": "official_trip", "reason": "赴省厅对接项目"}
    assert office.api.as_(office.supervisor).post("/api/v1/attendance/days", json=trip).status_code == 200
    assert "外出公务" in cell(office, 18)


def test_half_a_day_off_says_that_it_is_half(office: Office) -> None:
    correct(office, "2026-04-14", state="absent", half="pm", reason="未到岗")
    assert "4月14日（半天）缺勤不计" in look(office, "/month")


def test_unrecorded_days_tell_their_last_day(office: Office) -> None:
    said = look(office, "/month")
    assert "4月13日 未记录 补记，可到4月27日" in said
    assert f"/days/2026-04-13?s={office.secondment.id}" in raw(office, "/month")
    office.write("2026-04-13", TEXT)
    assert "4月13日 未记录" not in look(office, "/month")


def test_what_is_owed_is_an_equation_and_records_do_not_move_it(office: Office) -> None:
    rate = {"amount_fen": 3000, "valid_from": "2026-01-01", "programme_id": str(office.programme.id)}
    admin = office.county.person("顾文澍", Role.ORGADMIN, office.county.region)
    assert office.api.as_(admin).post("/api/v1/rates", json=rate).status_code == 201
    before = look(office, "/month")
    assert "8 天 × ¥30.00 = ¥240.00" in before
    assert "应计 11 天，4月1日–3日不在挂职期不计；未记录的日子照常计发。" in before
    assert "计到4月15日" in before
    office.write("2026-04-14", TEXT)
    assert "8 天 × ¥30.00 = ¥240.00" in look(office, "/month")
    lines = look(office, "/month/lines")
    assert "4月15日 周三 在岗 30.00" in lines
    assert "4月11日 周六 休 休息日 0.00" in lines
    assert "4月3日" not in lines
    assert "4月 ¥240.00 至今" in look(office, "/me")


def test_a_month_without_a_rate_is_not_zero(office: Office) -> None:
    said = look(office, "/month")
    assert "8 天 × 标准未定" in said
    assert "¥0.00" not in said
    assert "¥0.00" not in look(office, "/me")


def test_the_own_page_carries_present_values(office: Office) -> None:
    said = look(office, "/me")
    for words in ("林晓", "白鹭镇 副镇长（挂职）", "抽查记录 暂无", "工作日 17:00", "关怀模式", "退出所有设备"):
        assert words in said
    settings = {"muted": True, "channels": ["inbox"]}
    assert office.api.as_(office.cadre).put("/api/v1/me/reminders", json=settings).status_code == 200
    assert "每日提醒 已关闭" in look(office, "/me")


def test_english_is_complete(office: Office) -> None:
    """Only names that people gave stay Chinese; the sign characters 休 and 假 are signs."""
    office.decide(office.write("2026-04-14", "visited"), "return", reason="say where")
    office.write("2026-04-13", "visited")
    known = ("白鹭镇", "副镇长（挂职）", "周敏", "林晓", "简体中文", "休", "假", "纪实", "中文")
    for path in ("/today", "/days/2026-04-13", "/days/2026-04-14", "/days/2026-04-20", "/month", "/month/lines", "/me"):
        said = look(office, path, lang="en")
        for words in known:
            said = said.replace(words, "")
        assert [character for character in said if "一" <= character <= "鿿"] == [], (path, said)


def test_a_cadre_in_two_posts_chooses(office: Office) -> None:
    other_town = office.county.unit("青山镇", office.county.region)
    programme = office.county.programme("互派挂职")
    fields = {"start_on": TODAY, "end_on": date(2026, 12, 31), "post_title": "科长（挂职）"}
    second = office.county.secondment(office.cadre, programme, other_town, **fields)
    html = raw(office, "/today")
    assert f"/today?s={office.secondment.id}" in html or f"/today?s={second.id}" in html
    assert "青山镇 科长（挂职）" in look(office, f"/today?s={second.id}")
