"""One digest a person and workday, in its hour, only with something to say, and never twice."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.accounts.authority import person_actor
from app.accounts.models import Person, PersonStatus, Unit
from app.attendance.models import DayOverride
from app.core.actor import Role
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.job_runs import Outcome, run_slot
from app.core.work import Work
from app.records.models import RecordStatus
from app.reminders import service_deliveries, service_digest
from app.reminders.models import InboxMessage, ReminderSettings
from app.secondments.models import Secondment
from app.secondments.schemas_postings import TransferIn
from app.secondments.schemas_secondments import ReasonedIn
from app.secondments.service_lifecycle import take_step
from app.secondments.service_transfer import transfer
from tests.factories import County
from tests.reminders.conftest import JOB, WEDNESDAY

MISSING, DRAFT, WEEK = "今天的纪实还没有写", "今天的纪实还是草稿，尚未提交", "本周还没有纪实，写一天即可"
Run = Callable[..., Any]
Inbox = Callable[[Person], list[Any]]
Write = Callable[..., Any]


class Post:
    """A cadre on post with a supervisor who is reminded."""

    def __init__(self, county: County, **policy: Any) -> None:
        self.county = county
        self.office: Unit = county.unit("财政局", county.region)
        self.supervisor = county.person("李主管", Role.SUPERVISOR, self.office)
        self.cadre = county.person("周干部", Role.CADRE)
        self.programme = county.programme(**policy)
        self.secondment: Secondment = county.secondment(
            self.cadre, self.programme, self.office, supervisors=(self.supervisor,)
        )


@pytest.fixture
def post(county: County) -> Post:
    return Post(county)


def texts(messages: list[Any]) -> list[list[str]]:
    return [[line["text"] for line in message.lines] for message in messages]


def confirmed(write_record: Write, post: Post) -> None:
    write_record(post.secondment, "2026-04-15", RecordStatus.APPROVED)


def test_a_missing_record_is_said_once(run: Run, inbox: Inbox, post: Post) -> None:
    assert run("workday-digest").outcome is Outcome.DONE
    assert run("workday-digest").outcome is Outcome.ALREADY
    (message,) = inbox(post.cadre)
    assert (texts([message]), message.key) == ([[MISSING]], f"workday-digest/2026-04-15/{post.cadre.id}")


def test_another_slot_of_the_day_says_nothing_again(county: County, run: Run, inbox: Inbox) -> None:
    post = Post(county, reminder_hour=10)
    for hour in (9, 10, 11, 17):
        run("workday-digest", WEDNESDAY.replace(hour=hour))
    (message,) = inbox(post.cadre)
    assert message.created_at == WEDNESDAY.replace(hour=10)


def test_the_next_workday_says_it_anew(run: Run, inbox: Inbox, post: Post) -> None:
    run("workday-digest")
    run("workday-digest", WEDNESDAY + timedelta(days=1))
    assert len(inbox(post.cadre)) == 2


@pytest.mark.parametrize("status", [RecordStatus.SUBMITTED, RecordStatus.APPROVED])
def test_nothing_to_say_says_nothing(
    run: Run, inbox: Inbox, post: Post, write_record: Write, status: RecordStatus
) -> None:
    write_record(post.secondment, "2026-04-15", status)
    run("workday-digest")
    assert inbox(post.cadre) == []


def test_a_draft_is_not_yet_a_record(run: Run, inbox: Inbox, post: Post, write_record: Write) -> None:
    write_record(post.secondment, "2026-04-15", RecordStatus.DRAFT)
    run("workday-digest")
    assert texts(inbox(post.cadre)) == [[DRAFT]]


def test_returned_records_are_listed_with_no_word_of_them(
    run: Run, inbox: Inbox, post: Post, write_record: Write
) -> None:
    confirmed(write_record, post)
    for on in ("2026-04-13", "2026-03-30"):
        write_record(post.secondment, on, RecordStatus.RETURNED)
    run("workday-digest")
    (message,) = inbox(post.cadre)
    (line,) = message.lines
    assert (line["params"], line["href"]) == (
        {"count": 2, "days": ["2026-03-30", "2026-04-13"]},
        "/days/2026-03-30",
    )
    assert "防汛" not in repr(message)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 4, 18, 17, 0, tzinfo=BEIJING),  # Saturday
        datetime(2026, 4, 6, 17, 0, tzinfo=BEIJING),  # 清明 on a Monday
        datetime(2026, 4, 15, 18, 0, tzinfo=BEIJING),  # caught up too late
        datetime(2026, 4, 15, 23, 30, tzinfo=BEIJING),
        datetime(2026, 4, 16, 8, 59, tzinfo=BEIJING),  # yesterday's slot, this morning
    ],
)
def test_never_on_days_of_rest_nor_outside_office_hours(run: Run, inbox: Inbox, post: Post, at: datetime) -> None:
    assert run("workday-digest", at).outcome in (Outcome.DONE, Outcome.DROPPED)
    assert inbox(post.cadre) == []
    assert inbox(post.supervisor) == []


def test_a_make_up_workday_is_a_workday(run: Run, inbox: Inbox, post: Post) -> None:
    run("workday-digest", datetime(2026, 2, 14, 17, 0, tzinfo=BEIJING))
    assert texts(inbox(post.cadre)) == [[MISSING]]


def test_before_the_programmes_hour_nobody_hears(run: Run, inbox: Inbox, post: Post) -> None:
    run("workday-digest", WEDNESDAY.replace(hour=16))
    assert inbox(post.cadre) == []


def test_a_slot_missed_is_caught_up_within_the_hours(county: County, run: Run, inbox: Inbox) -> None:
    post = Post(county, reminder_hour=10)
    run("workday-digest", WEDNESDAY.replace(hour=14, minute=20))
    assert len(inbox(post.cadre)) == 1


def test_whoever_muted_hears_nothing(county: County, run: Run, inbox: Inbox, post: Post) -> None:
    county.add(ReminderSettings(person_id=post.cadre.id, muted=True))
    run("workday-digest")
    assert inbox(post.cadre) == []


def test_a_disabled_account_hears_nothing(county: County, run: Run, inbox: Inbox) -> None:
    post = Post(county)
    gone = county.person("离职者", Role.CADRE, status=PersonStatus.DISABLED)
    county.secondment(gone, post.programme, post.office)
    run("workday-digest")
    assert inbox(gone) == []


@pytest.mark.parametrize("state", ["rest", "absent"])
def test_a_corrected_day_off_is_left_in_peace(
    county: County, run: Run, inbox: Inbox, post: Post, write_record: Write, state: str
) -> None:
    write_record(post.secondment, "2026-04-13", RecordStatus.RETURNED)
    county.add(
        DayOverride(
            secondment_id=post.secondment.id,
            day_on=date(2026, 4, 15),
            state=state,
            reason="调休",
            decided_by_id=post.supervisor.id,
        )
    )
    run("workday-digest")
    assert inbox(post.cadre) == []


def test_after_the_term_nobody_is_reminded(county: County, run: Run, inbox: Inbox, post: Post) -> None:
    past = county.person("期满者", Role.CADRE)
    county.secondment(past, post.programme, post.office, end_on=date(2026, 4, 14))
    run("workday-digest")
    assert inbox(past) == []


def test_until_a_coming_suspension_the_cadre_serves(county: County, run: Run, inbox: Inbox, post: Post) -> None:
    office = county.person("组织部", Role.ORGADMIN, county.region)
    body = ReasonedIn(version=post.secondment.version, effective_on=date(2026, 4, 16), reason="学习")
    with county.database.session(write=False) as session:
        actor = person_actor(session, office)
    with Work(county.database, actor, writes=True) as work:
        take_step(work, post.secondment.id, "suspend", body)
    for days in range(2):
        run("workday-digest", WEDNESDAY + timedelta(days=days))
    assert texts(inbox(post.cadre)) == [[MISSING]]


def test_the_unit_that_a_cadre_left_still_hears_of_its_month(
    county: County, run: Run, inbox: Inbox, post: Post, write_record: Write
) -> None:
    confirmed(write_record, post)
    town = county.unit("白鹭镇", county.region)
    newcomer = county.person("周主管", Role.SUPERVISOR, town)
    office = county.person("组织部", Role.ORGADMIN, county.region)
    with county.database.session(write=False) as session:
        actor = person_actor(session, office)
    body = {"from_on": date(2026, 4, 10), "receiving_unit_id": town.id, "reason": "工作需要"}
    with Work(county.database, actor, writes=True) as work:
        transfer(work, post.secondment.id, TransferIn(version=post.secondment.version, **body))
    run("workday-digest")
    assert "%(month)s的出勤待确认" in str(texts(inbox(post.supervisor)))
    assert "%(month)s的出勤待确认" not in str(texts(inbox(newcomer)))


def test_news_that_come_after_the_hour_wait_for_the_next_workday(
    county: County, run: Run, inbox: Inbox, write_record: Write
) -> None:
    post = Post(county, reminder_hour=10)
    for on in ("2026-04-15", "2026-04-16"):
        write_record(post.secondment, on, RecordStatus.APPROVED)
    run("workday-digest", WEDNESDAY.replace(hour=10))
    news = InboxMessage(person_id=post.cadre.id, key="leave", kind="leave.approved", title="请假已批准")
    county.add(news.model_copy(update={"created_at": WEDNESDAY.replace(hour=11)}))
    for at in (WEDNESDAY.replace(hour=12), WEDNESDAY.replace(hour=10) + timedelta(days=1)):
        run("workday-digest", at)
    _, digest = inbox(post.cadre)
    assert (digest.kind, digest.created_at) == ("workday-digest", WEDNESDAY.replace(hour=10) + timedelta(days=1))


def test_a_weekly_programme_asks_on_the_weeks_last_workday(
    county: County, run: Run, inbox: Inbox, write_record: Write
) -> None:
    post = Post(county, record_frequency="weekly")
    friday = WEDNESDAY + timedelta(days=2)
    run("workday-digest")
    assert inbox(post.cadre) == []
    run("workday-digest", friday)
    assert texts(inbox(post.cadre)) == [[WEEK]]
    write_record(post.secondment, "2026-04-20")
    run("workday-digest", friday + timedelta(days=7))
    assert len(inbox(post.cadre)) == 1


def test_the_reminded_supervisor_hears_what_waits(run: Run, inbox: Inbox, post: Post, write_record: Write) -> None:
    write_record(post.secondment, "2026-04-14")
    write_record(post.secondment, "2026-04-15")
    run("workday-digest")
    (message,) = inbox(post.supervisor)
    assert [(line["text"], line["params"]) for line in message.lines] == [
        ("有 %(count)s 条记录待审阅，最早的等了 %(waited)s 个工作日", {"count": 2, "waited": 1}),
        ("%(month)s的出勤待确认", {"month": "2026-03"}),
    ]


def test_a_supervisor_who_is_not_named_hears_nothing(
    county: County, run: Run, inbox: Inbox, post: Post, write_record: Write
) -> None:
    other = county.person("另一主管", Role.SUPERVISOR, post.office)
    write_record(post.secondment, "2026-04-15")
    run("workday-digest")
    assert inbox(other) == []


def test_a_cadre_who_supervises_gets_one_digest(county: County, run: Run, inbox: Inbox, write_record: Write) -> None:
    post = Post(county)
    county.grant(post.cadre, Role.SUPERVISOR, post.office)
    colleague = county.person("吴干部", Role.CADRE)
    county.secondment(colleague, post.programme, post.office, supervisors=(post.cadre,))
    run("workday-digest")
    (message,) = inbox(post.cadre)
    assert [line["text"] for line in message.lines] == [MISSING, "%(month)s的出勤待确认"]


def test_running_it_under_another_slot_key_still_doubles_nothing(
    database: Database, run: Run, inbox: Inbox, post: Post
) -> None:
    """The message's own key holds even where the slot's does not."""
    run("workday-digest")
    assert run_slot(database, JOB["workday-digest"], WEDNESDAY + timedelta(minutes=1)).outcome is Outcome.DONE
    assert len(inbox(post.cadre)) == 1


def test_a_run_broken_off_between_two_portions_is_finished_without_doubling(
    database: Database, county: County, run: Run, inbox: Inbox, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [county.person(f"干部{number}") for number in range(3)]
    for other in others:
        county.secondment(other, post.programme, post.office)
    monkeypatch.setattr(service_digest, "PORTION", 2)
    queue, calls = service_deliveries.queue, 0

    def break_off(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ConnectionError
        return queue(*given)

    monkeypatch.setattr(service_deliveries, "queue", break_off)
    assert run("workday-digest").outcome is Outcome.FAILED
    assert 0 < sum(len(inbox(one)) for one in (post.cadre, post.supervisor, *others)) < 5
    assert run_slot(database, JOB["workday-digest"], WEDNESDAY).outcome is Outcome.DONE
    assert [len(inbox(one)) for one in (post.cadre, post.supervisor, *others)] == [1] * 5
