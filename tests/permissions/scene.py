"""Everybody who may knock at a door, and one of everything behind it, with a canary in every private field."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from app.accounts.authority import person_actor
from app.accounts.models import ApiClient, BrowserSession, Person, Unit
from app.accounts.models_access import SecondFactor
from app.accounts.passwords import hash_password
from app.allowances.models import Rate
from app.allowances.schemas import StepIn
from app.allowances.service_runs import calculate_month
from app.attendance.models import CheckIn, CheckInKind, DayOverride, MonthConfirmation
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType, Level
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role, Scope
from app.core.ids import new_id
from app.core.work import Work
from app.records.models import Attachment, DailyRecord, DayType, DayUnlock, RecordStatus, RecordVersion
from app.reminders.models import InboxMessage
from app.secondments.models import MonthLock, Secondment, SecondmentStatus
from app.spot_checks.models import SpotCheck
from app.workdays.service import ensure_seeded
from tests.factories import County
from tests.permissions.rows_exports import export_of
from tests.permissions.rows_handbooks import handbooks_of
from tests.permissions.rows_standins import coming_stand_in
from tests.permissions.rows_summaries import kept_of
from tests.permissions.scene_bank import bank_of
from tests.permissions.scene_calendar import closure
from tests.permissions.scene_care import care
from tests.permissions.scene_channels import failed_delivery
from tests.permissions.scene_checks import checks_of
from tests.permissions.scene_claims import claims_of
from tests.permissions.scene_explain import objection_of
from tests.permissions.scene_insurance import insurance_import, policy_of
from tests.permissions.scene_months import settlement_of
from tests.permissions.scene_queue import queues
from tests.permissions.scene_roster import refused_import
from tests.permissions.scene_signals import signal_of

NOW = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)
"""A Friday, 11 o'clock in Beijing."""
PASSWORD = "a password of the scene"
WROTE = datetime(2026, 7, 9, 9, 0, tzinfo=UTC)


@lru_cache
def known_hash() -> str:
    """One hash for everybody: making it takes a fifth of a second."""
    return hash_password(PASSWORD)


@dataclass
class Scene:
    """The county of the permission test: `people` and `clients` by name, and the ids that paths are filled from."""

    county: County
    people: dict[str, Person] = field(default_factory=dict)
    clients: dict[str, ApiClient] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    secondments: dict[str, Secondment] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)

    def subject(self, name: str) -> dict[str, Any]:
        """The path values when everything is about one of the secondments."""
        return self.ids | {key.split("@")[0]: value for key, value in self.ids.items() if key.endswith(f"@{name}")}


def build(county: County) -> Scene:
    """The whole scene, written straight into the database."""
    with Work(county.database, SYSTEM, True) as work:
        ensure_seeded(work)  # a month of guessed days is not closed
    scene = Scene(county)
    _units(scene)
    _people(scene)
    _secondments(scene)
    for name in ("own", "double", "ended"):
        _work_of(scene, name)
        kept_of(county, scene.secondments[name], name)
    _offices(scene)
    scene.ids |= queues(county, scene.secondments, scene.people["orgadmin"], scene.ids)
    own, ended = scene.secondments["own"], scene.secondments["ended"]
    scene.ids |= bank_of(county, own, ended, scene.units["township"])
    scene.ids |= insurance_import(county, own, scene.people["finance"].id)
    scene.ids |= export_of(county, scene.people["finance"], own.programme_id)
    scene.ids |= handbooks_of(county, scene.people["orgadmin"], own)
    _clients(scene)
    people = scene.people
    scene.ids |= checks_of(county, scene.secondments, people["inspector"], people["orgadmin"], NOW)
    care(scene)
    scene.ids |= coming_stand_in(county, scene.people, scene.units["township"].id)
    scene.ids |= refused_import(county, scene.people["orgadmin"].id)
    scene.ids |= failed_delivery(county, scene.people, NOW)
    return scene


def _units(scene: Scene) -> None:
    county = scene.county
    home = county.region
    scene.units = {
        "county": home,
        "bureau": county.unit("县经信局", home),
        "office": county.unit("县商务局", home),
        "township": county.unit("白鹭镇", home, lat=30.05, lon=107.82, radius_m=500),
        "elsewhere": county.unit("石桥镇", home),
        "foreign": county.unit("江州市"),
    }
    scene.units["foreign_host"] = county.unit("江州市商务局", scene.units["foreign"])
    scene.ids |= {"unit_id": scene.units["township"].id, "elsewhere_id": scene.units["elsewhere"].id}


def _people(scene: Scene) -> None:
    county, units = scene.county, scene.units
    password_hash = known_hash()
    posts: dict[str, tuple[Role, str]] = {
        "cadre": (Role.CADRE, "township"),
        "colleague": (Role.CADRE, "township"),
        "double": (Role.CADRE, "township"),
        "supervisor": (Role.SUPERVISOR, "township"),
        "other_supervisor": (Role.SUPERVISOR, "elsewhere"),
        "foreign_supervisor": (Role.SUPERVISOR, "foreign_host"),
        "sender": (Role.SENDER, "bureau"),
        "other_sender": (Role.SENDER, "office"),
        "liaison": (Role.LIAISON, "county"),
        "orgadmin": (Role.ORGADMIN, "county"),
        "foreign_orgadmin": (Role.ORGADMIN, "foreign"),
        "inspector": (Role.INSPECTOR, "county"),
        "finance": (Role.FINANCE, "county"),
        "foreign_finance": (Role.FINANCE, "foreign"),
        "sysadmin": (Role.SYSADMIN, "county"),
    }
    for name, (role, unit) in posts.items():
        home = units["bureau"] if role is Role.CADRE else units[unit]
        scene.people[name] = county.person(
            name, role, units[unit], home_unit_id=home.id, password_hash=password_hash,
            phone="13912345678" if name == "cadre" else None,
        )  # fmt: skip
    county.grant(scene.people["double"], Role.SUPERVISOR, units["township"])
    scene.people |= {
        name: county.person(name, home_unit_id=units["bureau"].id, password_hash=password_hash)
        for name in ("leader", "other_leader")
    }
    _access(scene)
    held = county.grant(scene.people["cadre"], Role.CADRE, units["township"])
    scene.ids |= {"person_id": scene.people["cadre"].id, "role_id": held.id}


def _access(scene: Scene) -> None:
    """A device of the cadre, and somebody with a second factor."""
    county, home = scene.county, scene.units["county"]
    guarded = county.person("guarded", Role.FINANCE, home, home_unit_id=home.id)
    device = BrowserSession(
        person_id=scene.people["cadre"].id, token_hash="0" * 64, address="CANARY-ADDRESS-own", phone=True,
        created_at=WROTE, last_seen_at=WROTE, expires_at=NOW + timedelta(days=29),
    )  # fmt: skip
    county.add(device, SecondFactor(person_id=guarded.id, secret="CANARY-SEALED", confirmed_at=WROTE))
    scene.ids |= {"session_id": device.id, "guarded_id": guarded.id}


def _secondments(scene: Scene) -> None:
    county, units, people = scene.county, scene.units, scene.people
    programme = county.programme(check_in="voluntary", location="coarse")
    foreign = county.programme("外地项目", unit=units["foreign"])
    post = {"receiving": units["township"], "sending": units["bureau"], "supervisors": (people["supervisor"],)}
    ended = {"start_on": date(2025, 1, 1), "end_on": date(2025, 12, 31)}
    scene.secondments = {
        "own": county.secondment(people["cadre"], programme, **post),
        "double": county.secondment(people["double"], programme, **post),
        "ended": county.secondment(people["colleague"], programme, **post, **ended),
    }
    draft = county.secondment(
        county.person("待批"), programme, units["township"], status=SecondmentStatus.DRAFT, approval_no=None
    )
    far = county.secondment(county.person("外地"), foreign, units["foreign_host"])
    group = county.group(people["leader"], *scene.secondments.values())
    county.group(people["other_leader"], far)
    scene.ids |= {
        "programme_id": programme.id,
        "group_id": group.id,
        "draft_id": draft.id,
        **{f"secondment_id@{name}": row.id for name, row in scene.secondments.items()},
        "secondment_id": scene.secondments["own"].id,
    }
    county.add(MonthLock(programme_id=programme.id, month="2025-12", state="closed", closed_at=WROTE))


def _record(
    scene: Scene, row: Secondment, on: date, status: RecordStatus, name: str, photos: tuple[UUID, ...] = ()
) -> UUID:
    content = {
        "day_type": "on_post",
        "items": [{"text": f"CANARY-TEXT-{name}", "place": f"CANARY-PLACE-{name}"}],
        "difficulty": f"CANARY-DIFFICULTY-{name}",
        "takeaway": None,
        "attachment_ids": [str(photo) for photo in photos],
    }
    decided = status in (RecordStatus.APPROVED, RecordStatus.RETURNED)
    record = DailyRecord(
        secondment_id=row.id,
        cadre_id=row.cadre_id,
        unit_id=row.receiving_unit_id,
        work_on=on,
        day_type=DayType.ON_POST,
        status=status,
        items=content["items"],
        attachment_ids=content["attachment_ids"],
        difficulty=content["difficulty"],
        submitted_at=None if status is RecordStatus.DRAFT else WROTE,
        decided_at=NOW if decided else None,
        decided_by_id=scene.people["supervisor"].id if decided else None,
        decision_comment=f"CANARY-COMMENT-{name}" if decided else None,
        version=2 if decided else 1,
    )
    version = RecordVersion(
        record_id=record.id,
        secondment_id=row.id,
        number=1,
        action="draft" if status is RecordStatus.DRAFT else "submit",
        status=RecordStatus.DRAFT if status is RecordStatus.DRAFT else RecordStatus.SUBMITTED,
        content=content,
        actor_id=row.cadre_id,
        at=WROTE,
        client_id=uuid4(),
        body_digest="0" * 64,
    )
    scene.county.add(record, version)
    if decided:
        _decision(scene, record, content)
    return record.id


def _decision(scene: Scene, record: DailyRecord, content: dict[str, Any]) -> None:
    decision = RecordVersion(
        record_id=record.id,
        secondment_id=record.secondment_id,
        number=2,
        action="approve",
        status=record.status,
        content=content,
        actor_id=scene.people["supervisor"].id,
        at=NOW,
    )
    scene.county.add(decision)


def _work_of(scene: Scene, name: str) -> None:
    """Records in three states, a photo, a check-in with a position, a note and a corrected day of one secondment."""
    row, county = scene.secondments[name], scene.county
    day = date(2025, 12, 9) if name == "ended" else date(2026, 7, 9)
    unit_id = row.receiving_unit_id
    draft = _record(scene, row, day.replace(day=8), RecordStatus.DRAFT, f"draft-{name}")
    photo_id = new_id()
    submitted = _record(scene, row, day, RecordStatus.SUBMITTED, name, (photo_id,))
    approved = _record(scene, row, day.replace(day=7), RecordStatus.APPROVED, f"approved-{name}")
    photo = Attachment(
        id=photo_id,
        owner_id=row.cadre_id, record_id=submitted, media_type="image/jpeg", size=1, width=1, height=1,
        sha256="0" * 64, phash="0" * 16, source_sha256="1" * 64,
    )  # fmt: skip
    check_in = CheckIn(
        secondment_id=row.id, cadre_id=row.cadre_id, unit_id=unit_id, kind=CheckInKind.ON_POST, civil_on=NOW.date(),
        happened_at=NOW, received_at=NOW, lat=-47.83, lon=107.82, accuracy_m=20, datum="wgs84",
        note=f"CANARY-CHECKIN-{name}", body_digest="0" * 64,
    )  # fmt: skip
    note = SpotCheck(
        secondment_id=row.id, cadre_id=row.cadre_id, unit_id=unit_id, author_id=scene.people["supervisor"].id,
        visited_at=WROTE, note=f"CANARY-NOTE-{name}",
    )  # fmt: skip
    correction = DayOverride(
        secondment_id=row.id, day_on=day.replace(day=6), state="official_trip", reason=f"CANARY-REASON-{name}",
        document_no=f"CANARY-REASON-{name}",
        decided_by_id=scene.people["supervisor"].id,
    )  # fmt: skip
    message = InboxMessage(
        person_id=row.cadre_id, key=f"test/{name}", kind="test", title="CANARY-MESSAGE", params={}, created_at=NOW
    )
    unlock = DayUnlock(secondment_id=row.id, work_on=day.replace(day=1), reason="开放")
    county.add(photo, check_in, note, correction, message, unlock)
    _leave_of(scene, row, day, name)
    scene.ids |= signal_of(county, row, scene.people["supervisor"], name)
    _money_of(scene, row, day, name)
    scene.ids |= {
        f"record_id@{name}": submitted,
        f"draft_record_id@{name}": draft,
        f"approved_record_id@{name}": approved,
        f"attachment_id@{name}": photo.id,
        f"client_id@{name}": check_in.id,
        f"spot_check_id@{name}": note.id,
        f"message_id@{name}": message.id,
        f"day@{name}": day.isoformat(),
        f"corrected@{name}": day.replace(day=6).isoformat(),
    }
    if name == "own":
        scene.ids |= {key.split("@")[0]: value for key, value in scene.ids.items() if key.endswith("@own")}


def _money_of(scene: Scene, row: Secondment, day: date, name: str) -> None:
    """Insurance, an objection, claims, and what was adjusted and is owed."""
    county, supervisor = scene.county, scene.people["supervisor"]
    scene.ids |= policy_of(county, row, name)
    scene.ids |= objection_of(county, row, name)
    scene.ids |= claims_of(county, row, day, name, supervisor)
    if name != "ended":
        scene.ids |= settlement_of(county, row, name, supervisor)


def _leave_of(scene: Scene, row: Secondment, day: date, name: str) -> None:
    """A leave that counts, begun and not ended, and one that waits for the unit."""
    taken, waiting = (
        Leave(
            secondment_id=row.id, cadre_id=row.cadre_id, unit_id=row.receiving_unit_id, filed_by_id=row.cadre_id,
            type=LeaveType.SICK, start_on=on, end_on=on, reason=f"CANARY-LEAVE-{name}", halves=2,
            level=Level.RECEIVING, status=status,
        )
        for on, status in ((day.replace(day=3), LeaveStatus.APPROVED), (day.replace(day=24), LeaveStatus.SUBMITTED))
    )  # fmt: skip
    scene.county.add(taken, waiting)
    scene.ids |= {f"leave_id@{name}": taken.id, f"waiting_leave_id@{name}": waiting.id}


def _offices(scene: Scene) -> None:
    """A rate, a calculated month with a row and a line, a confirmation, and one event of the trail."""
    county, own = scene.county, scene.secondments["own"]
    programme_id = own.programme_id
    rate = Rate(programme_id=programme_id, amount_fen=3000, valid_from=date(2020, 1, 1))
    scene.ids |= {"overlay_id": closure(county, scene.units["township"], scene.people["orgadmin"])}
    confirmation = MonthConfirmation(
        secondment_id=own.id, unit_id=own.receiving_unit_id, month="2026-06", basis="online", confirmed_at=NOW,
        confirmed_by_id=scene.people["supervisor"].id, ledger_digest="0" * 64,
    )  # fmt: skip
    event = AuditEvent(
        actor_kind="person", actor_id=own.cadre_id, action="records.submit", subject_type="record",
        subject_id=str(scene.ids["record_id"]), unit_id=own.receiving_unit_id,
    )  # fmt: skip
    county.add(rate, confirmation, event)
    _calculate(scene)
    scene.ids |= {"rate_id": rate.id, "month": "2026-06"}


def _calculate(scene: Scene) -> None:
    """June of the programme, by somebody in finance who is no actor of the test: the maker may not approve."""
    maker = scene.county.person("制表", Role.FINANCE, scene.county.region)
    with scene.county.database.session(write=False) as session:
        actor = person_actor(session, maker)
    with Work(scene.county.database, actor, writes=True) as work:
        calculate_month(work, "2026-06", StepIn(programme_id=scene.ids["programme_id"]))


def _clients(scene: Scene) -> None:
    for scope in Scope:
        scene.clients[f"client:{scope}"] = scene.county.api_client(scope)
    scene.clients["client:foreign"] = scene.county.api_client(*Scope, unit=scene.units["foreign"])
    scene.ids |= {"api_client_id": scene.clients["client:roster:read"].id}
