"""People of the same name: told apart wherever they are shown or chosen, and never matched by name."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from app.accounts.authority import person_actor
from app.accounts.models import Person, Unit
from app.accounts.service_namesakes import Namesakes, choice_labels, masked
from app.core.actor import Role
from app.core.work import Work
from tests.factories import Api, County


@pytest.fixture(autouse=True)
def _in_july() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 7, 10, 3, tzinfo=UTC), tick=True):
        yield


class Two:
    """Two people of one name, of two units, seconded to the same post."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.bureau, self.office = county.unit("县经信局", county.region), county.unit("县商务局", county.region)
        self.town = county.unit("清水镇", county.region)
        self.first = self.cadre(self.bureau, "20260011")
        self.second = self.cadre(self.office, "20260022")
        self.supervisor = county.person("镇长", Role.SUPERVISOR, self.town, person_no="1")
        self.programme = county.programme()
        self.posts = [
            county.secondment(one, self.programme, self.town, supervisors=(self.supervisor,))
            for one in (self.first, self.second)
        ]

    def cadre(self, unit: Unit, number: str | None) -> Person:
        """One more 张伟."""
        return self.county.person("张伟", Role.CADRE, unit, home_unit_id=unit.id, person_no=number)

    def named(self, reader: Person, person: Person) -> str:
        """What a page says."""
        with self.county.database.session(write=False) as session:
            actor = person_actor(session, reader)
        with Work(self.county.database, actor, writes=False) as work:
            return Namesakes(work)(person.name, person.id)

    def chosen(self, reader: Person, person: Person, *, unit: bool = True) -> str:
        """What a chooser says."""
        with self.county.database.session(write=False) as session:
            actor = person_actor(session, reader)
        with Work(self.county.database, actor, writes=False) as work:
            return choice_labels(work, [person.id], unit=unit)[person.id]


@pytest.fixture
def two(county: County) -> Two:
    return Two(county)


def test_only_namesakes_are_marked(two: Two) -> None:
    assert two.named(two.supervisor, two.first) == "张伟（…0011）"
    assert two.named(two.supervisor, two.second) == "张伟（…0022）"
    assert two.named(two.supervisor, two.supervisor) == "镇长"


def test_numbers_that_end_alike_are_told_apart_by_the_unit(two: Two) -> None:
    third = two.cadre(two.town, "20250011")
    assert two.named(two.supervisor, two.first) == "张伟（县经信局 …0011）"
    assert two.named(two.supervisor, third) == "张伟（清水镇 …0011）"
    nobody = two.cadre(two.office, None)
    assert two.named(two.supervisor, nobody) == "张伟（县商务局）"


def test_a_chooser_says_unit_and_number_as_far_as_they_may_be_known(two: Two) -> None:
    orgadmin = two.county.person("组织部", Role.ORGADMIN, two.county.region)
    assert two.chosen(orgadmin, two.first) == "张伟（县经信局 20260011）"
    assert two.chosen(two.supervisor, two.first) == "张伟（县经信局 …0011）"
    assert two.chosen(orgadmin, two.first, unit=False) == "张伟（20260011）"
    assert two.chosen(orgadmin, two.cadre(two.office, None), unit=False) == "张伟（县商务局）"


@pytest.mark.parametrize(("number", "shown"), [("20260011", "…0011"), ("1234", "…34"), ("7", "…7"), (None, "")])
def test_a_masked_number_is_never_whole(number: str | None, shown: str) -> None:
    assert masked(number) == shown


def test_the_reviewers_pages_tell_them_apart(two: Two, api: Api) -> None:
    for cadre, post in zip((two.first, two.second), two.posts, strict=True):
        body = {"client_id": str(post.id), "day_type": "on_post", "items": [{"text": "走访企业三家"}], "submit": True}
        written = api.as_(cadre).put(f"/api/v1/secondments/{post.id}/records/2026-07-10", json=body)
        assert written.status_code == 201, written.text
    me = api.as_(two.supervisor)
    for path in ("/todo", "/spot-checks/new", "/attendance"):
        page = me.get(path, follow_redirects=True).text
        assert "0011" in page, path
        assert "0022" in page, path


def test_the_forms_of_the_department_tell_them_apart_and_search_by_number(two: Two, api: Api) -> None:
    me = api.as_(two.county.person("组织部", Role.ORGADMIN, two.county.region))
    two.county.group(two.county.person("组长", home_unit_id=two.town.id), two.posts[0])
    for path in ("/secondments/new", "/groups/new", "/secondments", "/people"):
        page = me.get(path).text
        assert "20260011" in page, path
        assert "20260022" in page, path
    found = me.get("/api/v1/people", params={"q": "20260022"}).json()["items"]
    assert [one["id"] for one in found] == [str(two.second.id)]
    posts = me.get("/api/v1/secondments", params={"q": "20260022"}).json()["items"]
    assert [one["id"] for one in posts] == [str(two.posts[1].id)]
