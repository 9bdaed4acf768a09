"""The queue: drawn on Mondays, read and judged without evidence, then asked or dropped; nobody else learns of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role
from app.core.events import publish
from app.core.work import Work
from app.reminders.models import InboxMessage
from app.signals.models import Signal, SignalKind
from app.signals.models_queue import QueueDraw, QueueItem
from tests.factories import Api, County
from tests.signals.queue_scene import JUNE, MONDAY, Scene, scene_of

QUEUE = "/api/v1/signals/queue"
ASK = {"judgement": "would_ask"}


@pytest.fixture
def scene(county: County) -> Iterator[Scene]:
    with time_machine.travel(MONDAY, tick=False):
        yield scene_of(county)


def rows_of(scene: Scene, kind: Any) -> list[Any]:
    """Every row of a table."""
    with Work(scene.county.database, SYSTEM, writes=False) as work:
        found = list(work.session.exec(select(kind)))
        work.session.expunge_all()
    return found


def drawn(scene: Scene, api: Api) -> tuple[Signal, dict[str, Any]]:
    """One finding about one cadre, and its item in the reviewer's week."""
    term = scene.cadre("周干部")
    scene.month(term, "走访三户")
    row = scene.found(term)
    scene.run()
    (item,) = api.as_(scene.reviewer).get(QUEUE).json()["items"]
    return row, item


def test_nothing_is_known_of_a_finding_before_it_is_drawn_and_judged(scene: Scene, api: Api) -> None:
    row, item = drawn(scene, api)
    head = scene.county.person("李主管", Role.SUPERVISOR, scene.office)
    (asked,) = [one for one in rows_of(scene, Person) if one.id == row.person_id]
    for person in (head, scene.reviewer, asked):
        assert api.as_(person).get(f"/api/v1/signals/{row.id}").status_code == 404
        assert api.as_(person).get("/api/v1/signals").json()["items"] == []
        assert api.as_(person).post(f"/api/v1/signals/{row.id}/ask").status_code == 404
    read = api.as_(scene.reviewer).get(f"{QUEUE}/{item['id']}").json()
    assert [day["text"] for day in read["days"]] == ["走访三户"]
    assert (read["signals"], read["near"], read["status"]) == ([], [], "to_judge")
    assert not {"score", "arm", "kind"} & (set(item) | set(read))
    assert api.as_(head).get(f"{QUEUE}/{item['id']}").status_code == 404
    assert api.as_(head).get(QUEUE).status_code == 403
    assert api.anonymous.get(QUEUE).status_code == 401
    trail = [event for event in rows_of(scene, AuditEvent) if event.action == "signals.read_month"]
    assert [(event.actor_id, event.facts) for event in trail] == [(scene.reviewer.id, {"window": JUNE})]


def test_judged_once_then_asked(scene: Scene, api: Api) -> None:
    row, item = drawn(scene, api)
    mine, at = api.as_(scene.reviewer), f"{QUEUE}/{item['id']}"
    assert mine.post(f"{at}/conclude", json={"conclusion": "nothing"}).json()["code"] == "not-judged"
    seen = mine.post(f"{at}/judge", json=ASK)
    assert seen.status_code == 200, seen.text
    assert [one["id"] for one in seen.json()["signals"]] == [str(row.id)]
    assert mine.post(f"{at}/judge", json=ASK).json()["version"] == seen.json()["version"]
    assert mine.post(f"{at}/judge", json={"judgement": "nothing"}).json()["code"] == "already-judged"
    assert mine.post(f"{at}/judge", json={"judgement": "guilty"}).status_code == 422
    assert mine.post(f"{at}/conclude", json={"conclusion": "missed"}).json()["code"] == "still-open"
    assert mine.post(f"{at}/conclude", json={"conclusion": "asked"}).status_code == 422
    resolve = {"outcome": "explained", "note": "不必问"}
    assert mine.post(f"/api/v1/signals/{row.id}/resolve", json=resolve).json()["code"] == "not-asked"
    told = mine.post(f"/api/v1/signals/{row.id}/ask")
    assert (told.status_code, told.json()["status"], told.json()["expires_on"]) == (200, "told", "2026-08-12")
    assert mine.post(f"/api/v1/signals/{row.id}/ask").json()["version"] == told.json()["version"]
    assert mine.post(f"/api/v1/signals/{row.id}/dismiss", json={}).json()["code"] == "asked-already"
    assert mine.get(at).json()["conclusion"] == "asked"
    (message,) = rows_of(scene, InboxMessage)
    assert (message.person_id, message.kind, message.link) == (row.person_id, "signal.asked", f"/signals/{row.id}")


def test_the_cadre_answers_and_the_reviewer_decides(scene: Scene, api: Api) -> None:
    row, item = drawn(scene, api)
    head = scene.county.person("李主管", Role.SUPERVISOR, scene.office)
    (cadre,) = [one for one in rows_of(scene, Person) if one.id == row.person_id]
    mine = api.as_(scene.reviewer)
    mine.post(f"{QUEUE}/{item['id']}/judge", json=ASK)
    mine.post(f"/api/v1/signals/{row.id}/ask")
    assert [one["id"] for one in api.as_(cadre).get("/api/v1/signals").json()["items"]] == [str(row.id)]
    answered = api.as_(cadre).post(f"/api/v1/signals/{row.id}/reply", json={"reason_code": "same_duty"})
    assert answered.status_code == 200, answered.text
    decided = api.as_(head).post(f"/api/v1/signals/{row.id}/resolve", json={"outcome": "talk", "note": "约时间谈一谈"})
    assert (decided.status_code, decided.json()["status"]) == (200, "closed")
    assert scene.reread(row).was_real is True
    share = {one["arm"]: one["share"] for one in mine.get("/api/v1/signals/calibration").json()["arms"]}
    assert sum(one["months"] for one in share.values()) == sum(one["real"] for one in share.values()) == 1


def test_a_spot_checks_end_says_whether_the_rule_was_right(scene: Scene, api: Api) -> None:
    row, item = drawn(scene, api)
    (cadre,) = [one for one in rows_of(scene, Person) if one.id == row.person_id]
    mine = api.as_(scene.reviewer)
    mine.post(f"{QUEUE}/{item['id']}/judge", json=ASK)
    mine.post(f"/api/v1/signals/{row.id}/ask")
    api.as_(cadre).post(f"/api/v1/signals/{row.id}/reply", json={"reason_code": "other"})
    mine.post(f"/api/v1/signals/{row.id}/resolve", json={"outcome": "spot_check", "note": "走访时看一看"})
    assert scene.reread(row).was_real is None, "until the check is closed"
    for finding, real in ((None, None), ("none", False), ("rectify", True)):
        with Work(scene.county.database, SYSTEM, writes=True) as work:
            publish(work, "spot_check.closed", signal_id=row.id, finding=finding)
        assert scene.reread(row).was_real is real


def test_no_need_to_ask_tells_nobody(scene: Scene, api: Api) -> None:
    row, item = drawn(scene, api)
    (cadre,) = [one for one in rows_of(scene, Person) if one.id == row.person_id]
    mine = api.as_(scene.reviewer)
    mine.post(f"{QUEUE}/{item['id']}/judge", json={"judgement": "nothing"})
    spared = mine.post(f"/api/v1/signals/{row.id}/dismiss", json={"accept": True})
    assert (spared.json()["status"], spared.json()["closed_reason"]) == ("closed", "not_asked")
    assert mine.post(f"/api/v1/signals/{row.id}/dismiss", json={}).json()["version"] == spared.json()["version"]
    assert mine.post(f"/api/v1/signals/{row.id}/ask").json()["code"] == "signal-over"
    assert mine.get(f"{QUEUE}/{item['id']}").json()["conclusion"] == "spared"
    assert api.as_(cadre).get(f"/api/v1/signals/{row.id}").status_code == 404
    assert rows_of(scene, InboxMessage) == []
    kept = scene.reread(row)
    assert (kept.accepted, kept.was_real) == (["2026-06-03"], False)
    with time_machine.travel(MONDAY + timedelta(days=7), tick=False):
        assert api.as_(scene.reviewer).get(f"{QUEUE}/{item['id']}").status_code == 404, "it is over and read no more"


def test_a_month_of_which_no_rule_asks_is_concluded(scene: Scene, api: Api) -> None:
    for name in ("甲", "乙"):
        scene.month(scene.cadre(name))
    scene.run()
    mine = api.as_(scene.reviewer)
    first, second = mine.get(QUEUE).json()["items"]
    plain = mine.post(f"{QUEUE}/{first['id']}/judge", json={"judgement": "nothing"}).json()
    assert (plain["status"], plain["conclusion"]) == ("done", "nothing")
    asked = mine.post(f"{QUEUE}/{second['id']}/judge", json=ASK).json()
    assert (asked["status"], asked["signals"]) == ("to_decide", [])
    ended = mine.post(f"{QUEUE}/{second['id']}/conclude", json={"conclusion": "missed"})
    assert ended.json()["conclusion"] == "missed"
    assert mine.post(f"{QUEUE}/{second['id']}/conclude", json={"conclusion": "missed"}).status_code == 200
    assert mine.post(f"{QUEUE}/{second['id']}/conclude", json={"conclusion": "nothing"}).status_code == 409
    found = mine.get("/api/v1/signals/calibration").json()
    assert {one["arm"]: one["share"]["real"] for one in found["arms"]}["random"] == found["missed"] == 1


def test_drawn_once_a_week_and_what_nobody_looked_at_lapses(scene: Scene, api: Api) -> None:
    row, item = drawn(scene, api)
    (made,) = rows_of(scene, QueueDraw)
    assert len(made.seed) == 32
    assert scene.run().outcome == "already"
    with time_machine.travel(MONDAY + timedelta(days=7), tick=False):
        assert "lapsed=1" in scene.run(MONDAY + timedelta(days=7)).summary
        assert api.as_(scene.reviewer).get(f"{QUEUE}/{item['id']}").status_code == 404
        (again,) = api.as_(scene.reviewer).get(QUEUE).json()["items"]
        assert again["id"] != item["id"]
        assert str(scene.reread(row).queue_item_id) == again["id"], "its signal was free for the next draw"
        assert api.as_(scene.reviewer).get("/api/v1/signals/calibration").json()["unseen"] == 1


def test_who_looks_at_what(scene: Scene, api: Api) -> None:
    """Never at oneself, never at another region's, at most three of a unit; a budget of none draws nothing."""
    terms = [scene.cadre(f"干部{number}") for number in range(5)]
    for term in terms:
        scene.month(term)
        scene.found(term)
    own = scene.county.secondment(scene.reviewer, scene.programme, scene.office, start_on=terms[0].start_on)
    scene.month(own)
    scene.found(own)
    far = scene.county.unit("江州市")
    stranger = scene.county.person("外地部长", Role.ORGADMIN, far)
    settings = f"/api/v1/signals/queue-settings/{far.id}"
    assert api.as_(scene.reviewer).put(settings, json={"weekly": 0, "version": 0}).status_code == 404
    none = api.as_(stranger).put(settings, json={"weekly": 0, "version": 0})
    assert (none.status_code, none.json()["weekly"]) == (200, 0)
    assert api.as_(stranger).put(settings, json={"weekly": 0, "version": 0}).status_code == 200, "the same again"
    assert api.as_(stranger).put(settings, json={"weekly": 3, "version": 0}).status_code == 412
    assert api.as_(stranger).put(settings, json={"weekly": 51, "version": 1}).status_code == 422
    scene.run()
    items = api.as_(scene.reviewer).get(QUEUE).json()["items"]
    assert str(scene.reviewer.id) not in {item["person_id"] for item in items}
    arms = [one.arm for one in rows_of(scene, QueueItem)]
    assert sorted(arms) == ["priority"] * 3 + ["random"] * 2
    assert api.as_(stranger).get(QUEUE).json()["items"] == []
    assert api.as_(stranger).get(f"{QUEUE}/{items[0]['id']}").status_code == 404
    assert api.as_(scene.reviewer).get(f"{QUEUE}/{uuid4()}").status_code == 404


def test_what_is_quiet_or_imported_is_nobodys_work(scene: Scene, api: Api) -> None:
    history = scene.county.programme("历史导入")
    with Work(scene.county.database, SYSTEM, writes=True) as work:
        kept = work.session.merge(history)
        kept.imported = True
        work.session.add(kept)
    imported = scene.cadre("史干部", programme=history)
    scene.month(imported)
    scene.found(imported)
    scene.found(scene.cadre("静干部"), quiet=True)
    scene.found(scene.cadre("缺干部"), SignalKind.MISSING, evidence={"days": ["2026-06-03"], "numbers": {}})
    scene.run()
    assert api.as_(scene.reviewer).get(QUEUE).json()["items"] == []


def test_a_reviewers_haste_is_the_offices_alone(scene: Scene, api: Api) -> None:
    head = scene.county.person("李主管", Role.SUPERVISOR, scene.office)
    other = scene.county.person("王主管", Role.SUPERVISOR, scene.office)
    term = scene.cadre("周干部")
    numbers = {"on": "2026-06-03", "time": "15:02", "seconds": 40, "burst": 17}
    row = scene.found(
        term, SignalKind.RUBBER_STAMP, subject_id=head.id, secondment_id=None, person_id=head.id,
        evidence={"rule": "rubber_stamp/1", "days": ["2026-06-03"], "entries": [str(uuid4())], "numbers": numbers},
    )  # fmt: skip
    scene.run()
    mine = api.as_(scene.reviewer)
    (item,) = mine.get(QUEUE).json()["items"]
    assert mine.get(f"{QUEUE}/{item['id']}").json()["decisions"] == []
    assert mine.post(f"{QUEUE}/{item['id']}/judge", json=ASK).status_code == 200
    told = mine.post(f"/api/v1/signals/{row.id}/ask")
    assert told.status_code == 200, told.text
    assert "entries" not in told.json()["evidence"]
    assert api.as_(head).get(f"/api/v1/signals/{row.id}").status_code == 200
    assert api.as_(other).get(f"/api/v1/signals/{row.id}").status_code == 404
