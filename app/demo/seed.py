"""Filling an empty database with the demo county, in one unit of work."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from app.accounts.directory import has_people
from app.accounts.models import Person, RoleAssignment, Unit, UnitKind
from app.accounts.passwords import hash_password
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.config import Settings
from app.core.db import Database
from app.core.files import open_files
from app.core.sealing import sealer_of
from app.core.work import Work
from app.demo import names
from app.demo.access import sign_in_devices
from app.demo.accounts import ACCOUNTS
from app.demo.bank import Bank
from app.demo.calendar import arrange_calendar
from app.demo.care import care_for_content
from app.demo.checks import check_some
from app.demo.claims import file_claims
from app.demo.days import write_days
from app.demo.exports import take_sheets
from app.demo.handbooks import make_handbooks
from app.demo.insurance import insure
from app.demo.leave import take_leave
from app.demo.messages import write_messages
from app.demo.months import settle_months
from app.demo.newcomer import welcome_one
from app.demo.noticed import notice
from app.demo.objections import raise_objections
from app.demo.people import live_on
from app.demo.photos import attach_photos
from app.demo.programmes import Programmes, open_programmes
from app.demo.signals import ask_questions
from app.demo.standins import stand_in
from app.demo.summaries import sum_up
from app.demo.transfers import move_one
from app.secondments.models import (
    Group,
    GroupMember,
    Secondment,
    SecondmentEvent,
    SecondmentStatus,
    SecondmentSupervisor,
)
from app.workdays.service import ensure_seeded

SEED = 20260301


@dataclass
class Demo:
    """The county while it is built."""

    work: Work
    rng: random.Random
    password_hash: str
    first_on: date
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    secondments: list[Secondment] = field(default_factory=list)
    supervisors: dict[str, Person] = field(default_factory=dict)

    def add(self, *rows: Any) -> None:
        """Store rows at once, so that later rows may refer to them."""
        self.work.session.add_all(rows)
        self.work.session.flush()

    def unit(self, name: str, kind: UnitKind, parent: Unit | None = None, **fields: Any) -> Unit:
        """A unit of the county, or another region when it has no parent."""
        row = Unit(name=name, kind=kind, parent_id=parent.id if parent else None, path="", **fields)
        row.path = f"{parent.path if parent else '/'}{row.id.hex}/"
        self.add(row)
        self.units[name] = row
        return row

    def person(self, login: str, name: str, home: Unit | None = None) -> Person:
        """Somebody with an account and the demo's password."""
        number = f"{len(self.people) + 101:04d}"
        row = Person(
            login=login,
            name=name,
            person_no=number,
            password_hash=self.password_hash,
            home_unit_id=home.id if home else None,
        )
        self.add(row)
        self.people[login] = row
        return row

    def grant(self, person: Person, role: Role, unit: Unit | None, **fields: Any) -> None:
        """A role since the demo began."""
        self.add(
            RoleAssignment(
                person_id=person.id, role=role, unit_id=unit.id if unit else None, valid_from=self.first_on, **fields
            )
        )


def is_empty(database: Database) -> bool:
    """True while nobody is in the database."""
    with Work(database, SYSTEM, writes=False) as work:
        return not has_people(work)


def seed_county(database: Database, settings: Settings) -> None:
    """Everything at once or nothing: accounts, units, programmes, secondments, and three months of days."""
    password_hash = hash_password(settings.demo_password)
    with Work(database, SYSTEM, writes=True) as work:
        first_on = clock.month_bounds(clock.previous_month(clock.previous_month(clock.month_of(work.today))))[0]
        demo = Demo(work, random.Random(SEED), password_hash, first_on)  # noqa: S311 - invented data, no secret
        ensure_seeded(work)
        _build_units(demo)
        _build_accounts(demo)
        sign_in_devices(demo.work, demo.people)
        programmes = open_programmes(demo.work, demo.units["云浦县"], first_on)
        _second_cadres(demo, programmes)
        _form_group(demo)
        away = take_leave(demo.work, demo.people, demo.supervisors, demo.secondments)
        pictured = write_days(
            demo.work, demo.rng, demo.secondments, demo.people["cadre"], demo.supervisors, first_on, away
        )
        attach_photos(demo.work, demo.rng, open_files(settings.files_url), pictured)
        arrange_calendar(demo.work, demo.people, demo.units, demo.supervisors, demo.secondments)
        move_one(demo.work, demo.people, demo.units, demo.secondments)
        stand_in(demo.work, open_files(settings.files_url), demo.people, demo.units, first_on)
        file_claims(demo.work, open_files(settings.files_url), demo.people, demo.supervisors, demo.secondments, away)
        county_bank = Bank(demo.work, sealer_of(settings), demo.people, demo.secondments)
        county_bank.open_accounts(first_on)
        settle_months(demo.work, demo.people, list(demo.supervisors.values()), demo.secondments, county_bank.send_month)
        county_bank.take_one_back(clock.month_of(first_on))
        month, sheets = clock.month_of(first_on), open_files(settings.files_url)
        take_sheets(demo.work, sheets, demo.people, demo.secondments[0], month)
        raise_objections(demo.work, demo.people, demo.secondments)
        insure(demo.work, demo.people, programmes, demo.secondments)
        live_on(demo.work, demo.people, demo.units)
        care_for_content(demo.work, open_files(settings.files_url), demo.people, demo.secondments)
        check_some(demo.work, demo.people, demo.units, demo.secondments)
        ask_questions(demo.work, demo.people)
        notice(demo.work, demo.people, demo.secondments)
        sum_up(demo.work, demo.people, demo.supervisors, demo.secondments, demo.first_on)
        make_handbooks(demo.work, demo.people, demo.secondments[0])
        write_messages(demo.work, demo.people, demo.secondments[0])
        welcome_one(demo.work, demo.people, demo.units, demo.supervisors, demo.secondments[0])


def _build_units(demo: Demo) -> None:
    county = demo.unit("云浦县", UnitKind.REGION)
    demo.unit("云浦县委组织部", UnitKind.DEPARTMENT, county)
    for name in names.SENDING:
        demo.unit(name, UnitKind.DEPARTMENT, county)
    for index, name in enumerate(names.TOWNSHIPS):
        place = {"lat": 30.05 + index * 0.04, "lon": 107.82 + index * 0.05, "radius_m": 800}
        demo.unit(name, UnitKind.TOWNSHIP, county, region_band="县内", **place)
    for name in names.VILLAGES:
        demo.unit(name, UnitKind.VILLAGE, demo.units["石桥镇"], region_band="县内")
    demo.unit("云浦县委党校", UnitKind.SCHOOL, county, region_band="县内")
    for region, hosts, band in names.OUTSIDE:
        root = demo.unit(region, UnitKind.REGION, region_band=band)
        for index, host in enumerate(hosts):
            place = {"lat": 29.61 + index * 0.03, "lon": 106.52 + index * 0.03, "radius_m": 500}
            demo.unit(host, UnitKind.DEPARTMENT, root, region_band=band, **place)


def _build_accounts(demo: Demo) -> None:
    county, home = demo.units["云浦县"], demo.units[names.SENDING[0]]
    homes = {"supervisor": "白鹭镇", "finance": "云浦县财政局", "finance2": "云浦县财政局"}
    homes |= dict.fromkeys(("orgadmin", "orgadmin2", "inspector", "liaison", "sysadmin"), "云浦县委组织部")
    for account in ACCOUNTS:
        demo.person(account.login, account.name, demo.units[homes.get(account.login, home.name)])
    demo.grant(demo.people["supervisor"], Role.SUPERVISOR, demo.units["白鹭镇"])
    demo.grant(demo.people["sender"], Role.SENDER, home)
    for login, role in (
        ("liaison", Role.LIAISON),
        ("orgadmin", Role.ORGADMIN),
        ("orgadmin2", Role.ORGADMIN),
        ("inspector", Role.INSPECTOR),
        ("finance", Role.FINANCE),
        ("finance2", Role.FINANCE),
        ("sysadmin", Role.SYSADMIN),
    ):
        demo.grant(demo.people[login], role, county)
    demo.supervisors["白鹭镇"] = demo.people["supervisor"]


def _second_cadres(demo: Demo, programmes: Programmes) -> None:
    """`cadre` and `leader` in 白鹭镇, the others spread over every programme and host."""
    outbound = programmes["outbound"]
    for login in ("cadre", "leader"):
        _second(
            demo,
            demo.people[login],
            outbound.id,
            "白鹭镇",
            "副镇长（挂职）" if login == "cadre" else "招商办副主任（挂职）",
        )
    for index, name in enumerate(names.CADRES):
        home = demo.units[names.SENDING[index % len(names.SENDING)]]
        person = demo.person(f"cadre{index + 1:02d}", name, home)
        kind, hosts = programmes.choose(index)
        host = hosts[index % len(hosts)]
        _second(demo, person, programmes[kind].id, host, names.post_at(host, index), days_off=index % 11)


def _second(demo: Demo, cadre: Person, programme_id: Any, host: str, post: str, days_off: int = 0) -> None:
    unit = demo.units[host]
    start = demo.first_on + timedelta(days=days_off)
    end = demo.work.today + timedelta(days=150 + 7 * days_off)
    row = Secondment(
        cadre_id=cadre.id,
        programme_id=programme_id,
        sending_unit_id=cadre.home_unit_id,
        receiving_unit_id=unit.id,
        post_title=post,
        region_band=unit.region_band,
        start_on=start,
        end_on=end,
        end_month=clock.month_of(end),
        status=SecondmentStatus.ACTIVE,
        approval_no="云组干〔2026〕112号",
        arrived_on=start,
        version=3,
    )
    demo.add(row)
    demo.grant(cadre, Role.CADRE, unit)
    supervisor = _supervisor_of(demo, host)
    demo.add(
        SecondmentSupervisor(secondment_id=row.id, person_id=supervisor.id),
        _event(row, "approve", demo.people["orgadmin"], clock.beijing_midnight(start - timedelta(days=6))),
        _event(row, "activate", supervisor, clock.beijing_midnight(start) + timedelta(hours=9)),
    )
    demo.secondments.append(row)


def _event(row: Secondment, kind: str, actor: Person, at: datetime) -> SecondmentEvent:
    version = {"approve": 1, "activate": 2}[kind]
    return SecondmentEvent(
        secondment_id=row.id, kind=kind, from_version=version, effective_on=row.start_on, actor_id=actor.id, at=at
    )


def _supervisor_of(demo: Demo, host: str) -> Person:
    if host not in demo.supervisors:
        number = len(demo.supervisors) + 1
        person = demo.person(f"supervisor{number:02d}", f"{'梁闻赵钱孙李郑王陈卫'[number % 10]}致和", demo.units[host])
        demo.grant(person, Role.SUPERVISOR, demo.units[host])
        demo.supervisors[host] = person
    return demo.supervisors[host]


def _form_group(demo: Demo) -> None:
    leader = demo.people["leader"]
    group = Group(
        name="澜江工作组",
        unit_id=demo.units["云浦县"].id,
        leader_id=leader.id,
        start_on=demo.first_on,
        end_on=demo.work.today + timedelta(days=150),
    )
    demo.add(group)
    demo.grant(leader, Role.GROUP_LEADER, None, group_id=group.id)
    hosted = {demo.units["白鹭镇"].id, demo.units["澜江县经开区管委会"].id}
    members = [row for row in demo.secondments if row.receiving_unit_id in hosted and row.cadre_id != leader.id]
    demo.add(*(GroupMember(group_id=group.id, secondment_id=row.id) for row in members))
