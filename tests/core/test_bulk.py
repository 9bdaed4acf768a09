"""The quick way into the database stores what the plain way stores, and is refused what the plain way is refused."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.models import Unit, UnitKind
from app.core.bulk import Block, complete, copy_blocks, copy_rows
from app.core.db import Database
from app.core.ids import new_id
from app.workdays.models import CalendarOverlay
from app.workdays.rules import DayHalf, OverlayKind
from tests.factories import County

ODD = "行一\n行二\t列\\N \\. \r'\"%s {} \\"
NOON = datetime(2026, 4, 1, 12, 30, 15, 123456, tzinfo=UTC)


def overlay(county: County, **fields: Any) -> dict[str, Any]:
    values = {
        "unit_id": county.region.id,
        "kind": OverlayKind.HOLIDAY,
        "first_on": date(2026, 4, 1),
        "last_on": date(2026, 4, 2),
        "name": ODD,
        "reason": "通知",
        "created_at": NOON,
        "updated_at": NOON,
    }
    return complete(CalendarOverlay, values | fields)


def stored(database: Database) -> list[dict[str, Any]]:
    with database.session(write=False) as session:
        rows = session.exec(
            select(CalendarOverlay).order_by(col(CalendarOverlay.last_on), col(CalendarOverlay.id))
        ).all()
        return [row.model_dump() for row in rows]


def write(database: Database, *calls: Any) -> None:
    with database.session(write=True) as session:
        for call in calls:
            call(session)
        session.commit()


def test_every_kind_of_value_comes_back_as_it_went_in(county: County) -> None:
    rows = [overlay(county, half=half, document_no=number) for half, number in ((DayHalf.AM, None), (None, ODD))]
    write(county.database, lambda session: copy_rows(session, CalendarOverlay, rows))
    found = stored(county.database)
    assert found == sorted(rows, key=lambda row: row["id"])
    assert {(row["name"], row["half"], row["document_no"]) for row in found} == {
        (ODD, DayHalf.AM, None),
        (ODD, None, ODD),
    }
    assert found[0]["created_at"] == NOON


def test_what_blocks_share_is_stored_for_each_of_them(county: County) -> None:
    shared = {name: value for name, value in overlay(county).items() if name not in ("id", "unit_id")}
    days = [shared | {"last_on": date(2026, 4, day)} for day in (2, 3)]
    other = county.unit("白鹭镇", county.region)
    blocks = [
        Block({"id": new_id(), "unit_id": unit.id}, days[at : at + 1]) for at, unit in enumerate((county.region, other))
    ]
    write(county.database, lambda session: copy_blocks(session, CalendarOverlay, [*blocks, Block({}, [])]))
    assert [(row["unit_id"], row["last_on"].day) for row in stored(county.database)] == [
        (county.region.id, 2),
        (other.id, 3),
    ]


def test_nothing_is_an_answer_too(county: County) -> None:
    write(county.database, lambda session: copy_rows(session, CalendarOverlay, []))
    assert stored(county.database) == []


def test_it_belongs_to_the_transaction_of_the_session(county: County) -> None:
    with county.database.session(write=True) as session:
        unit = Unit(name="新镇", path="/new/", kind=UnitKind.TOWNSHIP)
        session.add(unit)
        copy_rows(session, CalendarOverlay, [overlay(county, unit_id=unit.id)])
        assert len(session.exec(select(CalendarOverlay)).all()) == 1
        session.rollback()
    assert stored(county.database) == []


@pytest.mark.parametrize("wrong", ["twice", "unknown unit"])
def test_what_a_constraint_refuses_is_an_integrity_error_without_the_values(county: County, wrong: str) -> None:
    one = overlay(county, name="不可外传")
    rows = [one, one] if wrong == "twice" else [one | {"unit_id": new_id()}]

    def copy(session: Session) -> None:
        copy_rows(session, CalendarOverlay, rows)
        session.commit()

    with county.database.session(write=True) as session, pytest.raises(IntegrityError) as refused:
        copy(session)
    assert "不可外传" not in str(refused.value)
    assert stored(county.database) == []


def test_an_instant_without_an_offset_is_refused(county: County) -> None:
    rows = [overlay(county, created_at=NOON.replace(tzinfo=None))]
    with county.database.session(write=True) as session, pytest.raises(ValueError, match="offset"):
        copy_rows(session, CalendarOverlay, rows)
