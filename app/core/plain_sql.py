"""Columns as plain numbers and texts, said to the database: what millions of rows are read as. The same on both.

Objects are made for none of them: a date is its `toordinal`, an instant milliseconds since 1970 in UTC, an id 32
hexadecimal digits. NULL stays NULL.
"""

from typing import Any

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class day_number(FunctionElement[int]):  # noqa: N801 - reads as the SQL function that it is
    """A date as its `toordinal`."""

    type = Integer()
    inherit_cache = True


class milliseconds(FunctionElement[int]):  # noqa: N801
    """An instant in milliseconds since 1970, UTC."""

    type = BigInteger()
    inherit_cache = True


class hex_id(FunctionElement[str]):  # noqa: N801
    """An id as 32 hexadecimal digits."""

    type = String()
    inherit_cache = True


@compiles(day_number, "sqlite")
def _day_sqlite(element: day_number, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **kw)}) - 1721424.5 AS INTEGER)"


@compiles(day_number, "postgresql")
def _day_postgresql(element: day_number, compiler: SQLCompiler, **kw: Any) -> str:
    return f"({compiler.process(element.clauses, **kw)} - DATE '0001-01-01' + 1)"


@compiles(milliseconds, "sqlite")
def _ms_sqlite(element: milliseconds, compiler: SQLCompiler, **kw: Any) -> str:
    days = f"julianday({compiler.process(element.clauses, **kw)}) - 2440587.5"
    return f"CAST(round(({days}) * 86400000) AS INTEGER)"


@compiles(milliseconds, "postgresql")
def _ms_postgresql(element: milliseconds, compiler: SQLCompiler, **kw: Any) -> str:
    return f"round(extract(epoch FROM {compiler.process(element.clauses, **kw)}) * 1000)::bigint"


@compiles(hex_id, "sqlite")
def _hex_sqlite(element: hex_id, compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(hex_id, "postgresql")
def _hex_postgresql(element: hex_id, compiler: SQLCompiler, **kw: Any) -> str:
    return f"replace({compiler.process(element.clauses, **kw)}::text, '-', '')"
