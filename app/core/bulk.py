"""Many rows at once: plain mappings instead of objects, the model's own defaults filled in. Ten times as quick."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlmodel import Session, SQLModel

AT_ONCE = 500


@lru_cache(maxsize=64)
def _defaults(kind: type[SQLModel]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """A model's constant defaults, and those that are made anew for each row; what the database numbers is neither."""
    table: Table = kind.__table__  # type: ignore[attr-defined]
    constant, made = {}, {}
    for name, field in kind.model_fields.items():
        if field.default_factory is not None:
            made[name] = field.default_factory
        elif not field.is_required() and not (table.c[name].primary_key and field.default is None):
            constant[name] = field.default
    return constant, made


def complete(kind: type[SQLModel], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its defaults."""
    constant, made = _defaults(kind)
    return {**constant, **{name: make() for name, make in made.items() if name not in row}, **row}


def insert_rows(session: Session, kind: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> Iterator[int]:
    """Insert complete rows some hundreds at a time; yields how many each time. Listeners hear nothing."""
    table: Table = kind.__table__  # type: ignore[attr-defined]
    for at in range(0, len(rows), AT_ONCE):
        part = [dict(row) for row in rows[at : at + AT_ONCE]]
        session.connection().execute(table.insert(), part)
        yield len(part)


def as_json(row: Mapping[str, Any], besides: Iterable[str] = ()) -> dict[str, Any]:
    """A row as its model's JSON would say it, for digests."""
    hidden = set(besides)
    return {
        name: value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
        for name, value in row.items()
        if name not in hidden
    }
