"""Content care and feedback in the demo: a hidden record, one whose purge waits for a second person, and feedback."""

from datetime import date, datetime, timedelta
from uuid import UUID

from app.accounts.models import Person
from app.appraisals.service_care import lend_texts
from app.core import clock
from app.core.files import Files
from app.core.ids import new_id
from app.core.work import Work
from app.demo.acting import as_person
from app.feedback.models import FeedbackKind
from app.feedback.schemas import FeedbackWrite
from app.feedback.service import answer_feedback, send_feedback, take_feedback
from app.records.models import RecordStatus
from app.records.models_care import HoldReason
from app.records.models_summaries import Voice
from app.records.periods import Grain, period_of
from app.records.schemas import RecordFilter
from app.records.schemas_care import HoldDecision, QuarantineWrite
from app.records.schemas_summaries import SummaryWrite
from app.records.service import list_records, purge_record, quarantine_record
from app.records.service.reading import AnyRecord
from app.records.service.summaries import get_draft, keep_summary
from app.records.service.summaries_holds import lend_summaries, quarantine_summary
from app.secondments.models import Secondment

ANONYMOUS = "有的接收单位长期安排挂职干部值夜班而不安排补休，希望统一规定。"
QUESTION = "外派期间随迁子女入学，可以请组织部协助联系学校吗？"
ANSWER = "可以。请把子女年级和意向学校报给联络员，我们在开学前统一对接。"
SUGGESTION = "建议把每月的返程交通审核安排在五日之前，方便干部当月报销。"


def care_for_content(work: Work, files: Files, people: dict[str, Person], rows: list[Secondment]) -> None:
    """Two records that say too much, seen by the supervisor; what people wrote to the Organization Department."""
    lend_summaries()
    lend_texts()
    hosted = [row for row in rows if row.receiving_unit_id == _host(rows, people["cadre"])]
    when = _morning(work.today - timedelta(days=2))
    with as_person(work, people["supervisor"], when) as desk:
        held, proposed = _approved(desk, hosted, people["cadre"])
        quarantine_record(desk, held.id, QuarantineWrite(reason_code=HoldReason.PERSONAL, note="写了困难户的家庭情况"))
        hidden = quarantine_record(desk, proposed.id, QuarantineWrite(reason_code=HoldReason.SECRET))
    with as_person(work, people["orgadmin2"], when + timedelta(hours=3)) as desk:
        purge_record(desk, proposed.id, HoldDecision(version=hidden.version, reason="内部文件照片，按规定清除"), files)
    _hide_summary(work, people, hosted)
    _write(work, people)


def _hide_summary(work: Work, people: dict[str, Person], hosted: list[Secondment]) -> None:
    """A colleague's week, which says something of somebody's home."""
    colleagues = {person.id: person for person in people.values()}
    row = next(row for row in hosted if row.cadre_id != people["cadre"].id and row.cadre_id in colleagues)
    when = _morning(work.today - timedelta(days=1))
    with as_person(work, colleagues[row.cadre_id], when) as desk:
        week = period_of(desk.today - timedelta(days=7), Grain.WEEK).name
        draft = get_draft(desk, row.id, week)
        keep_summary(desk, row.id, week, SummaryWrite(client_id=new_id(), text=draft.text or "走访入户。"), None)
    with as_person(work, people["supervisor"], when + timedelta(hours=1)) as desk:
        body = QuarantineWrite(reason_code=HoldReason.PERSONAL, note="写了一户的病情")
        quarantine_summary(desk, row.id, week, Voice.CADRE, body)


def _host(rows: list[Secondment], cadre: Person) -> UUID:
    return next(row.receiving_unit_id for row in rows if row.cadre_id == cadre.id)


def _approved(desk: Work, hosted: list[Secondment], besides: Person) -> list[AnyRecord]:
    """The newest settled day of two of the host's other cadres."""
    last_on = desk.today - timedelta(days=7)
    others = [row.id for row in hosted if row.cadre_id != besides.id][:2]
    filters = [RecordFilter(secondment_id=one, status=RecordStatus.APPROVED, last_on=last_on) for one in others]
    return [list_records(desk, wanted, 1, None).items[0] for wanted in filters]


def _write(work: Work, people: dict[str, Person]) -> None:
    with as_person(work, people["cadre"], _morning(work.today - timedelta(days=6))) as desk:
        asked, _ = send_feedback(desk, FeedbackWrite(kind=FeedbackKind.QUESTION, text=QUESTION))
    with as_person(work, people["orgadmin"], _morning(work.today - timedelta(days=5))) as desk:
        taken = take_feedback(desk, asked.id, asked.version)
        answer_feedback(desk, asked.id, taken.version, ANSWER)
    with as_person(work, people["leader"], _morning(work.today - timedelta(days=1))) as desk:
        send_feedback(desk, FeedbackWrite(kind=FeedbackKind.COMPLAINT, text=ANONYMOUS, anonymous=True))
    with as_person(work, people["sender"], _morning(work.today - timedelta(days=1))) as desk:
        send_feedback(desk, FeedbackWrite(kind=FeedbackKind.SUGGESTION, text=SUGGESTION))


def _morning(on: date) -> datetime:
    return clock.beijing_midnight(on) + timedelta(hours=9, minutes=20)
