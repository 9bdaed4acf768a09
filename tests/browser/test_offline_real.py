"""Random schedules against a real server process, killed and started again: nothing lost, nothing doubled."""

import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from sqlmodel import col, select

from app.core import clock
from app.core.actor import Role
from app.core.config import Settings
from app.records.models import DailyRecord, RecordVersion
from app.secondments.models import Programme
from tests.browser.conftest import Post, text_field
from tests.browser.test_offline_forms import again
from tests.browser.walk import NO_LOCKS, Day, Walk
from tests.factories import Api, County
from tests.support.browser import OpenPage, close
from tests.support.mortal import Mortal
from tests.support.way import FAULTS, Way

SOAK = os.environ.get("JISHI_TEST_SOAK") == "1"
SCHEDULES = {"sqlite": 160, "postgresql": 40}
FIRST = int(os.environ.get("JISHI_TEST_SEED") or random.SystemRandom().randrange(10**6))
"""Fresh schedules in every long run; a failure names its seed, and `JISHI_TEST_SEED` begins with it."""
STEPS = 12
HELD = """async (person) => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("jishi-phone");
    asked.onsuccess = () => done(asked.result);
  });
  const rows = {};
  for (const table of ["writes", "refused", "sealed"]) {
    const all = await new Promise((done) => {
      const asked = base.transaction([table]).objectStore(table).getAll();
      asked.onsuccess = () => done(asked.result);
    });
    rows[table] = all.filter((row) => row.person === person);
  }
  base.close();
  rows.local = Object.keys(localStorage).map((key) => [key, localStorage.getItem(key)]);
  return rows;
}"""


@pytest.fixture
def server(settings: Settings, county: County) -> Iterator[Mortal]:
    server = Mortal(settings)
    yield server
    server.close()


def new_post(county: County, api: Api, open_page: OpenPage, address: str, programme: Programme) -> Post:
    """Another cadre on post, so that every schedule begins with an empty phone and empty days."""
    unit = county.unit("白鹭镇", county.region)
    cadre = county.person("何景行", Role.CADRE, unit)
    supervisor = county.person("周敏", Role.SUPERVISOR, unit)
    term = {"start_on": clock.today() - timedelta(days=60), "end_on": clock.today() + timedelta(days=60)}
    secondment = county.secondment(cadre, programme, unit, supervisors=(supervisor,), **term)
    return Post(county, api, address, unit, cadre, supervisor, secondment, open_page)


def run(seed: int, new: Callable[[str], Post], server: Mortal, chromium: Browser) -> tuple[list[str], Walk]:
    """One schedule; answers what it broke."""
    server.start()
    way = Way(server.port, server.kill, random.Random(-seed))
    post = new(way.address)
    workers = "allow" if seed % 2 else "block"
    context = phone(chromium, way.address, workers)
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(f"script error: {error.error}"))
    walk = Walk(seed, post, context, server, way)
    if seed % 3 == 0:
        context.add_init_script(NO_LOCKS)
    post.sign_in(walk.page, post.cadre)
    walk.page.goto("/today", timeout=60_000)
    way.faults.append(walk.chance.choice([fault for fault in FAULTS if fault.startswith("kill")]))
    walk.step("submit", "submit and die", "wait")
    for _ in range(STEPS):
        walk.step()
    walk.settle()
    broken = judge(walk)
    close(context)
    way.close()
    return broken + problems, walk


def phone(chromium: Browser, address: str, workers: str) -> BrowserContext:
    """A phone of its own, without what watches other journeys: that keeps nothing in the browser's cache."""
    context = chromium.new_context(
        base_url=address,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        service_workers="allow" if workers == "allow" else "block",
    )
    context.set_default_timeout(10_000)
    return context


def judge(walk: Walk) -> list[str]:
    held = quiet(walk)
    broken = [f"still waiting: {held['writes']}"] if held["writes"] else []
    broken += ["still sealed"] if held["sealed"] else []
    for day in walk.days.values():
        broken += judge_day(day, versions(walk.post, day), json.dumps(held, ensure_ascii=False))
    return broken


def quiet(walk: Walk) -> dict[str, Any]:
    """Waits until the phone has sent what it can; answers what it holds then."""
    held: dict[str, Any] = {}
    for round_ in range(150):
        try:
            if round_ % 10 == 0:
                walk.flush()
            held = walk.page.evaluate(HELD, str(walk.post.cadre.id))
            if not held["writes"] and not held["sealed"] and round_ > 2:
                return held
        except Error:
            pass  # the page went on by itself
        walk.page.wait_for_timeout(100)
    return held


def versions(post: Post, day: Day) -> list[tuple[str, str]]:
    """What was done to the day on the server, in order: (action, text)."""
    mine = col(DailyRecord.secondment_id) == post.secondment.id, col(DailyRecord.work_on) == day.on
    joined = col(RecordVersion.record_id) == col(DailyRecord.id)
    query = select(RecordVersion).join(DailyRecord, joined).where(*mine).order_by(col(RecordVersion.number))
    with post.county.database.session(write=False) as session:
        rows = session.exec(query).all()
        return [(row.action, ",".join(item["text"] for item in row.content["items"])) for row in rows]


def judge_day(day: Day, done: list[tuple[str, str]], held: str) -> list[str]:
    """What became of one day: `done` stands on the server, `held` is all that the phone still holds."""
    name, texts = f"day {day.on.day}", [text for _, text in done]
    broken = [f"{name}: doubled {one}" for one in sorted(set(done)) if done.count(one) > 1]
    broken += [f"{name}: acknowledged, not there: {text}" for text in day.sent if ("submit", text) not in done]
    pressed, typed = day.pressed[-1:], day.typed[-1:]
    for text in pressed:
        promised = text in day.kept + day.sent
        if promised and ("submit", text) not in done and not (day.foreign and text in held):
            broken.append(f"{name}: kept, never submitted: {text}")
    for text in typed:
        own = [one for one in texts if one not in day.foreign]
        if text not in texts and text not in held:
            broken.append(f"{name}: lost {text}")
        elif text not in held and own[-1] != text and own[-1] in day.typed[:-1]:
            broken.append(f"{name}: {text} was overwritten by the older {own[-1]}")
    return broken


def several(kind: str, one: Callable[[int], tuple[list[str], Walk]]) -> list[str]:
    """All schedules of a database; what they broke, by seed."""
    found = []
    first = FIRST if kind == "sqlite" else FIRST + SCHEDULES["sqlite"]
    for seed in range(first, first + SCHEDULES[kind]):
        broken, walk = one(seed)
        found += [f"seed {seed}: {words} after {walk.told}" for words in broken]
    return found


if SOAK:  # half an hour of them, and each takes as long as the machine lets it

    @pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
    def test_random_schedules_on_a_server_that_dies(
        county: County, api: Api, open_page: OpenPage, server: Mortal, chromium: Browser, database_url: str
    ) -> None:
        programme = county.programme(check_in="voluntary", location="coarse")

        def one(seed: int) -> tuple[list[str], Walk]:
            return run(seed, lambda address: new_post(county, api, open_page, address, programme), server, chromium)

        assert several(database_url.partition(":")[0].partition("+")[0], one) == []


@pytest.mark.parametrize("fault", ["kill before", "kill during", "kill after"])
def test_a_server_killed_at_a_submission_has_it_once_when_it_is_back(
    county: County,
    api: Api,
    open_page: OpenPage,
    server: Mortal,
    until: Callable[[Page, Callable[[], bool]], None],
    fault: str,
) -> None:
    server.start()
    way = Way(server.port, server.kill)
    post = new_post(county, api, open_page, way.address, county.programme())
    page = post.phone()
    page.get_by_role("radio", name="在岗").check(force=True)
    text_field(page).fill("走访柳湾村三户")
    way.faults.append(fault)
    page.get_by_role("button", name="提交", exact=True).click()
    until(page, lambda: server.killed > 0)
    server.start()
    until(page, lambda: again(page) is None and ("submit", "走访柳湾村三户") in versions(post, Day(post.today)))
    expect(text_field(page)).to_have_count(0)  # the page goes on by itself to what was taken
    assert [action for action, _ in versions(post, Day(post.today))].count("submit") == 1
    way.close()


def test_the_judge_sees_what_is_lost_doubled_and_overwritten() -> None:
    day = Day(date(2026, 11, 23), typed=["old", "new"], pressed=["new"], kept=["new"])
    assert judge_day(day, [("submit", "old"), ("submit", "new")], "") == []
    assert judge_day(day, [("submit", "old")], "new") == ["day 23: kept, never submitted: new"]
    day.typed.append("new")  # sent again over what was written elsewhere
    assert judge_day(day, [("submit", "old"), ("submit", "new")], "") == []
    day.foreign.append("elsewhere")
    assert judge_day(day, [("submit", "old"), ("submit", "elsewhere")], "new") == []
    day.pressed, day.sent = [], ["old"]
    assert judge_day(day, [("draft", "new"), ("draft", "old")], "") == [
        "day 23: acknowledged, not there: old",
        "day 23: new was overwritten by the older old",
    ]
    assert judge_day(day, [("submit", "old")] * 2, "") == ["day 23: doubled ('submit', 'old')", "day 23: lost new"]
