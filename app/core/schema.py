"""The base of every input and output schema: unknown fields and unstorable text are refused."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, model_validator


def _in_utc(value: datetime) -> datetime:
    if not 1900 <= value.year < 2200:
        raise ValueError("an instant beyond the calendar")
    return value.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant from outside: needs an offset, kept in UTC, so that what was just written reads as it will be read.

Of the years 1900 to 2199: what lies beyond cannot be shown in every zone.
"""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _refuse_unstorable(value: Any, depth: int = 0) -> None:
    """NUL cannot be stored by PostgreSQL and lone surrogates cannot be encoded: say so before anything else."""
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise ValueError("text holds a character that cannot be stored")
    elif isinstance(value, dict) and depth < 8:
        for key, item in value.items():
            _refuse_unstorable(key, depth + 1)
            _refuse_unstorable(item, depth + 1)
    elif isinstance(value, list) and depth < 8:
        for item in value:
            _refuse_unstorable(item, depth + 1)


class Schema(BaseModel):
    """Input from outside: unknown fields refused, surrounding white space dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, data: Any) -> Any:
        _refuse_unstorable(data)
        return data


class View(BaseModel):
    """Output to the outside, filled from rows (`View.model_validate(row)`) or by hand."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class FieldValueError(ValueError):
    """Raised by a schema's own validator: carries a stable code and a translatable remedy."""

    def __init__(self, text: str, code: str = "invalid", pointer: str = "", **params: object) -> None:
        super().__init__(text)
        self.text, self.code, self.pointer, self.params = text, code, pointer, params
