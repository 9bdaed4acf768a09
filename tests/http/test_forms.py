"""Forms write through the API: what is sent, where refusals land, and what a hurried person cannot break."""

import json
from collections.abc import Callable
from functools import partial
from mimetypes import guess_type
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from app.core.i18n import translate
from app.http.scripts import files
from app.http.static_files import ROOT as STATIC
from app.http.templating import build_environment

ORIGIN = "http://127.0.0.1:9"
CORE = f"**/{files('core')[-1]}"
SOURCE = """
{% extends "base_desk.html" %}
{% import "ui/kit.html" as ui with context %}
{% block content %}
  <h1>Units</h1>
  <form data-api="POST /api/v1/units" data-mint-id data-next="none" data-toast="Kept">
    {{ ui.summary() }}
    {{ ui.field("name", "Name", required=true) }}
    {{ ui.yuan("policy.cap_fen", "Cap") }}
    {{ ui.field("items[0].text", "Text") }}
    {{ ui.check("insured", "Insured", true) }}
    {{ ui.button("Save", primary=true) }}
  </form>
  {{ ui.action("Return", "POST /api/v1/records/1/return", {"version": 2}, ask="Why", next="none") }}
{% endblock %}
"""
Answer = Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]


@pytest.fixture
def show(open_page: Callable[..., Page]) -> Callable[[Answer], tuple[Page, list[dict[str, Any]]]]:
    """Open the page above with an API that answers as told; also the bodies that the API was sent."""

    def show_(answer: Answer) -> tuple[Page, list[dict[str, Any]]]:
        sent: list[dict[str, Any]] = []

        def serve(route: Route) -> None:
            path = route.request.url.removeprefix(ORIGIN)
            if path.startswith("/static/"):
                file = STATIC / path.split("/", 3)[3]
                route.fulfill(body=file.read_bytes(), content_type=guess_type(file.name)[0] or "text/plain")
            elif path.startswith("/api/"):
                sent.append(json.loads(route.request.post_data or "null"))
                status, body = answer(sent[-1])
                route.fulfill(status=status, json=body)
            else:
                route.fulfill(body=_html(), content_type="text/html; charset=utf-8")

        page = open_page("desk")
        page.route(f"{ORIGIN}/**", serve)
        page.goto(f"{ORIGIN}/units")
        return page, sent

    return show_


def _html() -> str:
    shell = {"locale": "en", "lang": "en", "care": False, "theme": "", "me": None, "menu": [], "tabs": [], "path": "/"}
    gettext = partial(lambda text, **params: translate(text, "en", **params))
    return build_environment().from_string(SOURCE).render(_=gettext, organisation_name="County", **shell)


def accept(_body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return 201, {"id": "1"}


def test_a_form_is_sent_once_as_nested_json_with_money_in_fen(show: Any) -> None:
    page, sent = show(accept)
    page.get_by_label("Name").fill("  Host ")
    page.get_by_label("Cap").fill("1,107.5")
    page.get_by_label("Text").fill("visit")
    page.get_by_role("button", name="Save").dblclick()
    page.get_by_text("Kept").wait_for()
    body = sent[0]
    assert len(body.pop("id")) == 36
    assert sent == [{"name": "Host", "policy": {"cap_fen": 110750}, "items": [{"text": "visit"}], "insured": True}]


def test_what_cannot_be_read_is_said_at_its_field_and_not_sent(show: Any) -> None:
    page, sent = show(accept)
    page.get_by_role("button", name="Save").click()
    assert page.locator("#f-name").get_attribute("aria-invalid") == "true"
    page.get_by_label("Name").fill("Host")
    for amount in ("1.005", "twelve", "1e3"):
        page.get_by_label("Cap").fill(amount)
        page.get_by_role("button", name="Save").click()
        assert "two decimals" in page.locator("#f-policy-cap_fen-error").inner_text()
    assert sent == []


def test_a_refusal_lands_at_its_field_and_a_second_try_keeps_the_identity(show: Any) -> None:
    errors = [
        {"pointer": "/items/0/text", "code": "blocked", "detail": "Leave the ID number out."},
        {"pointer": "/elsewhere", "code": "odd", "detail": "Something without a field."},
    ]
    answers = iter(
        [(422, {"status": 422, "code": "invalid", "detail": "Please correct.", "errors": errors}), (201, {})]
    )
    page, sent = show(lambda _body: next(answers))
    page.get_by_label("Name").fill("Host")
    page.get_by_label("Text").fill("id")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Leave the ID number out.").wait_for()
    assert "Something without a field." in page.get_by_role("alert").inner_text()
    assert page.evaluate("document.activeElement.name") == "items[0].text"
    page.get_by_label("Text").fill("visit")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Kept").wait_for()
    assert sent[0]["id"] == sent[1]["id"]


def test_a_button_asks_for_words_and_sends_none_without(show: Any) -> None:
    page, sent = show(accept)
    page.get_by_role("button", name="Return").click()
    dialog = page.get_by_role("dialog", name="Why")
    dialog.get_by_role("button", name="OK").click()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.textContent.trim()") == "Return"
    assert sent == []
    page.get_by_role("button", name="Return").click()
    dialog.get_by_role("textbox").fill("Name the village.")
    dialog.get_by_role("button", name="OK").click()
    page.wait_for_function(
        "document.querySelector('[data-api^=\"POST /api/v1/records\"]').getAttribute('aria-busy') === 'false'"
    )
    assert sent == [{"version": 2, "reason": "Name the village."}]


@pytest.mark.parametrize("care", [False, True])
def test_the_page_has_no_accessibility_fault(show: Any, care: bool) -> None:
    page, _sent = show(accept)
    if care:
        page.evaluate("document.documentElement.setAttribute('data-care', '')")
    page.evaluate((STATIC.parents[2] / "tests/vendor/axe.min.js").read_text(encoding="utf-8"))
    assert page.evaluate("axe.run().then(result => result.violations.map(found => found.id))") == []


def test_what_is_pressed_before_the_scripts_have_come_is_done_once_afterwards(show: Any) -> None:
    page, sent = show(accept)
    held: list[Route] = []
    page.route(CORE, lambda route: held.append(route))  # noqa: PLW0108 - playwright marks its handler, a builtin takes no mark
    with page.expect_request(CORE):
        page.goto(f"{ORIGIN}/units", wait_until="commit")
    page.get_by_label("Name").fill("Host")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Save").click()
    assert (page.url, sent) == (f"{ORIGIN}/units", [])
    held[0].fallback()
    page.get_by_text("Kept").wait_for()
    assert [body["name"] for body in sent] == ["Host"]


def test_a_button_that_is_pressed_before_the_scripts_have_come_asks_afterwards(show: Any) -> None:
    page, sent = show(accept)
    held: list[Route] = []
    page.route(CORE, lambda route: held.append(route))  # noqa: PLW0108 - playwright marks its handler, a builtin takes no mark
    with page.expect_request(CORE):
        page.goto(f"{ORIGIN}/units", wait_until="commit")
    page.get_by_role("button", name="Return").click()
    assert sent == []
    held[0].fallback()
    page.get_by_role("dialog").get_by_role("textbox").fill("Which village?")
    page.get_by_role("dialog").get_by_role("button", name="OK").click()
    page.wait_for_function("!document.querySelector('dialog[open], [aria-busy=true]')")
    assert sent == [{"version": 2, "reason": "Which village?"}]
