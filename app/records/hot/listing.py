"""One's own newest days, as the bytes of their page: one select, rows encoded once."""

from collections.abc import Sequence
from typing import Any

import orjson
import psycopg

from app.core.paging import encode_cursor
from app.core.work import Work
from app.records.hot.postgresql import PostgresWriter
from app.records.schemas import ItemView, RecordFilter, RecordStatusView, RecordView

_SHOWN = [name for name in RecordView.model_fields if name not in ("addenda", "warnings", "paper")]
_ITEM = tuple(ItemView.model_fields)
_IDS = [_SHOWN.index(name) for name in _SHOWN if name.endswith("_id") or name == "id"]
_INSTANTS = [_SHOWN.index(name) for name in _SHOWN if name.endswith("_at")]
_FLAGS = [_SHOWN.index(name) for name in ("late_sync", "resubmitted", "imported")]
_JSON = [_SHOWN.index(name) for name in ("items", "attachment_ids")]
_ITEMS = _SHOWN.index("items")
_SELECT = (
    f"SELECT {', '.join(_SHOWN)}, addenda_count, paper_review_id FROM daily_records "  # noqa: S608 - column names of the model
    "WHERE cadre_id = {} ORDER BY work_on DESC, id DESC LIMIT {}"
)
_POSTGRESQL, _SQLITE = _SELECT.format("%s", "%s"), _SELECT.format("?", "?")
assert RecordStatusView.model_fields.keys() <= set(_SHOWN)  # noqa: S101 - both views come from one row


def is_own_first_page(work: Work, wanted: RecordFilter, cursor: str | None) -> bool:
    """Whether a list asks for no more than one's own newest days."""
    own = work.actor.person_id is not None and wanted.cadre_id == work.actor.person_id
    return own and not cursor and wanted == RecordFilter(cadre_id=wanted.cadre_id)


def read_own_page(work: Work, writer: object, limit: int) -> bytes | None:
    """The page as JSON; None when a record has addenda or paper or the database did not answer: the plain way will."""
    rows: Sequence[Sequence[Any]]
    if isinstance(writer, PostgresWriter):
        try:
            rows = writer.read(_POSTGRESQL, (work.actor.id, limit + 1))
        except psycopg.Error:
            return None
    else:
        rows = _read_sqlite(work, limit + 1)
    if any(row[-1] or row[-2] for row in rows):
        return None
    shown = [_record(row) for row in rows[:limit]]
    following = None
    if len(rows) > limit:
        following = encode_cursor([str(shown[-1]["work_on"]), str(shown[-1]["id"])])
    page = {"items": shown, "next_cursor": following, "next_since": None}
    return orjson.dumps(page, option=orjson.OPT_UTC_Z)


def _record(row: Sequence[Any]) -> dict[str, Any]:
    record = dict(zip(_SHOWN, row, strict=False))
    record["items"] = [{name: item.get(name) for name in _ITEM} for item in row[_ITEMS]]
    record["paper"], record["addenda"], record["warnings"] = None, [], []
    return record


def _read_sqlite(work: Work, limit: int) -> list[list[Any]]:
    assert work.actor.id is not None  # noqa: S101 - `is_own_first_page`
    pooled = work.database.engine.raw_connection()
    try:
        driver: Any = pooled.driver_connection
        rows = [list(row) for row in driver.execute(_SQLITE, (work.actor.id.hex, limit)).fetchall()]
    finally:
        pooled.close()
    for row in rows:
        for place in _IDS:
            row[place] = row[place] and _uuid(row[place])
        for place in _INSTANTS:
            row[place] = row[place] and _instant(row[place])
        for place in _FLAGS:
            row[place] = bool(row[place])
        for place in _JSON:
            row[place] = orjson.loads(row[place])
    return rows


def _uuid(text: str) -> str:
    """A stored id as JSON has it; slicing costs a quarter of a UUID object."""
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _instant(text: str) -> str:
    """A stored instant as JSON has it, whole seconds without a fraction."""
    fraction = text[19:]
    return f"{text[:10]}T{text[11:19]}{'' if fraction == '.000000' else fraction}Z"
