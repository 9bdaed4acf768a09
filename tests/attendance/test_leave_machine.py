"""Whatever people do to leave in whatever order: states, the ledger and the trail stay as the rules say."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance.ledger import State
from app.attendance.parts import ledger_digest
from app.attendance.service_ledger import month_sheet
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from tests.attendance.conftest import Scene
from tests.attendance.test_leave import REASON, URL, approved, file, step
from tests.factories import Api

MAY = [date(2026, 5, 1) + timedelta(days=offset) for offset in range(31)]
ALLOWED = {
    ("submitted", "approve"): {"approved", "referred"},
    ("submitted", "reject"): {"rejected"},
    ("submitted", "cancel"): {"cancelled"},
    ("referred", "approve"): {"approved"},
    ("referred", "reject"): {"rejected"},
    ("referred", "cancel"): {"cancelled"},
    ("approved", "cancel"): {"cancelled"},
    ("approved", "end"): {"approved", "closed"},
    ("closed", "cancel"): {"cancelled"},
}
"""Every step that there is: from a state, by a verb, to a state."""
moves = st.tuples(
    st.sampled_from(["file", "approve", "reject", "cancel", "end"]),
    st.sampled_from(["cadre", "supervisor", "orgadmin", "sender"]),
    st.integers(0, 3),
    st.sampled_from(MAY),
    st.integers(0, 9),
)


def digest(scene: Scene) -> str:
    """What May is to the cadre."""
    with Work(scene.county.database, SYSTEM, False) as work:
        sheet = month_sheet(work, scene.secondment.id, "2026-05")
        assert sheet is not None
        return ledger_digest(sheet.days)


def away(scene: Scene) -> set[tuple[date, int]]:
    """The half days of leave in May, by the ledger."""
    with Work(scene.county.database, SYSTEM, False) as work:
        sheet = month_sheet(work, scene.secondment.id, "2026-05")
        assert sheet is not None
        return {(day.on, n) for day in sheet.days for n, half in enumerate(day.halves) if half.state is State.LEAVE}


def promised(leave: dict[str, Any]) -> set[tuple[date, int]]:
    """The half days that a leave takes by what the API says of it."""
    if leave["status"] not in ("approved", "closed"):
        return set()
    ended = leave["status"] == "closed"
    start = date.fromisoformat(leave["start_on"])
    end = date.fromisoformat(leave["ended_on"] if ended else leave["end_on"])
    return {(on, half) for on in MAY if start <= on <= end for half in (0, 1)}


@given(st.lists(moves, max_size=14))
def test_no_order_of_steps_breaks_the_rules(api: Api, scene: Scene, steps: list[Any]) -> None:
    people = {name: getattr(scene, name) for name in ("cadre", "supervisor", "orgadmin", "sender")}
    leaves: list[dict[str, Any]] = api.as_(scene.cadre).get(URL, params={"limit": 200}).json()["items"]
    for verb, name, which, on, length in steps:
        if verb == "file":
            answer = file(api, scene, on.isoformat(), min(on + timedelta(days=length), MAY[-1]).isoformat())
            assert answer.status_code in (201, 409), answer.text
            leaves += [answer.json()] if answer.status_code == 201 else []
        elif leaves:
            _act(api, people[name], leaves, -1 - which % len(leaves), verb)
    known = api.as_(scene.cadre).get(URL, params={"limit": 200}).json()["items"]
    wanted = [promised(leave) for leave in known]
    assert away(scene) == set().union(*wanted)
    assert sum(map(len, wanted)) == len(set().union(*wanted)), "half a day was taken twice"
    for leave in known:  # the next example begins with an empty month
        if leave["status"] in ("submitted", "referred", "approved", "closed"):
            waits = leave["status"] in ("submitted", "referred")
            answer = step(api, scene.cadre if waits else scene.supervisor, leave, "cancel", reason="清理")
            assert answer.status_code == 200, answer.text
    assert away(scene) == set()


def _act(api: Api, person: Any, leaves: list[dict[str, Any]], index: int, verb: str) -> None:
    leave = leaves[index]
    body: dict[str, Any] = {}
    if verb in ("reject", "cancel"):
        body = {"reason": "另有安排"}
    if verb == "approve":
        body = {"approval_no": "江组复〔2026〕9号"}
    if verb == "end":
        body = {"ended_on": leave["start_on"]}
    answer = step(api, person, leave, verb, **body)
    assert answer.status_code in (200, 403, 404, 409, 422), answer.text
    if answer.status_code == 200:
        after = answer.json()
        assert after["status"] in ALLOWED[leave["status"], verb]
        leaves[index] = after


def test_leave_approved_and_cancelled_gives_back_the_very_same_month(api: Api, scene: Scene) -> None:
    correction = {"state": "official_trip", "reason": "赴省厅对接"}
    api.as_(scene.supervisor).put(f"{scene.days_url}/2026-05-06", json=correction)
    before = digest(scene)
    leave = approved(api, scene, "2026-05-05", "2026-05-07", end_half="am")
    assert digest(scene) != before
    assert step(api, scene.supervisor, leave, "cancel", reason="没有休").status_code == 200
    assert digest(scene) == before


@pytest.mark.parametrize("verbs", [("approve", "reject"), ("approve", "cancel"), ("approve", "approve")])
def test_two_at_once_decide_once(api: Api, scene: Scene, verbs: tuple[str, str]) -> None:
    second = scene.county.person("郑重", Role.SUPERVISOR, scene.township)
    leave = file(api, scene, "2026-05-11").json()
    other = scene.cadre if verbs[1] == "cancel" else second
    clients = [api.as_(scene.supervisor), api.as_(other)]
    bodies = [{"version": leave["version"]} | ({"reason": "另有安排"} if verb == "reject" else {}) for verb in verbs]

    def decide(number: int) -> httpx.Response:
        return clients[number].post(f"{URL}/{leave['id']}/{verbs[number]}", json=bodies[number])

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(decide, (0, 1)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    taken = [action for action in ("approve", "reject", "cancel") for _ in scene.trail(f"leave.{action}")]
    assert len(taken) == 1


def test_the_same_day_is_filed_once_by_two_at_once(api: Api, scene: Scene) -> None:
    def ask(_: int) -> httpx.Response:
        plain = {"secondment_id": str(scene.secondment.id), "type": "personal", "reason": REASON}
        dates = {"start_on": "2026-05-11", "end_on": "2026-05-11", "id": str(uuid4())}
        return api.as_(scene.cadre).post(URL, json=plain | dates)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"leave-overlaps"}
    assert len(scene.trail("leave.file")) == 1
