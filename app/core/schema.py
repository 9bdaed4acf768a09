"""The base of every input and output schema: unknown fields and unstorable text are refused."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, get_args

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, model_validator

from app.core.i18n import N_


def _in_utc(value: datetime) -> datetime:
    if not 1900 <= value.year < 2200:
        raise ValueError("an instant beyond the calendar")
    return value.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant from outside: needs an offset, kept in UTC, so that what was just written reads as it will be read.

Of the years 1900 to 2199: what lies beyond cannot be shown in every zone.
"""

_NUMBER = re.compile(r"[+-]?[0-9.]+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _unstorable(value: Any, depth: int = 0) -> str | None:
    """The pointer to a NUL (PostgreSQL cannot store it) or a lone surrogate (nothing can encode it), or None."""
    if isinstance(value, str):
        return "" if _UNSTORABLE.search(value) else None
    if depth >= 8:
        return None
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(key, str) and _UNSTORABLE.search(key):
                return ""
            if (found := _unstorable(item, depth + 1)) is not None:
                return f"/{key}{found}"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if (found := _unstorable(item, depth + 1)) is not None:
                return f"/{index}{found}"
    return None


def _tells_time(annotation: Any) -> bool:
    """Whether a field holds a date or an instant."""
    if annotation is AwareDatetime or (isinstance(annotation, type) and issubclass(annotation, date)):
        return True
    return any(_tells_time(part) for part in get_args(annotation))


class Schema(BaseModel):
    """Input from outside: unknown fields refused, surrounding white space dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    _times: ClassVar[tuple[str, ...]] = ()
    """The fields that hold dates or instants."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Find the fields that hold dates or instants."""
        super().__pydantic_init_subclass__(**kwargs)
        cls._times = tuple(one.alias or name for name, one in cls.model_fields.items() if _tells_time(one.annotation))

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, data: Any) -> Any:
        if (pointer := _unstorable(data)) is not None:
            raise FieldValueError(N_("含有无法保存的字符，请删除。"), "unstorable-text", pointer)
        if isinstance(data, dict):
            for name in cls._times:
                # Pydantic would count seconds from 1970: 20260430 would be a day in August of that year.
                if isinstance(data.get(name), int | float | str) and _NUMBER.fullmatch(str(data[name])):
                    raise FieldValueError(N_("应为日期或时间，例如 2026-04-30。"), "time-from-number", f"/{name}")
        return data


class View(BaseModel):
    """Output to the outside, filled from rows (`View.model_validate(row)`) or by hand."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class FieldValueError(ValueError):
    """Raised by a schema's own validator: carries a stable code and a translatable remedy."""

    def __init__(self, text: str, code: str = "invalid", pointer: str = "", **params: object) -> None:
        super().__init__(text)
        self.text, self.code, self.pointer, self.params = text, code, pointer, params
