"""Three months of days in the demo: records in every state, check-ins, and two visits."""

import random
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.accounts.models import Person
from app.attendance.models import CheckIn, CheckInKind
from app.core import clock
from app.core.work import Work
from app.demo.texts import write_difficulty, write_items, write_takeaway
from app.records.models import DailyRecord, DayType, RecordStatus, RecordVersion
from app.secondments.models import Secondment
from app.spot_checks.models import SpotCheck, SpotCheckStatus
from app.workdays.rules import WorkCalendar
from app.workdays.service import get_calendar

RETURN_REASON = "请写明走访了哪个村、几户，办了什么事。"
COMMENT = "完工前再去看一次。"
SILENT_WORKDAYS = range(6, 12)
"""Workdays back on which one of those sent out wrote nothing: three of them at least are of one month."""
UNREAD, UNREAD_WORKDAYS = "临湖镇", 9
"""Where the supervisor has read nothing for over a week: something for the Organization Department to ask about."""


def write_days(
    work: Work,
    rng: random.Random,
    secondments: list[Secondment],
    main_cadre: Person,
    supervisors: dict[str, Person],
    first_on: date,
    away: Mapping[UUID, Collection[date]],
) -> list[tuple[DailyRecord, RecordVersion]]:
    """Every secondment's days until yesterday; today is left for the visitor to write.

    Answers the records that get photos: some recent ones, `main_cadre`'s among them.
    """
    pictured: list[tuple[DailyRecord, RecordVersion]] = []
    deciders = {supervisor.home_unit_id: supervisor.id for supervisor in supervisors.values()}
    calendar = get_calendar(work, first_on, work.today)
    last = next(on for on in (work.today - timedelta(days=back) for back in range(1, 15)) if calendar.is_workday(on))
    forgotten = _forgotten(calendar, work.today)
    silent = {(calendar.workdays_back(work.today, back) - first_on).days for back in SILENT_WORKDAYS}
    unread_at = supervisors[UNREAD].home_unit_id
    unread_since = calendar.workdays_back(work.today, UNREAD_WORKDAYS)
    for row in secondments:
        decider = deciders.get(row.receiving_unit_id, supervisors["白鹭镇"].id)
        main = row.cadre_id == main_cadre.id
        day = max(first_on, row.start_on)
        missing = {(on - first_on).days for on in forgotten} if main else set(rng.sample(range(90), rng.randint(0, 7)))
        if row is secondments[-2]:
            missing |= silent
        while day < work.today:
            wanted = calendar.is_workday(day) and ((day - first_on).days not in missing)
            if wanted and day not in away.get(row.id, ()):
                unread = row.receiving_unit_id == unread_at and day >= unread_since
                returned = main and day == last
                written = _write_day(work, rng, row, day, decider, returned=returned, unread=unread)
                if (work.today - day).days < 14 and rng.random() < (0.5 if main else 0.08):
                    pictured.append(written)
            day += timedelta(days=1)
    work.session.flush()
    _visits(work, secondments, main_cadre, supervisors["白鹭镇"])
    return pictured


def _forgotten(calendar: WorkCalendar, today: date) -> list[date]:
    """Three workdays of one month about which `main_cadre` is asked: the nearest that are seven workdays ago."""
    back = 7
    while True:
        days = [calendar.workdays_back(today, back + more) for more in range(3)]
        if clock.month_of(days[0]) == clock.month_of(days[-1]):
            return days
        back += 1


def _write_day(
    work: Work, rng: random.Random, row: Secondment, day: date, decider: Any, *, returned: bool, unread: bool
) -> tuple[DailyRecord, RecordVersion]:
    age = (work.today - day).days
    status = RecordStatus.APPROVED
    if returned:
        status = RecordStatus.RETURNED
    elif age <= 7:
        status = rng.choices((RecordStatus.SUBMITTED, RecordStatus.APPROVED), (8, 2))[0]
    evening = clock.beijing_midnight(day) + timedelta(hours=17, minutes=rng.randint(0, 240))
    decided = evening + timedelta(hours=rng.randint(14, 40)) if status is not RecordStatus.SUBMITTED else None
    if decided is not None and decided > work.now:
        decided = work.now - timedelta(minutes=rng.randint(20, 200))
    if unread:
        status, decided = RecordStatus.SUBMITTED, None
    content: dict[str, Any] = {
        "day_type": (DayType.OFFICIAL_TRIP if rng.random() < 0.08 else DayType.ON_POST).value,
        "items": [{"text": "走访群众，了解情况。"}] if status is RecordStatus.RETURNED else write_items(rng),
        "difficulty": write_difficulty(rng),
        "takeaway": write_takeaway(rng),
        "attachment_ids": [],
    }
    reason = RETURN_REASON if status is RecordStatus.RETURNED else (COMMENT if rng.random() < 0.05 else None)
    record = DailyRecord(
        secondment_id=row.id,
        cadre_id=row.cadre_id,
        unit_id=row.receiving_unit_id,
        work_on=day,
        day_type=DayType(content["day_type"]),
        status=status,
        items=content["items"],
        difficulty=content["difficulty"],
        takeaway=content["takeaway"],
        version=2 if decided else 1,
        submitted_at=evening,
        decided_at=decided,
        decided_by_id=decider if decided else None,
        decision_comment=reason if decided else None,
        created_at=evening,
        updated_at=decided or evening,
    )
    work.session.add(record)
    version = _versions(work, rng, record, content, decider)
    if rng.random() < 0.35:
        _check_in(work, rng, record)
    return record, version


def _versions(
    work: Work, rng: random.Random, record: DailyRecord, content: dict[str, Any], decider: Any
) -> RecordVersion:
    common: dict[str, Any] = {"record_id": record.id, "secondment_id": record.secondment_id, "content": content}
    submitted = RecordVersion(
        **common,
        number=1,
        action="submit",
        status=RecordStatus.SUBMITTED,
        actor_id=record.cadre_id,
        at=record.created_at,
        edit_seconds=rng.randint(40, 220),
    )
    work.session.add(submitted)
    if record.decided_at is not None:
        work.session.add(
            RecordVersion(
                **common,
                number=2,
                action="approve" if record.status is RecordStatus.APPROVED else "return",
                status=record.status,
                comment=record.decision_comment,
                actor_id=decider,
                at=record.decided_at,
            )
        )
    return submitted


def _check_in(work: Work, rng: random.Random, record: DailyRecord) -> None:
    morning = clock.beijing_midnight(record.work_on) + timedelta(hours=8, minutes=rng.randint(10, 58))
    work.session.add(
        CheckIn(
            secondment_id=record.secondment_id,
            cadre_id=record.cadre_id,
            unit_id=record.unit_id,
            kind=CheckInKind.ON_POST,
            civil_on=record.work_on,
            happened_at=morning,
            received_at=morning + timedelta(seconds=2),
            body_digest="0" * 64,
            created_at=morning,
            updated_at=morning,
        )
    )


def _visits(work: Work, secondments: list[Secondment], main_cadre: Person, supervisor: Person) -> None:
    own = next(row for row in secondments if row.cadre_id == main_cadre.id)
    for days, note, reply in (
        (
            23,
            "在柳湾村冷链仓库工地见到本人，正与施工方核对屋面防水进度，村干部反映常来。",
            "谢谢，防水材料已于次日进场。",
        ),
        (9, "到便民服务中心看值班，台账齐；提醒把群众反映的路灯问题跟到办结。", None),
    ):
        visited = work.now - timedelta(days=days)
        work.session.add(
            SpotCheck(
                secondment_id=own.id,
                cadre_id=own.cadre_id,
                unit_id=own.receiving_unit_id,
                author_id=supervisor.id,
                visited_at=visited,
                place="柳湾村" if reply else "镇便民服务中心",
                note=note,
                reply=reply,
                replied_at=visited + timedelta(hours=5) if reply else None,
                status=SpotCheckStatus.REPLIED if reply else SpotCheckStatus.VISITED,
                created_at=visited,
                updated_at=visited,
            )
        )
    work.session.flush()
