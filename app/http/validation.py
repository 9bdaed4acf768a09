"""Pydantic's findings in our words: a JSON pointer, a stable code and a remedy that a person can act on."""

from collections.abc import Mapping
from typing import Any

from app.core.errors import FieldError
from app.core.i18n import N_
from app.core.schema import FieldValueError

_REMEDIES: dict[str, str] = {
    "missing": N_("必填。"),
    "extra_forbidden": N_("不认识这个字段，请删除。"),
    "string_too_short": N_("至少 %(min_length)s 个字。"),
    "string_too_long": N_("最多 %(max_length)s 个字。"),
    "too_short": N_("至少 %(min_length)s 项。"),
    "too_long": N_("最多 %(max_length)s 项。"),
    "string_type": N_("应为文字。"),
    "string_pattern_mismatch": N_("格式不对。"),
    "int_type": N_("应为整数。"),
    "int_parsing": N_("应为整数。"),
    "int_from_float": N_("应为整数。"),
    "float_type": N_("应为数字。"),
    "float_parsing": N_("应为数字。"),
    "finite_number": N_("应为有限的数字。"),
    "bool_type": N_("应为是或否。"),
    "bool_parsing": N_("应为是或否。"),
    "list_type": N_("应为列表。"),
    "dict_type": N_("应为对象。"),
    "model_attributes_type": N_("应为对象。"),
    "model_type": N_("应为对象。"),
    "uuid_parsing": N_("应为 UUID。"),
    "uuid_type": N_("应为 UUID。"),
    "date_parsing": N_("应为日期，例如 2026-04-30。"),
    "date_from_datetime_parsing": N_("应为日期，例如 2026-04-30。"),
    "date_type": N_("应为日期，例如 2026-04-30。"),
    "datetime_parsing": N_("应为带时区的时间，例如 2026-04-30T09:00:00+08:00。"),
    "datetime_from_date_parsing": N_("应为带时区的时间，例如 2026-04-30T09:00:00+08:00。"),
    "datetime_type": N_("应为带时区的时间，例如 2026-04-30T09:00:00+08:00。"),
    "timezone_aware": N_("应为带时区的时间，例如 2026-04-30T09:00:00+08:00。"),
    "enum": N_("应为下列之一：%(expected)s。"),
    "literal_error": N_("应为下列之一：%(expected)s。"),
    "greater_than_equal": N_("不小于 %(ge)s。"),
    "greater_than": N_("应大于 %(gt)s。"),
    "less_than_equal": N_("不大于 %(le)s。"),
    "less_than": N_("应小于 %(lt)s。"),
    "none_required": N_("应为空。"),
}
_FALLBACK = N_("填写有误，请检查。")


def _pointer(location: tuple[Any, ...]) -> str:
    """`("body", "items", 0, "text")` is `/items/0/text`; other places keep the bare name."""
    parts = location[1:] if location and location[0] in ("body", "query", "path", "header", "cookie") else location
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def describe(error: Mapping[str, Any]) -> FieldError:
    """One pydantic error as a field error; the input itself is never repeated."""
    kind = str(error.get("type", "invalid"))
    context = error.get("ctx") or {}
    if kind == "value_error" and isinstance(context.get("error"), FieldValueError):
        wrong: FieldValueError = context["error"]
        return FieldError(_pointer(tuple(error.get("loc", ()))) + wrong.pointer, wrong.code, wrong.text, wrong.params)
    params = {key: value for key, value in context.items() if isinstance(value, str | int | float)}
    text = _REMEDIES.get(kind, _FALLBACK)
    return FieldError(_pointer(tuple(error.get("loc", ()))), kind.replace("_", "-"), text, params)
