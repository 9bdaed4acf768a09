"""The key that seals what a phone has not sent: one's own alone, the same tomorrow, and earlier ones for opening."""

import base64
from uuid import uuid4

import pytest
from pydantic import SecretStr

from app.accounts.phone_keys import derive_keys
from app.core.actor import Role
from app.core.config import Settings
from tests.factories import Api, County

PATH = "/api/v1/me/phone-key"


def test_each_person_has_a_key_of_their_own(county: County, api: Api) -> None:
    unit = county.unit("白鹭镇", county.region)
    first, second = county.person("何景行", Role.CADRE, unit), county.person("周敏", Role.SUPERVISOR, unit)
    answers = [api.as_(person).get(PATH) for person in (first, second, first)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    keys = [answer.json()["keys"][0] for answer in answers]
    assert keys[0] == keys[2] != keys[1]
    assert [len(base64.b64decode(key["key"])) for key in keys] == [32, 32, 32]
    assert api.anonymous.get(PATH).status_code == 401


def test_a_changed_data_key_still_opens_what_was_sealed_before() -> None:
    person = uuid4()
    old, new = SecretStr("o" * 40), SecretStr("n" * 40)
    before = derive_keys(Settings(data_key=old), person)
    after = derive_keys(Settings(data_key=new, previous_data_keys=[old]), person)
    assert after[0] != before[0]
    assert after[1:] == before


@pytest.mark.parametrize("method", ["get", "put"])
def test_what_waited_for_one_person_is_refused_from_anothers_session(county: County, api: Api, method: str) -> None:
    unit = county.unit("白鹭镇", county.region)
    author, other = county.person("何景行", Role.CADRE, unit), county.person("周敏", Role.CADRE, unit)
    path = PATH if method == "get" else "/api/v1/me/consents/photos"
    body = {} if method == "get" else {"json": {"given": False}}
    refused = getattr(api.as_(other), method)(path, headers={"X-Jishi-Person": str(author.id)}, **body)
    assert (refused.status_code, refused.json()["code"]) == (409, "other-person")
    taken = getattr(api.as_(author), method)(path, headers={"X-Jishi-Person": str(author.id)}, **body)
    assert taken.status_code == 200
