"""The page 节假日."""

from datetime import UTC, datetime

import httpx
import time_machine

from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.workdays import service
from tests.factories import Api, County


def read(client: httpx.Client, path: str) -> httpx.Response:
    return client.get(path, headers={"Accept": "text/html"})


def test_a_year_by_months(api: Api, county: County) -> None:
    with Work(county.database, SYSTEM, True) as work:
        service.ensure_seeded(work)
    orgadmin = api.as_(county.person("组织部", Role.ORGADMIN, county.region))
    supervisor = api.as_(county.person("主管", Role.SUPERVISOR, county.region))
    with time_machine.travel(datetime(2026, 4, 7, 4, tzinfo=UTC), tick=False):
        now = read(orgadmin, "/workdays")
        assert "248" in now.text
        assert "chinesecalendar" in now.text
        assert "导入放假安排" in now.text
        assert "导入放假安排" not in read(supervisor, "/workdays").text
        later = read(supervisor, "/workdays?year=2027").text
        assert "还没有发布 2027 年" in later
        assert read(supervisor, "/workdays?year=1999").status_code == 422
