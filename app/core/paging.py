"""Keyset pages: stable under inserts, never an offset. `{"items": [...], "next_cursor": "..."|null}`."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from app.core.errors import Invalid
from app.core.i18n import N_
from app.core.schema import View

T = TypeVar("T")
V = TypeVar("V")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_INTEGER = 2**63 - 1
MIRROR_LAG = timedelta(seconds=30)
"""`next_since` stays this far behind, so that nothing committed late is missed by a mirroring client."""


class Page(View, Generic[T]):
    """One page of a list."""

    items: list[T]
    next_cursor: str | None = None
    next_since: datetime | None = None


def encode_cursor(values: Sequence[object]) -> str:
    """The cursor of the page after a row with these key values."""
    plain = [value.isoformat() if isinstance(value, date) else str(value) for value in values]
    return base64.urlsafe_b64encode(orjson.dumps(plain)).decode().rstrip("=")


def decode_cursor(cursor: str, kinds: Sequence[type]) -> list[Any]:
    """The key values that `encode_cursor` was given, by their kinds; Invalid for what is no such cursor."""
    try:
        plain = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(plain, list) or len(plain) != len(kinds):
            raise ValueError(cursor)
        return [_revive(text, kind) for text, kind in zip(plain, kinds, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise Invalid.at("/cursor", N_("翻页标记无效，请从第一页重新开始。"), "bad-cursor") from error


def _revive(text: object, kind: type) -> Any:
    """A key value again; ValueError or OverflowError for what no row can hold."""
    if not isinstance(text, str) or "\0" in text:
        raise ValueError(text)
    if kind is datetime:
        value = datetime.fromisoformat(text)
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if kind is int and not -MAX_INTEGER <= int(text) <= MAX_INTEGER:
        raise OverflowError(text)
    if kind is date:
        return date.fromisoformat(text)
    if kind is UUID:
        return UUID(text)
    return kind(text)


Key = tuple[Any, type, bool]
"""(column, its Python type, descending?): the last key of a page must be unique, usually the id."""


def page_of(
    session: Session,
    statement: SelectOfScalar[T],
    keys: Sequence[Key],
    limit: int = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> tuple[list[T], str | None]:
    """Run `statement` ordered by `keys` after `cursor`; returns the rows and the next cursor or None."""
    if cursor:
        after = decode_cursor(cursor, [kind for _, kind, _ in keys])
        statement = statement.where(_beyond(keys, after))
    order = [column.desc() if descending else column.asc() for column, _, descending in keys]
    rows = list(session.exec(statement.order_by(*order).limit(limit + 1)).all())
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], encode_cursor([getattr(last, column.key) for column, _, _ in keys])


def _beyond(keys: Sequence[Key], after: Sequence[Any]) -> ColumnElement[bool]:
    """Lexicographic "comes after" that also serves mixed directions."""
    alternatives = []
    for index, (column, _, descending) in enumerate(keys):
        equal = [keys[i][0] == after[i] for i in range(index)]
        step = column < after[index] if descending else column > after[index]
        alternatives.append(and_(*equal, step))
    return or_(*alternatives)


def view_page(rows: Sequence[T], cursor: str | None, view: Callable[[T], V], now: datetime | None = None) -> Page[V]:
    """Rows as a page of views; `now` (for mirrored lists) also sets `next_since`."""
    since = now - MIRROR_LAG if now else None
    return Page[V](items=[view(row) for row in rows], next_cursor=cursor, next_since=since)
