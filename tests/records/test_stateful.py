"""Any order of draft, submit, withdraw, return, approve, undo, edit, lock and repeat: no version is lost, no state is
illegal, and what was refused or repeated changed nothing. Through the API, over both ways, on both databases."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import text

from app.accounts.models import Person
from app.core.actor import Role
from tests.records.conftest import BOTH_WAYS, NOON, Town

LEGAL = {
    (None, "draft"): {"draft"},
    (None, "submit"): {"submitted"},
    ("draft", "draft"): {"draft"},
    ("draft", "submit"): {"submitted"},
    ("submitted", "submit"): {"submitted"},
    ("submitted", "withdraw"): {"draft"},
    ("submitted", "approve"): {"approved"},
    ("submitted", "return"): {"returned"},
    ("returned", "draft"): {"returned"},
    ("returned", "submit"): {"submitted"},
    ("returned", "undo"): {"submitted"},
    ("approved", "undo"): {"submitted"},
    ("approved", "addendum"): {"approved"},
}
"""(status before, act) to the status after; nothing else may ever stand in a history."""
DAYS = st.sampled_from(["2026-04-14", "2026-04-15"])


class Days(RuleBasedStateMachine):
    """One cadre's two days under everything that two reviewers and the calendar may do to them."""

    town: Town
    clock: time_machine.Traveller

    @initialize()
    def begin(self) -> None:
        """A new cadre for each run, so that one database serves them all."""
        self.clock.move_to(NOON, tick=False)
        county = self.town.county
        self.cadre = county.person("林晓", Role.CADRE, self.town.sending)
        self.programme = county.programme()
        self.secondment = county.secondment(self.cadre, self.programme, self.town.receiving)
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.seen: dict[str, list[dict[str, Any]]] = {}
        self.closed = False

    def api(self, who: Person) -> httpx.Client:
        return self.town.api.as_(who)

    def path(self, day: str) -> str:
        return f"/api/v1/secondments/{self.secondment.id}/records/{day}"

    def record(self, day: str) -> dict[str, Any] | None:
        answer = self.api(self.cadre).get(self.path(day))
        return answer.json() if answer.status_code == 200 else None

    @rule(day=DAYS, submit=st.booleans(), match=st.sampled_from(["now", "now", "none", "old"]), said=st.integers(0, 3))
    def edit(self, day: str, submit: bool, match: str, said: int) -> None:
        self.write(day, submit, match, said)

    def write(self, day: str, submit: bool, match: str, said: int) -> None:
        body = {
            "client_id": str(uuid4()),
            "day_type": "on_post",
            "items": [{"text": f"走访第{said}组"}],
            "submit": submit,
        }
        self.put(day, body, match)

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), match=st.sampled_from(["now", "none"]))
    def repeat(self, data: st.DataObject, match: str) -> None:
        day, body = data.draw(st.sampled_from(self.sent))
        before = self.record(day)
        assert self.put(day, body, match).status_code == 200
        assert self.record(day) == before

    def put(self, day: str, body: dict[str, Any], match: str) -> httpx.Response:
        record = self.record(day)
        version = {"now": record and record["version"], "old": record and max(1, record["version"] - 1)}.get(match)
        headers = {"If-Match": f'"{version}"'} if version else {}
        answer = self.api(self.cadre).put(self.path(day), json=body, headers=headers)
        assert answer.status_code in (200, 201, 409, 412), answer.text
        if answer.status_code < 400 and (day, body) not in self.sent:
            assert not self.closed
            self.sent.append((day, body))
        self.check(day, answer)
        return answer

    def reviewer(self, second: bool) -> Person:
        return self.town.people["second_supervisor"] if second else self.town.supervisor

    @rule(day=DAYS, second=st.booleans(), twice=st.booleans(), then_undo=st.booleans())
    def approve(self, day: str, second: bool, twice: bool, then_undo: bool) -> None:
        self.act(day, "approve", self.reviewer(second), {"comment": "好"}, twice)
        if then_undo:
            self.act(day, "undo", self.reviewer(second), {}, twice)

    @rule(day=DAYS, second=st.booleans(), twice=st.booleans(), then=st.sampled_from(["", "undo", "draft"]))
    def send_back(self, day: str, second: bool, twice: bool, then: str) -> None:
        self.act(day, "return", self.reviewer(second), {"reason": "请补充时间"}, twice)
        if then == "undo":
            self.act(day, "undo", self.reviewer(second), {}, twice)
        elif then == "draft" and self.record(day) is not None:
            self.write(day, False, "now", 3)

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), second=st.booleans(), twice=st.booleans())
    def undo(self, data: st.DataObject, second: bool, twice: bool) -> None:
        self.act(data.draw(st.sampled_from(sorted(self.seen))), "undo", self.reviewer(second), {}, twice)

    @rule(day=DAYS, twice=st.booleans())
    def withdraw(self, day: str, twice: bool) -> None:
        self.act(day, "withdraw", self.cadre, {}, twice)

    @rule(day=DAYS)
    def supplement(self, day: str) -> None:
        record = self.record(day)
        if record and record["status"] == "approved":
            body = {"text": "补充一句。", "reason": "漏记"}
            answer = self.api(self.cadre).post(f"/api/v1/records/{record['id']}/addenda", json=body)
            assert answer.status_code == 201
            self.check(day, None)

    def act(self, day: str, act: str, who: Person, body: dict[str, Any], twice: bool) -> None:
        record = self.record(day)
        if record is None:
            return
        sent = body | {"version": record["version"]}
        answer = self.api(who).post(f"/api/v1/records/{record['id']}/{act}", json=sent)
        assert answer.status_code in (200, 403, 404, 409), answer.text
        assert not (self.closed and answer.status_code == 200)
        self.check(day, answer)
        if answer.status_code == 200 and twice:
            again = self.api(who).post(f"/api/v1/records/{record['id']}/{act}", json=sent)
            assert (again.status_code, again.json()) == (200, answer.json())
            self.check(day, again)

    @rule(hours=st.sampled_from([1, 13]))
    def wait(self, hours: int) -> None:
        self.clock.shift(hours * 3600)

    @precondition(lambda self: not self.closed and len(self.sent) > 4)
    @rule()
    def close(self) -> None:
        before = {day: self.record(day) for day in self.seen}
        programme = self.town.programme
        self.town.programme = self.programme
        self.town.close()
        self.town.programme = programme
        self.closed = True
        assert {day: self.record(day) for day in self.seen} == before

    def check(self, day: str, answer: httpx.Response | None) -> None:
        """What was there stays as it was; at most one version came; each step is legal; the trail is as long."""
        record = self.record(day)
        if record is None:
            assert day not in self.seen
            return
        versions = self.api(self.cadre).get(f"/api/v1/records/{record['id']}/versions").json()["items"]
        before = self.seen.get(day, [])
        assert versions[: len(before)] == before
        assert len(versions) - len(before) <= (1 if answer is None or answer.status_code < 400 else 0)
        assert [one["number"] for one in versions] == list(range(1, record["version"] + 1))
        last = versions[-1]
        assert (last["status"], last["content"]["items"]) == (record["status"], record["items"])
        states = [None, *(one["status"] for one in versions)]
        steps = zip(states, versions, strict=False)
        assert all(one["status"] in LEGAL.get((state, one["action"]), ()) for state, one in steps)
        assert self.trail(record["id"]) == len(versions)
        self.seen[day] = versions

    def trail(self, record: str) -> int:
        statement = text("SELECT count(*) FROM audit_events WHERE subject_id = :record")
        with self.town.county.database.session(write=False) as session:
            return int(session.connection().execute(statement, {"record": record}).scalar_one())


@BOTH_WAYS
def test_no_order_of_acts_loses_a_version(
    town: Town, clock: time_machine.Traveller, soak: bool, request: pytest.FixtureRequest
) -> None:
    machine = type("DaysInTown", (Days,), {"town": town, "clock": clock})
    count, steps = (200, 50) if soak else (12, 30)
    run_state_machine_as_test(
        machine, settings=settings(max_examples=count, stateful_step_count=steps, derandomize=not soak)
    )
