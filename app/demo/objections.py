"""The demo's objections: one answered, one that finance is late with, one that waits, through the real services."""

from datetime import date, datetime, timedelta

from app.accounts.models import Person
from app.allowances.models_objections import Outcome
from app.allowances.schemas_objections import AnswerIn, ObjectionIn, ObjectionView
from app.allowances.service_objections import answer_objection, file_objection
from app.core import clock
from app.core.work import Work
from app.demo.acting import as_person
from app.secondments.models import Secondment
from app.workdays.service import get_calendar

RESTED = "这一天我随分管领导下村防汛，半夜才回，应计为值班。"
WORKED = "这一天我在县里开会，会后回到单位，请核对有没有算进去。"
WEEKEND = "这个周末我在招商现场值班，请核对是否计入。"
ANSWER = "经与接收单位核对，当日为轮休，没有安排值班，按规定不计。"


def raise_objections(work: Work, people: dict[str, Person], rows: list[Secondment]) -> None:
    """Two to the paid month, one to the one that was just calculated."""
    last = clock.previous_month(clock.month_of(work.today))
    earlier = clock.previous_month(last)
    after = clock.beijing_midnight(clock.month_bounds(earlier)[1])
    own, late, new = [row for row in rows if row.programme_id == rows[0].programme_id][:3]
    one = _file(work, people, own, _day(work, earlier, working=False), RESTED, after + timedelta(days=9, hours=20))
    with as_person(work, people["finance2"], after + timedelta(days=12, hours=10)) as desk:
        answer_objection(desk, one.id, AnswerIn(version=one.version, outcome=Outcome.EXPLAINED, text=ANSWER))
    _file(work, people, late, _day(work, earlier, working=True), WORKED, after + timedelta(days=10, hours=19))
    _file(work, people, new, _day(work, last, working=False), WEEKEND, work.now)


def _day(work: Work, month: str, *, working: bool) -> date:
    """A day of the last third of a month."""
    last = clock.month_bounds(month)[1]
    calendar = get_calendar(work, last, last)
    days = (last - timedelta(days=back) for back in range(1, 12))
    return next(on for on in days if calendar.is_workday(on) is working)


def _file(
    work: Work, people: dict[str, Person], row: Secondment, on: date, text: str, instant: datetime
) -> ObjectionView:
    cadre = next(person for person in people.values() if person.id == row.cadre_id)
    body = ObjectionIn(secondment_id=row.id, dates=[on], text=text)
    with as_person(work, cadre, min(instant, work.now)) as phone:
        return file_objection(phone, clock.month_of(on), body)[0]
