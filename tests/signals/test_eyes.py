"""No page and no answer shows a cadre another's text, name, unit or photo: canaries over every route that reads."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from fastapi import FastAPI

from app.accounts.models import Person
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.records.models import Attachment, DailyRecord
from app.signals.models import Signal, SignalKind, SignalState
from app.signals.service_phrases import forget_words
from tests.factories import Api, County
from tests.permissions.walk import routes_of
from tests.signals.queue_scene import MONDAY, copied, scene_of

SHARED = "防汛值班，大塘水库水位正常，沿坝走一圈未见渗漏"
OWN, OTHER = "OWN-REST-9c1", "CANARY-THEIR-TEXT"
SECRETS = (OTHER, "CANARY-THEIR-NAME", "CANARY-THEIR-UNIT")
NUMBERS = {"copies": 1, "on": "2026-06-10", "source_on": "2026-06-03", "count": 1, "whose": "other", "points": 60}


class Copied:
    """A cadre whose record and photo are like a colleague's of another region, both asked about."""

    def __init__(self, county: County) -> None:
        self.scene = scene = scene_of(county)
        far = county.unit("江州市")
        host = county.unit("CANARY-THEIR-UNIT", far)
        elsewhere = county.programme("外地项目", unit=far)
        self.term = scene.cadre("周干部")
        self.other = scene.cadre("CANARY-THEIR-NAME", host, elsewhere)
        self.their_photo, self.own_photo = (self._photo(term.cadre_id) for term in (self.other, self.term))
        source = scene.record(
            self.other, date(2026, 6, 3), f"{SHARED}。{OTHER}", attachment_ids=[str(self.their_photo.id)]
        )
        copy = scene.record(self.term, date(2026, 6, 10), f"{SHARED}。{OWN}", attachment_ids=[str(self.own_photo.id)])
        self.secrets = (*SECRETS, str(source.id), str(self.other.id), str(self.other.cadre_id), str(host.id))
        self.secrets += (str(self.their_photo.id),)
        self.text = self._asked(SignalKind.PEER_COPY, copy, source, copied(copy, source, 0, len(SHARED)))
        self.photo = self._asked(SignalKind.PHOTO_REUSE, copy, source, copied(copy, source, 0, 0) | {"spans": []})

    def _photo(self, owner_id: Any) -> Attachment:
        row = Attachment(
            owner_id=owner_id, media_type="image/jpeg", size=9, width=3, height=3, sha256=uuid4().hex * 2,
            phash="0" * 16, source_sha256=uuid4().hex * 2,
        )  # fmt: skip
        self.scene.county.add(row)
        return row

    def _asked(self, kind: SignalKind, copy: DailyRecord, source: DailyRecord, evidence: dict[str, Any]) -> Signal:
        places = {str(one.id): {"record_id": str(one.id), "day": one.work_on.isoformat()} for one in (copy, source)}
        evidence = evidence | {"records": places, "numbers": NUMBERS | {"percent": "86%"}}
        return self.scene.found(
            self.term, kind, first_on=copy.work_on, evidence=evidence, told_at=MONDAY, seen_at=MONDAY,
            state=SignalState.TOLD,
        )  # fmt: skip

    def person(self, term: Any) -> Person:
        """Whose term it is."""
        with self.scene.county.database.session(write=False) as session:
            found = session.get_one(Person, term.cadre_id)
            session.expunge_all()
        return found


@pytest.fixture
def copies(county: County) -> Iterator[Copied]:
    with time_machine.travel(MONDAY, tick=False):
        yield Copied(county)


@pytest.mark.walk
def test_no_route_shows_a_cadre_what_is_another_s(copies: Copied, api: Api, app: FastAPI) -> None:
    mine, seen = api.as_(copies.person(copies.term)), 0
    values = {
        "secondment_id": copies.term.id, "person_id": copies.term.cadre_id, "month": "2026-06",
        "unit_id": copies.term.receiving_unit_id, "on": "2026-06-10", "day": "2026-06-10",
        "work_on": "2026-06-10", "photo_id": copies.own_photo.id, "attachment_id": copies.own_photo.id,
    }  # fmt: skip
    for method, path in routes_of(app):
        about = (copies.text, copies.photo) if "{signal_id}" in path else (copies.text,)
        if method != "GET" or not all(name in {*values, "signal_id"} for name in re.findall(r"{(\w+)}", path)):
            continue
        for row in about:
            answer = mine.get(path.format_map(values | {"signal_id": row.id}))
            seen += answer.status_code == 200
            found = [secret for secret in copies.secrets if secret in answer.text]
            assert not found, (path, found)
    assert seen > 60, "most of them answer"


def test_the_cadre_sees_their_own_words_marked_and_the_other_s_date(copies: Copied, api: Api) -> None:
    mine = api.as_(copies.person(copies.term))
    shown = mine.get(f"/api/v1/signals/{copies.text.id}").json()
    (one,) = shown["comparisons"]
    assert one["passage"]["stretches"] == [{"text": SHARED, "shared": True}, {"text": f"。{OWN}", "shared": False}]
    assert (one["with_passage"], one["with_on"]) == (None, "2026-06-03")
    assert shown["evidence"].keys() <= {"rule", "days", "entries", "pairs", "spans", "numbers"}
    assert shown["evidence"]["pairs"] == [[one["passage"]["record_id"], None]]
    assert [set(span) for span in shown["evidence"]["spans"]] == [{"entry_id", "start", "end"}]
    page = mine.get(f"/signals/{copies.text.id}").text
    assert f"<mark>{SHARED}</mark>" in page
    pictures = mine.get(f"/api/v1/signals/{copies.photo.id}").json()["comparisons"][0]["passage"]["photo_ids"]
    assert pictures == [str(copies.own_photo.id)]
    assert mine.get(f"/api/v1/signals/{copies.photo.id}/photos/{copies.their_photo.id}").status_code == 404


def test_a_reviewer_sees_both_only_where_both_are_in_scope(copies: Copied, api: Api) -> None:
    county = copies.scene.county
    head = county.person("李主管", Role.SUPERVISOR, copies.scene.office)
    for reader in (head, copies.scene.reviewer):
        answer = api.as_(reader).get(f"/api/v1/signals/{copies.text.id}")
        assert answer.status_code == 200
        assert not [secret for secret in copies.secrets if secret in answer.text]
        assert not [one for one in copies.secrets if one in api.as_(reader).get(f"/signals/{copies.text.id}").text]
    both = county.person("两地部长", Role.ORGADMIN, county.region)
    with county.database.session(write=False) as session:
        host = session.get_one(type(copies.scene.office), copies.other.receiving_unit_id)
        top = session.get_one(type(copies.scene.office), host.parent_id)
        session.expunge_all()
    county.grant(both, Role.ORGADMIN, top)
    (one,) = api.as_(both).get(f"/api/v1/signals/{copies.text.id}").json()["comparisons"]
    assert one["with_passage"]["stretches"][0] == {"text": SHARED, "shared": True}
    assert OTHER in one["with_passage"]["stretches"][1]["text"]


def test_the_colleague_learns_nothing(copies: Copied, api: Api) -> None:
    theirs = api.as_(copies.person(copies.other))
    assert theirs.get("/api/v1/signals").json()["items"] == []
    assert theirs.get(f"/api/v1/signals/{copies.text.id}").status_code == 404


def test_what_is_explained_is_kept_in_the_cadres_own_words_and_may_be_taken_back(copies: Copied, api: Api) -> None:
    mine, office = api.as_(copies.person(copies.term)), api.as_(copies.scene.reviewer)
    mine.post(f"/api/v1/signals/{copies.text.id}/reply", json={"reason_code": "same_duty"})
    body = {"outcome": "explained", "note": "每周值班，句子就是这样"}
    assert office.post(f"/api/v1/signals/{copies.text.id}/resolve", json=body).status_code == 200
    (one,) = mine.get("/api/v1/signals/phrases").json()["items"]
    assert (one["phrase"], one["accepted_by_name"]) == (SHARED, "顾部长")
    assert office.get(f"/api/v1/signals/phrases?cadre_id={copies.term.cadre_id}").json()["items"] == [one]
    assert SHARED in office.get("/signals/phrases").text
    assert api.as_(copies.person(copies.other)).get("/api/v1/signals/phrases").json()["items"] == []
    at = f"/api/v1/signals/phrases/{one['id']}/take-back"
    assert api.as_(copies.person(copies.other)).post(at).status_code == 404
    assert api.anonymous.post(at).status_code == 401
    back = mine.post(at)
    assert (back.status_code, back.json()["taken_back_by_name"]) == (200, "周干部")
    assert mine.post(at).json()["version"] == back.json()["version"]
    record_id = UUID(copies.text.evidence["entries"][0])
    with Work(copies.scene.county.database, SYSTEM, writes=True) as work:
        forget_words(work, copies.term.cadre_id, record_id)
    assert SHARED not in mine.get("/api/v1/signals/phrases").text, "words that are hidden are hidden here too"
