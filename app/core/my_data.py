"""What a person may take along of their own 我的数据: plain sections, told by each domain, written once for all.

A domain's `service_my_data.my_data(work)` answers its sections about `work.actor`, and of others only the names of
those who decided.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from app.core import clock
from app.core.i18n import N_, Locale, translate
from app.core.money import format_yuan

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A message id with its parameters, to be said in the reader's language."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of data: `fields` are (key, label) in order, `words` what values of a closed set are called.

    Keys ending `_fen` are money. Values are text, numbers, dates, aware instants, lists and mappings of these, or Said.
    """

    key: str
    title: str
    fields: Sequence[tuple[str, str]]
    rows: Sequence[Row]
    words: Mapping[str, str] = field(default_factory=dict)


def plain(value: Any, locale: Locale) -> Any:
    """A value for JSON: instants with their offset, dates, codes as they are."""
    if isinstance(value, Said):
        return translate(value.text, locale, **value.params)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return clock.beijing(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item, locale) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(item, locale) for item in value]
    return value


def as_json(section: Section, locale: Locale) -> dict[str, Any]:
    """A section for a program: its rows under the names of the fields."""
    rows = [{key: plain(row.get(key), locale) for key, _ in section.fields} for row in section.rows]
    return {"title": translate(section.title, locale), "rows": rows}


def readable(section: Section, key: str, value: Any, locale: Locale) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return translate(N_("是") if value else N_("否"), locale)
    if isinstance(value, datetime):
        return clock.beijing(value).strftime("%Y-%m-%d %H:%M")
    if key.endswith("_fen") and isinstance(value, int):
        return format_yuan(value)
    if isinstance(value, Mapping):
        return " ".join(readable(section, name, item, locale) for name, item in value.items() if item not in (None, ""))
    if isinstance(value, Iterable) and not isinstance(value, str | Enum):
        return "\n".join(readable(section, key, item, locale) for item in value)
    text = str(plain(value, locale))
    return translate(section.words[text], locale) if text in section.words else text
