"""A browser before the demo county: it finds each page by the links that lead there and takes its picture."""

import html
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx
from playwright.sync_api import Browser, BrowserContext, Page

from tools.book.county import EVENING, Demo
from tools.book.shot import ANYONE, MOBILE, SIZES, Shot

SESSION = "jishi_session"
WIDER = """() => {
  const page = document.documentElement, room = page.clientWidth;
  if (page.scrollWidth <= room) return "";
  const name = each => each.tagName.toLowerCase() + "." + (each.getAttribute("class") || "").split(" ")[0];
  const apart = each => each.closest(".table-wrap, .sr, .toasts") || each.getBoundingClientRect().right <= room + 0.5;
  const over = [...document.querySelectorAll("body *")].filter(each => !apart(each))[0];
  const found = [];
  for (let each = over; each && found.length < 4; each = each.parentElement) found.unshift(name(each));
  const words = over ? over.textContent.trim().slice(0, 20) : "";
  return `${page.scrollWidth - room} px wider than its window: ${found.join(" > ")} ${words}`;
}"""
"""How much wider a page is than its room, and what sticks out first; on a phone `innerWidth` would grow with it."""
NUMBERS = "document.querySelectorAll('.void + footer .number').forEach(each => { each.textContent = '0'.repeat(32) })"
"""The number of a request that failed is another each time."""
LINKS = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')


@dataclass
class Studio:
    """Everybody signs in once; each page is opened in a window of its own. What is wrong is noted in `faults`."""

    browser: Browser
    demo: Demo
    faults: list[str] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)

    def take(self, shot: Shot, *, full: bool = False) -> bytes:
        """The picture of a page that has come to rest: its first screen, or all of it."""
        context = self.window(shot)
        try:
            page = self.open(context, shot)
            self.check(page, shot)
            return page.screenshot(animations="disabled", caret="hide", full_page=full)
        finally:
            context.close()

    def open(self, context: BrowserContext, shot: Shot) -> Page:
        """The page, after what is done on it."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{shot.name}: {error}"))
        answer = page.goto(self.address(shot), wait_until="networkidle")
        status = answer.status if answer else 0
        if status != shot.status:
            self.faults.append(f"{shot.name}: answers {status} at {page.url}")
        if shot.then:
            shot.then(page)
        page.evaluate("document.fonts.ready")
        page.evaluate(NUMBERS)
        return page

    def check(self, page: Page, shot: Shot, where: str = "") -> None:
        """No page is wider than its window."""
        if wider := page.evaluate(WIDER):
            self.faults.append(f"{shot.name}{where}: {wider}")

    def address(self, shot: Shot) -> str:
        """Where the shot's way ends."""
        first, *patterns = shot.way or (shot.route,)
        if not patterns:
            return first.format_map(self.found)
        with self.client(shot.who) as client:
            for step in patterns:
                below = step.startswith("+")
                first = first.partition("?")[0] + step[1:] if below else self._follow(client, first, step, shot)
        return first

    def client(self, who: str) -> httpx.Client:
        """A program that is signed in as somebody."""
        cookies = {SESSION: self._session(who)} if who else {}
        return httpx.Client(
            base_url=self.demo.address, headers={"Accept": "text/html", "Origin": self.demo.address}, cookies=cookies
        )

    def window(self, shot: Shot, **other: object) -> BrowserContext:
        """A browser window as the shot's reader has it."""
        size, is_phone = SIZES[shot.size], shot.size == "phone"
        options = {
            "viewport": {"width": size.width, "height": size.height},
            "device_scale_factor": size.scale,
            "locale": shot.lang,
            "color_scheme": "dark" if shot.dark else "light",
        }
        context = self.browser.new_context(
            base_url=self.demo.address,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            service_workers="block",
            has_touch=is_phone,
            is_mobile=is_phone,
            user_agent=shot.agent or (MOBILE if is_phone else None),
            **(options | other),  # type: ignore[arg-type]
        )
        context.set_default_timeout(10_000)
        context.clock.set_fixed_time(EVENING)
        held = {SESSION: self._session(shot.who)} if shot.who != ANYONE else {}
        held |= {"jishi_care": "1"} if shot.care else {}
        context.add_cookies([{"name": name, "value": held[name], "url": self.demo.address} for name in held])
        return context

    def _follow(self, client: httpx.Client, start: str, pattern: str, shot: Shot) -> str:
        answer = client.get(start, follow_redirects=True)
        body = answer.text.partition("<main")[2]
        found = (html.unescape(link) for link in LINKS.findall(body))
        link = next((link for link in found if re.fullmatch(pattern, link)), None)
        if link is None:
            raise LookupError(f"{shot.name}: no link {pattern} on {start}")
        return urljoin(str(answer.url), link).removeprefix(self.demo.address)

    def _session(self, who: str) -> str:
        if who not in self.sessions:
            headers = {"Origin": self.demo.address, "User-Agent": MOBILE}
            with httpx.Client(base_url=self.demo.address, headers=headers) as client:
                client.post("/sign-in", data={"username": who, "password": self.demo.password})
                self.sessions[who] = client.cookies[SESSION]
        return self.sessions[who]
