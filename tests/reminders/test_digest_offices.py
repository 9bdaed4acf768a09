"""What reviewers, leaders, the Organization Department and finance hear: how much waits and since when, no name."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from app.accounts.models_delegations import Delegation
from app.allowances.models import AllowanceRun, RunState
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType, Level
from app.core.actor import Role
from app.core.db import Database
from app.core.job_runs import Outcome
from app.records.models import DailyRecord
from app.secondments.models import Secondment
from app.signals.evidence import evidence_of
from app.signals.models import ReasonCode, Signal, SignalKind, SignalState
from app.workdays.models import CalendarOverlay
from app.workdays.rules import OverlayKind
from tests.factories import County
from tests.reminders.conftest import WEDNESDAY
from tests.reminders.test_digest import Inbox, Post, Run, Write

TODAY = WEDNESDAY.date()
RECORDS = "有 %(count)s 条记录待审阅，最早的等了 %(waited)s 个工作日"
MONTH = "%(month)s的出勤待确认"
LEAVE = "有 %(count)s 份请假待处理，最早的等了 %(waited)s 个工作日"


@pytest.fixture
def post(county: County) -> Post:
    return Post(county)


def said(messages: list[Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(line["text"], line["params"]) for message in messages for line in message.lines]


def _leave(row: Secondment, **fields: Any) -> Leave:
    long_ago = datetime(2026, 4, 13, tzinfo=UTC)
    values = {"status": LeaveStatus.SUBMITTED, "level": Level.RECEIVING, "created_at": long_ago} | fields
    return Leave(
        secondment_id=row.id,
        cadre_id=row.cadre_id,
        unit_id=row.receiving_unit_id,
        filed_by_id=row.cadre_id,
        type=LeaveType.PERSONAL,
        start_on=date(2026, 4, 20),
        end_on=date(2026, 4, 20),
        reason="金丝雀的家事",
        halves=2,
        **values,
    )


def test_a_stand_in_hears_what_waits_for_whom_they_stand_in(
    county: County, run: Run, inbox: Inbox, write_record: Write
) -> None:
    post = Post(county)
    other = county.person("代理人")
    county.add(
        Delegation(
            from_id=post.supervisor.id,
            to_id=other.id,
            unit_id=post.office.id,
            start_on=TODAY,
            end_on=TODAY + timedelta(days=2),
        )
    )
    write_record(post.secondment, "2026-04-14")
    write_record(post.secondment, "2026-04-10")
    run("workday-digest")
    expected = [(RECORDS, {"count": 2, "waited": 3}), (MONTH, {"month": "2026-03"})]
    assert said(inbox(other)) == said(inbox(post.supervisor)) == expected


@pytest.mark.parametrize(("reviewed_by", "heard"), [("group_leader", True), ("receiving", False)])
def test_a_leader_reviews_where_the_programme_says_so(
    county: County, run: Run, inbox: Inbox, write_record: Write, reviewed_by: str, heard: bool
) -> None:
    post = Post(county, reviewed_by=reviewed_by)
    leader = county.person("组长")
    group = county.group(leader, post.secondment)
    write_record(post.secondment, "2026-04-14")
    run("workday-digest")
    texts = [text for text, _ in said(inbox(leader))]
    assert texts == ([RECORDS, MONTH] if heard else [])
    run("workday-digest", WEDNESDAY + timedelta(days=5))  # the next Monday
    weekly = inbox(leader)[-1].lines[-1]
    assert weekly["href"] == f"/groups/{group.id}/week?week=2026-W16", "the week that is over"
    assert weekly["params"] == {"group": group.name}
    run("workday-digest", WEDNESDAY + timedelta(days=6))
    assert "/week?" not in repr(inbox(leader)[-1].lines) or not heard


def test_leave_is_told_to_whoever_has_the_word(county: County, run: Run, inbox: Inbox, post: Post) -> None:
    office = county.person("组织部", Role.ORGADMIN, county.region)
    county.add(_leave(post.secondment))
    run("workday-digest")
    assert (LEAVE, {"count": 1, "waited": 2}) in said(inbox(post.supervisor))
    assert inbox(office) == []
    county.add(_leave(post.secondment, status=LeaveStatus.REFERRED, level=Level.ORGANISATION))
    run("workday-digest", WEDNESDAY + timedelta(days=1))
    (message,) = inbox(office)
    assert [(line["text"], line["params"], line["href"]) for line in message.lines] == [
        (LEAVE, {"count": 1, "waited": 3}, "/leave")
    ]
    assert "金丝雀" not in repr(inbox(post.supervisor))
    assert "干部" not in repr(message.lines)


def test_answers_wait_for_those_who_decide(county: County, run: Run, inbox: Inbox, post: Post) -> None:
    row, days = post.secondment, [date(2026, 4, day) for day in (8, 9, 10)]
    office = county.person("组织部", Role.ORGADMIN, county.region)
    county.add(
        Signal(
            kind=SignalKind.MISSING,
            subject_id=row.id,
            secondment_id=row.id,
            person_id=row.cadre_id,
            unit_id=row.receiving_unit_id,
            window="2026-04",
            first_on=days[0],
            last_on=days[-1],
            evidence=evidence_of("missing/1", days=days, by="workday", count=3),
            state=SignalState.ANSWERED,
            reason_code=ReasonCode.OTHER,
            answered_at=WEDNESDAY - timedelta(hours=1),
            opened_on=days[-1],
            expires_on=date(2026, 5, 31),
        )
    )
    run("workday-digest")
    assert ("有 %(count)s 个疑问已有回复，待您看", {"count": 1}) in said(inbox(post.supervisor))
    assert inbox(office) == []


def test_the_department_hears_once_a_week_which_kinds_there_are(
    county: County, run: Run, inbox: Inbox, write_record: Write, post: Post
) -> None:
    office = county.person("组织部", Role.ORGADMIN, county.region)
    elsewhere = county.person("别处的组织部", Role.ORGADMIN, county.unit("邻县"))
    row = write_record(post.secondment, "2026-04-01")
    with county.database.session(write=True) as session:
        session.get_one(DailyRecord, row.id).submitted_at = datetime(2026, 4, 1, 12, tzinfo=UTC)
        session.commit()
    run("workday-digest", WEDNESDAY - timedelta(days=2))
    (message,) = inbox(office)
    assert message.lines[0]["href"] == "/attention"
    kinds = {line["text"]: line["params"] for line in message.lines[1:]}
    assert kinds == {"一周没有审阅或答复": {}, "月份还没有确认": {}}
    assert message.params["items"] == 1
    assert inbox(elsewhere) == []
    run("workday-digest", WEDNESDAY - timedelta(days=1))
    assert len(inbox(office)) == 1


def test_finance_hears_of_the_months_next_step(county: County, run: Run, inbox: Inbox, post: Post) -> None:
    maker = county.person("会计", Role.FINANCE, county.region)
    other = county.person("出纳", Role.FINANCE, county.region)
    county.add(
        AllowanceRun(
            programme_id=post.programme.id,
            month="2026-03",
            state=RunState.CALCULATED,
            calculated_at=WEDNESDAY,
            calculated_by_id=maker.id,
        )
    )
    run("workday-digest")
    assert inbox(maker) == []  # somebody else approves
    assert said(inbox(other)) == [("%(month)s的补助待审核", {"month": "2026-03"})]


def test_an_office_hears_at_the_hour_of_the_earliest_programme_with_something_to_say(
    county: County, run: Run, inbox: Inbox, write_record: Write
) -> None:
    office = county.unit("财政局", county.region)
    boss = county.person("李主管", Role.SUPERVISOR, office)
    early, late = (
        county.secondment(
            county.person(f"{hour}时"),
            county.programme(f"{hour}时", reminder_hour=hour),
            office,
            supervisors=(boss,),
            start_on=date(2026, 4, 1),
        )
        for hour in (10, 16)
    )
    write_record(late, "2026-04-14")
    for hour in (10, 11, 16):
        run("workday-digest", WEDNESDAY.replace(hour=hour))
    (message,) = inbox(boss)
    assert (message.created_at, said([message])) == (WEDNESDAY.replace(hour=16), [(RECORDS, {"count": 1, "waited": 1})])
    write_record(early, "2026-04-14")
    run("workday-digest", WEDNESDAY.replace(day=16, hour=10))
    assert said(inbox(boss)[1:]) == [(RECORDS, {"count": 2, "waited": 2})]


def test_its_statements_do_not_grow_with_the_people(
    county: County, database: Database, run: Run, write_record: Write, post: Post
) -> None:
    def grow(people: int) -> None:
        for number in range(people):
            office = county.unit(f"第{number}镇", county.region)
            boss = county.person("主管", Role.SUPERVISOR, office)
            cadre = county.person("干部", Role.CADRE)
            row = county.secondment(cadre, post.programme, office, supervisors=(boss,))
            write_record(row, "2026-04-10")
            county.add(_leave(row))

    grow(1)
    few = _count(database, WEDNESDAY, run)
    grow(8)
    assert _count(database, WEDNESDAY + timedelta(days=1), run) <= few


def _count(database: Database, at: datetime, run: Run) -> int:
    found: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    assert run("workday-digest", at).outcome is Outcome.DONE
    event.remove(database.engine, "before_cursor_execute", note)
    return len(found)


def test_a_unit_closed_by_order_is_quiet_and_one_that_works_a_rest_day_is_not(
    county: County, run: Run, inbox: Inbox, write_record: Write
) -> None:
    closed, working = Post(county), Post(county)
    saturday = date(2026, 4, 18)
    for post, kind, on in ((closed, OverlayKind.CLOSURE, TODAY), (working, OverlayKind.WORKDAY, saturday)):
        write_record(post.secondment, "2026-04-14")
        span = {"first_on": on, "last_on": on, "reason": "通知"}
        county.add(CalendarOverlay(unit_id=post.office.id, kind=kind, name="安排", **span))
    run("workday-digest")
    assert inbox(closed.supervisor) == inbox(closed.cadre) == []
    assert len(inbox(working.supervisor)) == len(inbox(working.cadre)) == 1
    run("workday-digest", WEDNESDAY.replace(day=saturday.day))
    assert inbox(closed.supervisor) == inbox(closed.cadre) == []
    assert len(inbox(working.supervisor)) == len(inbox(working.cadre)) == 2
