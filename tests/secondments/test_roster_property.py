"""Any valid roster: in whatever order its rows stand the same is made of it, and a second import changes nothing."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import time_machine
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.accounts.authority import person_actor
from app.accounts.models import Person, Unit, UnitKind
from app.core.actor import Role
from app.core.db import Database
from app.core.sheets.upload import Upload
from app.core.work import Work
from app.secondments.models import Posting, Secondment
from app.secondments.schemas_roster import Outcome
from app.secondments.service_roster import run_import
from tests.factories import County
from tests.secondments.sheets import UNITS, flat, workbook

TODAY = date(2026, 4, 20)
PLACES = ("青石镇", "县发改局", "新镇", "新镇/财政所", "青石镇/财政所")
NEW_UNITS = [["财政所", "部门", "新镇", ""], ["新镇", "乡镇街道", "", "县内"], ["财政所", "部门", "青石镇", ""]]
_prefix = count(1)

starts = st.dates(date(2026, 1, 1), date(2026, 12, 1))
spelled = st.sampled_from(("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"))


@st.composite
def cadres(draw: st.DrawFn) -> dict[str, Any]:
    """A row of 名册, perhaps approved, perhaps with a supervisor who is named with it."""
    start, spelling = draw(starts), draw(spelled)
    row = {
        "姓名": draw(st.sampled_from(("何景行", "张　三", "许文澜"))),
        "手机": draw(st.sampled_from(("", "13900000001", "１３９００００００２"))),
        "派出单位": draw(st.sampled_from((*PLACES, ""))),
        "接收单位": draw(st.sampled_from(PLACES)),
        "开始日期": start if draw(st.booleans()) else start.strftime(spelling),
        "结束日期": (start + timedelta(days=draw(st.integers(0, 400)))).strftime(spelling),
    }
    if draw(st.booleans()):
        row["批准文号"] = "云组干〔2026〕12号"
        if start <= TODAY and draw(st.booleans()):
            row["到岗日期"] = start
    if draw(st.booleans()):
        number = draw(st.integers(1, 3))
        row |= {"主管人员编号": f"S{number}", "主管姓名": f"主管{number}"}
    return row


def numbered(prefix: str, rows: list[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows with numbers that no other example has."""
    return [
        row
        | {"人员编号": f"{prefix}-{number}"}
        | ({"主管人员编号": f"{prefix}-{row['主管人员编号']}"} if "主管人员编号" in row else {})
        for number, row in rows
    ]


def seat(database: Database) -> tuple[County, Person]:
    county = County(database)
    county.unit("青石镇", county.region, kind=UnitKind.TOWNSHIP)
    county.unit("县发改局", county.region, region_band="县城")
    county.programme("外派挂职")
    return county, county.person("卫东", Role.ORGADMIN, county.region)


def bring(county: County, admin: Person, data: bytes) -> list[Outcome]:
    with county.database.session(write=False) as session:
        actor = person_actor(session, admin)
    with Work(county.database, actor, writes=False) as work:
        view, _ = run_import(work, Upload(data, "名册.xlsx", dry_run=False), "zh_CN")
    return [view.counts.units, view.counts.people, view.counts.roles, view.counts.secondments]


def content(county: County, prefix: str) -> set[tuple[Any, ...]]:
    """What stands of a county, without the ids."""
    with county.database.session(write=False) as session:
        units = {row.id: row for row in session.exec(select(Unit)).all() if row.path.startswith(county.region.path)}
        people = {row.id: row for row in session.exec(select(Person)).all() if row.home_unit_id in units}
        terms = session.exec(select(Secondment, Posting).join(Posting)).all()

    def place(unit_id: Any) -> str:
        parts = [part for part in units[unit_id].path.strip("/").split("/") if part] if unit_id else []
        return "/".join(unit.name for part in parts for unit in units.values() if unit.id.hex == part)

    found: set[tuple[Any, ...]] = {
        (str(row.person_no).removeprefix(prefix), row.name, row.phone, place(row.home_unit_id))
        for row in people.values()
        if str(row.person_no).startswith(prefix)
    }
    return found | {
        (
            str(people[row.cadre_id].person_no).removeprefix(prefix),
            *(place(row.sending_unit_id), place(posting.receiving_unit_id), posting.region_band),
            *(row.start_on, row.end_on, posting.start_on, row.status, row.version, row.approval_no, row.arrived_on),
        )
        for row, posting in terms
        if row.cadre_id in people
    }


def test_any_order_of_rows_makes_the_same_and_a_second_time_nothing(database: Database, soak: bool) -> None:
    phases = list(Phase) if soak else [Phase.generate]  # each example is four imports: too slow to shrink in a sample

    @settings(max_examples=100 if soak else 8, phases=phases)
    @given(data=st.data(), rows=st.lists(cadres(), min_size=1, max_size=6))
    def holds(data: st.DataObject, rows: list[dict[str, Any]]) -> None:
        lines = list(enumerate(rows))
        made = []
        for order in (lines, data.draw(st.permutations(lines))):
            county, admin = seat(database)
            prefix = f"P{next(_prefix)}"
            units = data.draw(st.permutations(NEW_UNITS))
            file = workbook(名册=flat(*numbered(prefix, order)), 单位=[UNITS, *units])
            first, second = bring(county, admin, file), bring(county, admin, file)
            assert not any(one.created or one.updated for one in second)
            made.append((first, content(county, prefix)))
        assert made[0] == made[1]

    with time_machine.travel(TODAY):
        holds()
