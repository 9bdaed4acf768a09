"""A real Chromium for the journeys. A script error, a failed request or a call to another host fails the test."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Route, sync_playwright

from tools.chromium import ARGUMENTS, ensure

SIZES = {"phone": (360, 740), "desk": (1440, 900)}
LOCAL = {"127.0.0.1", "localhost", None}
"""Hosts that a page may call; data and blob addresses have none."""

STILL = {"reduced_motion": "reduce", "service_workers": "block"}
"""A message that fades in has no colours to judge yet; what moves says the same to whoever wants no motion.
A worker fetches pages ahead: whoever tests it asks for `service_workers="allow"`."""

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once a test process."""
    program = ensure()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program.path, args=ARGUMENTS, env={**program.environment})
        yield browser
        browser.close()


@pytest.fixture
def page_problems() -> list[str]:
    """What went wrong in any page of the test; a test that provokes something clears it."""
    return []


@pytest.fixture
def open_page(chromium: Browser, page_problems: list[str]) -> Iterator[OpenPage]:
    """Make pages, each in a context of its own: `open_page("phone", base_url=..., locale="en")`."""
    contexts: list[BrowserContext] = []

    def open_(size: str = "phone", **options: object) -> Page:
        width, height = SIZES[size]
        settings = {
            "service_workers": "block",
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "has_touch": size == "phone",
            **STILL,
        } | options
        context = chromium.new_context(viewport={"width": width, "height": height}, **settings)
        context.set_default_timeout(10_000)
        contexts.append(context)
        _watch(context, page_problems)
        return context.new_page()

    yield open_
    for context in contexts:
        close(context)
    assert page_problems == []


def close(context: BrowserContext) -> None:
    """End a context and its pages."""
    for page in context.pages:
        _rest(page)
    context.close()


def close_page(page: Page) -> None:
    """End one page."""
    _rest(page)
    page.close()


def _rest(page: Page) -> None:
    """Chromium forgets for ever that it is to close a page which is just going elsewhere: let it be going nowhere."""
    with suppress(Error):  # it crashed
        page.goto("about:blank")


def _watch(context: BrowserContext, problems: list[str]) -> None:
    def keep_local(route: Route, request: Request) -> None:
        if urlsplit(request.url).hostname in LOCAL:
            route.fallback()
        else:
            problems.append(f"asked another host: {request.url}")
            route.abort()

    context.route("**/*", keep_local)
    context.on("weberror", lambda error: problems.append(f"script error: {error.error}"))
    context.on(
        "response",
        lambda answer: problems.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
    )
