"""Without a mouse or a finger: Tab comes by everything, focus is seen, what asks holds focus and gives it back."""

from uuid import uuid4

from playwright.sync_api import Page

from tests.browser.conftest import Post
from tools.book import keyboard


def faults(page: Page, *paths: str) -> list[str]:
    found = []
    for path in paths:
        page.goto(path, wait_until="networkidle")
        found += [f"{path}: {fault}" for fault in (*keyboard.walk(page), *keyboard.dialogs(page))]
    return found


def test_a_cadres_pages_are_used_by_keyboard_alone(post: Post) -> None:
    page = post.phone()
    assert faults(page, "/today", "/month", "/inbox", "/leave/new", "/summaries", "/handbook") == []
    page.goto("/today")
    page.locator("form[data-record][data-ready] textarea").first.focus()
    page.keyboard.insert_text("走访茶农三户。")
    submit = page.locator("[data-submit]")
    for _ in range(40):
        page.keyboard.press("Tab")
        if submit.evaluate("each => each === document.activeElement"):
            break
    with page.expect_response(
        lambda answer: answer.request.method == "PUT" and '"submit":true' in answer.request.post_data
    ):
        page.keyboard.press("Enter")
    assert post.texts() == ["走访茶农三户。"]


def test_a_supervisors_pages_are_used_by_keyboard_alone(post: Post) -> None:
    body = {"client_id": str(uuid4()), "day_type": "on_post", "items": [{"text": "走访"}], "submit": True}
    assert post.api.as_(post.cadre).put(post.record_path(), json=body).status_code == 201
    page = post.open_page("desk", base_url=post.address)
    post.sign_in(page, post.supervisor)
    assert faults(page, "/todo", "/signals", "/attendance") == []
