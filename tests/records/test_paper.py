"""What hosts signed on paper: months and reviews entered by the liaison, and who may open the scan later."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from PIL import Image
from pypdf import PdfReader
from sqlmodel import col, select

from app.accounts.models import Person, Unit
from app.audit.models import AuditEvent
from app.core.actor import Role
from app.records.models_paper import PaperReview
from app.secondments.models import Programme, Secondment
from tests.records.conftest import Town, pointers, problem
from tests.records.test_attachments import picture

SIGNED = {"basis": "paper", "signed_by": "江州市商务局 韩立", "signed_on": "2026-04-15"}


@dataclass
class Abroad:
    """A cadre at a host outside the county, whose people never sign in; the liaison reviews."""

    town: Town
    host: Unit
    cadre: Person
    liaison: Person
    programme: Programme
    secondment: Secondment

    def scan(self, who: Person | None = None) -> str:
        key = str(uuid4())
        client = self.town.api.as_(who or self.liaison)
        answer = client.put(f"/api/v1/attachments/{key}", files={"file": ("表.jpg", picture(), "image/jpeg")})
        assert answer.status_code == 201, answer.text
        return key

    def record(self, on: str = "2026-04-15") -> dict[str, Any]:
        answer = self.town.put(on, who=self.cadre, secondment=self.secondment)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def review(self, *records: dict[str, Any], who: Person | None = None, **more: Any) -> httpx.Response:
        refs = [{"id": one["id"], "version": one["version"]} for one in records]
        body = {"decision": "approve", "records": refs} | SIGNED | more
        return self.town.api.as_(who or self.liaison).post("/api/v1/records/review", json=body)

    def confirm(self, who: Person | None = None, month: str = "2026-03", **more: Any) -> httpx.Response:
        body = {"unit_id": str(self.host.id)} | SIGNED | {"signed_on": "2026-04-01"} | more
        return self.town.api.as_(who or self.liaison).post(f"/api/v1/attendance/{month}/confirm", json=body)

    def number(self, month: str = "2026-03") -> str:
        path = f"/api/v1/attendance/{month}/sheet.pdf?unit_id={self.host.id}"
        assert self.town.api.as_(self.liaison).get(path).status_code == 200
        return str(self.trail("attendance.print")[-1].facts["sheet_no"])

    def trail(self, action: str) -> list[AuditEvent]:
        with self.town.county.database.session(write=False) as session:
            statement = select(AuditEvent).where(col(AuditEvent.action) == action)
            return list(session.exec(statement.order_by(col(AuditEvent.seq))).all())

    def opens(self, who: Person, scan: str) -> int:
        return self.town.api.as_(who).get(f"/api/v1/attachments/{scan}").status_code


@pytest.fixture
def abroad(town: Town) -> Abroad:
    county = town.county
    host = county.unit("江州市商务局")
    programme = county.programme("外派挂职", reviewed_by="liaison")
    cadre = county.person("沈书宁", Role.CADRE, town.sending)
    liaison = county.person("陆闻笙", Role.LIAISON, county.region)
    secondment = county.secondment(cadre, programme, host, town.sending)
    return Abroad(town, host, cadre, liaison, programme, secondment)


def test_a_review_on_paper_says_who_signed(abroad: Abroad) -> None:
    first, second = abroad.record("2026-04-14"), abroad.record("2026-04-15")
    scan = abroad.scan()
    answer = abroad.review(first, second, attachment_id=scan)
    assert [item["status"] for item in answer.json()["items"]] == [200, 200], answer.text
    seen = abroad.town.api.as_(abroad.cadre).get(f"/api/v1/records/{first['id']}").json()
    assert seen["status"] == "approved"
    assert seen["paper"] == {
        "attachment_id": scan,
        "signed_by": "江州市商务局 韩立",
        "signed_on": "2026-04-15",
    }
    assert seen["decided_by_id"] == str(abroad.liaison.id)
    event = abroad.trail("records.approve")[0]
    assert event.facts["basis"] == "paper"
    assert "韩立" not in str(event.facts)
    assert abroad.review(first, second, attachment_id=scan).json() == answer.json()
    listed = abroad.town.api.as_(abroad.cadre).get("/api/v1/records?cadre_id=me").json()["items"]
    assert [one["paper"]["attachment_id"] for one in listed] == [scan, scan]


def test_a_return_on_paper_and_its_undoing(abroad: Abroad) -> None:
    record = abroad.record()
    scan = abroad.scan()
    assert abroad.review(record, attachment_id=scan, decision="return").status_code == 422
    done = abroad.review(record, attachment_id=scan, decision="return", comment="请写明结果").json()["items"][0]
    assert (done["record"]["status"], done["record"]["paper"]["attachment_id"]) == ("returned", scan)
    undone = abroad.town.post(record["id"], "undo", abroad.liaison, version=2).json()
    assert (undone["status"], undone["paper"], undone["decided_by_id"]) == ("submitted", None, None)
    with abroad.town.county.database.session(write=False) as session:
        kept = session.exec(select(PaperReview)).all()
    assert [paper.decision for paper in kept] == ["return"]


def test_only_the_liaison_who_is_neither_the_cadre_nor_finance(abroad: Abroad) -> None:
    county, record = abroad.town.county, abroad.record()
    host = county.person("韩立", Role.SUPERVISOR, abroad.host)
    payer = county.person("程以宁", Role.LIAISON, county.region)
    county.grant(payer, Role.FINANCE, county.region)
    county.grant(abroad.cadre, Role.LIAISON, county.region)
    for who in (host, payer, abroad.cadre):
        answer = abroad.review(record, who=who, attachment_id=abroad.scan(who))
        assert [item["status"] for item in answer.json()["items"]] == [403], who.name
    online = {"basis": "online", "signed_by": None, "signed_on": None}
    assert abroad.review(record, who=host, **online).json()["items"][0]["status"] == 200


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({}, "/attachment_id"),
        ({"attachment_id": "own", "signed_by": None}, "/signed_by"),
        ({"attachment_id": "own", "signed_on": None}, "/signed_on"),
        ({"attachment_id": "own", "signed_on": "2026-04-16"}, "/signed_on"),
        ({"attachment_id": "other"}, "/attachment_id"),
        ({"attachment_id": str(uuid4())}, "/attachment_id"),
        ({"attachment_id": "own", "basis": "online"}, "/basis"),
    ],
)
def test_a_wrong_paper_is_named(abroad: Abroad, more: dict[str, Any], pointer: str) -> None:
    record = abroad.record()
    scans = {"own": abroad.scan(), "other": abroad.scan(abroad.town.supervisor)}
    sent = {key: scans.get(value, value) for key, value in more.items()}
    answer = abroad.review(record, **sent)
    assert (answer.status_code, pointers(answer)) == (422, [pointer])


def test_a_paper_signed_before_the_day_does_not_decide_it(abroad: Abroad) -> None:
    record = abroad.record("2026-04-15")
    item = abroad.review(record, attachment_id=abroad.scan(), signed_on="2026-04-14").json()["items"][0]
    assert (item["status"], item["code"]) == (422, "invalid")


def test_who_may_open_the_scan_of_a_review(abroad: Abroad) -> None:
    county, record, scan = abroad.town.county, abroad.record(), abroad.scan()
    sender = abroad.town.people["sender"]
    assert abroad.opens(abroad.cadre, scan) == 404
    abroad.review(record, attachment_id=scan)
    host = county.person("韩立", Role.SUPERVISOR, abroad.host)
    second = county.person("另一联络员", Role.LIAISON, county.region)
    people = abroad.town.people
    for who in (abroad.liaison, abroad.cadre, host, second, sender):
        assert abroad.opens(who, scan) == 200, who.name
    for who in (people["orgadmin"], people["finance"], people["sysadmin"], people["stranger"], abroad.town.supervisor):
        assert abroad.opens(who, scan) == 404, who.name


def test_a_month_on_paper_and_who_may_open_its_scan(abroad: Abroad) -> None:
    county, scan, people = abroad.town.county, abroad.scan(), abroad.town.people
    assert abroad.opens(people["finance"], scan) == 404
    answer = abroad.confirm(attachment_id=scan, sheet_no=abroad.number().lower().replace("-", ""))
    assert answer.status_code == 200, answer.text
    said = answer.json()["items"][0]["confirmation"]
    assert (said["state"], said["basis"], said["signed_by"]) == ("confirmed", "paper", "江州市商务局 韩立")
    assert (said["signed_on"], said["sheet_no"], said["attachment_id"]) == ("2026-04-01", abroad.number(), scan)
    host = county.person("韩立", Role.SUPERVISOR, abroad.host)
    for who in (abroad.cadre, abroad.liaison, host, people["orgadmin"], people["finance"]):
        assert abroad.opens(who, scan) == 200, who.name
    for who in (people["sender"], people["sysadmin"], people["stranger"], abroad.town.supervisor):
        assert abroad.opens(who, scan) == 404, who.name
    assert abroad.town.api.anonymous.get(f"/api/v1/attachments/{scan}").status_code == 401


def test_a_sheet_of_other_days_is_outdated(abroad: Abroad) -> None:
    county, scan, printed = abroad.town.county, abroad.scan(), abroad.number()
    host = county.person("韩立", Role.SUPERVISOR, abroad.host)
    path = f"/api/v1/secondments/{abroad.secondment.id}/days/2026-03-12"
    assert abroad.town.api.as_(host).put(path, json={"state": "training", "reason": "培训"}).status_code == 200
    assert problem(abroad.confirm(attachment_id=scan, sheet_no=printed)) == (409, "sheet-outdated")
    assert abroad.confirm(attachment_id=scan, sheet_no=abroad.number()).status_code == 200


def test_one_of_a_units_sheet_is_confirmed_by_its_number(abroad: Abroad) -> None:
    county = abroad.town.county
    other = county.person("同去的人", Role.CADRE, abroad.town.sending)
    county.secondment(other, abroad.programme, abroad.host, abroad.town.sending)
    named = {"secondment_ids": [str(abroad.secondment.id)]}
    answer = abroad.confirm(attachment_id=abroad.scan(), sheet_no=abroad.number(), **named)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["items"]) == 1


@pytest.mark.parametrize(("on", "code"), [("2026-03-30", "too-early"), ("2026-04-16", "future-day")])
def test_when_a_month_may_have_been_signed(abroad: Abroad, on: str, code: str) -> None:
    answer = abroad.confirm(attachment_id=abroad.scan(), signed_on=on)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


def test_a_word_taken_back_closes_the_scan_to_others(abroad: Abroad, clock: time_machine.Traveller) -> None:
    scan = abroad.scan()
    abroad.confirm(attachment_id=scan)
    body = {"unit_id": str(abroad.host.id), "reason": "签错了人"}
    assert abroad.town.api.as_(abroad.liaison).post("/api/v1/attendance/2026-03/reopen", json=body).status_code == 200
    assert abroad.opens(abroad.cadre, scan) == 404
    assert abroad.opens(abroad.liaison, scan) == 200


def test_a_scan_is_a_picture(abroad: Abroad) -> None:
    scan = abroad.scan()
    got = abroad.town.api.as_(abroad.liaison).get(f"/api/v1/attachments/{scan}")
    assert Image.open(BytesIO(got.content)).format == "JPEG"


def printed(abroad: Abroad, who: Person, first: str = "2026-04-01", last: str = "2026-04-15") -> httpx.Response:
    path = f"/api/v1/secondments/{abroad.secondment.id}/records.pdf"
    return abroad.town.api.as_(who).get(path, params={"from": first, "to": last})


def test_the_days_are_printed_in_full_for_the_host_to_sign(abroad: Abroad) -> None:
    said = "走访" + "柳湾村欧阳䶮、𠮷田两户，" * 15
    body = {"items": [{"text": said, "place": "柳湾村"}], "difficulty": "跨县协调不畅"}
    abroad.town.put("2026-04-14", who=abroad.cadre, secondment=abroad.secondment, **body)
    abroad.town.put("2026-04-15", who=abroad.cadre, secondment=abroad.secondment, submit=False)
    answer = printed(abroad, abroad.liaison)
    assert answer.headers["content-type"] == "application/pdf"
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.content)).pages)
    for words in ("挂职纪实审阅单", "沈书宁", said.replace("𠮷", "〓"), "跨县协调不畅", "4月14日", "签字", "U+20BB7"):
        assert words in text, words
    assert "4月15日" not in text, "a draft is its author's alone"
    [event] = abroad.trail("records.print")
    assert (event.facts["days"], event.facts["sheet_no"] in text) == (1, True)
    assert "柳湾村" not in str(event.facts)


def test_who_prints_records(abroad: Abroad) -> None:
    abroad.record("2026-04-14")
    people = abroad.town.people
    for who in (abroad.cadre, abroad.liaison, people["sender"]):
        assert printed(abroad, who).status_code == 200, who.name
    for who in (people["orgadmin"], people["finance"], people["stranger"], abroad.town.supervisor):
        assert printed(abroad, who).status_code == 404, who.name
    assert printed(abroad, abroad.liaison, "2026-03-01").status_code == 422
    assert printed(abroad, abroad.liaison, "2026-04-10", "2026-04-01").status_code == 422
    assert printed(abroad, abroad.liaison, "2026-04-01", "2026-04-02").status_code == 404


def test_the_liaisons_card_leads_to_the_paper(abroad: Abroad) -> None:
    abroad.record("2026-04-14")
    page = abroad.town.api.as_(abroad.liaison).get("/todo").text
    assert "录入纸质审阅" in page
    assert f"/api/v1/secondments/{abroad.secondment.id}/records.pdf?from=2026-04-14" in page
    host = abroad.town.county.person("韩立", Role.SUPERVISOR, abroad.host)
    assert "录入纸质审阅" not in abroad.town.api.as_(host).get("/todo").text
