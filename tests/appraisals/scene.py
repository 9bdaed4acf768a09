"""A term being appraised, everybody around it, and the steps of its form."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx

from app.accounts.models import Person
from app.attendance.models import MonthConfirmation
from app.core.actor import Role
from app.secondments.models import Secondment, SecondmentStatus
from tests.factories import Api, County

NOW = "2026-06-26T09:00:00+08:00"
REPORT, PRAISE, AGREED, ENDED, READ = (
    "自评：全年蹲点两个村。",
    "作风扎实。",
    "同意接收单位意见。",
    "同意，按期结束。",
    "已阅。",
)
STEPS: dict[str, tuple[str, dict[str, Any]]] = {
    "self-report": ("cadre", {"self_report": REPORT, "achievements": "引进项目两个。", "submit": True}),
    "receiving": ("supervisor", {"opinion": PRAISE, "grade": "outstanding"}),
    "sending": ("sender", {"opinion": AGREED}),
    "office": ("orgadmin", {"opinion": ENDED, "outside_quota": True}),
    "reading": ("cadre", {"remark": READ}),
}


@dataclass
class Scene:
    """A term being appraised, and everybody around it."""

    county: County
    api: Api
    row: Secondment
    people: dict[str, Person] = field(default_factory=dict)

    def url(self, part: str = "") -> str:
        return f"/api/v1/secondments/{self.row.id}/appraisal{part}"

    def get(self, who: str) -> httpx.Response:
        return self.api.as_(self.people[who]).get(self.url())

    def take(self, step: str, version: int, who: str | None = None, **more: Any) -> httpx.Response:
        signer, body = STEPS.get(step, ("orgadmin", {}))
        client = self.api.as_(self.people[who or signer])
        send = client.put if step == "self-report" else client.post
        return send(self.url(f"/{step}"), json={"version": version} | body | more)

    def until(self, step: str) -> int:
        """Take every step before this one; answers the version that it is taken on."""
        for version, name in enumerate(STEPS, 1):
            if name == step:
                return version
            answer = self.take(name, version)
            assert answer.status_code == 200, answer.text
        return len(STEPS) + 1


def make_scene(county: County, api: Api) -> Scene:
    """One cadre's term, with its sides and a stranger."""
    town, home = county.unit("白鹭镇", county.region), county.unit("县经信局", county.region)
    people = {
        "cadre": county.person("沈知远", Role.CADRE, town),
        "supervisor": county.person("梁主管", Role.SUPERVISOR, town),
        "second": county.person("副主管", Role.SUPERVISOR, town),
        "sender": county.person("闻联系人", Role.SENDER, home),
        "orgadmin": county.person("周部长", Role.ORGADMIN, county.region),
        "finance": county.person("财务", Role.FINANCE, county.region),
        "stranger": county.person("别镇", Role.SUPERVISOR, county.unit("石桥镇", county.region)),
    }
    term = {"start_on": date(2026, 4, 1), "end_on": date(2026, 6, 30), "status": SecondmentStatus.APPRAISING}
    row = county.secondment(people["cadre"], county.programme(), town, home, (people["supervisor"],), **term)
    county.add(
        MonthConfirmation(
            secondment_id=row.id, month="2026-04", unit_id=town.id, basis="online",
            confirmed_by_id=people["supervisor"].id, ledger_digest="0" * 64,
        )
    )  # fmt: skip
    return Scene(county, api, row, people)
