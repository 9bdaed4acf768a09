"""What people do on a day of the simulated year: every act by the services, by whoever it falls to."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import true
from sqlmodel import col, select

from app.accounts.schemas_delegations import DelegationInput
from app.accounts.service_delegations import give_delegation
from app.allowances.schemas import StepIn
from app.allowances.service_runs import approve_month, calculate_month, close_month
from app.attendance.ledger import State
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType
from app.attendance.schemas import ConfirmIn, DayIn, ReopenIn
from app.attendance.schemas_leave import LeaveApproveIn, LeaveCancelIn, LeaveEndIn, LeaveIn, LeaveRejectIn
from app.attendance.service_days import correct_day, withdraw_correction
from app.attendance.service_leave import file_leave
from app.attendance.service_leave_steps import approve_leave, cancel_leave, end_leave, reject_leave
from app.attendance.service_months import confirm_month, reopen_month
from app.core import clock
from app.records.models import DailyRecord, DayType, RecordStatus
from app.records.schemas import Item, RecordWrite
from app.records.schemas_care import QuarantineWrite
from app.records.service.quarantine import quarantine_record
from app.records.service.review import approve_record, return_record, undo_decision, withdraw_record
from app.records.service.writing import put_record
from app.secondments.models import Secondment
from app.secondments.schemas_postings import TransferIn, WithdrawTransferIn
from app.secondments.service_transfer import transfer, withdraw_transfer
from tests.journeys.county_life import Life
from tests.journeys.county_offices import depart, notice, rule_term, storm

CORRECTIONS = (State.ON_POST, State.OFFICIAL_TRIP, State.TRIP_PAID_ELSEWHERE, State.TRAINING, State.ABSENT, State.REST)
Act = Callable[["Life"], object]


def write(life: Life) -> None:
    """A day's record, today's or one of the last three."""
    if (row := life.live_one()) is None:
        return
    on = clock.today() - timedelta(days=life.dice.choice((0, 0, 0, 1, 2, 3)))
    kinds = (DayType.ON_POST, DayType.ON_POST, DayType.OFFICIAL_TRIP, DayType.TRAINING)
    body = RecordWrite(
        client_id=uuid4(),
        day_type=life.dice.choice(kinds),
        items=[Item(text=f"走访第{life.dice.randrange(900)}户，核对台账。")],
        submit=life.dice.random() < 0.9,
    )
    with life.county.database.session(write=False) as session:
        same = select(DailyRecord.version).where(DailyRecord.secondment_id == row.id, DailyRecord.work_on == on)
        version = session.exec(same).first()
    life.act("write", life.cadres[row.id], lambda work: put_record(work, row.id, on, body, version))


def review(life: Life) -> None:
    """A decision on a record, its undoing, or its withdrawal by the author."""
    recent = col(DailyRecord.work_on) >= clock.today() - timedelta(days=14)
    waiting = DailyRecord.status == RecordStatus.SUBMITTED if life.dice.random() < 0.85 else true()
    row = life.pick(select(DailyRecord).where(recent, waiting).order_by(col(DailyRecord.id)))
    if row is None:
        return
    with life.county.database.session(write=False) as session:
        secondment = session.get(Secondment, row.secondment_id)
    who = life.some_supervisor(secondment)
    chance = life.dice.random()
    if row.status is not RecordStatus.SUBMITTED:
        life.act("undo", who, lambda work: undo_decision(work, row.id, row.version))
    elif chance < 0.7:
        life.act("approve", who, lambda work: approve_record(work, row.id, row.version))
    elif chance < 0.9:
        life.act("return", who, lambda work: return_record(work, row.id, row.version, "请写明哪个村。"))
    else:
        life.act("withdraw", life.cadres[row.secondment_id], lambda work: withdraw_record(work, row.id, row.version))


def hide(life: Life) -> None:
    """Somebody hides what must not be there."""
    row = life.pick(
        select(DailyRecord).where(DailyRecord.status == RecordStatus.SUBMITTED).order_by(col(DailyRecord.id))
    )
    if row is not None:
        body = QuarantineWrite(reason_code="personal", note="有身份证号")
        who = life.cadres[row.secondment_id]
        life.act("quarantine", who, lambda work: quarantine_record(work, row.id, body))


def correct(life: Life) -> None:
    """A supervisor's word on a day of the last five weeks, or taking it back."""
    if (row := life.live_one()) is None:
        return
    on = clock.today() - timedelta(days=life.dice.randrange(35))
    who = life.some_supervisor(row)
    if life.dice.random() < 0.2:
        life.act("uncorrect", who, lambda work: withdraw_correction(work, row.id, on))
        return
    body = DayIn(
        state=life.dice.choice(CORRECTIONS), half=life.dice.choice((None, None, "am", "pm")), reason="据实更正"
    )
    life.act("correct", who, lambda work: correct_day(work, row.id, on, body))


def ask_leave(life: Life) -> None:
    """A leave, before, during or after."""
    if (row := life.live_one()) is None:
        return
    start = clock.today() + timedelta(days=life.dice.randrange(-20, 20))
    end = start + timedelta(days=life.dice.choice((0, 0, 1, 2, 4, 9)))
    kind = life.dice.choice((LeaveType.SICK, LeaveType.PERSONAL, LeaveType.ANNUAL))
    halves: dict[str, Any] = {
        "start_half": life.dice.choice((None, None, "pm")),
        "end_half": life.dice.choice((None, None, "am")),
    }
    if start == end:
        halves["end_half"] = halves["start_half"]
    values: dict[str, Any] = {
        "secondment_id": row.id,
        "type": kind,
        "start_on": start,
        "end_on": end,
        "reason": "家中有事",
    }
    late: dict[str, Any] = {"late_reason": "当时没有信号"} if start < clock.today() - timedelta(days=10) else {}
    life.act("leave", life.cadres[row.id], lambda work: file_leave(work, LeaveIn(**values, **halves, **late)))


def answer_leave(life: Life) -> None:
    """Whatever may happen to a leave next, by whoever it falls to."""
    row = life.pick(select(Leave).order_by(col(Leave.id)))
    if row is None:
        return
    with life.county.database.session(write=False) as session:
        secondment = session.get(Secondment, row.secondment_id)
    cadre, today = life.cadres[row.secondment_id], clock.today()
    if row.status in (LeaveStatus.SUBMITTED, LeaveStatus.REFERRED):
        upper = row.status is LeaveStatus.REFERRED
        who = life.dice.choice(life.admins) if upper else life.some_supervisor(secondment)
        if life.dice.random() < 0.75:
            body = LeaveApproveIn(version=row.version, approval_no="云组〔2026〕9号" if upper else None)
            life.act("leave-approve", who, lambda work: approve_leave(work, row.id, body))
        else:
            refusal = LeaveRejectIn(version=row.version, reason="汛期在岗")
            life.act("leave-reject", who, lambda work: reject_leave(work, row.id, refusal))
    elif row.status is LeaveStatus.APPROVED and life.dice.random() < 0.3:
        back = LeaveCancelIn(version=row.version, reason="不去了")
        life.act("leave-cancel", cadre, lambda work: cancel_leave(work, row.id, back))
    elif row.status is LeaveStatus.APPROVED and row.start_on <= today:
        ended = LeaveEndIn(version=row.version, ended_on=min(row.end_on, today) if life.dice.random() < 0.5 else None)
        who = cadre if life.dice.random() < 0.5 else life.some_supervisor(secondment)
        life.act("leave-end", who, lambda work: end_leave(work, row.id, ended))


def move(life: Life) -> None:
    """A transfer to another unit from a day around today, or taking a coming one back."""
    if (row := life.live_one()) is None:
        return
    who = life.dice.choice(life.admins)
    if life.dice.random() < 0.15:
        body = WithdrawTransferIn(version=row.version, reason="另有安排")
        life.act("transfer-undo", who, lambda work: withdraw_transfer(work, row.id, body))
        return
    unit = life.dice.choice(life.units)
    on = clock.today() + timedelta(days=life.dice.randrange(-15, 25))
    values: dict[str, Any] = {"from_on": on, "receiving_unit_id": unit.id, "version": row.version, "reason": "工作需要"}
    life.act("transfer", who, lambda work: transfer(work, row.id, TransferIn(**values)))


def stand_in(life: Life) -> None:
    """A supervisor hands the unit over for a while."""
    unit = life.dice.choice(life.units)
    giver = life.dice.choice(life.supervisors[unit.id])
    taker = life.dice.choice([*life.supervisors[life.dice.choice(life.units).id], *life.cadres.values()])
    start = clock.today() + timedelta(days=life.dice.randrange(3))
    values: dict[str, Any] = {
        "to_id": taker.id,
        "unit_id": unit.id,
        "start_on": start,
        "end_on": start + timedelta(days=6),
    }
    life.act("delegate", giver, lambda work: give_delegation(work, DelegationInput(**values)))
    if life.done["delegate"]:
        life.supervisors[unit.id] = [*life.supervisors[unit.id][:2], taker]


def confirm(life: Life) -> None:
    """A unit's word on the last month, sometimes taken back; not every unit speaks in time."""
    unit = life.dice.choice(life.units)
    month = clock.previous_month(clock.month_of(clock.today()))
    if life.dice.random() < 0.15:
        month = clock.previous_month(month)
    who = life.dice.choice(life.supervisors[unit.id])
    if life.dice.random() < 0.2:
        back = ReopenIn(unit_id=unit.id, reason="有人补假")
        life.act("reopen", who, lambda work: reopen_month(work, month, back))
        return
    named = None
    if life.dice.random() < 0.4 and (row := life.live_one()) is not None:
        named = [row.id]
    body = ConfirmIn(unit_id=unit.id, basis="online", secondment_ids=named)
    life.act("confirm", who, lambda work: confirm_month(work, month, body))


def settle_month(life: Life) -> None:
    """Finance calculates, approves and closes the month before last, with whoever is confirmed."""
    month = clock.previous_month(clock.month_of(clock.today()))
    first, second = life.dice.sample(life.finance, 2)
    body = StepIn(programme_id=life.dice.choice(life.programmes).id, exclude_pending=True)
    life.act("calculate", first, lambda work: calculate_month(work, month, body))
    if life.dice.random() < 0.8:
        life.act("approve-month", second, lambda work: approve_month(work, month, body))
    if life.dice.random() < 0.7:
        life.act(
            "close-month", first if life.dice.random() < 0.9 else second, lambda work: close_month(work, month, body)
        )


DAILY: tuple[tuple[Act, float], ...] = (
    (write, 0.35),
    (review, 0.25),
    (correct, 0.08),
    (ask_leave, 0.06),
    (answer_leave, 0.12),
    (move, 0.03),
    (stand_in, 0.02),
    (hide, 0.004),
    (confirm, 0.08),
    (rule_term, 0.002),
)
"""An act and how often it happens a day and cadre."""


def live_a_day(life: Life, on: date) -> None:
    """All that happens on a date."""
    with life.at_noon(on):
        acts = [act for act, often in DAILY for _ in range(_times(life, often))]
        if life.dice.random() < 0.08:
            acts.append(storm)
        if life.dice.random() < 0.04:
            acts.append(depart)
        if life.dice.random() < 0.06:
            acts.append(notice)
        if on.day >= 8:
            acts += [settle_month] * (life.dice.random() < 0.5)
        life.dice.shuffle(acts)
        for act in acts:
            act(life)


def _times(life: Life, often: float) -> int:
    expected = often * life.pace * len(life.secondments)
    return int(expected) + (life.dice.random() < expected % 1)
