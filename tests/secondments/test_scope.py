"""`relations` and its SQL agree for every role: visible in a list if and only if there is a relation."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Date, literal
from sqlmodel import col, select

from app.accounts.models import Person, Unit, UnitKind
from app.core import clock
from app.core.actor import ANONYMOUS, SYSTEM, Actor, Grant, Role, Scope
from app.core.db import Database, WorkSession
from app.secondments import policy, repository
from app.secondments.models import (
    Group,
    GroupMember,
    MonthLock,
    Posting,
    Programme,
    ProgrammeKind,
    Secondment,
    SecondmentStatus,
)
from app.secondments.policy import Relation
from app.secondments.repository_programmes import find_programme, programme_visible_to
from app.secondments.scope import visible_days, visible_secondment_ids, visible_to

TODAY = date(2026, 4, 21)
NEAR = [TODAY + timedelta(days=days) for days in (-400, -61, -60, -59, -21, -1, 0, 1, 30, 200)]
UNIT_ROLES = (Role.SUPERVISOR, Role.SENDER, Role.LIAISON, Role.ORGADMIN, Role.FINANCE, Role.INSPECTOR, Role.SYSADMIN)


@dataclass
class RandomCounty:
    """Two regions with units below, people, programmes, secondments, groups and closed months, all by one seed."""

    random: Random
    units: list[Unit] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    secondments: list[Secondment] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def fill(self, session: WorkSession) -> None:
        for region in range(2):
            self._grow(session, None, f"县{region}", depth=0)
        self.people = [Person(login=uuid4().hex, name=f"人{number}") for number in range(6)]
        programmes = [
            Programme(name=f"项目{number}", kind=ProgrammeKind.OUTBOUND, unit_id=self.random.choice(self.units).id)
            for number in range(3)
        ]
        session.add_all([*self.people, *programmes])
        session.flush()
        self.secondments = [self._secondment(programmes) for _ in range(10)]
        session.add_all(self.secondments)
        session.flush()
        for secondment in self.secondments:
            self._transfer(session, secondment)
        self.groups = [self._group(session) for _ in range(3)]
        for programme in programmes:
            for day in NEAR:
                self._maybe_close(session, programme, clock.month_of(day))
        session.flush()

    def _grow(self, session: WorkSession, parent: Unit | None, name: str, depth: int) -> None:
        unit = Unit(name=name, kind=UnitKind.DEPARTMENT, path="", parent_id=parent and parent.id)
        unit.path = f"{parent.path if parent else '/'}{unit.id.hex}/"
        session.add(unit)
        session.flush()
        self.units.append(unit)
        for number in range(2 if depth < 2 else 0):
            self._grow(session, unit, f"{name}-{number}", depth + 1)

    def _secondment(self, programmes: list[Programme]) -> Secondment:
        end_on = self.random.choice(NEAR)
        sending = self.random.choice([None, *self.units])
        return Secondment(
            cadre_id=self.random.choice(self.people).id,
            programme_id=self.random.choice(programmes).id,
            sending_unit_id=sending and sending.id,
            receiving_unit_id=self.random.choice(self.units).id,
            post_title="副镇长",
            start_on=end_on - timedelta(days=200),
            end_on=end_on,
            end_month=clock.month_of(end_on),
            status=self.random.choice(list(SecondmentStatus)),
        )

    def _transfer(self, session: WorkSession, secondment: Secondment) -> None:
        """Up to three postings, begun, over or still to come."""
        days = [on for on in NEAR if secondment.start_on < on <= secondment.end_on]
        last = session.exec(select(Posting).where(Posting.secondment_id == secondment.id)).one()
        for on in sorted(self.random.sample(days, min(len(days), self.random.choice([0, 1, 1, 2])))):
            last.end_on = on - timedelta(days=1)
            last.end_month = clock.month_of(last.end_on)
            unit = self.random.choice(self.units)
            last = Posting(secondment_id=secondment.id, start_on=on, receiving_unit_id=unit.id, post_title="副镇长")
            session.add(last)
        session.flush()

    def _group(self, session: WorkSession) -> Group:
        first, last = sorted(self.random.sample(NEAR, 2))
        leader, unit = self.random.choice(self.people), self.random.choice(self.units)
        group = Group(name="组", unit_id=unit.id, leader_id=leader.id, start_on=first, end_on=last)
        session.add(group)
        session.flush()
        members = self.random.sample(self.secondments, 4)
        session.add_all(GroupMember(group_id=group.id, secondment_id=member.id) for member in members)
        return group

    def _maybe_close(self, session: WorkSession, programme: Programme, month: str) -> None:
        if self.random.random() < 0.4 and session.get(MonthLock, (programme.id, month)) is None:
            state = self.random.choice(["open", "calculated", "closed", "paid"])
            session.add(MonthLock(programme_id=programme.id, month=month, state=state))

    def actors(self) -> list[Actor]:
        """Everybody with one role, with several, with none, and every program."""
        found = [ANONYMOUS, SYSTEM, Actor(kind="client", id=uuid4())]
        for unit in self.units:
            scopes = frozenset({Scope.ROSTER_READ})
            found.append(Actor(kind="client", id=uuid4(), client_unit_path=unit.path, scopes=scopes))
            found.extend(self._person(self._grant(role, unit)) for role in UNIT_ROLES)
        for person in self.people:
            found.append(self._person(who=person.id))
            found.append(self._person(Grant(Role.GROUP_LEADER), who=person.id))
            several = (self._grant(self.random.choice(UNIT_ROLES), self.random.choice(self.units)) for _ in range(3))
            found.append(self._person(*several, Grant(Role.GROUP_LEADER), Grant(Role.CADRE), who=person.id))
        return found

    @staticmethod
    def _grant(role: Role, unit: Unit) -> Grant:
        return Grant(role, unit.id, unit.path)

    @staticmethod
    def _person(*grants: Grant, who: UUID | None = None) -> Actor:
        return Actor(kind="person", id=who or uuid4(), grants=grants)


@given(st.integers(0, 2**32))
def test_lists_show_exactly_what_relations_allow(database: Database, seed: int) -> None:
    with database.session(write=True) as session:
        county = RandomCounty(Random(seed))
        county.fill(session)
        facts = {row.id: repository.get_facts(session, row, TODAY) for row in county.secondments}
        for actor in county.actors():
            listed = set(session.exec(visible_secondment_ids(actor, TODAY)).all())
            related = {key for key, each in facts.items() if policy.relations(actor, each, TODAY)}
            assert listed & facts.keys() == related, (actor.kind, actor.grants)
        session.rollback()


@given(st.integers(0, 2**32))
def test_lists_of_days_show_exactly_what_relations_on_that_day_allow(database: Database, seed: int) -> None:
    with database.session(write=True) as session:
        county = RandomCounty(Random(seed))
        county.fill(session)
        facts = {row.id: repository.get_facts(session, row, TODAY) for row in county.secondments}
        on = county.random.choice(NEAR)
        for actor in county.actors():
            hosted = visible_days(actor, TODAY, col(Secondment.id), literal(on, Date()))
            known = select(Secondment.id).where(Secondment.start_on <= on, visible_to(actor, TODAY), hosted)
            listed = set(session.exec(known).all())
            related = {
                row.id
                for row in county.secondments
                if row.start_on <= on and policy.relations(actor, facts[row.id], TODAY, on)
            }
            assert listed & facts.keys() == related, (actor.kind, actor.grants)
        session.rollback()


@given(st.integers(0, 2**32))
def test_who_knows_a_secondment_knows_its_programme(database: Database, seed: int) -> None:
    with database.session(write=True) as session:
        county = RandomCounty(Random(seed))
        county.fill(session)
        for actor in county.actors()[::5]:
            known = session.exec(select(Secondment.programme_id).where(visible_to(actor, TODAY))).all()
            for programme_id in set(known):
                assert find_programme(session, programme_id, programme_visible_to(actor, TODAY)) is not None
        session.rollback()


def posting(**changes: object) -> policy.PostingFacts:
    usual = {
        "start_on": TODAY - timedelta(days=100),
        "end_on": TODAY,
        "receiving_unit_id": uuid4(),
        "receiving_unit_name": "宾阳市商务局",
        "receiving_path": "/host/office/",
        "post_title": "副局长",
        "region_band": None,
    }
    return policy.PostingFacts(**(usual | changes))


def facts_of(**changes: object) -> policy.SecondmentFacts:
    usual = {
        "id": uuid4(),
        "cadre_id": uuid4(),
        "programme_id": uuid4(),
        "postings": (posting(),),
        "sending_path": "/county/office/",
        "programme_path": "/county/",
        "leader_ids": frozenset(),
        "end_on": TODAY,
        "last_month_closed": False,
    }
    return policy.SecondmentFacts(**(usual | changes))


def supervisor() -> Actor:
    return Actor(kind="person", id=uuid4(), grants=(Grant(Role.SUPERVISOR, uuid4(), "/host/"),))


def test_power_lasts_sixty_days_or_until_the_last_month_is_closed() -> None:
    ended = facts_of(end_on=TODAY - timedelta(days=60))
    assert policy.relations(supervisor(), ended, TODAY) == {Relation.SUPERVISOR}
    assert policy.relations(supervisor(), facts_of(end_on=TODAY - timedelta(days=61)), TODAY) == frozenset()
    closed = facts_of(end_on=TODAY - timedelta(days=1), last_month_closed=True)
    assert policy.relations(supervisor(), closed, TODAY) == frozenset()
    running = facts_of(end_on=TODAY, last_month_closed=True)
    assert policy.relations(supervisor(), running, TODAY) == {Relation.SUPERVISOR}


def test_a_draft_is_the_organization_departments_own() -> None:
    draft = facts_of(is_draft=True)
    assert policy.relations(supervisor(), draft, TODAY) == frozenset()
    assert policy.relations(Actor(kind="person", id=draft.cadre_id), draft, TODAY) == frozenset()
    both = Actor(kind="person", id=draft.cadre_id, grants=(Grant(Role.ORGADMIN, uuid4(), "/county/"),))
    assert policy.relations(both, draft, TODAY) == {Relation.ORGADMIN, Relation.AUTHOR}
    assert not policy.can_administer(policy.relations(both, draft, TODAY))


def test_a_liaison_speaks_only_for_hosts_outside() -> None:
    liaison = Actor(kind="person", id=uuid4(), grants=(Grant(Role.LIAISON, uuid4(), "/county/"),))
    assert policy.relations(liaison, facts_of(), TODAY) == {Relation.LIAISON}
    assert (
        policy.relations(liaison, facts_of(postings=(posting(receiving_path="/county/township/"),)), TODAY)
        == frozenset()
    )


def moved(on: date, **former: object) -> policy.SecondmentFacts:
    """From /host/ to /other/ on a day."""
    before = posting(end_on=on - timedelta(days=1), is_last=False, **former)
    after = posting(start_on=on, end_on=TODAY + timedelta(days=90), receiving_path="/other/")
    return facts_of(postings=(before, after), end_on=TODAY + timedelta(days=90))


def test_each_unit_has_its_say_over_its_own_days_only() -> None:
    facts = moved(TODAY - timedelta(days=10))
    there = Actor(kind="person", id=uuid4(), grants=(Grant(Role.SUPERVISOR, uuid4(), "/other/"),))
    before, after = TODAY - timedelta(days=11), TODAY - timedelta(days=10)
    assert policy.relations(supervisor(), facts, TODAY) == {Relation.SUPERVISOR}
    assert policy.relations(supervisor(), facts, TODAY, before) == {Relation.SUPERVISOR}
    assert policy.relations(supervisor(), facts, TODAY, after) == frozenset()
    assert policy.relations(there, facts, TODAY, before) == frozenset()
    assert policy.relations(there, facts, TODAY, after) == {Relation.SUPERVISOR}
    author = Actor(kind="person", id=facts.cadre_id)
    assert policy.relations(author, facts, TODAY, before) == policy.relations(author, facts, TODAY, after)


def test_a_former_unit_keeps_its_days_sixty_days_or_until_they_are_closed() -> None:
    assert policy.relations(supervisor(), moved(TODAY - timedelta(days=59)), TODAY)
    assert not policy.relations(supervisor(), moved(TODAY - timedelta(days=60)), TODAY)
    assert not policy.relations(supervisor(), moved(TODAY - timedelta(days=1), last_month_closed=True), TODAY)


def test_a_coming_unit_knows_of_the_secondment_before_its_first_day() -> None:
    facts = moved(TODAY + timedelta(days=5))
    there = Actor(kind="person", id=uuid4(), grants=(Grant(Role.SUPERVISOR, uuid4(), "/other/"),))
    assert policy.relations(there, facts, TODAY) == {Relation.SUPERVISOR}
    assert policy.relations(there, facts, TODAY, TODAY) == frozenset()
