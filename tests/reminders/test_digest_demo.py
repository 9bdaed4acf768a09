"""The demo county's digest: its numbers are those of 待办 and of the menu, and every line leads somewhere."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person
from app.accounts.service_actors import list_actors
from app.appraisals.service_terms import count_terms
from app.appraisals.service_waits import open_forms
from app.attendance.service_month_list import list_month
from app.core.actor import SYSTEM, Actor, Role
from app.core.clock import BEIJING
from app.core.config import Settings
from app.core.db import Database
from app.core.job_runs import Outcome, run_slot
from app.core.work import Work
from app.demo.seed import seed_county
from app.home.navigation import navigation
from app.records.service import count_waiting
from app.reminders.digest_finance import finance_lines
from app.reminders.digest_lines import Line, hours_today, joined
from app.reminders.digest_reviewer import reviewer_lines
from app.reminders.models import InboxMessage
from app.reminders.service_digest import KIND, OFFICES
from app.secondments.service_circle import Circle
from tests.factories import Api
from tests.reminders.conftest import JOB
from tests.support.databases import Copies

MONDAY = datetime(2026, 8, 3, 17, 0, tzinfo=BEIJING)
BADGES = {"/todo", "/leave", "/claims", "/objections", "/adjustments", "/bank-accounts", "/holds"}
"""Entries of the menu with a number of things to do."""
VARIABLE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-(\d{2}|W\d{2})(-\d{2})?")


@pytest.fixture
def database_url(copies: Copies) -> Iterator[str]:
    """The engines are compared by the other tests; the county is built once."""
    with copies.url("sqlite") as url:
        yield url


def test_its_numbers_are_those_of_the_menu_and_its_links_open(
    database: Database, settings: Settings, api: Api, travel: time_machine.Traveller
) -> None:
    travel.move_to(MONDAY, tick=False)
    seed_county(database, settings)
    with Work(database, SYSTEM, writes=False) as work:
        actors = list_actors(work, *OFFICES)
        circle, hours = Circle(work.today, actors), hours_today(work)
        lines = joined([reviewer_lines(work, circle, hours, open_forms(work)), finance_lines(work, circle, hours)])
        for person_id, actor in actors.items():
            _agrees(work.acting_as(actor), lines.get(person_id, []))
    assert any("期满鉴定表" in line.phrase.text for some in lines.values() for line in some)
    assert {grant.role for key in lines for grant in actors[key].grants} >= set(OFFICES) - {
        Role.GROUP_LEADER,
        Role.SENDER,
    }
    _every_line_leads_somewhere(database, api, lines, actors)


def _agrees(work: Work, lines: list[Line]) -> None:
    """Each entry of the menu tells the number that the digest's lines add up to."""
    told = Counter[str]()
    for line in lines:
        told[(line.phrase.href or "").partition("?")[0]] += line.items
    items = [item for group in navigation(work, "/", "zh-CN")["menu"] for item in group["items"]]
    badges = {item["href"]: int(item["badge"] or 0) for item in items if item["href"] in BADGES}
    _asks_about_forms_that_are_theirs(work, lines, badges)
    assert {href: told[href] for href in badges} == badges
    assert not (told.keys() & BADGES) - badges.keys()
    records = [line.phrase.params["count"] for line in lines if "条记录待审阅" in line.phrase.text]
    assert sum(records) == count_waiting(work)
    if told["/attendance"]:
        assert any(row.can_confirm for row in list_month(work, "2026-07", limit=None).items)


def _asks_about_forms_that_are_theirs(work: Work, lines: list[Line], badges: dict[str, int]) -> None:
    """待办 shows a form to all who may act on it; the digest asks those whom the secondment names."""
    forms = [line for line in lines if "期满鉴定表" in line.phrase.text]
    asked, theirs = sum(line.items for line in forms), count_terms(work)
    assert asked <= theirs
    if "/todo" in badges:
        badges["/todo"] -= theirs - asked


def _every_line_leads_somewhere(
    database: Database, api: Api, lines: Mapping[UUID, list[Line]], actors: Mapping[UUID, Actor]
) -> None:
    assert run_slot(database, JOB["workday-digest"], MONDAY).outcome is Outcome.DONE
    with Work(database, SYSTEM, writes=False) as work:
        people = {person.id: person for person in work.session.exec(select(Person))}
        told = {row.person_id: row for row in work.session.exec(select(InboxMessage).where(InboxMessage.kind == KIND))}
        work.session.expunge_all()
    assert lines.keys() <= told.keys()
    assert any(key not in actors for key in told)  # cadres as well
    opened: set[tuple[str, frozenset[Role]]] = set()
    for person_id, message in told.items():
        roles = frozenset(grant.role for grant in actors[person_id].grants) if person_id in actors else frozenset()
        for href in {line["href"] for line in message.lines if line["href"]}:
            kind = VARIABLE.sub("*", href), roles
            if kind not in opened:  # each kind of line once for each kind of reader
                opened.add(kind)
                answer = api.as_(people[person_id]).get(href, headers={"Accept": "text/html"}, follow_redirects=True)
                assert answer.status_code == 200, f"{people[person_id].name} {href}"
    assert len(opened) > 10
