"""The demo's summaries and notes, and two term-end forms under way, by real services."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.accounts.models import Person
from app.appraisals.models import Grade, Turn
from app.appraisals.schemas import ReceivingIn, SelfReportIn, SendingIn
from app.appraisals.service import take_turn, write_self_report
from app.appraisals.service_draft import draft_self_report
from app.core import clock
from app.core.ids import new_id
from app.core.work import Work
from app.demo.acting import as_person
from app.records.periods import Grain, period_of
from app.records.schemas_summaries import NoteWrite, SummaryWrite
from app.records.service.summaries import get_draft, keep_note, keep_summary
from app.secondments.models import Secondment, SecondmentStatus
from app.secondments.schemas_secondments import StepIn
from app.secondments.service_lifecycle import take_step

NOTE = "到岗后很快进入角色，入户和项目两头跑；冷链仓库的事盯得紧。下月请多带一带镇里的年轻人。"
PRAISE = "该同志任职以来吃苦在前，走遍所联系的村，帮着把冷链仓库和产业路两个项目往前推了一步，群众和班子都认可。"
AGREED = "同意接收单位意见。该同志回原单位后，请继续关注当地销路问题。"


def sum_up(
    work: Work, people: dict[str, Person], supervisors: dict[str, Person], rows: list[Secondment], first_on: date
) -> None:
    """The main cadre's weeks and months but the newest, the host's notes; one form half way and one at its end."""
    main = next(row for row in rows if row.cadre_id == people["cadre"].id)
    weeks = _ended(first_on, work.today, Grain.WEEK)[:-1]
    months = _ended(first_on, work.today, Grain.MONTH)
    with as_person(work, people["cadre"], work.now - timedelta(hours=5)) as desk:
        for name in (*weeks, *months[:-1]):
            draft = get_draft(desk, main.id, name)
            if len(draft.text) > 1:
                words = SummaryWrite(client_id=new_id(), text=draft.text, draft_digest=draft.digest)
                keep_summary(desk, main.id, name, words, None)
    with as_person(work, people["supervisor"], work.now - timedelta(hours=4)) as desk:
        for name in months[-1:]:
            keep_note(desk, main.id, name, NoteWrite(client_id=new_id(), text=NOTE), None)
    _forms(work, people, supervisors, rows)


def _ended(first: date, today: date, grain: Grain) -> list[str]:
    """The periods that began since `first` and are over, in order."""
    found, on = [], first
    while (period := period_of(on, grain)).last_on < today:
        if period.first_on >= first:
            found.append(period.name)
        on = period.last_on + timedelta(days=1)
    return found


def _forms(work: Work, people: dict[str, Person], supervisors: dict[str, Person], rows: list[Secondment]) -> None:
    known = {people["cadre"].id, people["leader"].id}
    hosts = {person.home_unit_id: person for person in supervisors.values()}
    candidates: Iterable[Secondment] = (
        row
        for row in rows
        if row.status is SecondmentStatus.ACTIVE and row.cadre_id not in known and row.receiving_unit_id in hosts
    )
    chosen = [row for row in candidates if row.sending_unit_id == people["sender"].home_unit_id][:2]
    for turn, row in zip((Turn.SENDING, Turn.OFFICE), chosen, strict=False):
        _one(work, people, hosts[row.receiving_unit_id], row, turn)


def _one(work: Work, people: dict[str, Person], host: Person, row: Secondment, until: Turn) -> None:
    """As far as it is `until`'s turn; the term ends in three weeks."""
    row.end_on = work.today + timedelta(days=20)
    row.end_month = clock.month_of(row.end_on)
    work.session.flush()
    with as_person(work, host, work.now - timedelta(days=3)) as desk:
        take_step(desk, row.id, "appraise", StepIn(version=row.version))
    cadre = next(person for person in people.values() if person.id == row.cadre_id)
    with as_person(work, cadre, work.now - timedelta(days=2)) as desk:
        draft = draft_self_report(desk, row.id)
        report = SelfReportIn(version=1, self_report=draft.self_report or "自评", achievements=None, submit=True)
        write_self_report(desk, row.id, report)
    with as_person(work, host, work.now - timedelta(days=1)) as desk:
        take_turn(desk, row.id, Turn.RECEIVING, ReceivingIn(version=2, opinion=PRAISE, grade=Grade.COMPETENT))
    if until is Turn.OFFICE:
        with as_person(work, people["sender"], work.now - timedelta(hours=3)) as desk:
            take_turn(desk, row.id, Turn.SENDING, SendingIn(version=3, opinion=AGREED))
