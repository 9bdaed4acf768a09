"""The demo's own holidays, a closure, training by notice, duty and a trip to come: what a calendar lives with."""

from datetime import date, datetime, timedelta

from app.accounts.models import Person, Unit
from app.attendance.ledger import State
from app.attendance.schemas_days import DaysIn
from app.attendance.service_days_span import state_days
from app.core import clock
from app.core.work import Work
from app.demo.acting import as_person
from app.secondments.models import Secondment
from app.secondments.service_acquaintance import introduce_colleagues
from app.workdays.rules import DayHalf, OverlayKind
from app.workdays.schemas import OverlayIn
from app.workdays.service import get_calendar
from app.workdays.service_overlays import create_overlay


def arrange_calendar(
    work: Work, people: dict[str, Person], units: dict[str, Unit], hosts: dict[str, Person], rows: list[Secondment]
) -> None:
    """A county holiday, a township closed by a storm, and the days of `cadre` that are no ordinary ones."""
    introduce_colleagues()  # the county's own know their hosts outside it, from the command line as well
    calendar = get_calendar(work, work.today, work.today)
    county, township = units["云浦县"], units["白鹭镇"]
    day = calendar.workdays_back(work.today, 12)
    with as_person(work, people["orgadmin"], _noon(day - timedelta(days=5))) as desk:
        county_day = _overlay(county, OverlayKind.HOLIDAY, "建县纪念日", day, "云府办发〔2026〕41号", "全县放假半天")
        create_overlay(desk, county_day.model_copy(update={"half": DayHalf.PM}))
    storm = calendar.workdays_back(work.today, 9)
    with as_person(work, people["orgadmin"], _noon(storm)) as desk:
        reason = "暴雨红色预警，除值守外停止上班"
        create_overlay(desk, _overlay(township, OverlayKind.CLOSURE, "暴雨停工", storm, "云防指〔2026〕5号", reason))
    own = next(row for row in rows if row.cadre_id == people["cadre"].id)
    first, last = calendar.workdays_back(work.today, 4), calendar.workdays_back(work.today, 3)
    coming = calendar.next_workday(calendar.next_workday(work.today))
    saturday = work.today - timedelta(days=(work.today.weekday() + 2) % 7 + 7)
    with as_person(work, hosts["白鹭镇"], _noon(last)) as desk:
        _state(desk, own, State.TRAINING, first, last, "乡村振兴专题培训", "云组通〔2026〕63号")
        _state(desk, own, State.ON_POST, saturday, saturday, "防汛值班")
    with as_person(work, hosts["白鹭镇"], _noon(work.today - timedelta(days=1))) as desk:
        _state(desk, own, State.OFFICIAL_TRIP, coming, calendar.next_workday(coming), "赴市商务局对接项目")


def _overlay(unit: Unit, kind: OverlayKind, name: str, on: date, document_no: str, reason: str) -> OverlayIn:
    return OverlayIn(
        unit_id=unit.id, kind=kind, name=name, first_on=on, last_on=on, document_no=document_no, reason=reason
    )


def _state(
    work: Work, row: Secondment, state: State, first: date, last: date, reason: str, document_no: str | None = None
) -> None:
    span = {"from": first, "to": last, "state": state, "reason": reason, "document_no": document_no}
    state_days(work, DaysIn.model_validate({"secondment_ids": [row.id], **span}))


def _noon(on: date) -> datetime:
    return clock.beijing_midnight(on) + timedelta(hours=12)
