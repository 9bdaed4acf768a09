"""Queries that no page of ours makes: cursors written by hand, instants at the ends of the calendar."""

import base64
from datetime import date

import orjson
import pytest

from app.core.actor import Role
from tests.factories import Api, County

SOME_ID = "00000000-0000-7000-8000-000000000000"
ENDS = ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00")


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).decode().rstrip("=")


LISTS = {
    "people": (cursor("a\0b", SOME_ID),),
    "units": (cursor("a\0b", SOME_ID),),
    "spot-checks": tuple(cursor(end, SOME_ID) for end in ENDS[::2]),
    "check-ins": tuple(cursor(end, SOME_ID) for end in ENDS[::2]),
    "inbox": tuple(cursor(end, SOME_ID) for end in ENDS[::2]),
    "audit": (cursor("9" * 30), cursor("-" + "9" * 30), cursor("9223372036854775808")),
    "allowances/2026-06": (cursor(0, "a\0", SOME_ID), cursor(10**18, "a", SOME_ID), cursor("9" * 30, "a", SOME_ID)),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_cursor_that_no_row_can_have_made_is_refused(api: Api, county: County, name: str) -> None:
    keeper = api.as_(county.person("组织部", Role.ORGADMIN, county.region))
    for made_up in LISTS[name]:
        answer = keeper.get(f"/api/v1/{name}", params={"cursor": made_up})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "bad-cursor")


@pytest.mark.parametrize("name", ["people", "units", "secondments", "check-ins", "records"])
def test_an_instant_beyond_the_calendar_is_refused(api: Api, county: County, name: str) -> None:
    keeper = api.as_(county.person("组织部", Role.ORGADMIN, county.region))
    for end in ENDS:
        answer = keeper.get(f"/api/v1/{name}", params={"changed_since": end})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/changed_since")


@pytest.mark.parametrize("end", ["from", "to"])
def test_the_trail_is_asked_for_days_of_our_time(api: Api, county: County, end: str) -> None:
    keeper = api.as_(county.person("组织部", Role.ORGADMIN, county.region))
    for day in (date.min, date.max):
        answer = keeper.get("/api/v1/audit", params={end: day.isoformat()})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{end}")
