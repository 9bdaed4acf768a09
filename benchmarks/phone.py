"""`python -m benchmarks phone`: a cadre's phone on a slow line, at two speeds of the processor.

What 今日 weighs, when it can be used, whether typing is ever held up, and how many taps and seconds a day's record and
a first sign-in take. The demo county, served as in production.
"""

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Response, sync_playwright

from benchmarks.page import SLOW
from benchmarks.processes import serving
from benchmarks.variants import ROOT
from tools import js
from tools.chromium import ARGUMENTS, ensure

PORT, LOGIN, PASSWORD = 8155, "cadre", "jishi-demo-2026"
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}
TEXT = "上午到青石村查看防汛物资，下午参加镇里的产业例会，记下三户缺劳力的情况。"
THINK, STROKE = 0.8, 0.15
"""Seconds before each tap and each sign: somebody who knows the form but hurries nowhere."""
PATIENCE = 120
READY = "form[data-record][data-ready]"
LONG_TASKS = """
window.longest = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  window.longest = Math.max(window.longest, one.duration);
})).observe({ entryTypes: ["longtask"] });
window.held = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  const typed = /^(keydown|input|pointerdown|click)$/.test(one.name);
  if (typed) window.held = Math.max(window.held, one.processingStart - one.startTime);
})).observe({ type: "event", durationThreshold: 16, buffered: true });
"""


@dataclass
class Load:
    """One load of a page: kilobytes on the line by kind, requests that went there, and seconds."""

    kilobytes: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    requests: int = 0
    painted: float = 0.0
    usable: float = 0.0
    longest_ms: float = 0.0

    @property
    def total(self) -> float:
        """Everything that came over the line."""
        return sum(self.kilobytes.values())


@dataclass
class Figures:
    """What was measured at one speed of the processor."""

    slowdown: int
    first: Load
    again: Load
    taps: int | None = None
    seconds: float = 0.0
    held_ms: float = 0.0


def main() -> None:
    """Measure at the full speed of this machine and at a quarter of it; fail where an aim is missed."""
    if not js.is_current():
        raise SystemExit("the bundles are stale: npm ci && python tools/js.py")
    with tempfile.TemporaryDirectory(prefix="jishi-phone-") as name:
        run = Path(name)
        environment = {
            "JISHI_DATABASE_URL": f"sqlite:///{run / 'phone.db'}", "JISHI_FILES_URL": f"file:{run / 'files'}",
            "JISHI_SCHEDULER": "off",
        }  # fmt: skip
        command = [sys.executable, "-m", "app", "serve", "--demo", "--port", str(PORT)]
        with serving(command, PORT, "/healthz", environment, ROOT, run / "phone.log"), browsing() as browser:
            found = [measure(browser, 1, writes=False), measure(browser, 4, writes=True)]
    missed = [line for figures in found for line in report(figures)]
    if missed:
        raise SystemExit("missed: " + "; ".join(missed))


@contextmanager
def browsing() -> Iterator[Browser]:
    """The one Chromium."""
    program = ensure()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program.path, args=ARGUMENTS, env={**program.environment})
        yield browser
        browser.close()


def measure(browser: Browser, slowdown: int, *, writes: bool) -> Figures:
    """A first visit with an empty cache, the quickest of three repeats, and the day's record, which there is once."""
    context = signed_in(browser)
    page, line = throttled(context, slowdown)
    first, *later = [load(page, line) for _ in range(4)]
    found = Figures(slowdown, first, min(later, key=lambda one: one.usable))
    if writes:
        found.taps, found.seconds, found.held_ms = write_day(page)
    context.close()
    return found


def signed_in(browser: Browser) -> BrowserContext:
    """A context with a session and an empty cache."""
    with_cookie = browser.new_context(**PHONE)
    page = with_cookie.new_page()
    page.goto(f"http://127.0.0.1:{PORT}/sign-in")
    page.fill("input[name=username]", LOGIN)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    cookies: Any = with_cookie.cookies()
    with_cookie.close()
    context = browser.new_context(**PHONE)
    context.add_cookies(cookies)
    context.add_init_script(LONG_TASKS)
    return context


def throttled(context: BrowserContext, slowdown: int) -> tuple[Page, CDPSession]:
    """A page on slow 3G and a slow processor."""
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    line.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    return page, line


def load(page: Page, line: CDPSession) -> Load:
    """Open 今日 and wait until its form can be used, then until nothing more comes."""
    found, kinds = Load(), dict[str, str]()
    began: set[str] = set()

    def answered(event: dict[str, Any]) -> None:
        local = event["response"].get("fromDiskCache") or event["response"].get("fromServiceWorker")
        if not local and event["response"]["url"].startswith("http"):
            began.add(event["requestId"])
            kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in began:
            found.requests += 1
            found.kilobytes[kinds[event["requestId"]]] += event["encodedDataLength"] / 1000

    line.on("Network.responseReceived", answered)
    line.on("Network.loadingFinished", finished)
    started = time.perf_counter()
    page.goto(f"http://127.0.0.1:{PORT}/today", timeout=60_000, wait_until="commit")
    page.locator(READY).wait_for(state="attached", timeout=60_000)
    found.usable = time.perf_counter() - started
    page.wait_for_load_state("networkidle")
    paint = "performance.getEntriesByName('first-contentful-paint').map((one) => one.startTime)[0] || 0"
    found.painted, found.longest_ms = page.evaluate(paint) / 1000, page.evaluate("window.longest")
    line.remove_listener("Network.responseReceived", answered)
    line.remove_listener("Network.loadingFinished", finished)
    return found


def write_day(page: Page) -> tuple[int, float, float]:
    """A person opens 今日 anew, writes one item, submits; taps besides typing, seconds, the longest wait of a key."""
    taps, started, taken = 0, time.perf_counter(), list[str]()

    def answered(response: Response) -> None:
        asked = response.request
        if asked.method == "PUT" and '"submit":true' in (asked.post_data or "") and response.ok:
            taken.append(response.url)

    def tap(selector: str) -> None:
        nonlocal taps
        time.sleep(THINK)
        page.locator(selector).first.tap()
        taps += 1

    page.on("response", answered)
    page.goto(f"http://127.0.0.1:{PORT}/today", timeout=60_000, wait_until="commit")
    page.locator(READY).wait_for(state="attached", timeout=60_000)
    tap('textarea[name="items[0].text"]')
    page.keyboard.type(TEXT, delay=STROKE * 1000)
    tap('input[name="items[0].category"]')
    held = float(page.evaluate("window.held"))
    tap("[data-submit]")
    question = page.locator("[role=dialog] .btn.primary")
    while not taken:
        if time.perf_counter() - started > PATIENCE:
            raise SystemExit(f"after {PATIENCE} s the record was not taken: " + page.locator("body").inner_text()[:400])
        if question.count() and question.first.is_visible():
            tap("[role=dialog] .btn.primary")
        page.wait_for_timeout(50)
    return taps, time.perf_counter() - started, held


def report(figures: Figures) -> list[str]:
    """Print each figure beside its aim; what is missed."""
    first, again = figures.first, figures.again
    kinds = ", ".join(f"{kind} {size:.1f}" for kind, size in sorted(first.kilobytes.items()))
    print(f"processor slowed {figures.slowdown} x, 400 kbit/s, 400 ms:")
    rows = [
        ("first load", first.total, 100, 60, "KB"),
        ("usable", first.usable, 5, 3, "s"),
        ("repeat visit", again.usable, 1, 1, "s"),
    ]
    if figures.taps is not None:
        rows += [
            ("taps for a record", figures.taps, 6, 6, ""),
            ("seconds for a record", figures.seconds, 60, 60, "s"),
            ("input held up", figures.held_ms, 100, 50, "ms"),
        ]
    for name, value, most, reach, unit in rows:
        verdict = "reached" if value <= reach else "met" if value <= most else "MISSED"
        print(f"  {name:22} {value:7.2f} {unit:3} (at most {most}, reach {reach}) {verdict}")
    print(f"  {first.requests} requests: {kinds} KB; first paint {first.painted:.2f} s, again {again.painted:.2f} s")
    print(f"  again: {again.requests} requests, {again.total:.1f} KB; longest task {first.longest_ms:.0f} ms")
    return [f"{name} at {figures.slowdown} x" for name, value, most, _, _ in rows if value > most]


if __name__ == "__main__":
    main()
