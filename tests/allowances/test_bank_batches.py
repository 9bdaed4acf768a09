"""Batches: who is due and verified goes to the bank once, in the same file for ever; what bounces is due anew."""

import csv
import hashlib
import threading
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from app.accounts.models import Person
from app.allowances.models_exports import AllowanceExport
from app.core.actor import Role, Scope
from tests.allowances.bank import (
    APRIL,
    NUMBER,
    bounce,
    cadre_of,
    closed,
    decide,
    form,
    payments,
    stated,
    taken,
    verified,
)
from tests.allowances.conftest import Scene
from tests.factories import NOWHERE

SECOND = "6217001180012345678"
GB18030 = "00000000-0000-4000-8000-00000000b002"


def records(answer: httpx.Response, encoding: str = "utf-8-sig") -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(answer.content.decode(encoding).splitlines()))


def with_colleague(scene: Scene, name: str = "龚㼆") -> Person:
    return cadre_of(scene, scene.colleague(name))


def test_the_verified_are_batched_and_the_others_named(scene: Scene) -> None:
    other = with_colleague(scene)
    verified(scene, scene.cadre)
    stated(scene, other, SECOND)
    closed(scene)
    formed = form(scene)
    assert formed.status_code == 201, formed.text
    batch = formed.json()
    assert (batch["number"], batch["payments"], batch["total_fen"]) == (1, 1, 630_00)
    (left,) = batch["left_out"]
    assert (left["cadre_name"], left["reason"], left["amount_fen"]) == ("龚㼆", "unverified", 630_00)
    file = taken(scene, batch=1)
    header, line = records(file)
    assert header == ["序号", "收款人", "账号", "开户行", "网点", "金额", "附言", "流水号"]
    assert line[:7] == ["1", "许文澜", NUMBER, "云浦农商银行", "", "630.00", "2026-04 挂职补助"]
    assert file.headers["X-Content-SHA256"] == hashlib.sha256(file.content).hexdigest() == batch["sha256"]
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert file.headers["Cache-Control"] == "no-store"
    assert [(one["state"], one["batch"], one["account_masked"]) for one in payments(scene)] == [
        ("batched", 1, "**** 0018"),
        ("due", None, None),
    ]


def test_nobody_new_gives_the_last_batch_again(scene: Scene) -> None:
    other = with_colleague(scene)
    verified(scene, scene.cadre)
    closed(scene)
    first = taken(scene)
    assert (first.headers["X-Batch"], first.headers["X-Left-Out-Count"]) == ("1", "1")
    assert "=missing" in first.headers["X-Left-Out"]
    again = form(scene)
    assert (again.status_code, again.json()["number"]) == (200, 1)
    stated(scene, scene.cadre, SECOND, etag=2)
    for answer in (taken(scene), taken(scene, batch=1), taken(scene, by=scene.finance2)):
        assert answer.content == first.content
    verified(scene, other, SECOND)
    later = taken(scene)
    assert (later.headers["X-Batch"], [line[1] for line in records(later)[1:]]) == ("2", ["龚㼆"])
    listed = scene.api.as_(scene.finance).get(
        f"/api/v1/allowances/{APRIL}/bank-batches", params={"programme_id": str(scene.programme.id)}
    )
    assert [(one["number"], one["payments"], one["formed_by"]) for one in listed.json()["items"]] == [
        (2, 1, "程以宁"),
        (1, 1, "程以宁"),
    ]
    assert (listed.json()["due"], listed.json()["left_out"]) == (0, [])


def test_every_download_is_noted_with_its_digest(scene: Scene) -> None:
    verified(scene, scene.cadre)
    closed(scene)
    digests = [hashlib.sha256(taken(scene, format_id=key).content).hexdigest() for key in (None, GB18030, None)]
    assert digests[0] == digests[2] != digests[1]
    events = scene.trail("allowances.bank-export")
    assert [(event.facts["sha256"], event.facts["rows"], event.facts["total_fen"]) for event in events] == [
        (digest, 1, 630_00) for digest in digests
    ]
    assert len(scene.trail("allowances.batch")) == 1
    with scene.county.database.session(write=False) as session:
        kept = session.exec(select(AllowanceExport).where(AllowanceExport.kind == "bank-csv")).all()
    assert sorted(one.sha256 for one in kept) == sorted(digests)


def test_rare_characters_in_the_banks_own_encoding(scene: Scene) -> None:
    verified(scene, with_colleague(scene, "𠮷㐂·阿依古丽"))
    closed(scene)
    header, line = records(taken(scene, format_id=GB18030), "gb18030")
    assert (header[1], line[1], line[2]) == ("收款人", "𠮷㐂·阿依古丽", NUMBER)


def test_a_paid_month_and_a_later_batch(scene: Scene) -> None:
    other = with_colleague(scene)
    verified(scene, scene.cadre)
    closed(scene)
    form(scene)
    assert scene.step("pay", APRIL).status_code == 200
    assert [one["state"] for one in payments(scene)] == ["paid", "due"]
    verified(scene, other, SECOND)
    assert form(scene).json()["number"] == 2
    assert scene.step("pay", APRIL, scene.finance2).status_code == 200
    assert [one["state"] for one in payments(scene)] == ["paid", "paid"]
    assert scene.month(APRIL)["runs"][0]["paid"]["by"] == "程以宁"


@pytest.mark.parametrize("paid", [False, True])
def test_what_bounces_is_due_anew_and_verified_anew(scene: Scene, paid: bool) -> None:
    verified(scene, scene.cadre)
    closed(scene)
    form(scene)
    if paid:
        scene.step("pay", APRIL)
    (sent,) = payments(scene)
    back = bounce(scene, sent)
    assert (back.status_code, back.json()["state"], back.json()["bounced_reason"]) == (200, "bounced", "户名不符")
    assert bounce(scene, sent).status_code == 200
    assert bounce(scene, sent, "账号有误").status_code == 412
    assert bounce(scene, back.json()).json()["code"] == "not-sent"
    assert [(one["state"], one["attempt"], one["amount_fen"]) for one in payments(scene)] == [
        ("bounced", 1, 630_00),
        ("due", 2, 630_00),
    ]
    assert form(scene).json()["left_out"][0]["reason"] == "unverified"
    assert decide(scene, scene.cadre, "verify", version=3, account_no=NUMBER).status_code == 200
    again = form(scene)
    assert (again.status_code, again.json()["number"], again.json()["total_fen"]) == (201, 2, 630_00)
    scene.step("pay", APRIL, scene.finance2)
    assert [one["state"] for one in payments(scene)] == ["bounced", "paid"]
    assert len(scene.trail("allowances.payment-bounce")) == 1


def test_months_that_are_not_closed_and_nobody_to_pay(scene: Scene) -> None:
    assert form(scene).json()["code"] == "not-calculated"
    scene.rate(30_00)
    scene.confirm(APRIL)
    scene.settle(APRIL, until="approve")
    assert (form(scene).json()["code"], taken(scene).json()["code"]) == ("not-closed", "not-closed")
    scene.step("close", APRIL)
    refused = taken(scene)
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing-to-pay")
    assert [one["cadre_name"] for one in refused.json()["left_out"]] == ["许文澜"]
    assert taken(scene, batch=1).status_code == 404


def test_the_same_body_again_and_another(scene: Scene) -> None:
    verified(scene, scene.cadre)
    closed(scene)
    key = str(uuid4())
    first = form(scene, id=key)
    assert (first.status_code, form(scene, id=key).status_code) == (201, 200)
    assert form(scene, id=key, format_id=GB18030).json()["code"] == "id-reused"
    assert form(scene, id=key, by=scene.finance2).status_code == 404


def test_who_may_take_a_bank_file(scene: Scene) -> None:
    verified(scene, scene.cadre)
    closed(scene)
    url, params = f"/api/v1/allowances/{APRIL}/bank.csv", {"programme_id": str(scene.programme.id)}
    assert scene.api.anonymous.get(url).status_code == 401
    for person in (scene.cadre, scene.supervisor, scene.orgadmin):
        assert (taken(scene, by=person).status_code, form(scene, by=person).status_code) == (403, 403)
    elsewhere = scene.county.person("邻县财务", Role.FINANCE, scene.county.unit("邻县"))
    assert taken(scene, by=elsewhere).status_code == 404
    assert payments(scene, by=elsewhere) == []
    assert [one["cadre_id"] for one in payments(scene, by=scene.cadre)] == [str(scene.cadre.id)]
    wrong = scene.api.as_client(scene.county.api_client(Scope.ALLOWANCE_EXPORT))
    assert wrong.get(url, params=params).status_code == 403
    program = scene.api.as_client(scene.county.api_client(Scope.BANK_EXPORT))
    assert records(program.get(url, params=params))[1][2] == NUMBER
    assert scene.trail("allowances.bank-export")[-1].actor_kind == "client"
    assert taken(scene, programme_id=NOWHERE).status_code == 404


def test_nobody_batches_or_bounces_their_own(scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.FINANCE, scene.county.region)
    verified(scene, scene.cadre)
    closed(scene)
    assert form(scene, by=scene.cadre).json()["code"] == "own-money"
    form(scene)
    assert bounce(scene, payments(scene)[0], by=scene.cadre).json()["code"] == "own-money"


def race(*calls: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """All at once; their answers in order."""
    found: dict[int, httpx.Response] = {}
    barrier = threading.Barrier(len(calls))

    def run(at: int, call: Callable[[], httpx.Response]) -> None:
        barrier.wait()
        found[at] = call()

    threads = [threading.Thread(target=run, args=(at, call)) for at, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[at] for at in sorted(found)]


def test_two_people_at_once_form_one_batch(scene: Scene) -> None:
    verified(scene, scene.cadre)
    verified(scene, with_colleague(scene), SECOND)
    closed(scene)
    answers = race(lambda: form(scene), lambda: form(scene, by=scene.finance2), lambda: taken(scene, by=scene.finance2))
    assert sorted(answer.status_code for answer in answers) in ([200, 200, 200], [200, 200, 201])
    assert [(one["batch"], one["state"]) for one in payments(scene)] == [(1, "batched"), (1, "batched")]
    assert len(scene.trail("allowances.batch")) == 1


def test_two_people_at_once_note_one_return(scene: Scene) -> None:
    verified(scene, scene.cadre)
    closed(scene)
    form(scene)
    (sent,) = payments(scene)
    answers = race(lambda: bounce(scene, sent), lambda: bounce(scene, sent, by=scene.finance2))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert [one["state"] for one in payments(scene)] == ["bounced", "due"]


FORBIDDEN = (
    "UPDATE payments SET amount_fen = amount_fen + 1",
    "UPDATE payments SET state = 'due', batch_id = NULL, paid_at = NULL",
    "DELETE FROM payments",
)


def test_the_database_refuses_to_change_a_payment(scene: Scene) -> None:
    verified(scene, scene.cadre)
    closed(scene)
    form(scene)
    for statement in FORBIDDEN:
        with pytest.raises(DatabaseError), scene.county.database.session(write=True) as session:
            session.execute(text(statement))
