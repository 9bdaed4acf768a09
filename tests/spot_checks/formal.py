"""Three cadres in three townships, three inspectors of the county, and a draw among them."""

from dataclasses import dataclass
from typing import Any

from app.accounts.models import Person, Unit
from app.core.actor import Role
from app.secondments.models import Programme, Secondment
from tests.factories import Api, County

URL = "/api/v1/spot-checks"
DRAWN = {"from": "2026-06-01", "to": "2026-06-30"}


@dataclass
class Field:
    """Who is drawn and who draws."""

    county: County
    programme: Programme
    townships: list[Unit]
    cadres: list[Person]
    secondments: list[Secondment]
    inspectors: list[Person]
    orgadmin: Person

    def body(self, **changes: Any) -> dict[str, Any]:
        """A draw of everybody by the first two inspectors."""
        pool = [str(one.id) for one in self.inspectors[:2]]
        scope = {"programme_id": str(self.programme.id)}
        return {"scope": scope, "size": len(self.cadres), "inspectors": pool} | DRAWN | changes

    def draw(self, api: Api, **changes: Any) -> dict[str, Any]:
        """Draw, and answer the view."""
        made = api.as_(self.orgadmin).post("/api/v1/spot-checks/draw", json=self.body(**changes))
        assert made.status_code == 201, made.text
        view: dict[str, Any] = made.json()
        return view

    def by_id(self, person_id: str) -> Person:
        """One of these people."""
        return next(one for one in (*self.cadres, *self.inspectors) if str(one.id) == person_id)


def build(county: County) -> Field:
    """The whole scene."""
    office = county.unit("云浦县委组织部", county.region)
    bureau = county.unit("县经信局", county.region)
    townships = [county.unit(name, county.region) for name in ("白鹭镇", "石桥镇", "青山镇")]
    programme = county.programme()
    cadres = [county.person(name, Role.CADRE, townships[at]) for at, name in enumerate(("何景行", "江远", "邹怀瑾"))]
    secondments = [
        county.secondment(cadre, programme, township, bureau) for cadre, township in zip(cadres, townships, strict=True)
    ]
    inspectors = [
        county.person(name, Role.INSPECTOR, county.region, home_unit_id=office.id)
        for name in ("祝南舟", "顾青", "秦越")
    ]
    orgadmin = county.person("顾文澍", Role.ORGADMIN, county.region)
    return Field(county, programme, townships, cadres, secondments, inspectors, orgadmin)


def findings(**changes: Any) -> dict[str, Any]:
    """An inspector's form, with something to be put right."""
    return {
        "visited_at": "2026-07-10T10:10:00+08:00",
        "method": "onsite",
        "place": "开发区管委会",
        "consistent": "partly",
        "leave_in_order": "not_applicable",
        "allowance_agrees": "yes",
        "difficulties": "通勤车只到十八点半，加班后要自己打车。",
        "note": "对照会议签到与园区台账。",
        "finding": "rectify",
        "due_on": "2026-07-24",
    } | changes


def people(field: Field, check: dict[str, Any]) -> tuple[Any, ...]:
    """The cadre and the two inspectors of a check."""
    return tuple(field.by_id(one) for one in (check["cadre_id"], *(each["id"] for each in check["inspectors"])))


def found(api: Api, field: Field, check: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Visited, written down and signed by both."""
    _, first, second = people(field, check)
    written = api.as_(first).put(f"{URL}/{check['id']}/findings", json=findings(**changes))
    assert written.status_code == 200, written.text
    signed = api.as_(second).post(f"{URL}/{check['id']}/confirm", json={"version": written.json()["version"]})
    assert signed.status_code == 200, signed.text
    view: dict[str, Any] = signed.json()
    return view
