"""No order of steps, corrections and repeats leaves an illegal state."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select

from app.accounts.models import Person
from app.core import clock
from app.core.actor import Actor, Grant, Role
from app.core.db import Database
from app.core.errors import Conflict, Invalid, StaleVersion
from app.core.work import Work
from app.secondments.models import REPEATED, Posting, Secondment, SecondmentEvent, SecondmentStatus
from app.secondments.policy_lifecycle import STEPS
from app.secondments.schemas_postings import TransferIn, WithdrawTransferIn
from app.secondments.schemas_secondments import ApproveIn, ExtendIn, SecondmentIn, SecondmentPatch, StepIn
from app.secondments.service_cards import describe
from app.secondments.service_lifecycle import take_step
from app.secondments.service_secondments import change_secondment, create_secondment
from app.secondments.service_transfer import transfer, withdraw_transfer
from tests.factories import County

NOW = datetime(2026, 4, 21, 2, 0, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
NEXT = {
    None: {"create"},
    "create": {"approve", "recall"},
    "approve": {"activate", "recall"},
    "activate": {"suspend", "extend", "recall", "appraise"},
    "suspend": {"resume", "extend", "recall"},
    "resume": {"suspend", "extend", "recall", "appraise"},
    "appraise": {"complete"},
    "complete": {"archive"},
    "recall": {"archive"},
    "archive": set(),
}

MOVES, SERVING = {"transfer", "transfer_undo"}, {"activate", "suspend", "resume"}


class Lifecycle(RuleBasedStateMachine):
    """One cadre, several secondments, an administrator who tries everything."""

    database: Database
    county: County

    @initialize()
    def people(self) -> None:
        county = self.county
        host = county.unit("江州市商务局")
        self.hosts = [host.id, county.unit("白鹭镇", county.region).id]
        self.cadre: Person = county.person("许文澜", Role.CADRE, county.region)
        programme = county.programme()
        self.programme_id, self.host_id = programme.id, host.id
        admin = county.person("顾文澍")
        self.actor = Actor("person", admin.id, grants=(Grant(Role.ORGADMIN, county.region.id, county.region.path),))
        self.ids: list[UUID] = []

    @contextmanager
    def trying(self) -> Iterator[Work]:
        with suppress(Conflict, Invalid, StaleVersion), Work(self.database, self.actor, writes=True, now=NOW) as work:
            yield work

    @rule(start=DAYS, length=st.integers(0, 200))
    def enter(self, start: date, length: int) -> None:
        body = SecondmentIn(
            cadre_id=self.cadre.id,
            programme_id=self.programme_id,
            receiving_unit_id=self.host_id,
            post_title="副镇长",
            start_on=start,
            end_on=start + timedelta(days=length),
        )
        with self.trying() as work:
            create_secondment(work, body)
        with self.database.session(write=False) as session:
            self.ids = list(session.exec(select(Secondment.id).order_by(col(Secondment.created_at))).all())

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), name=st.sampled_from(sorted(STEPS)), day=st.none() | DAYS, back=st.integers(0, 2))
    def step(self, data: st.DataObject, name: str, day: date | None, back: int) -> None:
        row = self.row(data.draw(st.sampled_from(self.ids)))
        version = max(row.version - back, 1)
        usual = {"version": version, "effective_on": day, "reason": "工作需要"}
        body: StepIn = StepIn(**usual)
        if name == "approve":
            body = ApproveIn(**usual, approval_no="云组干〔2026〕8号")
        elif name == "extend":
            body = ExtendIn(**usual, end_on=day or row.end_on + timedelta(days=30))
        for _ in range(2):
            with self.trying() as work:
                take_step(work, row.id, name, body)

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), start=DAYS, end=DAYS)
    def move(self, data: st.DataObject, start: date, end: date) -> None:
        row = self.row(data.draw(st.sampled_from(self.ids)))
        with self.trying() as work:
            change_secondment(work, row.id, SecondmentPatch(start_on=start, end_on=end), row.version)

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), on=DAYS, to=st.integers(0, 1), back=st.integers(0, 1))
    def transfer(self, data: st.DataObject, on: date, to: int, back: int) -> None:
        row = self.row(data.draw(st.sampled_from(self.ids)))
        body = TransferIn(
            version=max(row.version - back, 1), from_on=on, receiving_unit_id=self.hosts[to], reason="组织安排"
        )
        for _ in range(2):
            with self.trying() as work:
                transfer(work, row.id, body)

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        row = self.row(data.draw(st.sampled_from(self.ids)))
        with self.trying() as work:
            withdraw_transfer(work, row.id, WithdrawTransferIn(version=row.version))

    @invariant()
    def postings_cover_the_term_without_gap_or_overlap(self) -> None:
        with self.database.session(write=False) as session:
            for row in session.exec(select(Secondment)).all():
                statement = select(Posting).where(Posting.secondment_id == row.id).order_by(col(Posting.start_on))
                postings = list(session.exec(statement).all())
                assert (postings[0].start_on, postings[-1].end_on) == (row.start_on, None)
                assert postings[-1].start_on <= row.end_on
                for earlier, later in pairwise(postings):
                    assert earlier.end_on == later.start_on - timedelta(days=1)
                    assert earlier.end_month == clock.month_of(earlier.end_on)
                standing = [each for each in postings if each.in_force][-1]
                assert [getattr(row, name) for name in REPEATED] == [getattr(standing, name) for name in REPEATED]

    def row(self, secondment_id: UUID) -> Secondment:
        with self.database.session(write=False) as session:
            return session.exec(select(Secondment).where(Secondment.id == secondment_id)).one()

    @invariant()
    def terms_are_apart(self) -> None:
        with self.database.session(write=False) as session:
            rows = session.exec(select(Secondment).order_by(col(Secondment.start_on))).all()
            served = [row for row in rows if row.recalled_on is None or row.arrived_on is not None]
            for earlier, later in pairwise(served):
                assert earlier.end_on < later.start_on

    @invariant()
    def rows_are_whole(self) -> None:
        with self.database.session(write=False) as session:
            for row in session.exec(select(Secondment)).all():
                assert row.start_on <= row.end_on
                assert row.end_month == clock.month_of(row.end_on)
                assert (row.status is SecondmentStatus.DRAFT) <= (row.arrived_on is None)
                if row.status not in {SecondmentStatus.DRAFT, SecondmentStatus.RECALLED, SecondmentStatus.ARCHIVED}:
                    assert row.approval_no
                if row.arrived_on is not None:
                    assert row.start_on <= row.arrived_on <= row.end_on

    @invariant()
    def histories_are_legal(self) -> None:
        with self.database.session(write=False) as session:
            statement = select(SecondmentEvent).order_by(col(SecondmentEvent.from_version))
            steps: dict[UUID, list[str]] = {}
            for event in session.exec(statement).all():
                steps.setdefault(event.secondment_id, []).append(event.kind)
            for kinds in steps.values():
                before: str | None = None
                for kind in kinds:
                    assert kind in NEXT[before] | (MOVES if before in SERVING else set()), kinds
                    before = before if kind in {"extend", *MOVES} else kind

    @invariant()
    def suspensions_lie_in_the_term(self) -> None:
        with Work(self.database, self.actor, writes=False, now=NOW) as work:
            for card in describe(work, self.ids).values():
                for first, last in card.suspensions:
                    assert card.term_start_on <= first <= last <= card.secondment.end_on


def test_no_order_of_steps_leaves_an_illegal_state(database: Database, soak: bool) -> None:
    class Bound(Lifecycle):
        pass

    Bound.database, Bound.county = database, County(database)
    counts = settings(max_examples=60 if soak else 6, stateful_step_count=40 if soak else 25, deadline=None)

    def fresh() -> Lifecycle:
        with database.session(write=True) as session:
            for model in (SecondmentEvent, Posting, Secondment):
                for row in session.exec(select(model)).all():
                    session.delete(row)
                session.flush()
            session.commit()
        return Bound()

    with time_machine.travel(NOW, tick=False):
        run_state_machine_as_test(fresh, settings=counts)
