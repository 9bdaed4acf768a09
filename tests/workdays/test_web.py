"""The page 节假日."""

import re
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
        assert "国务院办公厅关于 2026 年节假日安排的通知" in now.text
        assert "chinesecalendar" not in now.text
        assert "导入放假安排" in now.text
        rows = [re.sub(r"<[^>]+>|\s+", "", row) for row in now.text.split("<tbody>")[1].split("</tr>")]
        assert [row for row in rows if row.startswith(("春节", "国庆节"))] == [
            "春节2月15日–23日92月14日周六、2月28日周六",
            "国庆节10月1日–7日79月20日周日、10月10日周六",
        ]
        assert "导入放假安排" not in read(supervisor, "/workdays").text
        later = read(supervisor, "/workdays?year=2027").text
        assert "还没有发布 2027 年" in later
        assert read(supervisor, "/workdays?year=1999").status_code == 422
