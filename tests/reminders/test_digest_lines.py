"""What a cadre's digest says beside the day's record: what came back, what is asked, what ends, what is new."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.accounts.models import Person
from app.allowances.models_claims import Claim, ClaimKind, ClaimState
from app.allowances.models_insurance import InsurancePolicy
from app.allowances.models_objections import Objection, ObjectionState, Outcome
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType, Level
from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.work import Work
from app.records.models import RecordStatus
from app.reminders.models import InboxMessage
from app.secondments.models import Secondment
from app.signals.evidence import evidence_of
from app.signals.models import Signal, SignalKind, SignalState
from app.spot_checks.models import SpotCheck
from tests.factories import County
from tests.reminders.conftest import WEDNESDAY
from tests.reminders.test_digest import MISSING, Inbox, Post, Run, Write, texts

TODAY = WEDNESDAY.date()
NEWS = "另有 %(count)s 条新消息"


@pytest.fixture
def post(county: County, write_record: Write) -> Post:
    """Somebody who has written today, so that only the other lines speak."""
    post = Post(county)
    write_record(post.secondment, TODAY.isoformat(), RecordStatus.APPROVED)
    return post


def ids_of(row: Secondment) -> dict[str, Any]:
    return {"secondment_id": row.id, "cadre_id": row.cadre_id}


def claim(row: Secondment, state: ClaimState, on: date = TODAY) -> Claim:
    return Claim(
        **ids_of(row),
        programme_id=row.programme_id,
        unit_id=row.receiving_unit_id,
        kind=ClaimKind.TRANSPORT,
        month="2026-04",
        counts_on=on,
        outbound_on=on,
        state=state,
    )


def news(person: Person, kind: str, at: datetime, read: bool = False) -> InboxMessage:
    key = f"{kind}/{at.isoformat()}/{person.id}"
    return InboxMessage(
        person_id=person.id, key=key, kind=kind, title="新消息", created_at=at, read_at=at if read else None
    )


def test_what_came_back_or_is_asked_is_listed_and_counted(
    county: County, run: Run, inbox: Inbox, post: Post, write_record: Write
) -> None:
    row = post.secondment
    write_record(row, "2026-04-14", RecordStatus.RETURNED)
    county.add(
        claim(row, ClaimState.RETURNED, date(2026, 4, 8)),
        claim(row, ClaimState.RETURNED),
        claim(row, ClaimState.DRAFT),  # told on the first workday of a week alone
        SpotCheck(
            **ids_of(row),
            unit_id=row.receiving_unit_id,
            author_id=post.supervisor.id,
            visited_at=WEDNESDAY - timedelta(days=1),
            note="走访时在岗",
        ),
    )
    run("workday-digest")
    (message,) = inbox(post.cadre)
    assert texts([message]) == [
        [
            "有 %(count)s 天的记录被退回待修改：%(days)s",
            "有 %(count)s 份抽查记录待您回复",
            "有 %(count)s 张报销单被退回待修改",
        ]
    ]
    assert message.params["items"] == 4
    assert "走访" not in repr(message.lines)


def test_drafts_of_claims_are_told_on_the_weeks_first_workday(
    county: County, run: Run, inbox: Inbox, write_record: Write, post: Post
) -> None:
    county.add(claim(post.secondment, ClaimState.DRAFT))
    for on in ("2026-04-07", "2026-04-08"):
        write_record(post.secondment, on, RecordStatus.APPROVED)
    run("workday-digest", WEDNESDAY.replace(day=7))  # a Tuesday: Monday was 清明
    run("workday-digest", WEDNESDAY.replace(day=8))
    assert texts(inbox(post.cadre)) == [["有 %(count)s 张报销单还是草稿，没有提交"]]


def test_a_question_is_told_with_its_message_once(
    county: County, run: Run, inbox: Inbox, post: Post, database: Database
) -> None:
    row, days = post.secondment, [date(2026, 4, day) for day in (8, 9, 10)]
    asking = Signal(
        kind=SignalKind.MISSING,
        subject_id=row.id,
        secondment_id=row.id,
        person_id=row.cadre_id,
        unit_id=row.receiving_unit_id,
        window="2026-04",
        first_on=days[0],
        last_on=days[-1],
        evidence=evidence_of("missing/1", days=days, by="workday", count=3),
        opened_on=TODAY,
        expires_on=TODAY + timedelta(days=30),
    )
    county.add(asking)
    run("workday-digest")
    run("workday-digest", WEDNESDAY + timedelta(days=1))
    first, second = inbox(post.cadre)
    assert [line["href"] for line in first.lines] == [f"/signals/{asking.id}"]
    assert texts([second]) == [[MISSING]]
    with Work(database, SYSTEM, writes=False) as work:
        row_now = work.session.get_one(Signal, asking.id)
        assert (row_now.state, row_now.told_at) == (SignalState.TOLD, WEDNESDAY)


def leave(row: Secondment, first: date, last: date, **fields: Any) -> Leave:
    values = {"status": LeaveStatus.APPROVED, "level": Level.RECEIVING, "halves": 2, "reason": "家事"} | fields
    return Leave(
        **ids_of(row),
        unit_id=row.receiving_unit_id,
        filed_by_id=row.cadre_id,
        type=LeaveType.PERSONAL,
        start_on=first,
        end_on=last,
        **values,
    )


def test_leave_that_nobody_ended_asks_for_its_end(county: County, run: Run, inbox: Inbox, post: Post) -> None:
    long_ago = WEDNESDAY - timedelta(days=20)
    row = leave(post.secondment, date(2026, 3, 30), date(2026, 4, 1), created_at=long_ago, updated_at=long_ago)
    county.add(row)
    run("workday-digest")
    (message,) = inbox(post.cadre)
    assert [line["href"] for line in message.lines] == [f"/leave/{row.id}"]
    assert message.lines[0]["params"] == {"span": ["2026-03-30", "2026-04-01"]}


@pytest.mark.parametrize(("half", "hour", "heard"), [("am", 10, 0), ("am", 17, 1), ("pm", 10, 1), ("pm", 17, 0)])
def test_half_a_day_of_leave_is_quiet_in_its_half(
    county: County, run: Run, inbox: Inbox, half: str, hour: int, heard: int
) -> None:
    post = Post(county, reminder_hour=hour)
    county.add(leave(post.secondment, TODAY, TODAY, start_half=half, end_half=half, halves=1))
    for slot in (10, 17):
        run("workday-digest", WEDNESDAY.replace(hour=slot))
    assert len(inbox(post.cadre)) == heard


def test_what_ends_is_told_thirty_and_seven_days_ahead_once_each(
    county: County, run: Run, inbox: Inbox, write_record: Write
) -> None:
    post = Post(county, insured=True)
    until = date(2026, 5, 13)
    county.add(
        InsurancePolicy(
            **ids_of(post.secondment),
            policy_no="P1",
            insurer="某保险",
            start_on=date(2026, 1, 1),
            end_on=until,
            premium_fen=0,
        )
    )
    heard: dict[date, list[Any]] = {}
    for on in _workdays(date(2026, 4, 10), until):
        write_record(post.secondment, on.isoformat(), RecordStatus.APPROVED)
        run("workday-digest", datetime.combine(on, WEDNESDAY.timetz()))
        for row in inbox(post.cadre)[len(heard) :]:
            heard[on] = [line["params"] for line in row.lines]
    assert heard == {day: [{"on": until.isoformat()}] for day in (date(2026, 4, 13), date(2026, 5, 6))}


def _workdays(first: date, last: date) -> Iterator[date]:
    holidays = {date(2026, 5, day) for day in (1, 4, 5)}
    days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return (on for on in days if on.weekday() < 5 and on not in holidays)


def test_the_end_of_the_term_is_told(county: County, run: Run, inbox: Inbox, write_record: Write) -> None:
    post = Post(county)
    ending = county.person("快期满")
    row = county.secondment(ending, post.programme, post.office, end_on=date(2026, 4, 20))
    for on in ("2026-04-15", "2026-04-16"):
        write_record(row, on, RecordStatus.APPROVED)
    run("workday-digest")
    run("workday-digest", WEDNESDAY + timedelta(days=1))
    (message,) = inbox(ending)
    assert message.lines[0]["params"] == {"on": "2026-04-20"}
    assert message.params["once"] == [f"term/{row.id}/2026-04-20/7"]


def test_an_answered_objection_is_told_once(
    county: County, run: Run, inbox: Inbox, write_record: Write, post: Post
) -> None:
    row = post.secondment
    write_record(row, "2026-04-16", RecordStatus.APPROVED)
    answered = Objection(
        **ids_of(row),
        programme_id=row.programme_id,
        month="2026-03",
        state=ObjectionState.ANSWERED,
        text="少算一天",
        due_on=TODAY,
        outcome=Outcome.UPHELD,
        answer="已更正",
        answered_at=WEDNESDAY - timedelta(hours=2),
    )
    county.add(answered)
    run("workday-digest")
    run("workday-digest", WEDNESDAY + timedelta(days=1))
    assert [[line["href"] for line in message.lines] for message in inbox(post.cadre)] == [
        [f"/objections/{answered.id}"]
    ]


def test_unread_news_are_counted_since_the_last_digest(county: County, run: Run, inbox: Inbox) -> None:
    post = Post(county)
    before, after = WEDNESDAY - timedelta(hours=3), WEDNESDAY + timedelta(hours=1)
    county.add(
        news(post.cadre, "month.confirmed", before),
        news(post.cadre, "claim.approved", before),
        news(post.cadre, "claim.paid", before, read=True),
        news(post.cadre, "record.returned", before),  # its line counts it already
    )
    run("workday-digest")
    county.add(news(post.cadre, "month.confirmed", after))
    run("workday-digest", WEDNESDAY + timedelta(days=1))
    said = [row for row in inbox(post.cadre) if row.kind == "workday-digest"]
    assert [[(line["text"], line["params"]) for line in row.lines] for row in said] == [
        [(MISSING, {}), (NEWS, {"count": 2})],
        [(MISSING, {}), (NEWS, {"count": 1})],
    ]
    assert [row.params["items"] for row in said] == [3, 2]


@pytest.mark.parametrize(("kind", "heard"), [("record.approved", 0), ("leave.approved", 1)])
def test_news_alone_speak_where_they_decide_something(
    county: County, run: Run, inbox: Inbox, post: Post, kind: str, heard: int
) -> None:
    county.add(news(post.cadre, kind, WEDNESDAY - timedelta(hours=3)))
    run("workday-digest")
    said = [row for row in inbox(post.cadre) if row.kind == "workday-digest"]
    assert texts(said) == [[NEWS]] * heard
