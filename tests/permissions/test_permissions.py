"""Every route × every role × own, other unit, other county, ended secondment, own-as-supervisor, down to fields."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from fastapi import FastAPI

from app.core.config import Settings
from app.core.db import WorkSession
from tests.factories import Api, County
from tests.permissions.matrix import EVERYBODY, MANAGES, READS_TEXT, who
from tests.permissions.rows import ROWS
from tests.permissions.rows_bank import BANK_CANARIES
from tests.permissions.rows_care import CARE_CANARIES, FEEDBACK_CANARIES
from tests.permissions.rows_checks import CHECK_CANARIES
from tests.permissions.rows_claims import CLAIM_CANARIES
from tests.permissions.rows_explain import OBJECTION_CANARIES
from tests.permissions.rows_exports import EXPORT_CANARIES
from tests.permissions.rows_handbooks import HANDBOOK_CANARIES, set_nothing
from tests.permissions.rows_insurance import INSURANCE_CANARIES, KNOWS_THE_PREMIUM, OFFICE_CANARIES
from tests.permissions.rows_months import SETTLEMENT_CANARIES
from tests.permissions.rows_signals import SIGNAL_CANARIES
from tests.permissions.rows_standins import STANDIN_CANARY
from tests.permissions.rows_summaries import HOST_CANARIES, SUMMARY_CANARIES
from tests.permissions.scene import NOW, Scene, build
from tests.permissions.scene_channels import offer_email
from tests.permissions.scene_insurance import PREMIUM
from tests.permissions.walk import PREFIX, call, routes_of

pytestmark = pytest.mark.walk

READS = sorted(route for route in ROWS if route.startswith("GET "))
ABOUT_A_SECONDMENT = sorted(
    route
    for route, rule in ROWS.items()
    if rule.denied | rule.ok < EVERYBODY and any(name in f"{route}{rule.body}{rule.query}" for name in (
        "{secondment_id}", "{record_id}", "{spot_check_id}", "{attachment_id}", "{leave_id}", "{policy_id}",
        "{claim_id}",
    ))
)  # fmt: skip
WITH_SUBJECT = {route for route in READS if "{" in f"{route}{ROWS[route].query}"}
DECIDES = sorted(
    route for route in ABOUT_A_SECONDMENT if ROWS[route].ok and ROWS[route].ok <= MANAGES | who("leader orgadmin")
)
PARTS = 4
"""The rows are walked in so many tests, so that workers share them."""


@pytest.fixture
def scene(county: County, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The scene on which nothing changes: what a request writes is checked by the database, then rolled back."""
    with time_machine.travel(NOW, tick=True):
        found = build(county)
        offer_email(county, settings)
        set_nothing(monkeypatch)
        monkeypatch.setattr(WorkSession, "commit", WorkSession.flush)
        yield found


PHONE = "13912345678"
KNOWS_THE_PHONE = who("cadre orgadmin")
PLACE = "-47.83"
KNOWS_THE_PLACE = who("cadre double colleague")
"""Where somebody checked in is for themselves alone."""
NOBODYS = ("password_hash", "argon2")


def test_every_route_has_its_row(app: FastAPI) -> None:
    known = {f"{method} {path}" for method, path in routes_of(app)}
    assert known == set(ROWS)


@pytest.mark.parametrize("part", range(PARTS))
def test_each_person_gets_what_the_row_says(api: Api, scene: Scene, part: int) -> None:
    wrong = {}
    for route in sorted(ROWS)[part::PARTS]:
        rule = ROWS[route]
        for name in sorted(EVERYBODY):
            status = call(api.as_(scene.people[name]), route, rule, scene).status_code
            if status not in rule.expected(name):
                wrong[f"{name} {route}"] = (status, rule.expected(name))
        anonymous = call(api.anonymous, route, rule, scene).status_code
        if anonymous != rule.anonymous:
            wrong[f"anonymous {route}"] = (anonymous, (rule.anonymous,))
    assert wrong == {}


def test_each_program_reaches_only_what_its_scopes_name(api: Api, scene: Scene, app: FastAPI) -> None:
    document = app.openapi()["paths"]
    wrong = {}
    for route in sorted(ROWS):
        method, path = route.split(" ")
        if not path.startswith(PREFIX) or path.startswith(f"{PREFIX}/auth/"):
            continue
        ways = document[path][method.lower()]["security"]
        declared = [scope for way in ways for scope in way.get("oauth2", ())]
        for name, client in scene.clients.items():
            status = call(api.as_client(client), route, ROWS[route], scene).status_code
            allowed = bool(set(client.scopes) & set(declared))
            if (status == 403 and allowed and name != "client:foreign") or (status != 403 and not allowed):
                wrong[f"{name} {route}"] = status
    assert wrong == {}


def test_nobody_decides_on_their_own_whatever_roles_they_hold(api: Api, scene: Scene) -> None:
    double = api.as_(scene.people["double"])
    answers = {route: call(double, route, ROWS[route], scene, subject="double").status_code for route in DECIDES}
    assert {route: status for route, status in answers.items() if status not in (403, 404)} == {}


def test_power_ends_with_the_term(api: Api, scene: Scene) -> None:
    wrong = {}
    for route in ABOUT_A_SECONDMENT:
        for name in ("supervisor", "double", "leader", "sender"):
            status = call(api.as_(scene.people[name]), route, ROWS[route], scene, subject="ended").status_code
            if status not in (403, 404):
                wrong[f"{name} {route}"] = status
    assert wrong == {}


def seen_by(name: str) -> set[str]:
    """The canaries that a person may meet anywhere, by the readers of domain.md section 2."""
    everything = {
        f"CANARY-{kind}-{subject}"
        for kind in ("TEXT", "PLACE", "DIFFICULTY")
        for subject in ("own", "double", "ended", "approved-own", "approved-double", "approved-ended")
    }
    notes = {f"CANARY-{kind}-{subject}" for kind in ("NOTE", "CHECKIN", "REASON") for subject in ("own", "double")}
    leave = {f"CANARY-LEAVE-{subject}" for subject in ("own", "double")}
    comments = {f"CANARY-COMMENT-approved-{subject}" for subject in ("own", "double")}
    ended = {canary for canary in everything if canary.endswith("ended")}
    allowed: dict[str, set[str]] = {
        "supervisor": everything - ended | notes | comments | leave,
        "leader": everything - ended | notes | comments,
        "sender": everything - ended | comments | {f"CANARY-CHECKIN-{one}" for one in ("own", "double")},
        "orgadmin": {
            f"CANARY-{kind}-{subject}" for kind in ("NOTE", "REASON") for subject in ("own", "double", "ended")
        },
    }
    allowed["orgadmin"] |= CARE_CANARIES | FEEDBACK_CANARIES | {"CANARY-ROSTER"}
    allowed["orgadmin"] |= {STANDIN_CANARY} | HANDBOOK_CANARIES
    allowed["supervisor"] |= CLAIM_CANARIES | SIGNAL_CANARIES
    allowed["orgadmin"] |= SIGNAL_CANARIES | {"CANARY-REPLY-ended"}
    allowed["orgadmin"] |= {"CANARY-CLAIM-ended"}
    allowed["finance"] = CLAIM_CANARIES | {"CANARY-CLAIM-ended"} | BANK_CANARIES
    allowed["finance"] |= OBJECTION_CANARIES
    allowed["orgadmin"] |= OBJECTION_CANARIES
    for reader in ("supervisor", "leader", "sender"):
        allowed[reader] |= INSURANCE_CANARIES
    for office in ("orgadmin", "finance"):
        allowed[office] = allowed.get(office, set()) | OFFICE_CANARIES | EXPORT_CANARIES
    allowed["finance"] |= SETTLEMENT_CANARIES
    allowed["orgadmin"] |= SETTLEMENT_CANARIES
    for reader in ("supervisor", "leader", "sender"):
        allowed[reader] |= {one for one in SUMMARY_CANARIES | HOST_CANARIES if not one.endswith("ended")}
    allowed["orgadmin"] |= HOST_CANARIES
    allowed["double"] = allowed["supervisor"] | _own("double")
    allowed["supervisor"] |= {STANDIN_CANARY}
    allowed["inspector"] = CHECK_CANARIES
    allowed["orgadmin"] |= CHECK_CANARIES
    allowed["cadre"] = _own("own") | FEEDBACK_CANARIES
    allowed["colleague"] = _own("ended")
    return allowed.get(name, set())


def _own(subject: str) -> set[str]:
    kinds = ("TEXT", "PLACE", "DIFFICULTY", "COMMENT")
    texts = {f"CANARY-{kind}-{state}{subject}" for kind in kinds for state in ("", "draft-", "approved-")}
    others = ("BANK", "NOTE", "CHECKIN", "REASON", "ADDRESS", "LEAVE", "CLAIM", "CLAIMDRAFT", "INSURER", "OBJECTION")
    others += ("ADJUSTED", "DEBT", "REPLY", "HEARD", "SEEN", "ANSWERED", "SUMMARY", "HOST", "FORM")
    return texts | {f"CANARY-{kind}-{subject}" for kind in others} | {"CANARY-MESSAGE"}


def canaries_in(text: str) -> set[str]:
    return {word.rstrip('"\\<,') for word in _words(text) if word.startswith("CANARY-")}


def _words(text: str) -> list[str]:
    for mark in ('"', "<", ">", "'", "\\", ",", "&", "，", "。", "：", "（", "）", "·"):
        text = text.replace(mark, " ")
    return text.split()


@pytest.mark.parametrize("part", range(PARTS))
def test_no_answer_tells_more_than_its_reader_may_know(api: Api, scene: Scene, part: int) -> None:
    leaks: dict[str, Any] = {}
    for name in sorted(EVERYBODY)[part::PARTS]:
        for route in READS:
            for subject in ("own", "double", "ended") if route in WITH_SUBJECT else ("own",):
                answer = call(api.as_(scene.people[name]), route, ROWS[route], scene, subject=subject)
                told = canaries_in(answer.text) - seen_by(name)
                told |= {mark for mark in NOBODYS if mark in answer.text}
                if name not in KNOWS_THE_PHONE and PHONE in answer.text:
                    told.add(PHONE)
                if name not in KNOWS_THE_PREMIUM:
                    told |= set(PREMIUM.findall(answer.text))
                if name not in KNOWS_THE_PLACE and PLACE in answer.text:
                    told.add(PLACE)
                if told:
                    leaks[f"{name} {route} ({subject})"] = sorted(told)
    assert leaks == {}


def test_those_who_may_read_do_read(api: Api, scene: Scene) -> None:
    rule = ROWS[f"GET {PREFIX}/records/{{record_id}}"]
    for name in READS_TEXT:
        answer = call(api.as_(scene.people[name]), f"GET {PREFIX}/records/{{record_id}}", rule, scene)
        assert "CANARY-TEXT-own" in answer.text
    own = call(api.as_(scene.people["cadre"]), f"GET {PREFIX}/check-ins", ROWS[f"GET {PREFIX}/check-ins"], scene)
    assert PLACE in own.text
    for name in ("orgadmin", "finance"):
        answer = call(api.as_(scene.people[name]), f"GET {PREFIX}/records/{{record_id}}", rule, scene)
        assert set(answer.json()) >= {"status", "work_on"}
        assert "items" not in answer.json()
