"""Phrases that were stored as message id and parameters, said in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from fastapi import Request

from app.core.i18n import Locale, translate
from app.http.formats import Formats
from app.http.locales import locale_of

Say = Callable[[str, Mapping[str, Any]], str]
_BETWEEN: Mapping[Locale, str] = {"zh_CN": "、", "en": ", "}


def wording(request: Request) -> Say:
    """`say(text, params)` in the language of the answer."""
    return partial(say, locale_of(request))


def say(locale: Locale, text: str, params: Mapping[str, Any]) -> str:
    """`text` with its parameters; `on`, `..._on`, `days`, `span`, `month` and `in_month` are in people's words."""
    fmt = Formats(locale)
    return translate(text, locale, **{name: _shown(name, value, fmt) for name, value in params.items()})


def _shown(name: str, value: Any, fmt: Formats) -> Any:
    if name == "on" or name.endswith("_on"):
        return fmt.day(date.fromisoformat(value))
    if name == "month":
        return fmt.month(value)
    if name == "span":
        return fmt.span(*(date.fromisoformat(day) for day in value))
    if name == "days":
        return _BETWEEN[fmt.locale].join(fmt.day(date.fromisoformat(day)) for day in value)
    if name == "in_month":
        return _BETWEEN[fmt.locale].join(fmt.day_of_month(date.fromisoformat(day)) for day in value)
    return value
