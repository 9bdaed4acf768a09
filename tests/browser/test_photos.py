"""Photos of a record on a phone: asked for once, kept without a network, and not lost to an answer under way."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app.accounts.models_care import Consent, ConsentKind
from app.core import clock
from tests.browser.conftest import Post, submit, text_field

VISIT = "走访柳湾村四户，登记待销黄桃 3.2 吨。"


@pytest.fixture
def shed(tmp_path: Path) -> Path:
    """A photo as the gallery hands it over."""
    path = tmp_path / "shed.jpg"
    Image.new("RGB", (40, 30), "#558855").save(path)
    return path


def write(page: Page) -> None:
    page.get_by_role("radio", name="在岗").check()
    text_field(page).fill(VISIT)


def tap_photo(page: Page) -> None:
    page.locator("input[type=file]").click()


def agree_and_choose(page: Page, photo: Path) -> None:
    tap_photo(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("dialog").get_by_role("button", name="同意", exact=True).click()
    chooser.value.set_files(photo)


def consent(post: Post) -> str:
    return str(post.api.as_(post.cadre).get("/api/v1/me/consents/photos").json()["state"])


def test_a_photo_goes_with_the_record_even_when_it_was_taken_offline(post: Post, shed: Path) -> None:
    page = post.phone()
    post.offline(page)
    write(page)
    agree_and_choose(page, shed)
    page.get_by_role("button", name="去掉照片 1").wait_for()
    submit(page)
    expect(page.locator("[data-state]")).to_contain_text("待上传")
    post.online(page)
    page.get_by_role("heading", name="今天的记录").wait_for()
    image = page.get_by_role("img", name="照片 1")
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    assert len(post.record()["attachment_ids"]) == 1
    assert consent(post) == "given"


def test_a_photo_waits_for_the_consent_that_has_not_arrived(post: Post, shed: Path) -> None:
    now = clock.now()
    taken_back: dict[str, Any] = {"asked_at": now, "taken_back_at": now, "channel": "page", "notice_version": "2026-11"}
    post.county.add(Consent(person_id=post.cadre.id, kind=ConsentKind.PHOTOS, **taken_back))
    page = post.phone()
    page.route("**/consents/photos", lambda route: route.abort())
    uploads: list[int] = []
    page.on("response", lambda answer: uploads.extend([answer.status] if "/attachments/" in answer.url else []))
    write(page)
    agree_and_choose(page, shed)
    expect(page.get_by_text("待上传 1 条")).to_be_visible()
    page.get_by_role("button", name="去掉照片 1").wait_for()
    assert consent(post) == "taken_back"
    page.unroute("**/consents/photos")
    with page.expect_request("**/attachments/*"):
        submit(page)
    page.get_by_role("heading", name="今天的记录").wait_for()
    assert uploads[0] == 201
    assert len(post.record()["attachment_ids"]) == 1
    assert consent(post) == "given"


def test_who_declines_a_photo_keeps_the_text_and_is_not_led_to_the_gallery(post: Post) -> None:
    page = post.phone()
    write(page)
    choosers: list[object] = []
    page.on("filechooser", lambda chooser: choosers.extend([chooser]))
    tap_photo(page)
    page.get_by_role("dialog").get_by_role("button", name="不同意", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    submit(page)
    page.get_by_role("heading", name="今天的记录").wait_for()
    assert choosers == []
    assert (post.texts(), post.record()["attachment_ids"]) == ([VISIT], [])
    assert consent(post) == "taken_back"
