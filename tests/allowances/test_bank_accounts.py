"""Bank accounts: stated by whoever is paid, verified blind by finance, kept sealed, shown with four digits."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from app.allowances.models_bank import BankAccount
from app.allowances.service_accounts import PURPOSE
from app.core import clock
from app.core.actor import Role
from app.core.config import Settings
from app.core.sealing import sealer_of
from tests.allowances.bank import NUMBER, decide, stated, verified
from tests.allowances.conftest import Scene
from tests.factories import NOWHERE

OTHER = "6217001180012345678"


def rows(scene: Scene) -> list[BankAccount]:
    with scene.county.database.session(write=False) as session:
        return list(session.exec(select(BankAccount).order_by(BankAccount.version)).all())


def test_stated_masked_verified(scene: Scene, settings: Settings) -> None:
    first = stated(scene, scene.cadre, branch="白鹭支行")
    assert first.status_code == 201, first.text
    assert (first.json()["state"], first.json()["account_masked"], first.json()["holder"]) == (
        "unverified",
        "**** 0018",
        "许文澜",
    )
    assert first.headers["etag"] == '"1"'
    done = decide(scene, scene.cadre, "verify", version=1, account_no=" 6228 4804 0256 4890 018 ")
    assert (done.status_code, done.json()["state"], done.json()["decided_by"]) == (200, "verified", "程以宁")
    (row,) = rows(scene)
    assert row.sealed is not None
    assert NUMBER not in row.model_dump_json()
    assert sealer_of(settings).open(row.sealed, purpose=PURPOSE, bound_to=row.id.hex) == NUMBER
    for reader in (scene.cadre, scene.finance):
        read = scene.api.as_(reader).get(f"/api/v1/people/{scene.cadre.id}/bank-account")
        assert (read.status_code, NUMBER in read.text) == (200, False)
    assert len(scene.trail("allowances.account-state")) == len(scene.trail("allowances.account-verify")) == 1


@pytest.mark.parametrize(
    "typed", ["６２２８ ４８０４ ０２５６ ４８９０ ０１８", "6228-4804-0256-4890-018", "　6228480402564890018"]
)
def test_digits_as_people_write_them(scene: Scene, typed: str) -> None:
    assert stated(scene, scene.cadre, typed).status_code == 201
    assert decide(scene, scene.cadre, "verify", version=1, account_no=NUMBER).status_code == 200


@pytest.mark.parametrize("typed", ["1234567", "1" * 33, "6228x80402564890018", "", "٦٢٢٨٤٨٠٤٠٢"])
def test_what_is_no_number(scene: Scene, typed: str) -> None:
    answer = stated(scene, scene.cadre, typed)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["code"]) == (422, "/account_no", "account-number")
    assert not typed or typed not in answer.text


def test_the_same_again_changes_nothing(scene: Scene) -> None:
    verified(scene, scene.cadre)
    again = stated(scene, scene.cadre, "6228 4804 0256 4890 018")
    assert (again.status_code, again.json()["state"]) == (200, "verified")
    assert decide(scene, scene.cadre, "verify", version=1, account_no=NUMBER).status_code == 200
    assert len(scene.trail("allowances.account-verify")) == 1


def test_a_newer_statement_erases_the_number_before(scene: Scene) -> None:
    verified(scene, scene.cadre)
    assert stated(scene, scene.cadre, OTHER).json()["code"] == "version-conflict"
    assert stated(scene, scene.cadre, OTHER, etag=1).json()["code"] == "stale-version"
    changed = stated(scene, scene.cadre, OTHER, etag=2)
    assert (changed.status_code, changed.json()["version"], changed.json()["state"]) == (201, 4, "unverified")
    before, now = rows(scene)
    assert (before.sealed, before.tail, before.replaced_at is not None) == (None, "0018", True)
    assert (now.replaced_at, now.tail) == (None, "5678")
    listed = scene.api.as_(scene.cadre).get(f"/api/v1/people/{scene.cadre.id}/bank-account/versions").json()["items"]
    assert [(one["version"], one["state"]) for one in listed] == [(4, "unverified"), (3, "verified")]


def test_a_wrong_number_tells_nothing_and_then_has_to_wait(scene: Scene) -> None:
    stated(scene, scene.cadre)
    for _ in range(5):
        wrong = decide(scene, scene.cadre, "verify", version=1, account_no=OTHER)
        (error,) = wrong.json()["errors"]
        assert (wrong.status_code, error["pointer"], error["code"]) == (422, "/account_no", "account-mismatch")
        assert "0018" not in wrong.text
    waits = decide(scene, scene.cadre, "verify", version=1, account_no=NUMBER)
    assert (waits.status_code, waits.json()["code"], int(waits.headers["Retry-After"]) > 0) == (
        429,
        "too-many-mismatches",
        True,
    )
    assert len(scene.trail("allowances.account-mismatch")) == 5
    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=True):
        assert decide(scene, scene.cadre, "verify", version=1, account_no=NUMBER).status_code == 200


def test_rejected_with_a_reason_and_stated_again(scene: Scene) -> None:
    stated(scene, scene.cadre)
    refused = decide(scene, scene.cadre, "reject", version=1, reason="复印件看不清")
    assert (refused.status_code, refused.json()["state"], refused.json()["reason"]) == (200, "rejected", "复印件看不清")
    assert decide(scene, scene.cadre, "reject", version=1, reason="复印件看不清").status_code == 200
    assert decide(scene, scene.cadre, "reject", by=scene.finance2, version=2, reason="再退").json()["code"] == (
        "already-decided"
    )
    again = stated(scene, scene.cadre, etag=2)
    assert (again.status_code, again.json()["version"], again.json()["state"]) == (201, 4, "unverified")


def test_who_may_do_what(scene: Scene) -> None:
    url = f"/api/v1/people/{scene.cadre.id}/bank-account"
    body = {"bank_name": "某某银行", "account_no": NUMBER}
    assert scene.api.anonymous.get(url).status_code == 401
    for person in (scene.supervisor, scene.sender, scene.orgadmin):
        assert scene.api.as_(person).get(url).status_code == 404
        assert scene.api.as_(person).put(url, json=body).status_code == 404
        assert decide(scene, scene.cadre, "verify", by=person, version=1, account_no=NUMBER).status_code == 404
    refused = scene.api.as_(scene.finance).put(url, json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "others-account")
    own = scene.api.as_(scene.supervisor).put(f"/api/v1/people/{scene.supervisor.id}/bank-account", json=body)
    assert (own.status_code, own.json()["code"]) == (403, "not-paid-here")
    elsewhere = scene.county.person("邻县财务", Role.FINANCE, scene.county.unit("邻县"))
    assert scene.api.as_(elsewhere).get(url).status_code == 404
    assert decide(scene, scene.cadre, "verify", version=1, account_no=NUMBER).status_code == 404
    nobody = f"/api/v1/people/{NOWHERE}/bank-account"
    assert scene.api.as_(scene.finance).get(nobody).status_code == 404


def test_nobody_verifies_their_own(scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.FINANCE, scene.county.region)
    stated(scene, scene.cadre)
    for verb, body in (("verify", {"account_no": NUMBER}), ("reject", {"reason": "不对"})):
        refused = decide(scene, scene.cadre, verb, by=scene.cadre, version=1, **body)
        assert (refused.status_code, refused.json()["code"]) == (403, "own-account")
    assert decide(scene, scene.cadre, "verify", version=1, account_no=NUMBER).status_code == 200


def test_the_list_of_those_to_verify(scene: Scene) -> None:
    scene.colleague("未填的人")
    stated(scene, scene.cadre)
    read = scene.api.as_(scene.finance).get
    (waiting,) = read("/api/v1/bank-accounts").json()["items"]
    assert (waiting["person_name"], waiting["account_masked"]) == ("许文澜", "**** 0018")
    (missing,) = read("/api/v1/bank-accounts", params={"state": "missing"}).json()["items"]
    assert (missing["person_name"], missing["account_masked"]) == ("未填的人", None)
    assert scene.api.as_(scene.orgadmin).get("/api/v1/bank-accounts").status_code == 403


def test_a_new_data_key_seals_anew_when_next_opened(scene: Scene, settings: Settings) -> None:
    stated(scene, scene.cadre)
    old = settings.model_copy(update={"previous_data_keys": [settings.data_key]})
    settings.previous_data_keys, settings.data_key = (
        old.previous_data_keys,
        type(old.data_key)("another key of the tests, long enough"),
    )
    assert decide(scene, scene.cadre, "verify", version=1, account_no=NUMBER).status_code == 200
    (row,) = rows(scene)
    assert row.sealed is not None
    assert sealer_of(settings).is_current(row.sealed)


def test_the_cadre_hears_of_each_decision(scene: Scene) -> None:
    stated(scene, scene.cadre)
    decide(scene, scene.cadre, "reject", version=1, reason="复印件看不清")
    verified(scene, scene.cadre, OTHER, etag=2)
    heard = scene.api.as_(scene.cadre).get("/api/v1/inbox").json()["items"]
    assert [one["kind"] for one in heard] == ["bank_account.verified", "bank_account.rejected"]
    assert all("复印件看不清" not in str(one) and one["link"] == "/bank-account" for one in heard)
