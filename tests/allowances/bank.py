"""What the tests of accounts, batches and payments share: stating, verifying, closing a month of several cadres."""

from typing import Any

import httpx

from app.accounts.models import Person
from app.secondments.models import Secondment
from tests.allowances.conftest import Scene

MARCH, APRIL = "2026-03", "2026-04"
NUMBER = "6228480402564890018"


def stated(
    scene: Scene, person: Person, number: str = NUMBER, etag: int | None = None, **fields: Any
) -> httpx.Response:
    """A person states where they are paid."""
    body = {"bank_name": "云浦农商银行", "account_no": number} | fields
    headers = {"If-Match": f'"{etag}"'} if etag is not None else {}
    return scene.api.as_(person).put(f"/api/v1/people/{person.id}/bank-account", json=body, headers=headers)


def decide(scene: Scene, person: Person, verb: str, by: Person | None = None, **body: Any) -> httpx.Response:
    """Finance verifies or rejects the account of a person."""
    return scene.api.as_(by or scene.finance).post(f"/api/v1/people/{person.id}/bank-account/{verb}", json=body)


def verified(scene: Scene, person: Person, number: str = NUMBER, etag: int | None = None) -> None:
    """A person whose account is verified."""
    answer = stated(scene, person, number, etag)
    assert answer.status_code == 201, answer.text
    answer = decide(scene, person, "verify", version=answer.json()["version"], account_no=number)
    assert answer.status_code == 200, answer.text


def cadre_of(scene: Scene, secondment: Secondment) -> Person:
    """Whom a secondment is of."""
    with scene.county.database.session(write=False) as session:
        return session.get_one(Person, secondment.cadre_id)


def closed(scene: Scene, month: str = APRIL) -> None:
    """The month is confirmed and closed."""
    scene.rate(30_00)
    scene.confirm(month)
    scene.settle(month)


def form(scene: Scene, month: str = APRIL, by: Person | None = None, **body: Any) -> httpx.Response:
    """Form the next batch."""
    wanted = {"programme_id": str(scene.programme.id)} | body
    return scene.api.as_(by or scene.finance).post(f"/api/v1/allowances/{month}/bank-batches", json=wanted)


def taken(scene: Scene, month: str = APRIL, by: Person | None = None, **params: Any) -> httpx.Response:
    """Take a bank file."""
    wanted = {"programme_id": str(scene.programme.id)} | {key: value for key, value in params.items() if value}
    return scene.api.as_(by or scene.finance).get(f"/api/v1/allowances/{month}/bank.csv", params=wanted)


def payments(scene: Scene, by: Person | None = None, **params: Any) -> list[Any]:
    """The payments as finance reads them: the scene's cadre first, by attempt."""
    answer = scene.api.as_(by or scene.finance).get("/api/v1/payments", params=params | {"limit": 200})
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["items"]
    return sorted(found, key=lambda one: (one["cadre_name"] != scene.cadre.name, one["cadre_name"], one["attempt"]))


def bounce(
    scene: Scene, payment: Any, reason: str = "户名不符", by: Person | None = None, **body: Any
) -> httpx.Response:
    """Note that a transfer came back."""
    wanted = {"version": payment["version"], "reason": reason} | body
    return scene.api.as_(by or scene.finance).post(f"/api/v1/payments/{payment['id']}/bounced", json=wanted)
