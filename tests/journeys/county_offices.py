"""What the offices do on a day of the simulated year: late holiday notices, terms cut short, lengthened and paused,
regional closures, people who leave."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from app.accounts.models import Person
from app.accounts.schemas_care import LeaveIn as DepartureIn
from app.accounts.service_leaving import let_leave
from app.core import clock
from app.core.actor import Role
from app.secondments.models import Secondment, SecondmentStatus
from app.secondments.schemas_secondments import ExtendIn, ReasonedIn
from app.secondments.service_lifecycle import take_step
from app.workdays.models import CalendarDay
from app.workdays.schemas import NoticeImport, OverlayIn
from app.workdays.service_overlays import create_overlay
from app.workdays.service_years import import_notice
from tests.journeys.county_life import Life


def notice(life: Life) -> None:
    """A holiday notice taken in late: one more day of rest near today, or one of those taken back.

    From November on it may be next year's first notice, without which no month of that year is settled.
    """
    today = clock.today()
    year = today.year + (today.month >= 11 and life.dice.random() < 0.5)
    on = today + timedelta(days=life.dice.randrange(-25, 25)) if year == today.year else date(year, 1, 1)
    with life.county.database.session(write=False) as session:
        span = (col(CalendarDay.day_on) >= date(year, 1, 1), col(CalendarDay.day_on) <= date(year, 12, 31))
        known = {row.day_on: (row.is_off, row.name) for row in session.exec(select(CalendarDay).where(*span)).all()}
    if on.year == year and on.weekday() < 5 and known.pop(on, None) is None:
        known[on] = (True, "临时放假")
    lines = [f"{day} {'休' if is_off else '班'} {name}" for day, (is_off, name) in sorted(known.items())]
    body = NoticeImport(year=year, text="\n".join(lines) or f"{on} 休 元旦", source="国办发明电〔2026〕7号")
    life.act("notice", life.dice.choice(life.admins), lambda work: import_notice(work, body))


def storm(life: Life) -> None:
    """A regional closure of a day or two, mostly of days gone by: what was worked is closed afterwards."""
    start = clock.today() + timedelta(days=life.dice.randrange(-12, 12))
    unit = life.dice.choice([*life.units, life.county.region])
    values: dict[str, Any] = {
        "unit_id": unit.id,
        "kind": "closure",
        "name": "台风停工",
        "reason": "防台风",
        "document_no": "云防〔2026〕3号",
    }
    span: dict[str, Any] = {"first_on": start, "last_on": start + timedelta(days=life.dice.randrange(2))}
    life.act("overlay", life.dice.choice(life.admins), lambda work: create_overlay(work, OverlayIn(**values, **span)))


def rule_term(life: Life) -> None:
    """A term is cut short, lengthened, paused or resumed, on a day around today."""
    running = col(Secondment.status).in_((SecondmentStatus.ACTIVE, SecondmentStatus.SUSPENDED))
    row = life.pick(select(Secondment).where(running).order_by(col(Secondment.id)))
    if row is None:
        return
    on = clock.today() + timedelta(days=life.dice.randrange(-15, 15))
    if row.status is SecondmentStatus.SUSPENDED:
        name, body = "resume", ReasonedIn(version=row.version, effective_on=on, reason="学习结束")
    else:
        name = life.dice.choice(("suspend", "extend", "extend", "recall"))
        body = ReasonedIn(version=row.version, effective_on=on, reason="工作需要")
    if name == "extend":
        later = row.end_on + timedelta(days=life.dice.randrange(1, 60))
        body = ExtendIn(version=row.version, end_on=later, reason="工作需要")
    life.act(name, life.dice.choice(life.admins), lambda work: take_step(work, row.id, name, body))


def depart(life: Life) -> None:
    """A supervisor leaves while another stays; more rarely it is a cadre, who still has days to be confirmed."""
    if life.dice.random() < 0.3:
        leaver = life.dice.choice(list(life.cadres.values()))
    else:
        unit = life.dice.choice(life.units)
        if len(life.supervisors[unit.id]) < 3:
            newcomer = life.person("新主管", Role.SUPERVISOR, unit)
            life.supervisors[unit.id] = [newcomer, *life.supervisors[unit.id]]
        leaver = life.supervisors[unit.id][1]
    with life.county.database.session(write=False) as session:
        version = session.exec(select(Person.version).where(Person.id == leaver.id)).one()
    body = DepartureIn(on=clock.today(), reason="调离", version=version, acknowledged=True)
    life.act("depart", life.dice.choice(life.admins), lambda work: let_leave(work, leaver.id, body))
