"""A question from the queue to its decision: read without evidence, asked, answered in three taps, decided on."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, expect

from app.core import clock
from app.core.actor import Role
from app.core.ids import new_id
from app.records.models import DailyRecord, DayType, RecordStatus
from app.signals.evidence import evidence_of
from app.signals.models import Signal, SignalKind
from app.signals.models_queue import Arm, QueueDraw, QueueItem
from tests.browser.conftest import Post

SHARED = "防汛值班，大塘水库水位正常，沿坝走一圈未见渗漏"


def stored(post: Post, reviewer_id: Any) -> Signal:
    """What a scan found of two days of last month, and the week that it was drawn into."""
    month = clock.previous_month(clock.month_of(post.today))
    first_on = clock.month_bounds(month)[0]
    days = [first_on + timedelta(days=offset) for offset in (8, 15)]
    early, late = (
        DailyRecord(
            id=new_id(), secondment_id=post.secondment.id, cadre_id=post.cadre.id, unit_id=post.unit.id, work_on=on,
            day_type=DayType.ON_POST, status=RecordStatus.SUBMITTED, items=[{"text": f"{SHARED}。{rest}"}],
        )
        for on, rest in zip(days, ("水位186.2米。", "领编织袋200条。"), strict=True)
    )  # fmt: skip
    draw = QueueDraw(
        id=new_id(), week_on=clock.monday_of(post.today), unit_id=post.county.region.id, seed="0" * 32,
        frame_size=1, frame_digest="0" * 64,
    )  # fmt: skip
    about = {"secondment_id": post.secondment.id, "subject_id": post.secondment.id, "person_id": post.cadre.id}
    about |= {"unit_id": post.unit.id, "window": month}
    span = {"entry_id": str(late.id), "start": 0, "end": len(SHARED)}
    span |= {"with_id": str(early.id), "with_start": 0, "with_end": len(SHARED)}
    evidence = evidence_of(
        "self_copy/1", days=[days[1]], entries=[str(late.id)], pairs=[(str(late.id), str(early.id))], spans=[span],
        on=days[1].isoformat(), source_on=days[0].isoformat(), percent="77%", count=1,
    )  # fmt: skip
    post.county.add(early, late, draw)
    item = QueueItem(id=new_id(), draw_id=draw.id, reviewer_id=reviewer_id, place=1, arm=Arm.PRIORITY, **about)
    signal = Signal(
        kind=SignalKind.SELF_COPY, first_on=days[1], last_on=days[1], evidence=evidence, opened_on=post.today,
        expires_on=post.today + timedelta(days=30), queue_item_id=item.id, queued_at=clock.now(), **about,
    )  # fmt: skip
    post.county.add(item, signal)
    return signal


def ask_it(desk: Page, shared: str, month: str = "") -> None:
    """The week's month is read without its evidence, judged, and its author asked."""
    desk.goto("/signals/queue")
    desk.get_by_role("link", name=re.compile(f"何景行.*{month}")).click()
    expect(desk.get_by_text(shared).first).to_be_visible()
    expect(desk.locator("mark")).to_have_count(0)
    desk.wait_for_load_state("load")  # keys are heard once the page's scripts are there
    desk.keyboard.press("2")
    expect(desk.get_by_text("您记的是“想问一问”")).to_be_visible()
    expect(desk.locator("mark").filter(has_text=shared)).not_to_have_count(0)
    desk.wait_for_load_state("load")
    desk.keyboard.press("a")
    expect(desk.get_by_text("已问本人").first).to_be_visible()


def answer_it(phone: Page, shared: str) -> None:
    """In three taps from the inbox, one's own words marked."""
    phone.get_by_text("有一个问题想听您说明").click()
    expect(phone.locator("mark").filter(has_text=shared)).not_to_have_count(0)
    phone.get_by_role("radio", name="同一职责").check()
    phone.get_by_role("button", name="回答", exact=True).click()
    expect(phone.get_by_text("您的回答")).to_be_visible()


def decide_it(desk: Page, signal_id: UUID) -> None:
    """The answer is read and settled on one screen."""
    desk.goto(f"/signals/{signal_id}")
    expect(desk.get_by_text("本人回答")).to_be_visible()
    desk.get_by_role("radio", name="已说明").check()
    desk.get_by_label("说一句").fill("月初巡查是其职责，数字已更新。")
    desk.get_by_role("button", name="办结").click()
    expect(desk.locator("p.say", has_text="月初巡查是其职责")).to_be_visible()


def test_judged_unseen_then_asked_answered_and_decided(post: Post) -> None:
    reviewer = post.county.person("顾文澍", Role.ORGADMIN, post.county.region)
    signal = stored(post, reviewer.id)
    desk = post.open_page("desk", base_url=post.address)
    post.sign_in(desk, reviewer)
    ask_it(desk, SHARED)
    phone = post.phone(path="/inbox")
    answer_it(phone, SHARED)
    decide_it(desk, signal.id)
    desk.goto("/signals/phrases")
    expect(desk.get_by_text(SHARED)).to_be_visible()
    phone.goto("/signals/phrases")
    expect(phone.get_by_text(SHARED)).to_be_visible()
