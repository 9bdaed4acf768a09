"""The browser of the journeys can show what the pages hold, and tells when a page goes wrong."""

import pytest
from playwright.sync_api import Page

from tests.support.browser import OpenPage


def picture(page: Page, character: str) -> bytes:
    page.set_content(f"<meta charset=utf-8><p id=one style='font-size:60px'>{character}</p>")
    return page.locator("#one").screenshot()


def test_chinese_has_glyphs(open_page: OpenPage) -> None:
    page = open_page()
    # Without a font both would be the same empty box.
    assert picture(page, "纪") != picture(page, "实")


def test_a_script_error_is_noticed(open_page: OpenPage, page_problems: list[str]) -> None:
    page = open_page()
    page.set_content("<script>nowhere()</script>")
    page.wait_for_function("true")
    assert [problem for problem in page_problems if "nowhere" in problem]
    page_problems.clear()


def test_a_call_to_another_host_is_stopped(open_page: OpenPage, page_problems: list[str]) -> None:
    page = open_page()
    page.set_content("<img src='http://elsewhere.invalid/x.png'>")
    assert page_problems == ["asked another host: http://elsewhere.invalid/x.png"]
    page_problems.clear()


@pytest.mark.parametrize(("size", "width"), [("phone", 360), ("desk", 1440)])
def test_pages_have_the_size_of_their_device(open_page: OpenPage, size: str, width: int) -> None:
    assert open_page(size).evaluate("innerWidth") == width
