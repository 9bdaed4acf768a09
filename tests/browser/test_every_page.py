"""Every page as people see it: on the phone and at the desk, in both languages, light, dark and in large text."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
from playwright.sync_api import Page
from sqlmodel import SQLModel
from starlette.routing import Route

from app.core.config import Settings
from app.core.db import Database
from app.demo.accounts import ACCOUNTS
from app.demo.seed import seed_county
from app.routes import ROUTERS
from tests.home.test_links import Offers, kind_of
from tests.secondments.sheets import flat, send, workbook
from tests.support.browser import OpenPage
from tools import css

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """axe.run(document, {resultTypes: ["violations"]})
  .then(found => found.violations.map(one => `${one.id} ${one.nodes[0].html}`))"""
FILLED = """[...document.querySelectorAll(".btn.primary")].filter(each => each.getClientRects().length)
  .map(each => each.innerText)"""
LACKS = f"""() => document.body.matches(".desk") ? [] :
  {json.dumps(css.left_out(css.build()))}.filter(each => document.querySelector(each))"""
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
TEXTS = """() => {
  const found = [document.title], foreign = each => each && each.closest("script, style, template, body [lang]");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (!foreign(walk.currentNode.parentElement)) found.push(walk.currentNode.data);
  for (const each of document.querySelectorAll("body *"))
    for (const name of ["aria-label", "title", "placeholder", "alt", "data-label"])
      if (each.hasAttribute(name) && !foreign(each)) found.push(each.getAttribute(name));
  return found;
}"""
HAN = re.compile(r"[\u3400-\u9fff]+")
SIGNS = re.compile("[假休零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+")
"""Chinese that an English page keeps: the signs of leave and rest, and a sum in capital numerals."""
NO_PAGES = {"/", "/healthz", "/readyz", "/metrics", "/leave/effect", "/claims/effect", "/gaps", "/sw.js"}
"""What a browser may ask for beside pages: ways to another page, words for machines, a part of a form."""
MOBILE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0 Mobile Safari/537.36"


@dataclass(frozen=True)
class Look:
    """A way of looking at a page."""

    size: str
    locale: str
    theme: str
    care: bool

    @property
    def options(self) -> dict[str, object]:
        """What a browser of that kind says of itself."""
        phone = {"user_agent": MOBILE, "is_mobile": True} if self.size == "phone" else {}
        return {"color_scheme": self.theme, "locale": self.locale, **phone}


LOOKS = (
    (Look("phone", "zh-CN", "dark", False), Look("desk", "en", "light", False)),
    (Look("phone", "en", "light", True), Look("desk", "zh-CN", "dark", False)),
    (Look("phone", "en", "dark", False), Look("desk", "zh-CN", "light", True)),
    (Look("phone", "zh-CN", "light", True), Look("desk", "en", "dark", True)),
)
"""Each page is looked at in one pair: both sizes, both languages; light, dark and large text by turns."""


def sort_of(address: str) -> str:
    """Pages that differ by an id, a date or what is asked for are of one sort."""
    return kind_of(urlsplit(address).path)


@dataclass
class County:
    """The demo county over HTTP: what each account may open, and what its data says."""

    address: str
    password: str
    sessions: dict[str, str] = field(default_factory=dict)
    pages: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def walk(self, login: str) -> None:
        """Sign in and open one page of each kind that the pages lead to."""
        with self._client() as client:
            client.post("/sign-in", data={"username": login, "password": self.password})
            self.sessions[login] = client.cookies["jishi_session"]
            queue, seen = ["/"], set[str]()
            while queue:
                address = queue.pop(0)
                if sort_of(address) in seen or address.startswith(("/static/", "/api/")):
                    continue
                seen.add(sort_of(address))
                answer = client.get(address, headers={"Accept": "text/html"})
                if "text/html" in answer.headers.get("content-type", ""):
                    path = answer.url.raw_path.decode()
                    self.pages[sort_of(path)].setdefault(login, path)
                    queue += [self._path(urljoin(str(answer.url), target)) for target in Offers(answer.text).opens]

    def walk_further(self, login: str) -> None:
        """What the first page of a kind does not lead to: a unit to merge, a roster with faults, no account."""
        with self._client(jishi_session=self.sessions[login]) as client:
            units = (unit for unit in self._opens(client, "/units") if sort_of(unit) == "/units/*")
            ways = (way for unit in units for way in self._opens(client, unit))
            self._add(login, next(way for way in ways if way.endswith("/merge")))
            refused = send(client, workbook(名册=flat({"人员编号": "9001", "姓名": "程望舒"})))
            self._add(login, f"/roster/{refused.json()['import']['id']}")
            self._insurance(login, client)
        self._add(login, "/start")  # where somebody begins who holds no role
        self.sessions["nobody"] = "none"
        for path in ("/sign-in", "/forgotten"):
            self._add("nobody", path)

    def _insurance(self, login: str, client: httpx.Client) -> None:
        """A sheet with a fault, a policy, and the form about somebody without cover."""
        headings = ("人员编号", "姓名", "保单号", "保险公司", "起保日期", "终保日期", "保费")
        refused = send(client, workbook(保险=[headings, ["9001", "程望舒"]]), "insurance")
        self._add(login, f"/insurance/import/{refused.json()['import']['id']}")
        self._add(login, next(each for each in self._opens(client, "/insurance?view=all") if "insurance/0" in each))
        self._add(login, next(each for each in self._opens(client, "/insurance") if "new?" in each))

    def walk_own(self, login: str) -> None:
        """A claim that is still the cadre's to change, a settled month to object to, what a phone keeps for later."""
        for path in ("/today/blank", "/offline"):
            self._add(login, path)
        with self._client(jishi_session=self.sessions[login]) as client:
            for listed, kind, further in (
                ("/claims", "/claims/0", "/edit"),
                ("/me/allowances", "/allowances/2", "/objection"),
            ):
                ones = (each for each in self._opens(client, listed) if each.startswith(kind))
                self._add(login, next(each + further for each in ones if each + further in self._opens(client, each)))

    def missed(self) -> set[str]:
        """Paths of pages that no walk came by."""
        seen = [urlsplit(path).path for openers in self.pages.values() for path in openers.values()]
        routes = [route for router in ROUTERS for route in router.routes if isinstance(route, Route)]
        pages = [each for each in routes if "GET" in (each.methods or ()) and not each.path.startswith("/api/")]
        return {each.path for each in pages if not any(each.path_regex.match(path) for path in seen)} - NO_PAGES

    def _add(self, login: str, path: str) -> None:
        self.pages[sort_of(path)][login] = path

    def _client(self, **cookies: str) -> httpx.Client:
        headers = {"Origin": self.address}
        return httpx.Client(base_url=self.address, headers=headers, cookies=cookies, follow_redirects=True)

    def _opens(self, client: httpx.Client, path: str) -> list[str]:
        return Offers(client.get(path, headers={"Accept": "text/html"}).text).opens

    def _path(self, target: str) -> str:
        return urlsplit(target)._replace(scheme="", netloc="", fragment="").geturl()


@dataclass
class Sight:
    """One browser window that looks at pages, whoever is signed in, and what it found wrong."""

    page: Page
    look: Look
    data: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.look.size == "desk":
            self.page.set_viewport_size({"width": 1280, "height": 800})
        self.page.on("console", lambda said: self._note(f"console: {said.text}") if said.type == "error" else None)
        self.page.on("response", lambda came: self._note(f"{came.status} {came.url}") if came.status >= 400 else None)

    def _note(self, fault: str) -> None:
        self.faults.append(f"{self.where}: {fault}")

    def visit(self, address: str, login: str, session: str) -> None:
        """Open the page and note its faults."""
        path = urlsplit(address).path
        self.where = f"{path} ({login}, {self.look.size} {self.look.locale} {self.look.theme} care={self.look.care})"
        cookies = {"jishi_session": session, "jishi_care": "1" if self.look.care else "0"}
        origin = urljoin(address, "/")
        self.page.context.add_cookies([{"name": n, "value": v, "url": origin} for n, v in cookies.items()])
        self.page.goto(address)
        wide, room = self.page.evaluate(WIDTHS)
        if wide > room:
            self._note(f"{wide} px wide")
        filled = self.page.evaluate(FILLED)
        if len(filled) > 1:
            self._note(f"several filled buttons: {filled}")
        for rule in self.page.evaluate(LACKS):
            self._note(f"phone.css lacks {rule}")
        self.page.evaluate(AXE)
        for violation in self.page.evaluate(RUN_AXE):
            self._note(violation)
        if self.look.locale == "en":
            for text in self._chinese(self.page.evaluate(TEXTS)):
                self._note(f"Chinese: {text}")

    def _chinese(self, texts: Iterable[str]) -> set[str]:
        """Texts with a stretch of Chinese that no name, title or text of the data holds."""
        held = {text: HAN.findall(text) for text in texts}
        return {
            text.strip()
            for text, found in held.items()
            if any(run not in self.data and not SIGNS.fullmatch(run) for run in found)
        }


def data_of(database: Database, settings: Settings) -> str:
    """Everything that people wrote: the text of each row of each table."""
    with database.session(write=False) as session:
        rows = [
            row for table in SQLModel.metadata.sorted_tables for row in session.connection().execute(table.select())
        ]
    values = [value for row in rows for value in row if isinstance(value, str | list | dict)]
    return "\n".join([settings.organisation_name, *(json.dumps(value, ensure_ascii=False) for value in values)])


def test_every_page_in_every_look(database: Database, settings: Settings, served: str, open_page: OpenPage) -> None:
    seed_county(database, settings)
    county = County(served, settings.demo_password)
    for account in ACCOUNTS:
        county.walk(account.login)
    county.walk_further("orgadmin")
    county.walk_own("cadre")
    assert county.missed() == set()
    data = data_of(database, settings)
    sights = {look: Sight(open_page(look.size, **look.options), look, data) for pair in LOOKS for look in pair}
    for number, (_, openers) in enumerate(sorted(county.pages.items())):
        logins = sorted(openers)
        for turn, look in enumerate(LOOKS[number % len(LOOKS)]):
            login = logins[(number + turn) % len(logins)]
            sights[look].visit(served + openers[login], login, county.sessions[login])
    assert [fault for sight in sights.values() for fault in sight.faults] == []
