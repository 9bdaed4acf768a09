"""The desk page 审计."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import Query, Request, Response

from app.audit import labels, policy
from app.audit.schemas import AuditEventView, AuditFilters
from app.audit.service_read import Directory, list_events
from app.core.actor import Actor
from app.core.i18n import Locale, translate
from app.core.money import format_yuan
from app.http.deps import WriteWork
from app.http.formats import Formats
from app.http.locales import locale_of
from app.http.routing import page_router
from app.http.shells import is_phone
from app.http.templating import page

router = page_router()
_DAY, _MONTH = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True, slots=True)
class Line:
    """An event as a person reads it; the codes stand beside the words."""

    event: AuditEventView
    action: str
    subject: str
    facts: list[tuple[str, str]]
    source: str


@router.get("/audit")
def audit_page(request: Request, work: WriteWork, filters: Annotated[AuditFilters, Query()]) -> Response:
    """The trail as a table, newest first."""
    directory: Directory = request.app.state.audit_directory
    found = list_events(work, directory, filters)
    following = _link(filters, found.next_cursor) if found.next_cursor else None
    locale = locale_of(request)
    kinds = _kinds(work.actor, locale)
    listed = {code for domain, _, actions in kinds for code in (domain, *(code for code, _ in actions))}
    return page(
        request,
        work,
        "audit/list.html",
        filters=filters,
        phone=is_phone(request),
        narrowed=any((filters.action, filters.subject, filters.actor, filters.from_on, filters.to_on)),
        kinds=kinds,
        unlisted="" if filters.action in listed else filters.action,
        lines=[_line(event, locale) for event in found.items],
        following=following,
    )


def _kinds(actor: Actor, locale: Locale) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What may be asked for, by domain; a system administrator is offered what they may read."""
    return [
        (domain, translate(label, locale), sorted(_actions(domain, locale), key=lambda pair: pair[0]))
        for domain, label in labels.DOMAINS.items()
        if policy.may_read_domain(actor, domain)
    ]


def _actions(domain: str, locale: Locale) -> list[tuple[str, str]]:
    return [(code, translate(label, locale)) for code, label in labels.ACTIONS.items() if code.startswith(f"{domain}.")]


def _line(event: AuditEventView, locale: Locale) -> Line:
    facts = [(name, _value(name, value, locale)) for name, value in event.facts.items() if not labels.is_code(name)]
    source = {"subject": f"{event.subject_type} {event.subject_id}".strip(), **event.facts}
    return Line(
        event,
        _word(labels.ACTIONS, event.action, locale),
        _word(labels.SUBJECTS, event.subject_type, locale),
        [(_word(labels.FACTS, name, locale), value) for name, value in facts if value],
        "\n".join(f"{name}={_plain(value)}" for name, value in source.items()),
    )


def _word(table: Mapping[str, str], code: str, locale: Locale) -> str:
    """The label of a code; the code itself where an older version wrote what this one does not know."""
    return translate(table[code], locale) if code in table else code


def _value(name: str, value: Any, locale: Locale) -> str:
    """A fact as it is said: sums in yuan, days and months by name, states in words; empty where there is nothing."""
    if value in (None, "", []):
        return ""
    if name.endswith("_fen") and isinstance(value, int):
        return f"¥{format_yuan(value)}"
    if isinstance(value, list):
        comma = "、" if locale == "zh_CN" else ", "
        said = [_value(name, each, locale) for each in value if not isinstance(each, dict | list)]
        return comma.join(said) or str(len(value))
    if isinstance(value, dict):
        return str(len(value))
    text, fmt = str(value), Formats(locale)
    if _DAY.fullmatch(text):
        return fmt.day(date.fromisoformat(text), year=True)
    if _MONTH.fullmatch(text):
        return fmt.month(text)
    return _word(labels.FACTS if name in ("fields", "filters") else labels.VALUES, text, locale)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _link(filters: AuditFilters, cursor: str) -> str:
    asked = filters.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    return "/audit?" + urlencode(asked | {"cursor": cursor})
