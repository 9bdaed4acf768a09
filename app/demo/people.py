"""The demo's people and units in life: a bureau renamed, one merged, somebody who will leave, consents given."""

from datetime import timedelta

from app.accounts.models import Person, RoleAssignment, Unit, UnitKind
from app.accounts.models_care import Consent, ConsentKind
from app.accounts.schemas import UnitPatch
from app.accounts.schemas_care import LeaveIn, MergeIn
from app.accounts.service_consents import NOTICES
from app.accounts.service_leaving import let_leave
from app.accounts.service_merging import merge_unit
from app.accounts.service_units import change_unit
from app.core import clock
from app.core.actor import Role
from app.core.work import Work
from app.demo.acting import as_person
from app.secondments.service_merged_units import heed_mergers

RENAMED = ("云浦县扶贫开发局", "云浦县乡村振兴局")
MERGED, INTO = "云浦县农业机械服务中心", "云浦县农业农村局"
LEAVES_IN = timedelta(days=20)


def live_on(work: Work, people: dict[str, Person], units: dict[str, Unit]) -> None:
    """By the Organization Department, through the services, in the month before."""
    heed_mergers()
    county = units["云浦县"]
    renamed, merged = _unit(work, RENAMED[0], county), _unit(work, MERGED, county)
    head = _person(work, "centre", "韦知远", people["cadre"].password_hash, merged)
    first = clock.month_bounds(clock.month_of(work.today))[0]
    since = first - timedelta(days=90)
    work.session.add(RoleAssignment(person_id=head.id, role=Role.SUPERVISOR, unit_id=merged.id, valid_from=since))
    work.session.flush()
    with as_person(work, people["orgadmin"], clock.beijing_midnight(first) + timedelta(hours=10)) as desk:
        change_unit(desk, renamed.id, UnitPatch(name=RENAMED[1], renamed_on=first), renamed.version)
        body = MergeIn(into_id=units[INTO].id, on=first, version=merged.version, reason="云编发〔2026〕18号")
        merge_unit(desk, merged.id, body, dry_run=False)
        work.session.refresh(head)
        last = LeaveIn(on=work.today + LEAVES_IN, reason="退休", version=head.version, acknowledged=True)
        let_leave(desk, head.id, last)
    _consent(work, people)


def _unit(work: Work, name: str, parent: Unit) -> Unit:
    row = Unit(name=name, kind=UnitKind.DEPARTMENT, parent_id=parent.id, path="")
    row.path = f"{parent.path}{row.id.hex}/"
    work.session.add(row)
    work.session.flush()
    return row


def _person(work: Work, login: str, name: str, password_hash: str | None, home: Unit) -> Person:
    row = Person(login=login, name=name, person_no="0090", password_hash=password_hash, home_unit_id=home.id)
    work.session.add(row)
    work.session.flush()
    return row


def _consent(work: Work, people: dict[str, Person]) -> None:
    """`cadre` consented to both on the phone, `leader` declined the position."""
    at = work.now - timedelta(days=40)
    for login, kind, given in (
        ("cadre", ConsentKind.POSITION, True),
        ("cadre", ConsentKind.PHOTOS, True),
        ("leader", ConsentKind.POSITION, False),
    ):
        row = Consent(person_id=people[login].id, kind=kind, notice_version=NOTICES[kind], asked_at=at, channel="page")
        row.given_at, row.taken_back_at = (at, None) if given else (None, at)
        work.session.add(row)
    work.session.flush()
