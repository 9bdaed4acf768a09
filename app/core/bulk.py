"""Many rows at once: plain mappings instead of objects, the model's own defaults filled in. Ten times as quick."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import JSON, Connection, Table
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from app.core.portions import portions

AT_ONCE = 500
SENT_AT_ONCE = 256 * 1024
Values = Mapping[str, Any]
_Cell = Callable[[Any], Any]


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
    for part in portions(rows, AT_ONCE):
        session.connection().execute(table.insert(), [dict(row) for row in part])
        yield len(part)


def as_json(row: Mapping[str, Any], besides: Iterable[str] = ()) -> dict[str, Any]:
    """A row as its model's JSON would say it, for digests."""
    hidden = set(besides)
    return {
        name: value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
        for name, value in row.items()
        if name not in hidden
    }


class Block(NamedTuple):
    """Rows that have `own` in common. What several blocks share is one and the same `rows`, made ready once."""

    own: Values
    rows: Sequence[Values]


def copy_rows(session: Session, kind: type[SQLModel], rows: Sequence[Values]) -> None:
    """Insert complete rows by the database's quickest way, in the session's transaction. Listeners hear nothing."""
    copy_blocks(session, kind, [Block({}, rows)])


def copy_blocks(session: Session, kind: type[SQLModel], blocks: Iterable[Block]) -> None:
    """Insert blocks of complete rows, all of them with the same columns: COPY on PostgreSQL, one statement on SQLite.

    A value that a constraint refuses is an IntegrityError as from any other insert.
    """
    filled = [block for block in blocks if block.rows]
    if not filled:
        return
    session.flush()
    connection = session.connection()
    own, shared = list(filled[0].own), list(filled[0].rows[0])
    if connection.dialect.name == "postgresql":
        _copy(connection, kind, own, shared, filled)
    else:
        _execute_many(connection, kind, own, shared, filled)


def _copy(connection: Connection, kind: type[SQLModel], own: list[str], shared: list[str], blocks: list[Block]) -> None:
    driver: Any = connection.connection.driver_connection
    names = ", ".join(f'"{name}"' for name in (*own, *shared))
    statement = f'COPY "{kind.__tablename__}" ({names}) FROM STDIN'
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for part in _in_parts(_lines(blocks, own, shared, _texts(kind))):
                copy.write(part)
    except driver.Error as error:
        raise _as_usual(error, statement, connection) from error


def _lines(blocks: list[Block], own: list[str], shared: list[str], texts: Mapping[str, _Cell]) -> Iterator[str]:
    """COPY's text form of each block's rows."""
    ready: dict[int, list[str]] = {}
    for block in blocks:
        tails = ready.get(id(block.rows))
        if tails is None:
            tails = ready[id(block.rows)] = [
                "\t".join([texts[name](row[name]) for name in shared]) + "\n" for row in block.rows
            ]
        head = "".join([texts[name](block.own[name]) + "\t" for name in own])
        yield head + head.join(tails)


def _in_parts(lines: Iterable[str]) -> Iterator[str]:
    """Larger pieces, so that the driver is called seldom."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= SENT_AT_ONCE:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


@lru_cache(maxsize=64)
def _texts(kind: type[SQLModel]) -> Mapping[str, _Cell]:
    """How each column of a table is written in COPY's text form."""
    table: Table = kind.__table__  # type: ignore[attr-defined]
    return {name: _json_text if isinstance(column.type, JSON) else _text for name, column in table.c.items()}


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):  # choices among them: they are their values
        return str.__str__(value).translate(_ESCAPED)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | UUID):
        return str(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("an instant needs an offset")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no text form here")


def _json_text(value: Any) -> str:
    return orjson.dumps(value).decode().translate(_ESCAPED)


def _execute_many(
    connection: Connection, kind: type[SQLModel], own: list[str], shared: list[str], blocks: list[Block]
) -> None:
    table: Table = kind.__table__  # type: ignore[attr-defined]
    cells = {name: table.c[name].type.bind_processor(connection.dialect) or _same for name in (*own, *shared)}
    names = ", ".join(f'"{name}"' for name in cells)
    marks = ", ".join("?" * len(cells))
    statement = f'INSERT INTO "{kind.__tablename__}" ({names}) VALUES ({marks})'  # noqa: S608 - the model's own names
    driver: Any = connection.connection.driver_connection
    try:
        driver.executemany(statement, _tuples(blocks, own, shared, cells))
    except driver.Error as error:
        raise _as_usual(error, statement, connection) from error


def _tuples(
    blocks: list[Block], own: list[str], shared: list[str], cells: Mapping[str, _Cell]
) -> Iterator[tuple[Any, ...]]:
    """Each row as SQLite holds it."""
    ready: dict[int, list[tuple[Any, ...]]] = {}
    for block in blocks:
        tails = ready.get(id(block.rows))
        if tails is None:
            tails = ready[id(block.rows)] = [tuple([cells[name](row[name]) for name in shared]) for row in block.rows]
        head = tuple([cells[name](block.own[name]) for name in own])
        yield from (head + tail for tail in tails)


def _same(value: Any) -> Any:
    return value


def _as_usual(error: Exception, statement: str, connection: Connection) -> BaseException:
    """What the database refuses as SQLAlchemy says it everywhere else; without the values."""
    base: type[Exception] = connection.connection.driver_connection.Error  # type: ignore[union-attr]
    return DBAPIError.instance(statement, None, error, base, hide_parameters=True, dialect=connection.dialect)
