"""Leave, claims, visits and replies without a network: nothing lost, nothing doubled, refusals come back whole."""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Error, Page, Route, expect
from sqlmodel import select

from app.accounts.models import Person
from app.attendance.models import CheckIn
from app.core import clock
from app.core.actor import Role
from app.http.static_files import asset
from app.records.models import Attachment
from app.secondments.models import MonthLock
from tests.browser.conftest import Post

Until = Callable[[Page, Callable[[], bool]], None]
MOBILE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/98 Mobile Safari/537.36"
PHONE: dict[str, Any] = {"user_agent": MOBILE, "is_mobile": True}
TAKEN, OFFSET, ORIENTATION, DETAILS = 36867, 36881, 274, 0x8769


def photo(path: Path, size: tuple[int, int] = (2400, 1800)) -> Path:
    """A photo as a camera makes it: on its side, its left half red, with the time and the zone of its taking."""
    image = Image.new("RGB", size, "#3366cc")
    image.paste("#cc2222", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(DETAILS).update({TAKEN: "2026:10:02 09:30:00", OFFSET: "+09:00"})
    image.save(path, "JPEG", quality=90, exif=exif)
    return path


def lose_once(page: Page, pattern: str) -> None:
    """The server commits, its answer never arrives: once."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(pattern, lose, times=1)


def again(page: Page) -> None:
    """The phone looks once more what waits; a page that is just leaving has done so."""
    with suppress(Error):
        page.evaluate("window.dispatchEvent(new Event('online'))")


def nudged(page: Page) -> bool:
    again(page)
    return True


def note(page: Page) -> Any:
    return expect(page.locator("[data-kept-note]"))


def waits(page: Page) -> Any:
    return expect(page.locator("[data-outbox]"))


def leaves(post: Post) -> list[dict[str, Any]]:
    return list(post.api.as_(post.cadre).get("/api/v1/leave").json()["items"])


def ask_for_leave(page: Page, day: date, reason: str) -> None:
    page.get_by_label("事假", exact=True).check()
    page.locator("#f-start_on").fill(day.isoformat())
    page.locator("#f-end_on").fill(day.isoformat())
    page.get_by_label("事由").fill(reason)


def test_leave_waits_goes_once_and_comes_back_when_it_overlaps(post: Post, until: Until) -> None:
    day = post.today + timedelta(days=7 - post.today.weekday())
    page = post.phone(path="/leave/new", **PHONE)
    page.locator("[data-outbox]").wait_for(state="attached")
    ask_for_leave(page, day, "孩子入学，回去办手续")
    expect(page.get_by_text("草稿已存手机")).to_be_visible()
    page.reload()
    expect(page.get_by_label("事由")).to_have_value("孩子入学，回去办手续")

    post.offline(page)
    page.get_by_role("button", name="提交").click()
    waits(page).to_contain_text(f"{day.month}月{day.day}日 请假")
    waits(page).to_contain_text("待上传 1 条")
    expect(page.get_by_label("事由")).to_have_value("")
    ask_for_leave(page, day, "与前一张同一天")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("待上传 2 条")).to_be_visible()
    assert leaves(post) == []

    lose_once(page, "**/api/v1/leave")
    post.online(page)
    until(page, lambda: len(leaves(post)) == 1)
    again(page)
    expect(page.get_by_role("alert").first).to_contain_text("重叠")
    expect(page.get_by_label("事由")).to_have_value("与前一张同一天")
    expect(page.locator("[data-outbox]")).to_be_hidden()
    assert [one["reason"] for one in leaves(post)] == ["孩子入学，回去办手续"]
    page.reload()
    expect(page.get_by_label("事由")).to_have_value("与前一张同一天")

    closed = post.today - timedelta(days=40)
    post.offline(page)
    ask_for_leave(page, closed, "那天送老人住院")
    page.get_by_role("button", name="提交").click()
    waits(page).to_contain_text("待上传 1 条")
    month = clock.month_of(closed)
    post.county.add(MonthLock(programme_id=post.secondment.programme_id, month=month, state="closed"))
    post.online(page)
    expect(page.get_by_label("为何现在才补")).to_be_visible()
    expect(page.get_by_text("已结账，请写明为何现在才补")).to_be_visible()
    expect(page.get_by_label("事由")).to_have_value("那天送老人住院")


def test_a_claim_with_its_photo_waits_and_goes_once(post: Post, tmp_path: Path, until: Until) -> None:
    day = post.today - timedelta(days=20)
    page = post.phone(path="/claims/new", **PHONE)
    page.locator("[data-outbox]").wait_for(state="attached")
    page.locator("#f-outbound_on").fill(str(day))
    page.locator("#f-return_on").fill(str(day))
    for label, text in (("从", "江州"), ("到", "云浦"), ("金额（元）", "311.50"), ("票据号", "E2610-01")):
        page.get_by_label(label, exact=True).fill(text)
    post.offline(page)
    page.locator("input[type=file]").click()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="同意", exact=True).click()
    chosen.value.set_files(photo(tmp_path / "receipt.jpg"))
    expect(page.locator("[data-leg-photo] .thumb-size")).to_contain_text("KB")
    page.get_by_role("button", name="提交", exact=True).click()
    waits(page).to_contain_text(f"{day.month}月{day.day}日 报销")
    expect(page.get_by_label("金额（元）")).to_have_value("")

    lose_once(page, "**/api/v1/claims/*")
    lose_once(page, "**/api/v1/attachments/*")
    post.online(page)
    until(page, lambda: bool(_photos(post)))
    again(page)
    until(page, lambda: bool(_claims(post)))
    again(page)
    expect(page.get_by_text("已提交，等核实")).to_be_visible()
    expect(page.locator("[data-outbox]")).to_be_hidden()
    (claim,), (kept,) = _claims(post), _photos(post)
    assert (claim["state"], claim["receipts_fen"], [one["kind"] for one in claim["steps"]]) == (
        "submitted",
        31150,
        ["submit"],
    )
    assert claim["legs"][0]["attachment_id"] == str(kept.id)
    assert (kept.width, kept.height) == (1200, 1600), "made small and upright on the phone"
    assert kept.taken_at is not None
    assert kept.taken_at.isoformat() == "2026-10-02T00:30:00+00:00"
    shown = post.api.as_(post.cadre).get(f"/api/v1/attachments/{kept.id}").content
    with Image.open(io.BytesIO(shown)) as image:
        top, bottom = (image.crop((600, at, 601, at + 1)).tobytes() for at in (100, 1500))
    assert top[0] > top[2], "its left side is its top"
    assert bottom[2] > bottom[0]


def _claims(post: Post) -> list[dict[str, Any]]:
    return list(post.api.as_(post.cadre).get("/api/v1/claims").json()["items"])


def _photos(post: Post) -> list[Attachment]:
    with post.county.database.session(write=False) as session:
        return list(session.exec(select(Attachment)).all())


def _check(post: Post, inspectors: tuple[Person, Person]) -> dict[str, Any]:
    office = post.county.person("顾文澍", Role.ORGADMIN, post.county.region)
    until = post.today - timedelta(days=1)
    body = {
        "scope": {"programme_id": str(post.secondment.programme_id)},
        "size": 1,
        "inspectors": [str(one.id) for one in inspectors],
        "from": str(until - timedelta(days=20)),
        "to": str(until),
    }
    made = post.api.as_(office).post("/api/v1/spot-checks/draw", json=body)
    assert made.status_code == 201, made.text
    listed = post.api.as_(inspectors[0]).get("/api/v1/spot-checks", params={"kind": "formal"}).json()["items"]
    return dict(listed[0])


def fill_visit(page: Page, heard: str) -> None:
    page.get_by_label("本人说的困难").fill(heard)
    for name in ("实地", "部分一致", "相符", "提醒"):
        page.get_by_role("radio", name=name, exact=True).check()
    page.get_by_role("group", name="请假手续").get_by_role("radio", name="不适用").check()


def test_a_visit_waits_with_its_photo_and_meets_what_the_other_wrote(post: Post, tmp_path: Path, until: Until) -> None:
    first, second = (post.county.person(name, Role.INSPECTOR, post.county.region) for name in ("祝南舟", "温如棠"))
    check = _check(post, (first, second))
    url = f"/api/v1/spot-checks/{check['id']}"
    page = post.phone(first, "/checks", service_workers="allow", **PHONE)
    page.get_by_role("button", name="走访表存到手机").click()
    expect(page.get_by_text("已存到手机，没有网络也能打开填写")).to_be_visible()
    post.offline(page)
    page.goto(f"/checks/{check['id']}/visit")
    page.locator("[data-outbox]").wait_for(state="attached")
    fill_visit(page, "通勤车只到十八点半。")
    page.locator("input[type=file]").set_input_files(photo(tmp_path / "desk.jpg"))
    expect(page.locator(".thumb-size")).to_contain_text("KB")
    page.get_by_role("button", name="提交结果并签字").click()
    note(page).to_contain_text("何景行 走访")
    fill_visit(page, "通勤车只到十八点半，已说与班车公司。")
    page.get_by_role("button", name="提交结果并签字").click()
    expect(page.get_by_label("本人说的困难")).to_have_value("通勤车只到十八点半，已说与班车公司。")
    post.online(page, lost=3)  # of the photo and of both texts
    until(page, lambda: nudged(page) and page.url.endswith(f"/checks/{check['id']}"))
    found = post.api.as_(first).get(url).json()
    assert found["difficulties"] == "通勤车只到十八点半，已说与班车公司。"
    assert len(found["attachment_ids"]) == 1
    add_too_late(post, page, second, found)


def add_too_late(post: Post, page: Page, second: Person, check: dict[str, Any]) -> None:
    """More findings wait while the other inspector signs what stands."""
    page.goto(f"/checks/{check['id']}/visit")
    page.locator("[data-outbox]").wait_for(state="attached")
    post.offline(page)
    page.get_by_label("本人说的困难").fill("又想起一件：住处离单位八公里。")
    page.get_by_role("button", name="提交结果并签字").click()
    note(page).to_contain_text("待上传")
    url = f"/api/v1/spot-checks/{check['id']}/confirm"
    signed = post.api.as_(second).post(url, json={"version": check["version"]})
    assert signed.json()["status"] == "findings", signed.text
    post.online(page)
    theirs = page.locator("[data-kept-theirs]")
    expect(theirs).to_contain_text("通勤车只到十八点半，已说与班车公司。")
    expect(page.get_by_label("本人说的困难")).to_have_value("又想起一件：住处离单位八公里。")
    page.goto(f"/checks/{check['id']}")
    left = page.locator("[data-refused]")
    expect(left).to_contain_text("又想起一件：住处离单位八公里。")
    expect(page.get_by_text("通勤车只到十八点半，已说与班车公司。")).to_be_visible()
    left.get_by_role("button", name="知道了，不要了").click()
    expect(left).to_be_hidden()


def test_replies_notes_and_marks_wait_and_go_once(post: Post, until: Until) -> None:
    page = post.phone(post.supervisor, f"/spot-checks/new?secondment_id={post.secondment.id}", **PHONE)
    page.locator("[data-outbox]").wait_for(state="attached")
    post.offline(page)
    page.get_by_label("所见所谈").fill("在柳湾村登记黄桃，讲得清。")
    page.get_by_role("button", name="提交").click()
    waits(page).to_contain_text("何景行 抽查记录")
    lose_once(page, "**/api/v1/spot-checks")
    post.online(page)
    until(page, lambda: bool(_notes(post)))
    again(page)
    expect(page.get_by_text("已提交，本人可见")).to_be_visible()
    (written,) = _notes(post)

    own = post.phone(path="/inbox", **PHONE)
    own.locator("[data-unread]").first.wait_for()
    own.route("**/read", lambda route: route.abort())
    own.locator("[data-unread] a").first.click()
    own.wait_for_url(f"**/spot-checks/{written['id']}")
    own.locator("[data-outbox]").wait_for(state="attached")
    assert _unread(post) == 1
    own.unroute("**/read")
    post.offline(own)
    own.get_by_label("您的回复").fill("属实，另有两户没有登记。")
    own.get_by_role("button", name="回复").click()
    note(own).to_contain_text("待上传")
    expect(own.get_by_label("您的回复")).to_be_disabled()
    lose_once(own, "**/reply")
    post.online(own)
    until(own, lambda: bool(_notes(post)[0]["reply"]))
    again(own)
    expect(own.get_by_text("属实，另有两户没有登记。")).to_be_visible()
    assert (_unread(post), len(_notes(post))) == (0, 1)


def _notes(post: Post) -> list[dict[str, Any]]:
    return list(post.api.as_(post.cadre).get("/api/v1/spot-checks").json()["items"])


def _unread(post: Post) -> int:
    return int(post.api.as_(post.cadre).get("/api/v1/inbox").json()["unread"])


def test_a_check_in_and_taking_it_back_wait_in_their_order(post: Post, until: Until) -> None:
    page = post.phone()
    page.locator("form[data-check-in][data-ready]").wait_for()
    post.offline(page)
    page.get_by_role("button", name="签到").click()
    taken = page.locator("[data-check-ins] li")
    expect(taken).to_contain_text("待上传")
    taken.get_by_role("button", name="撤回").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(taken.get_by_role("button", name="撤回待上传")).to_be_disabled()
    lose_once(page, "**/check-ins/*")
    post.online(page)
    until(page, lambda: bool(_check_ins(post)))
    again(page)
    expect(taken).to_have_count(0)
    assert [row.withdrawn_at is not None for row in _check_ins(post)] == [True]


def _check_ins(post: Post) -> list[CheckIn]:
    with post.county.database.session(write=False) as session:
        return list(session.exec(select(CheckIn)).all())


@pytest.fixture
def blank(post: Post) -> Page:
    """Any page of the service, to call its modules on."""
    page = post.open_page("phone", base_url=post.address)
    page.goto("/sign-in")
    return page


def exif_of(page: Page, exif: Image.Exif | bytes) -> dict[str, Any]:
    made = io.BytesIO()
    Image.new("L", (8, 8)).save(made, "JPEG", exif=exif)
    return parsed(page, made.getvalue())


def parsed(page: Page, data: bytes) -> dict[str, Any]:
    script = "async ([url, bytes]) => (await import(url)).parse(new Uint8Array(bytes).buffer)"
    return dict(page.evaluate(script, [asset("js/exif.js"), list(data)]))


def test_the_phone_reads_the_taking_time_and_the_way_a_photo_lies(blank: Page) -> None:
    for taken, offset, expected in (
        ("2026:10:02 09:30:00", "+09:00", "2026-10-02T00:30:00.000Z"),
        ("2026:10:02 09:30:00", None, "2026-10-02T01:30:00.000Z"),
        ("2026:10:02 09:30:00", "here", "2026-10-02T01:30:00.000Z"),
        ("0000:00:00 00:00:00", None, ""),
        ("yesterday", None, ""),
    ):
        exif = Image.Exif()
        exif[ORIENTATION] = 8
        said = {TAKEN: taken} if offset is None else {TAKEN: taken, OFFSET: offset}
        exif.get_ifd(DETAILS).update(said)
        for order in ("<", ">"):
            exif.endian = order
            assert exif_of(blank, exif) == {"takenAt": expected, "orientation": 8}, (taken, offset, order)
    changed = Image.Exif()
    changed[306] = "2026:10:02 09:30:00"
    whole = exif_of(blank, changed)
    assert whole == {"takenAt": "2026-10-02T01:30:00.000Z", "orientation": 1}
    nothing = {"takenAt": "", "orientation": 1}
    for data in (
        b"",
        b"\xff\xd8",
        b"GIF89a" + bytes(40),
        b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\x7f",
    ):
        assert parsed(blank, data) == nothing, data


def test_a_photo_too_large_to_send_is_refused_before_it_is_sent(blank: Page) -> None:
    script = """async ([url, size]) => {
      const words = { tPhotoLarge: "{size}", tPhotoFull: "full" };
      return (await import(url)).takePhoto(new Blob([new Uint8Array(size)]), words);
    }"""
    large = blank.evaluate(script, [asset("js/photo_take.js"), 11 * 1024 * 1024])
    assert large == {"refused": "11.0 MB"}
    undecodable = blank.evaluate(script, [asset("js/photo_take.js"), 1000])
    assert (bool(undecodable["id"]), undecodable["note"]) == (True, ""), "the server says what it takes"
