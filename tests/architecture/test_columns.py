"""Rules 7 and 8 of the architecture: a column's name tells its type, and nothing loads behind one's back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Date, DateTime, Float, Integer, MetaData, Numeric, Table
from sqlalchemy.orm import configure_mappers
from sqlmodel import SQLModel

import app.registry
from app.core.db import UtcInstant

assert app.registry, "it imports every model"


def wrong_columns(metadata: MetaData) -> Iterator[str]:
    """`_at` is an instant, `_on` a date, `_fen` an integer; no column holds a naive instant."""
    for table in metadata.tables.values():
        for column in table.columns:
            wrong = _wrong(column)
            if wrong:
                yield f"{table.name}.{column.name} {wrong}"


def _wrong(column: Column[object]) -> str | None:
    name, kind = column.name, column.type
    checks = {
        "is no UtcInstant": name.endswith("_at") and not isinstance(kind, UtcInstant),
        "is a naive instant": isinstance(kind, DateTime),
        "is no Date": name.endswith("_on") and not isinstance(kind, Date),
        "is no integer": name.endswith("_fen") and not isinstance(kind, Integer),
        "holds money by its name, so it needs _fen": "amount" in name and not name.endswith("_fen"),
        "is a fraction in binary": "fen" in name and isinstance(kind, Float | Numeric),
    }
    return next((message for message, broken in checks.items() if broken), None)


def test_every_column_is_what_its_name_says() -> None:
    assert SQLModel.metadata.tables, "no models found"
    assert list(wrong_columns(SQLModel.metadata)) == []


@pytest.mark.parametrize(
    "column",
    [
        Column("closed_at", DateTime()),
        Column("opened_at", Date()),
        Column("closed", DateTime()),
        Column("start_on", DateTime()),
        Column("total_fen", Numeric(12, 2)),
        Column("amount", Integer()),
    ],
    ids=lambda column: column.name,
)
def test_a_wrong_column_is_found(column: Column[object]) -> None:
    metadata = MetaData()
    Table("example", metadata, column)
    assert list(wrong_columns(metadata))


def test_constraints_have_names() -> None:
    unnamed = [
        f"{table.name}: {constraint}"
        for table in SQLModel.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert unnamed == []


def test_relationships_never_load_by_themselves() -> None:
    configure_mappers()
    mappers = SQLModel._sa_registry.mappers
    eager = [str(link) for mapper in mappers for link in mapper.relationships if not link.lazy.startswith("raise")]
    assert eager == []
