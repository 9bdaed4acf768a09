"""From a copied day to a word on it: warned, submitted anyway, found by the scan, asked, answered, decided."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from playwright.sync_api import expect
from sqlmodel import select

from app.core.actor import SYSTEM, Role
from app.core.bulk import complete, insert_rows
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.ids import new_id
from app.core.job_runs import Outcome, run_slot
from app.core.work import Work
from app.records.models import DailyRecord, DayType, RecordStatus, RecordVersion
from app.secondments.models import Secondment
from app.signals.jobs import JOBS
from app.signals.models import Signal, SignalKind
from app.signals.service_runs import Period
from app.workdays.service import ensure_seeded
from tests.browser.conftest import Post, submit, text_field
from tests.browser.test_queue import answer_it, ask_it, decide_it
from tests.signals.diaries import DAYS, Diaries
from tests.signals.scan_scene import scan

FOUR = datetime(2026, 6, 24, 16, 0, tzinfo=BEIJING)
MONDAY = datetime(2026, 6, 29, 7, 0, tzinfo=BEIJING)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30), date(2026, 6, 24))
COPIED = {date(2026, 6, 8): date(2026, 5, 11), date(2026, 6, 15): date(2026, 5, 18)}
SOURCE = date(2026, 5, 25)
DRAW = next(job for job in JOBS if job.name == "signals-queue")


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(FOUR, tick=True) as traveller:
        yield traveller


@pytest.fixture
def diaries(post: Post, database: Database) -> Diaries:
    """Three months of fourteen honest people; the one on post handed in two old days again in June."""
    found = Diaries()
    for on, source in COPIED.items():
        found.texts[0, on] = found.texts[0, source]
    programme_id, term = post.secondment.programme_id, (DAYS[0], DAYS[-1])
    others = [post.county.person(f"同事{number}", Role.CADRE, post.unit) for number in range(1, found.cadres)]
    programme = post.county.programme()
    assert programme.id != programme_id
    seconded = [post.county.secondment(one, programme, post.unit, start_on=term[0], end_on=term[1]) for one in others]
    with Work(database, SYSTEM, writes=True) as work:
        ensure_seeded(work)
        rows = [
            row_of(one, on, found.texts[number, on])
            for number, one in enumerate([post.secondment, *seconded])
            for on in DAYS
            if one.start_on <= on < FOUR.date()
        ]
        list(insert_rows(work.session, DailyRecord, rows))
        list(insert_rows(work.session, RecordVersion, [version_of(row) for row in rows]))
    return found


def row_of(secondment: Secondment, on: date, text: str) -> dict[str, Any]:
    evening = datetime(on.year, on.month, on.day, 17, 30, tzinfo=BEIJING)
    own = {
        "id": new_id(), "secondment_id": secondment.id, "cadre_id": secondment.cadre_id, "work_on": on,
        "unit_id": secondment.receiving_unit_id, "day_type": DayType.ON_POST, "status": RecordStatus.SUBMITTED,
        "items": [{"text": text}], "submitted_at": evening, "created_at": evening, "updated_at": evening,
    }  # fmt: skip
    return complete(DailyRecord, own)


def version_of(row: dict[str, Any]) -> dict[str, object]:
    own = {
        "id": new_id(), "record_id": row["id"], "secondment_id": row["secondment_id"], "number": 1, "action": "submit",
        "status": row["status"], "actor_id": row["cadre_id"], "at": row["submitted_at"],
        "content": {"day_type": "on_post", "items": row["items"]},
    }  # fmt: skip
    return complete(RecordVersion, own)


def test_a_copied_day_to_the_end(
    post: Post, database: Database, diaries: Diaries, travel: time_machine.Traveller
) -> None:
    copied = diaries.texts[0, SOURCE]
    phone = post.phone()
    text_field(phone).fill(copied)
    submit(phone)
    box = phone.get_by_role("dialog")
    expect(box.get_by_role("heading")).to_have_text("与5月25日的记录很像，补充今天的新情况？")
    box.get_by_role("button", name="照样提交").click()
    expect(phone.get_by_text("已提交").first).to_be_visible()

    scan(database, JUNE)
    with Work(database, SYSTEM, writes=False) as work:
        signal = work.session.exec(select(Signal).where(Signal.kind == SignalKind.SELF_COPY)).one()
        assert (signal.person_id, signal.last_on) == (post.cadre.id, FOUR.date())
        signal_id = signal.id
        work.rest()

    reviewer = post.county.person("顾文澍", Role.ORGADMIN, post.county.region)
    travel.move_to(MONDAY)
    assert run_slot(database, DRAW, MONDAY).outcome is Outcome.DONE
    desk = post.open_page("desk", base_url=post.address)
    post.sign_in(desk, reviewer)
    ask_it(desk, copied[:12], "6月")
    phone = post.phone(path="/inbox")
    answer_it(phone, copied[:12])
    decide_it(desk, signal_id)
