"""A cadre's phone used at random: what is typed and submitted, what the phone says, and all that goes wrong meanwhile.

The person types into real pages; the network, the server process, the tabs and the session fail by a seeded plan.
"""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page

from tests.browser.conftest import Post, text_field
from tests.support.browser import close_page
from tests.support.mortal import Mortal
from tests.support.way import FAULTS, Way

LISTEN = """for (const name of ["kept", "sent", "refused"]) {
  document.addEventListener("jishi:" + name, ({ detail: { write } }) => {
    if (write.kind === "record") window.told(name, write.body.items.map((item) => item.text).join(), write.body.submit);
  });
}"""
NO_LOCKS = "delete Navigator.prototype.locks;"
JUMPS = """const now = Date.now.bind(Date);
Date.now = () => now() + Number(localStorage.getItem("walk.jump") || 0);"""
"""The phone's clock set otherwise meanwhile: what takes the time by Date.now() sees it."""
LOOK = 0.9
"""Seconds that somebody looks at what the phone says after a press, until it says something."""


@dataclass
class Day:
    """What was written of one day on the phone, and what the phone said of it."""

    on: date
    typed: list[str] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


class Walk:
    """One phone and one seed; `told` is what was done, for whoever has to understand a failure."""

    def __init__(self, seed: int, post: Post, context: BrowserContext, server: Mortal, way: Way) -> None:
        self.chance = random.Random(seed)
        self.post, self.context, self.server, self.way = post, context, server, way
        self.days = {on: Day(on) for on in (post.today - timedelta(days=back) for back in range(3))}
        self.pages: list[Page] = []
        self.told: list[str] = []
        self.cookies: list[Any] = []
        self.words = 0
        self.context.expose_binding("told", self._hear)
        self.context.add_init_script(LISTEN + JUMPS)

    def _hear(self, _: Any, name: str, text: str, submit: bool) -> None:
        for day in self.days.values():
            if submit and text in day.pressed and name in ("kept", "sent"):
                getattr(day, name).append(text)

    @property
    def page(self) -> Page:
        if not self.pages:
            self.pages.append(self.context.new_page())
        return self.pages[-1]

    def step(self, *names: str) -> None:
        """One thing at random, of `names` when given; what the browser itself fails in is nobody's promise."""
        name = self.chance.choice(names or WEIGHTED)
        self.told.append(name)
        began = time.monotonic()
        try:
            ACTIONS[name](self)
        except Error:
            self.stop_loading()
        self.say(f"{time.monotonic() - began:.1f}s")

    def stop_loading(self) -> None:
        """Until a page that was called for has come or failed, the browser answers no question about the one there."""
        with suppress(Error):
            session = self.context.new_cdp_session(self.page)
            session.send("Page.stopLoading")  # not detached: of a page that changes its process that is never answered

    def say(self, text: str) -> None:
        self.told[-1] += " " + text

    # What a person does.

    def open_day(self) -> Day | None:
        """A day's form in the present page, opened now or there already; None when there is none to write into."""
        day = self.chance.choice(list(self.days.values()))
        form = self.page.locator("form[data-record][data-ready]")
        here = form.get_attribute("data-subject", timeout=50) if form.count() else None
        if here is None or self.chance.random() < 0.5:
            is_today = day.on == self.post.today and self.chance.random() < 0.5
            self.page.goto("/today" if is_today else f"/days/{day.on}?edit=true", timeout=5_000)
            form.wait_for(timeout=2_000)
            here = form.get_attribute("data-subject")
        return self.days.get(date.fromisoformat(str(here).rpartition("/")[2]))

    def write(self) -> tuple[Day, str] | None:
        day = self.open_day()
        if day is None:
            return None
        mine = self.page.locator("[data-conflict] [data-use-mine]")
        if mine.is_visible() and self.chance.random() < 0.5:
            self.say("mine")
            text = text_field(self.page).input_value(timeout=500)
            day.typed.append(text)
            day.pressed.append(text)
            mine.click(timeout=500)
            return None
        self.fill(day)
        return day, day.typed[-1]

    def fill(self, day: Day) -> None:
        text = self.new_text("")
        self.page.get_by_role("radio", name="在岗").check(timeout=1_000, force=True)
        text_field(self.page).fill(text, timeout=1_000)
        day.typed.append(text)
        self.say(f"{day.on.day}:{self.words}")

    def new_text(self, start: str) -> str:
        """Like nothing written before."""
        self.words += 1
        return f"{start}{self.words}" + "".join(chr(self.chance.randint(0x4E00, 0x9FA5)) for _ in range(18))

    def press(self, day: Day, text: str) -> None:
        day.pressed.append(text)
        self.page.get_by_role("button", name="提交", exact=True).click(timeout=1_000, no_wait_after=True)

    def submit(self) -> None:
        if not (written := self.write()):
            return
        day, text = written
        self.press(day, text)
        self.look(text, LOOK, day.kept, day.sent)
        self.say("sent" if text in day.sent else "kept" if text in day.kept else "silent")

    def look(self, text: str, seconds: float, *said: list[str]) -> None:
        """Look at the phone until it says of a text what is waited for."""
        late = time.monotonic() + seconds
        alike = self.page.get_by_role("button", name="照样提交")
        while time.monotonic() < late and not any(text in texts for texts in said):
            self.page.wait_for_timeout(30)
            if alike.is_visible():
                alike.click(timeout=500)

    def submit_and_die(self) -> None:
        if not (written := self.write()):
            return
        self.press(*written)
        self.page.wait_for_timeout(self.chance.random() * 120)
        self.chance.choice((self.close_tab, self.crash, self.reload))()

    def type_and_go(self) -> None:
        if self.write():
            self.chance.choice((self.close_tab, self.reload, self.leave, self.crash, self.wait))()

    def leave(self) -> None:
        self.page.goto("/month", timeout=3_000)

    def reload(self) -> None:
        self.page.reload(timeout=3_000)

    def close_tab(self) -> None:
        if self.pages:
            close_page(self.pages.pop())

    def crash(self) -> None:
        with suppress(Error):
            self.page.goto("chrome://crash", timeout=1_000)
        self.close_tab()

    def second_tab(self) -> None:
        if len(self.pages) < 2:
            self.pages.append(self.context.new_page())
            self.page.goto(self.chance.choice(("/today", "/month")), timeout=3_000)

    def switch_tab(self) -> None:
        self.pages.reverse()
        self.page.bring_to_front()

    def wait(self) -> None:
        self.page.wait_for_timeout(self.chance.choice((100, 400, 400, 2_800)))

    def flush(self) -> None:
        self.page.evaluate("window.dispatchEvent(new Event('online'))")
        self.page.wait_for_timeout(150)

    def jump(self) -> None:
        hours = self.chance.choice((-3, -1, 0, 2))
        self.page.evaluate(f"localStorage.setItem('walk.jump', {hours * 3_600_000})")

    # What happens to it.

    def faults(self) -> None:
        chosen = self.chance.choices(FAULTS, k=self.chance.randint(1, 3))
        self.way.faults.extend(chosen)
        self.say("+".join(chosen))

    def flap(self) -> None:
        self.page.evaluate("window.dispatchEvent(new Event('online'))")
        for _ in range(4):
            self.way.shut()
            self.page.wait_for_timeout(self.chance.random() * 60)
            self.way.open()
            self.page.wait_for_timeout(self.chance.random() * 60)
            self.page.evaluate("window.dispatchEvent(new Event('online'))")

    def slow(self) -> None:
        self.way.is_slow = True

    def start(self) -> None:
        self.way.open()
        self.server.start()

    def other_phone(self) -> None:
        """Somebody with the same account writes the day elsewhere, on what stands there."""
        day = self.chance.choice(list(self.days.values()))
        record = self.post.record(day.on)
        text = self.new_text("别处")
        identity = f"00000000-0000-4000-8000-{self.chance.getrandbits(48):012x}"
        body = {"client_id": identity, "day_type": "on_post", "items": [{"text": text}], "submit": True}
        match = {"If-Match": f'"{record["version"]}"'} if record else {}
        answer = self.post.api.as_(self.post.cadre).put(self.post.record_path(day.on), json=body, headers=match)
        assert answer.status_code in (200, 201), answer.text
        day.foreign.append(text)
        self.say(f"{day.on.day}:{self.words}")

    def ended(self) -> None:
        self.cookies = self.cookies or self.context.cookies()
        self.context.clear_cookies()
        self.flush()

    def back(self) -> None:
        if self.cookies:
            self.context.add_cookies(self.cookies)
            self.cookies = []
            self.reload()

    def go(self, path: str) -> None:
        """To a page, also when the one before is just going on by itself."""
        with suppress(Error):
            self.page.goto(path, timeout=60_000)
            return
        self.page.wait_for_timeout(500)
        self.page.goto(path, timeout=60_000)

    def ask(self, script: str) -> Any:
        """What a page answers that may just be going on by itself."""
        for _ in range(20):
            with suppress(Error):
                return self.page.evaluate(script)
            self.page.wait_for_timeout(200)
        raise AssertionError(script)

    def settle(self) -> None:
        """All is well again, for good: one page, the network, the server, the session; and the phone still writes."""
        while self.pages:
            self.close_tab()
        self.start()
        if self.cookies:
            self.context.add_cookies(self.cookies)
        self.go("/today")
        self.ask("localStorage.removeItem('walk.jump')")
        day = Day(self.post.today - timedelta(days=len(self.days)))
        self.days[day.on] = day
        self.go(f"/days/{day.on}?edit=true")
        self.page.locator("form[data-record][data-ready]").wait_for(timeout=60_000)
        self.fill(day)
        self.press(day, day.typed[-1])
        self.look(day.typed[-1], 30, day.sent)
        assert day.sent


ACTIONS: dict[str, Callable[[Walk], None]] = {
    "submit": Walk.submit,
    "submit and die": Walk.submit_and_die,
    "type and go": Walk.type_and_go,
    "leave": Walk.leave,
    "reload": Walk.reload,
    "close": Walk.close_tab,
    "crash": Walk.crash,
    "second tab": Walk.second_tab,
    "switch tab": Walk.switch_tab,
    "wait": Walk.wait,
    "flush": Walk.flush,
    "jump": Walk.jump,
    "faults": Walk.faults,
    "flap": Walk.flap,
    "slow": Walk.slow,
    "start": Walk.start,
    "shut": lambda walk: walk.way.shut(),
    "silent": lambda walk: walk.way.fall_silent(),
    "free": lambda walk: walk.way.free(),
    "kill": lambda walk: walk.server.kill(),
    "other phone": Walk.other_phone,
    "ended": Walk.ended,
    "back": Walk.back,
}
OFTEN = (
    ("submit",) * 6 + ("submit and die",) * 4 + ("type and go",) * 3 + ("faults",) * 4 + ("start",) * 9 + ("back",) * 2
)
WEIGHTED = (*ACTIONS, *OFTEN)
