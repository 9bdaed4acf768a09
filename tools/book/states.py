"""What is done on a page before its picture: signs that fail, forms with faults, a network that is gone."""

from collections.abc import Callable

from playwright.sync_api import Page

WROTE = "上午到大塘水库巡查，沿坝走一圈，坝体、涵管未见渗漏。"


def wrong_password(page: Page) -> None:
    """A sign-in that is refused."""
    page.locator("#username").fill("hejingxing")
    page.locator("#password").fill("wrong")
    page.locator("form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def write(page: Page) -> None:
    """A draft on the phone."""
    page.locator("form[data-record][data-ready] textarea").first.fill(WROTE)
    page.wait_for_timeout(1200)


def offline(page: Page) -> None:
    """A draft and no network."""
    write(page)
    page.context.set_offline(True)
    page.wait_for_timeout(600)


def kept(page: Page) -> None:
    """Submitted without a network: it waits on the phone."""
    offline(page)
    page.locator(".dock-primary .btn.primary").click()
    page.wait_for_timeout(1200)


def submit_empty(page: Page) -> None:
    """A form sent as it is: its faults stand at their fields."""
    page.locator(".btn.primary").last.click()
    page.wait_for_timeout(800)


def ask(page: Page) -> None:
    """The first thing that asks before it is done."""
    page.locator("main [data-ask], main [data-dialog], main [data-confirm]").first.click()
    page.locator(".dialog").wait_for()


def press(*keys: str) -> Callable[[Page], None]:
    """Keys pressed one after another."""

    def pressed(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return pressed


def reload(page: Page) -> None:
    """The page as it is after what an earlier picture did."""
    page.reload(wait_until="networkidle")


def conflict(page: Page) -> None:
    """The day was written on another phone since this one opened it."""
    elsewhere = {"day_type": "on_post", "items": [{"text": "参加镇防汛调度会。"}], "submit": True}
    form = page.locator("form[data-record]")
    url, version = form.get_attribute("data-url") or "", form.get_attribute("data-etag")
    headers = {"Origin": page.url[: page.url.index("/", 8)]} | ({"If-Match": f'"{version}"'} if version else {})
    body = elsewhere | {"client_id": "5f0c3a52-8d3e-4a57-9a53-0d6f2c0f1a11"}
    answer = page.request.put(url, data=body, headers=headers)
    if not answer.ok:
        raise LookupError(f"the other phone was refused: {answer.status} {answer.text()}")
    write(page)
    page.locator(".dock-primary .btn.primary").click()
    page.wait_for_timeout(1500)
