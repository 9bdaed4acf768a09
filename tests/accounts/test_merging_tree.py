"""After any row of mergers, moves and renamings the paths are one tree, and power is what the tree says."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.accounts.authority import person_actor
from app.accounts.models import Person, RoleAssignment, Unit
from app.accounts.schemas import UnitPatch
from app.accounts.schemas_care import MergeIn
from app.accounts.service_merging import merge_unit
from app.accounts.service_unit_names import unit_names_on
from app.accounts.service_units import change_unit
from app.core.actor import SYSTEM, Role
from app.core.db import Database
from app.core.errors import DomainError
from app.core.work import Work
from tests.factories import County

NOW = datetime(2026, 7, 10, 3, tzinfo=UTC)
TODAY = date(2026, 7, 10)
UNITS = 6
Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "merge", "move", "rename"]), st.integers(0, UNITS - 1), st.integers(0, UNITS - 1)
    ),
    max_size=8,
)


class Model:
    """What should be: each unit's parent, successor, and names by day; who supervises which unit."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.root = county.unit("某县")
        self.admin = county.person("组织部", Role.ORGADMIN, self.root)
        self.units: list[Unit] = []
        for index in range(UNITS):
            self.units.append(county.unit(f"单位{index}", self.units[index - 2] if index > 2 else self.root))
        self.parent: dict[UUID, UUID] = {unit.id: unit.parent_id or self.root.id for unit in self.units}
        self.closed: dict[UUID, UUID] = {}
        self.name = {unit.id: unit.name for unit in self.units}
        self.people = [county.person(f"主管{index}", Role.SUPERVISOR, unit) for index, unit in enumerate(self.units)]
        self.holds: dict[UUID, UUID] = {p.id: u.id for p, u in zip(self.people, self.units, strict=True)}

    def below(self, unit_id: UUID) -> set[UUID]:
        """The unit and everything beneath it."""
        found, waiting = set(), [unit_id]
        while waiting:
            key = waiting.pop()
            found.add(key)
            waiting += [child for child, parent in self.parent.items() if parent == key]
        return found

    def may(self, step: Step) -> bool:
        """Whether the rules allow a step."""
        kind, one, other = step[0], self.units[step[1]].id, self.units[step[2]].id
        if one in self.closed:
            return False
        if kind == "rename":
            return True
        return other not in self.closed and other not in self.below(one)

    def take(self, step: Step) -> None:
        """What a step should do."""
        one, other = self.units[step[1]].id, self.units[step[2]].id
        if step[0] == "rename":
            self.name[one] = f"{self.name[one]}新"
        elif step[0] == "move":
            self.parent[one] = other
        else:
            for child in [key for key, parent in self.parent.items() if parent == one and key not in self.closed]:
                self.parent[child] = other
            self.parent[one] = self.closed[one] = other
            self.holds = {person: other if unit == one else unit for person, unit in self.holds.items()}


def run(database: Database, model: Model, step: Step) -> bool:
    """Take a step for real; whether it was allowed."""
    unit, other = model.units[step[1]], model.units[step[2]]
    with database.session(write=False) as session:
        admin = person_actor(session, model.admin)
        version = session.exec(select(Unit.version).where(Unit.id == unit.id)).one()
    try:
        with Work(database, admin, writes=True) as work:
            if step[0] == "merge":
                body = MergeIn(into_id=other.id, on=TODAY, version=version, reason="机构改革")
                merge_unit(work, unit.id, body, dry_run=False)
            elif step[0] == "move":
                change_unit(work, unit.id, UnitPatch(parent_id=other.id), version)
            else:
                change_unit(work, unit.id, UnitPatch(name=f"{model.name[unit.id]}新"), version)
    except DomainError:
        return False
    return True


def check(database: Database, model: Model) -> None:
    """The database is what the model says."""
    ids = [model.root.id, *(unit.id for unit in model.units)]
    with database.session(write=False) as session:
        rows = {unit.id: unit for unit in session.exec(select(Unit).where(col(Unit.id).in_(ids))).all()}
        for key, parent in model.parent.items():
            row = rows[key]
            assert row.parent_id == parent
            assert row.path == f"{rows[parent].path}{key.hex}/"
            assert row.merged_into_id == model.closed.get(key)
            assert (row.closed_on is not None) == (key in model.closed)
            assert row.name == model.name[key]
        over_closed = select(RoleAssignment).where(
            col(RoleAssignment.unit_id).in_(list(model.closed)), col(RoleAssignment.valid_to).is_(None)
        )
        assert session.exec(over_closed).all() == []
        for person in model.people:
            actor = person_actor(session, session.get_one(Person, person.id))
            reached = {key for key, row in rows.items() if actor.holds(Role.SUPERVISOR, row.path)}
            assert reached == model.below(model.holds[person.id])
    with Work(database, SYSTEM, writes=False) as work:
        before = unit_names_on(work, ids, TODAY - timedelta(days=1))
    assert before == {unit.id: unit.name for unit in (model.root, *model.units)}


@given(steps=STEPS)
def test_any_row_of_steps_leaves_one_tree_and_power_along_it(database: Database, steps: list[Step]) -> None:
    with time_machine.travel(NOW, tick=True):
        model = Model(County(database))
        for step in steps:
            allowed = model.may(step)
            assert run(database, model, step) is allowed, step
            if allowed:
                model.take(step)
            check(database, model)
