"""Stand-ins, papers and patience, in a browser: each as its people would do it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlmodel import col, update

from app.accounts.models import Person, Unit
from app.accounts.models_delegations import Delegation
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.records.models import DailyRecord
from app.secondments.models import Secondment
from app.workdays.service import ensure_seeded
from tests.browser.conftest import Post
from tests.records.test_attachments import picture

Until = Callable[[Page, Callable[[], bool]], None]


@dataclass
class Abroad:
    """A host outside the county: its cadre, a leader who is a member too, and the liaison."""

    post: Post
    host: Unit
    cadre: Person
    leader: Person
    liaison: Person
    theirs: Secondment

    @property
    def month(self) -> str:
        return clock.previous_month(clock.month_of(self.post.today))

    def confirmation(self) -> dict[str, Any]:
        path = f"/api/v1/attendance/{self.month}?unit_id={self.host.id}"
        items = self.post.api.as_(self.liaison).get(path).json()["items"]
        return dict(next(row for row in items if row["secondment_id"] == str(self.theirs.id))["confirmation"])


def write(post: Post, person: Person, secondment: Secondment, text: str = "走访企业两户，核对用工需求。") -> str:
    """A submitted record of today; its id."""
    body = {"client_id": str(uuid4()), "day_type": "on_post", "items": [{"text": text}], "submit": True}
    path = f"/api/v1/secondments/{secondment.id}/records/{post.today}"
    answer = post.api.as_(person).put(path, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def status(post: Post, person: Person, record_id: str) -> str:
    return str(post.api.as_(person).get(f"/api/v1/records/{record_id}").json()["status"])


@pytest.fixture
def abroad(post: Post) -> Abroad:
    county = post.county
    host = county.unit("江州市商务局")
    programme = county.programme("外派挂职", reviewed_by="group_leader")
    cadre, leader = county.person("沈书宁", Role.CADRE, post.unit), county.person("何靖川", Role.CADRE, post.unit)
    term: dict[str, Any] = {
        "start_on": clock.month_bounds(clock.previous_month(clock.month_of(post.today)))[0],
        "end_on": post.today + timedelta(days=60),
    }
    theirs = county.secondment(cadre, programme, host, **term)
    own = county.secondment(leader, programme, host, **term)
    county.group(leader, theirs, own, start_on=term["start_on"], end_on=term["end_on"])
    liaison = county.person("陆闻笙", Role.LIAISON, county.region)
    return Abroad(post, host, cadre, leader, liaison, theirs)


def test_a_leader_reviews_and_confirms_the_members(abroad: Abroad, until: Until) -> None:
    record = write(abroad.post, abroad.cadre, abroad.theirs)
    page = abroad.post.phone(abroad.leader, "/todo")
    expect(page.get_by_text("走访企业两户，核对用工需求。")).to_be_visible()
    page.get_by_role("button", name="通过这一天").click()
    until(page, lambda: status(abroad.post, abroad.cadre, record) == "approved")
    expect(page.get_by_role("button", name="通过这一天")).to_have_count(0)
    page.goto(f"/attendance?month={abroad.month}")
    page.get_by_role("button", name="确认这 1 人").click()
    until(page, lambda: abroad.confirmation()["state"] == "confirmed")
    expect(page.get_by_role("button", name="确认这")).to_have_count(0)


def test_the_liaison_prints_a_sheet_and_enters_what_came_back(abroad: Abroad, until: Until, tmp_path: Path) -> None:
    post = abroad.post
    finance = post.county.person("程以宁", Role.FINANCE, post.county.region)
    page = post.phone(abroad.liaison, f"/attendance?month={abroad.month}")
    href = page.get_by_role("link", name="打印签字表").get_attribute("href")
    assert href is not None
    sheet = page.request.get(href)
    text = PdfReader(BytesIO(sheet.body())).pages[0].extract_text()
    assert "沈书宁" in text
    number = next(word for word in text.split() if word.startswith(abroad.month.replace("-", "") + "-"))
    scan = tmp_path / "签字表.jpg"
    scan.write_bytes(picture(size=(600, 400)))
    page.get_by_role("button", name="录入纸质签认").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(scan)
    dialog.get_by_label("签字人").fill("韩立")
    dialog.get_by_label("签字日期").fill(post.today.isoformat())
    dialog.get_by_label("签字表编号").fill(number)
    dialog.get_by_role("button", name="确认").click()
    until(page, lambda: abroad.confirmation()["state"] == "confirmed")
    said = abroad.confirmation()
    assert (said["basis"], said["signed_by"], said["sheet_no"]) == ("paper", "韩立", number)
    for person in (abroad.cadre, finance):
        reader = post.phone(person, f"/attendance/{abroad.month}/{abroad.theirs.id}")
        link = reader.get_by_role("link", name="看扫描件").get_attribute("href")
        assert link is not None
        assert reader.request.get(link).headers["content-type"] == "image/jpeg"


def test_somebody_stands_in_until_it_is_over(post: Post, until: Until) -> None:
    colleague = post.county.person("梅若兰", home_unit_id=post.unit.id)
    record = write(post, post.cadre, post.secondment)
    page = post.phone(post.supervisor, "/delegations")
    page.get_by_role("link", name="请人代理").click()
    page.get_by_label("代理人", exact=False).first.select_option(value=str(colleague.id))
    page.get_by_label("到").fill((post.today + timedelta(days=2)).isoformat())
    page.get_by_role("button", name="委托").click()
    expect(page.get_by_role("rowheader", name="梅若兰")).to_be_visible()
    other = post.phone(colleague, "/todo")
    other.get_by_role("button", name="通过这一天").click()
    until(other, lambda: status(post, post.cadre, record) == "approved")
    own = post.phone(post.cadre, f"/days/{post.today}?s={post.secondment.id}")
    expect(own.get_by_text("（代周敏）")).to_be_visible()
    with post.county.database.session(write=True) as session:  # the term is over
        past = {"start_on": post.today - timedelta(days=3), "end_on": post.today - timedelta(days=1)}
        session.execute(update(Delegation).values(**past))
        session.commit()
    until(other, lambda: post.api.as_(colleague).get(f"/api/v1/secondments/{post.secondment.id}").status_code == 404)
    other.goto("/delegations")
    expect(other.get_by_text("已到期")).to_be_visible()


def test_what_has_waited_for_long_is_the_heads_too(post: Post, until: Until) -> None:
    with Work(post.county.database, SYSTEM, True) as work:
        ensure_seeded(work)
    head = post.county.person("镇长", Role.SUPERVISOR, post.unit)
    with post.county.database.session(write=True) as session:
        session.execute(update(Unit).where(col(Unit.id) == post.unit.id).values(head_id=head.id))
        session.commit()
    write(post, post.cadre, post.secondment, "主持防汛调度。")
    page = post.phone(head, "/todo")
    expect(page.get_by_text("主持防汛调度。")).to_have_count(0)
    page.get_by_role("link", name="本单位全部").click()
    expect(page.get_by_text("主持防汛调度。")).to_be_visible()
    with post.county.database.session(write=True) as session:
        session.execute(update(DailyRecord).values(submitted_at=clock.now() - timedelta(days=30)))
        session.commit()
    page.goto("/todo")
    expect(page.get_by_text("主持防汛调度。")).to_be_visible()
    expect(page.get_by_text("个工作日").first).to_be_visible()
