"""Pages: one Jinja environment over every domain's templates, Chinese as source language."""

from functools import cache, partial
from pathlib import Path
from typing import Any

import structlog
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.core import clock
from app.core.actor import Actor
from app.core.errors import DomainError
from app.core.i18n import translate
from app.core.money import format_yuan
from app.core.work import Work
from app.http import formats
from app.http.deps import build_work
from app.http.locales import locale_of
from app.http.scripts import script
from app.http.shells import is_desk
from app.http.static_files import asset, sprite

APP = Path(__file__).resolve().parent.parent
log = structlog.get_logger()
_BESIDE_THE_MENU = frozenset({403, 404})
"""Refusals that cost a second look at the database; where it or the service is in trouble, nothing is asked of it."""
THEME_COOKIE, CARE_COOKIE = "jishi_theme", "jishi_care"


@cache
def build_environment() -> Environment:
    """Autoescaped, strict about undefined names, each domain's `templates/` folder on the path; one a process."""
    folders = sorted(str(path) for path in APP.glob("*/templates"))
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    environment.globals |= {"asset": asset, "script": script, "sprite": sprite}
    environment.filters |= {"yuan": format_yuan, "together": formats.together, "unbroken": formats.unbroken}
    return environment


def page(request: Request, work: Work | None, name: str, /, status_code: int = 200, **context: Any) -> HTMLResponse:
    """Render template `name` with what every shell needs; `work` is None only on error pages without a session."""
    locale = locale_of(request)
    shell = request.app.state.navigation(work, request.url.path, locale) if work is not None else {}
    base: dict[str, Any] = {
        "_": partial(_gettext, locale),
        "locale": locale,
        "lang": "zh-CN" if locale == "zh_CN" else "en",
        "care": request.cookies.get(CARE_COOKIE) == "1",
        "theme": request.cookies.get(THEME_COOKIE) if request.cookies.get(THEME_COOKIE) in ("light", "dark") else "",
        "me": None,
        "named": _name_alone,
        "menu": [],
        "tabs": [],
        "path": request.url.path,
        "today": clock.today(),
        "organisation_name": request.app.state.settings.organisation_name,
        "fmt": formats.Formats(locale),
    }
    environment: Environment = request.app.state.templates
    body = environment.get_template(name).render(**{**base, **shell, **context})
    return HTMLResponse(body, status_code=status_code)


def _name_alone(name: str, _person_id: object) -> str:
    """`named(name, person_id)` where nobody is signed in; the shells' `named` tells people of one name apart."""
    return name


def _gettext(locale: Any, text: str, **params: object) -> str:
    return translate(text, locale, **params)


def error_page(request: Request, error: DomainError) -> HTMLResponse:
    """A refusal as a page: what happened, whether anything is lost, what to do next; at the desk beside the menu."""
    locale = locale_of(request)
    context: dict[str, Any] = {
        "error": error,
        "detail": translate(error.text, locale, **error.params),
        "fields": [translate(item.message, locale, **item.params) for item in error.errors],
        "request_id": getattr(request.state, "request_id", ""),
    }
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is not None and error.status in _BESIDE_THE_MENU and _has_menu(request, actor):
        try:
            with build_work(request, actor, writes=False) as work:
                return page(request, work, "error.html", error.status, base="base_desk.html", **context)
        except Exception as fault:  # noqa: BLE001 - an error page fails over nothing; the plain one needs no database
            log.warning("menu-beside-error", kind=type(fault).__name__)
    return page(request, None, "error.html", error.status, base="base_plain.html", **context)


def _has_menu(request: Request, actor: Actor) -> bool:
    return actor.kind == "person" and not actor.must_change_password and is_desk(request, actor)
