"""The phone page of today on a slow line: what its first load weighs, and when it can be used."""

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.county import LOGIN, PASSWORD
from tools.chromium import ARGUMENTS, ensure

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Slow 3G: 400 kbit/s and 400 ms."""


@dataclass(frozen=True, slots=True)
class Weight:
    """Kilobytes on the line by kind, and seconds until the form can be used."""

    kilobytes: dict[str, float]
    requests: int
    seconds: float

    @property
    def total(self) -> float:
        """Everything that the page asked for."""
        return sum(self.kilobytes.values())


def weigh(address: str) -> Weight:
    """Sign in, then load the page with an empty cache."""
    program = ensure()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program.path, args=ARGUMENTS, env={**program.environment})
        context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{address}/sign-in")
        page.fill("input[name=username]", LOGIN)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/today*")
        cookies = context.cookies()
        context.close()
        context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, locale="zh-CN")
        context.add_cookies(cookies)  # type: ignore[arg-type] - what it gave
        weight = _first_load(context, f"{address}/today")
        browser.close()
    return weight


def _first_load(context: Any, address: str) -> Weight:
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = defaultdict(float)
    line.on("Network.responseReceived", lambda found: kinds.update({found["requestId"]: found["type"]}))

    def count(found: dict[str, Any]) -> None:
        sizes[kinds.get(found["requestId"], "Other")] += found["encodedDataLength"] / 1000

    line.on("Network.loadingFinished", count)
    started = time.perf_counter()
    page.goto(address, timeout=60_000)
    page.locator("form[data-record][data-ready]").wait_for(state="attached", timeout=60_000)
    seconds = time.perf_counter() - started
    page.wait_for_load_state("networkidle")
    return Weight(dict(sizes), len(kinds), seconds)
