"""The term-end form in the digest of whoever has the turn."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.appraisals.models import Appraisal, Turn
from app.core.actor import Role
from app.records.models import RecordStatus
from app.secondments.models import SecondmentStatus
from tests.factories import County
from tests.reminders.conftest import WEDNESDAY
from tests.reminders.test_digest import Inbox, Post, Run, Write, texts

FRIDAY, TODAY = WEDNESDAY + timedelta(days=2), WEDNESDAY.date()
FORMS = "有 %(count)s 份期满鉴定表等您填写并签字"


@pytest.fixture
def term(county: County, write_record: Write) -> Post:
    """A term that is being appraised, today's record written; with a sending unit."""
    post = Post(county)
    post.secondment.status = SecondmentStatus.APPRAISING
    post.secondment.sending_unit_id = county.unit("派出局", county.region).id
    county.add(post.secondment)
    write_record(post.secondment, TODAY.isoformat(), RecordStatus.APPROVED)
    return post


def form(post: Post, turn: Turn, **signatures: dict[str, str]) -> Appraisal:
    row = post.secondment
    fields = {"secondment_id": row.id, "cadre_id": row.cadre_id, "unit_id": row.receiving_unit_id}
    return Appraisal(**fields, turn=turn, signatures=signatures, updated_at=WEDNESDAY)


def lines(messages: list[Any]) -> list[str]:
    return [text for some in texts(messages) for text in some if "鉴定" in text]


@pytest.mark.parametrize("is_over", [False, True])
def test_a_cadre_hears_of_their_own_turn_also_after_the_term(
    county: County, run: Run, inbox: Inbox, term: Post, is_over: bool
) -> None:
    if is_over:
        term.secondment.end_on, term.secondment.end_month = date(2026, 3, 31), "2026-03"
        county.add(term.secondment)
    run("workday-digest")
    (message,) = inbox(term.cadre)
    assert lines([message]) == ["期满鉴定表等您写自评，已有草稿"]
    assert message.lines[0]["href"] == f"/secondments/{term.secondment.id}/appraisal"
    assert lines(inbox(term.supervisor)) == []


def test_each_side_hears_in_its_turn_and_nobody_twice(county: County, run: Run, inbox: Inbox, term: Post) -> None:
    other = county.person("郑主管", Role.SUPERVISOR, term.office)
    office = county.person("组织部", Role.ORGADMIN, county.region)
    row = form(term, Turn.RECEIVING)
    county.add(row)
    run("workday-digest")
    assert [lines(inbox(one)) for one in (term.supervisor, other, office, term.cadre)] == [[FORMS], [], [], []]

    row.turn = Turn.SENDING
    row.signatures = {"receiving": {"person_id": str(term.supervisor.id), "at": WEDNESDAY.isoformat()}}
    county.add(row)
    run("workday-digest", WEDNESDAY + timedelta(days=1))
    assert [len(lines(inbox(one))) for one in (term.supervisor, office)] == [1, 1], "nobody there: it signs on paper"

    sender = county.person("派出联系人", Role.SENDER, county.region)
    run("workday-digest", FRIDAY)
    assert [len(lines(inbox(one))) for one in (sender, office)] == [1, 1]
