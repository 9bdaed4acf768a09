"""Whatever people do to claims in whatever order: states, invoice numbers and the trail stay as the rules say."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.actor import Role
from tests.allowances.claims import URL, approved, draft, journey, read, refusal, step, taken
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County

NUMBERS = ("A1", "a 1", "B2")
ALLOWED = {
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "verify"): "verified",
    ("verified", "approve"): "approved",
    **{(state, "return"): "returned" for state in ("submitted", "verified", "approved")},
    **{(state, "reject"): "rejected" for state in ("submitted", "verified", "approved")},
    ("submitted", "withdraw"): "draft",
    ("returned", "withdraw"): "draft",
}
"""Every step that there is before a run: from a state, by a verb, to a state."""
BY = {
    "submit": {"cadre"},
    "withdraw": {"cadre"},
    "verify": {"supervisor"},
    "approve": {"finance", "finance2"},
    "return": {"supervisor", "finance", "finance2"},
    "reject": {"supervisor", "finance", "finance2"},
}
HOLD = {"submitted", "verified", "approved", "returned"}
moves = st.tuples(
    st.sampled_from(["draft", "submit", "submit", "verify", "approve", "return", "reject", "withdraw"]),
    st.sampled_from(["cadre", "supervisor", "finance", "finance2"]),
    st.integers(0, 2),
    st.sampled_from(NUMBERS),
)


@pytest.fixture
def scene(county: County, api: Api) -> Scene:
    return build(county, api, transport_cap_fen=50000)


def with_number(scene: Scene, number: str) -> dict[str, Any]:
    leg = {"from": "甲", "to": "乙", "on": "2026-07-10", "amount_fen": 100, "invoice_no": number}
    return journey(scene, legs=[leg])


def held(claims: list[dict[str, Any]]) -> list[str]:
    return [claim["legs"][0]["invoice_no"] for claim in claims if claim["state"] in HOLD]


@settings(max_examples=12)
@given(st.lists(moves, max_size=14))
def test_no_order_of_steps_breaks_the_rules(scene: Scene, steps: list[Any]) -> None:
    for claim in scene.api.as_(scene.cadre).get(URL, params={"limit": 200}).json()["items"]:
        if claim["state"] in HOLD - {"returned"}:  # the next example begins with every number free
            person = scene.supervisor if claim["state"] == "submitted" else scene.finance
            taken(scene, person, claim, "reject", reason="清理")
        elif claim["state"] == "returned":
            taken(scene, scene.cadre, claim, "withdraw")
    claims: list[dict[str, Any]] = []
    for verb, name, which, number in steps:
        if verb == "draft":
            claims.append(draft(scene, with_number(scene, number)))
        elif claims:
            _act(scene, claims, -1 - which % len(claims), verb, name)
        assert len(held(claims)) == len(set(held(claims))), "a number was used twice"
    for claim in claims:
        now = read(scene, claim)
        assert (now["state"], now["version"]) == (claim["state"], claim["version"])
        kinds = [one["kind"] for one in now["steps"]]
        assert not kinds or ALLOWED[_before(kinds), kinds[-1]] == now["state"]


def _before(kinds: list[str]) -> str:
    """The state in which the last of these steps was taken."""
    state = "draft"
    for kind in kinds[:-1]:
        state = ALLOWED[state, kind]
    return state


def _act(scene: Scene, claims: list[dict[str, Any]], index: int, verb: str, name: str) -> None:
    claim, person = claims[index], getattr(scene, name)
    body = {"reason": "与出勤不符"} if verb in ("return", "reject") else {}
    answer = step(scene, person, claim, verb, **body)
    if answer.status_code == 200:
        assert name in BY[verb]
        assert answer.json()["state"] == ALLOWED[claim["state"], verb]
        assert answer.json()["version"] == claim["version"] + 1
        claims[index] = answer.json()
    elif answer.status_code == 409 and answer.json()["code"] == "invoice-used":
        assert claim["legs"][0]["invoice_no"] in held([one for one in claims if one is not claim])
    else:
        assert answer.status_code in (403, 404, 409), answer.text
        possible = (claim["state"], verb) in ALLOWED and name in BY[verb]
        turn = {"submitted": {"supervisor"}, "verified": {"finance", "finance2"}, "approved": {"finance", "finance2"}}
        assert not possible or (verb in ("return", "reject") and name not in turn[claim["state"]])


def test_two_at_once_cannot_both_use_a_number(scene: Scene) -> None:
    """Again and again, by two cadres at the same moment: exactly one of them gets it."""
    other = scene.county.person("乔思源", Role.CADRE, scene.sending)
    row = scene.county.secondment(other, scene.programme, scene.township, scene.sending)
    for turn in range(4):
        number = f"RACE-{turn}"
        pairs = []
        for person, secondment in ((scene.cadre, scene.secondment), (other, row)):
            body = with_number(scene, number) | {"secondment_id": str(secondment.id), "id": str(uuid4())}
            answer = scene.api.as_(person).post(URL, json=body)
            assert answer.status_code == 201, answer.text
            pairs.append((person, answer.json()))
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda pair: step(scene, pair[0], pair[1], "submit"), pairs))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        lost = next(answer for answer in answers if answer.status_code == 409)
        assert refusal(lost) == (409, "invoice-used", ["/legs/0/invoice_no"])


@pytest.mark.parametrize(("first", "second"), [("approve", "approve"), ("approve", "reject")])
def test_two_officers_decide_once(scene: Scene, first: str, second: str) -> None:
    claim = taken(scene, scene.supervisor, taken(scene, scene.cadre, draft(scene), "submit"), "verify")
    wanted = ((scene.finance, first), (scene.finance2, second))

    def act(one: Any) -> Any:
        body = {"reason": "与出勤不符"} if one[1] == "reject" else {}
        return step(scene, one[0], claim, one[1], **body)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(act, wanted))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(read(scene, claim)["steps"]) == 3


def test_a_number_of_an_approved_claim_stays_held(scene: Scene) -> None:
    approved(scene)
    again = draft(scene)
    assert refusal(step(scene, scene.cadre, again, "submit"))[1:] == (
        "invoice-used",
        ["/legs/0/invoice_no", "/legs/1/invoice_no"],
    )
