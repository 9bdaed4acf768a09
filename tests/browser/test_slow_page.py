"""A page that is long in coming: the tap is answered at once, and nothing stays behind."""

import re

from playwright.sync_api import Route, expect

from tests.browser.conftest import Post


def stay(route: Route) -> None:
    """An answer after which the browser remains where it is: to the page, the next one has not come."""
    route.fulfill(status=204)


def test_a_slow_page_says_that_it_is_coming(post: Post) -> None:
    page = post.phone(path="/me", service_workers="block")
    root, leaving = page.locator("html"), re.compile("leaving")
    page.route("**/month", stay)
    page.locator('.tabbar a[href="/month"]').click()
    expect(root).to_have_class(leaving)
    page.locator('.tabbar a[href="/inbox"]').click()
    page.wait_for_url("**/inbox")
    expect(root).not_to_have_class(leaving)
