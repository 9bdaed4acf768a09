"""Take the pictures of docs/screens: `python tools/screens.py [NAME ...]`.

Seeds the demo county into a temporary folder as it stands on one fixed evening, serves it, signs in through the form
and photographs each page of SHOTS in its own size, language, colours and text size. Fails on a script error, on an
answer >= 400, and on a picture that is heavier than MOST bytes.
"""

import secrets
import socket
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import time_machine
import uvicorn
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pydantic import SecretStr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.core import clock, migrate
from app.core.config import Settings
from app.core.db import Database
from app.core.job_runs import run_slot
from app.demo.seed import seed_county
from app.main import create_app
from app.scheduler import JOBS
from tools.chromium import ARGUMENTS, ensure

EVENING = datetime(2026, 7, 8, 10, 6, tzinfo=UTC)
"""A Wednesday, 18:06 in Beijing: the month before last is paid, the last one calculated."""
OUT = Path(__file__).resolve().parent.parent / "docs" / "screens"
MOST = 200_000
APART = 6
SIZES = {"phone": ((360, 740), 2.0), "desk": ((1280, 800), 1.5)}
OUTBOUND = "外派挂职·第三批"
MOBILE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0 Mobile Safari/537.36"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: who looks at which page; `follow` are links clicked on the way, `keys` pressed at the end.

    `choose` is the option of the page's own select that is taken first.
    """

    name: str
    who: str
    path: str
    size: str = "phone"
    choose: str = ""
    follow: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    lang: str = "zh-CN"
    dark: bool = False
    care: bool = False


SHOTS = (
    Shot("sign-in", "", "/sign-in"),
    Shot("today", "cadre", "/today"),
    Shot("day-returned", "cadre", "/days/2026-07-07"),
    Shot("month", "cadre", "/month"),
    Shot("month-lines", "cadre", "/month/lines?m=2026-06"),
    Shot("inbox", "cadre", "/inbox"),
    Shot("me", "cadre", "/me"),
    Shot("todo-phone", "supervisor", "/todo", follow=("text=下一位",)),
    Shot("attendance-phone", "supervisor", "/attendance?month=2026-06"),
    Shot("leave-phone", "cadre", "/leave"),
    Shot("leave-new", "cadre", "/leave/new"),
    Shot("day-by-day-phone", "cadre", "/month", follow=("a[href*='/secondments/'][href*='/days'] >> nth=0",)),
    Shot("devices", "cadre", "/me/devices"),
    Shot("consents", "cadre", "/me/consents"),
    Shot("my-data", "cadre", "/me/data"),
    Shot("feedback-anonymous", "cadre", "/feedback/new?as=anonymous"),
    Shot("hold-phone", "orgadmin", "/holds", follow=("main .rows a >> nth=0",)),
    Shot("leave-new-care", "cadre", "/leave/new", care=True),
    Shot("today-care", "cadre", "/today", care=True),
    Shot("today-dark", "cadre", "/today", dark=True),
    Shot("today-en", "cadre", "/today", lang="en"),
    Shot("todo", "supervisor", "/todo", "desk", follow=(".queue a >> nth=1",), keys=("ArrowDown", "ArrowDown", "r")),
    Shot("attendance", "supervisor", "/attendance?month=2026-06", "desk"),
    Shot("days", "supervisor", "/attendance?month=2026-06", "desk", follow=("main tbody a >> nth=0",)),
    Shot("spot-checks", "supervisor", "/spot-checks", "desk"),
    Shot("leave", "orgadmin", "/leave", "desk"),
    Shot("leave-decide", "orgadmin", "/leave", "desk", follow=("main tbody a >> nth=0",)),
    Shot(
        "day-by-day",
        "sender",
        "/secondments?q=何景行",
        "desk",
        follow=("main tbody a >> nth=0", "a[href*='/secondments/'][href*='/days'] >> nth=0"),
    ),
    Shot("attendance-days", "supervisor", "/attendance/days", "desk"),
    Shot("delegations", "supervisor", "/delegations", "desk"),
    Shot("holds", "orgadmin", "/holds", "desk"),
    Shot("feedback", "orgadmin", "/feedback", "desk"),
    Shot("overview", "orgadmin", "/overview", "desk"),
    Shot("secondments", "orgadmin", "/secondments", "desk"),
    Shot("secondment", "orgadmin", "/secondments?q=何景行", "desk", follow=("main tbody a >> nth=0",)),
    Shot("people", "orgadmin", "/people", "desk"),
    Shot("units", "orgadmin", "/units", "desk"),
    Shot("unit-merge", "orgadmin", "/units", "desk", follow=("text=临湖镇", "a[href$='/merge']")),
    Shot(
        "person-leaving",
        "orgadmin",
        "/people?q=何景行",
        "desk",
        follow=("main tbody a >> nth=0", "main a[href^='/people/'][href$='/leave']"),
    ),
    Shot("roster", "orgadmin", "/roster", "desk"),
    Shot("retention", "orgadmin", "/retention", "desk"),
    Shot("second-factor", "finance", "/me/second-factor", "desk"),
    Shot("programmes", "orgadmin", "/programmes", "desk"),
    Shot("rates", "orgadmin", "/rates", "desk"),
    Shot("workdays", "orgadmin", "/workdays", "desk"),
    Shot("audit", "orgadmin", "/audit", "desk"),
    Shot("allowances", "finance2", "/allowances?month=2026-06", "desk", OUTBOUND),
    Shot("lines", "finance2", "/allowances?month=2026-06", "desk", OUTBOUND, ("text=何景行",)),
    Shot("own-allowances", "cadre", "/me/allowances"),
    Shot("claims-phone", "cadre", "/claims"),
    Shot("claim-new", "cadre", "/claims/new"),
    Shot("bank-account", "cadre", "/bank-account"),
    Shot("own-insurance", "cadre", "/me/insurance"),
    Shot("signals-phone", "cadre", "/signals"),
    Shot("reminder-settings", "cadre", "/me/reminders"),
    Shot("claims", "finance", "/claims", "desk"),
    Shot("insurance", "orgadmin", "/insurance", "desk"),
    Shot("adjustments", "finance", "/adjustments", "desk"),
    Shot("bank-files", "finance", "/bank-files", "desk"),
    Shot("totals", "finance", "/totals", "desk"),
    Shot("reconciliation", "finance", "/reconciliation", "desk"),
    Shot("exports", "finance", "/exports", "desk"),
    Shot("objections", "finance", "/objections", "desk"),
    Shot("attention", "orgadmin", "/attention", "desk"),
    Shot("signals", "supervisor", "/signals", "desk"),
    Shot("inbox-desk", "orgadmin", "/inbox", "desk"),
    Shot("jobs", "sysadmin", "/jobs", "desk"),
    Shot("channels", "sysadmin", "/channels", "desk"),
    Shot("deliveries", "sysadmin", "/deliveries", "desk"),
    Shot("allowances-en", "finance2", "/allowances?month=2026-06", "desk", OUTBOUND, lang="en"),
    Shot("todo-dark", "supervisor", "/todo", "desk", follow=(".queue a >> nth=1",), dark=True),
)


@contextmanager
def demo_county(folder: Path) -> Iterator[tuple[str, Settings]]:
    """The demo on a port of its own, after the latest run of every job."""
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder / 'jishi.db'}",
        files_url=f"file:{folder / 'files'}",
        scheduler="off",
        secret_key=SecretStr(secrets.token_urlsafe(32)),
        data_key=SecretStr(secrets.token_urlsafe(32)),
    )
    database = Database(settings.database_url)
    migrate.upgrade(database)
    seed_county(database, settings)
    for job in JOBS:
        slot = job.last_slot(clock.now())
        if slot is not None:
            with clock.at(slot):
                run_slot(database, job, slot)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings, database), log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", settings
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@dataclass
class Studio:
    """A browser before the demo; everybody signs in once."""

    browser: Browser
    address: str
    password: str
    cookies: dict[str, list[dict[str, object]]]
    faults: list[str]

    def take(self, shot: Shot) -> bytes:
        """The picture of a page that has come to rest."""
        context = self._context(shot)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{shot.name}: {error}"))
        page.on("response", lambda answer: self._check(shot, answer.status, answer.url))
        page.goto(shot.path, wait_until="networkidle")
        if shot.choose:
            with page.expect_navigation(wait_until="networkidle"):
                page.locator("main select").select_option(label=shot.choose)
        for link in shot.follow:
            page.locator(link).click()
            page.wait_for_load_state("networkidle")
        for key in shot.keys:
            page.keyboard.press(key)
        page.evaluate("document.fonts.ready")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            self.faults.append(f"{shot.name}: {wide} px wider than its window")
        picture = page.screenshot(animations="disabled", caret="hide")
        context.close()
        return picture

    def _context(self, shot: Shot) -> BrowserContext:
        (width, height), scale = SIZES[shot.size]
        phone = shot.size == "phone"
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            locale=shot.lang,
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if shot.dark else "light",
            reduced_motion="reduce",
            has_touch=phone,
            is_mobile=phone,
            user_agent=MOBILE if phone else None,
        )
        context.clock.set_fixed_time(EVENING)
        if shot.care:
            context.add_cookies([{"name": "jishi_care", "value": "1", "url": self.address}])
        if shot.who:
            self._sign_in(context, shot.who)
        return context

    def _sign_in(self, context: BrowserContext, who: str) -> None:
        if who not in self.cookies:
            page = context.new_page()
            page.goto("/sign-in")
            page.locator("#username").fill(who)
            page.locator("#password").fill(self.password)
            with page.expect_navigation(url=lambda url: "/sign-in" not in url):
                page.locator("#password").press("Enter")
            page.close()
            kept = [cookie for cookie in context.cookies() if cookie["name"] == "jishi_session"]
            self.cookies[who] = [{"name": one["name"], "value": one["value"], "url": self.address} for one in kept]
        context.add_cookies(self.cookies[who])  # type: ignore[arg-type]

    def _check(self, shot: Shot, status: int, url: str) -> None:
        if status >= 400:
            self.faults.append(f"{shot.name}: {status} {url}")


def lighten(picture: bytes) -> bytes:
    """The same picture in at most 256 colours: its most frequent ones exactly, so that paper and seal keep theirs."""
    image = Image.open(BytesIO(picture)).convert("RGBX")
    pixels = memoryview(image.tobytes()).cast("I")
    frequent = [colour for colour, _ in Counter(pixels).most_common()]
    chosen: list[int] = []
    places: dict[int, int] = {}
    for colour in frequent:
        nearest = min(range(len(chosen)), key=lambda at: _distance(colour, chosen[at]), default=None)
        if nearest is None or (len(chosen) < 256 and _distance(colour, chosen[nearest]) > APART):
            nearest = len(chosen)
            chosen.append(colour)
        places[colour] = nearest
    few = Image.frombytes("P", image.size, bytes(map(places.__getitem__, pixels)))
    few.putpalette([part for colour in chosen for part in colour.to_bytes(4, sys.byteorder)[:3]])
    out = BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _distance(one: int, other: int) -> int:
    return sum(abs((one >> shift & 255) - (other >> shift & 255)) for shift in (0, 8, 16))


def main(names: list[str]) -> int:
    """Every picture, or those named."""
    chosen = [shot for shot in SHOTS if not names or shot.name in names]
    OUT.mkdir(parents=True, exist_ok=True)
    chromium = ensure()
    faults: list[str] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        time_machine.travel(EVENING, tick=True),
        demo_county(Path(folder)) as (address, settings),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.path, args=ARGUMENTS, env={**chromium.environment}
        )
        studio = Studio(browser, address, settings.demo_password, {}, faults)
        for shot in chosen:
            picture = lighten(studio.take(shot))
            (OUT / f"{shot.name}.png").write_bytes(picture)
            print(f"{shot.name:<18} {len(picture) / 1000:6.1f} kB")
            if len(picture) > MOST:
                faults.append(f"{shot.name}: {len(picture)} bytes")
        browser.close()
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
