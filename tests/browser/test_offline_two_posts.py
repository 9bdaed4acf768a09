"""Somebody with two posts writes on either without a network."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Post, submit, text_field

Until = Callable[[Page, Callable[[], bool]], None]
TEXT = "下午到县乡村振兴局对接两个项目。"
HAS = "async (path) => Boolean(await caches.match(path, { ignoreVary: true }))"


def test_each_post_has_a_blank_day_of_its_own(post: Post, until: Until) -> None:
    first = post.secondment
    bureau = post.county.unit("县乡村振兴局", post.county.region)
    programme = post.county.programme("双岗挂职")
    other = post.county.secondment(post.cadre, programme, bureau, start_on=first.start_on, end_on=first.end_on)
    page = post.phone(service_workers="allow")
    near = page.locator("form[data-record]").get_attribute("data-subject")
    (away,) = {str(first.id), str(other.id)} - {str(near).split("/")[0]}
    until(page, lambda: bool(page.evaluate(HAS, f"/today/blank?s={away}")))
    post.offline(page)
    page.goto("/days/" + str(post.today) + f"?s={away}")
    page.locator("form[data-record][data-ready]").wait_for()
    form = page.locator("form[data-record]")
    expect(form).to_have_attribute("data-subject", f"{away}/{post.today}")
    page.get_by_role("radio", name="在岗").check()
    text_field(page).fill(TEXT)
    submit(page)
    expect(page.get_by_text("待上传 1 条")).to_be_visible()
    post.online(page)
    path = f"/api/v1/secondments/{away}/records/{post.today}"
    until(page, lambda: post.api.as_(post.cadre).get(path).status_code == 200)
    assert post.api.as_(post.cadre).get(path).json()["items"][0]["text"] == TEXT
