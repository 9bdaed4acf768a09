"""A refused page at the desk keeps its reader's menu, and is never the cause of a second error."""

from typing import Any

import pytest
from fastapi import FastAPI

from app.core.actor import Role
from tests.home.conftest import PHONE, Office

MENU = 'class="side-menu"'


@pytest.mark.parametrize("path", ["/nothing-here", "/units/new"])
def test_a_refused_page_keeps_the_menu_at_the_desk(office: Office, path: str) -> None:
    supervisor = office.supervisor
    assert office.open("/todo", supervisor).status_code == 200
    answer = office.open(path, supervisor)
    assert answer.status_code in (403, 404)
    assert MENU in answer.text
    assert answer.text.count("<h1") == 1


def test_in_the_hand_and_to_strangers_it_stands_alone(office: Office) -> None:
    stranger = office.api.anonymous.get("/nothing-here", headers={"Accept": "text/html"})
    own = [office.open("/nothing-here", office.supervisor, agent=PHONE), office.open("/nothing-here", office.cadre)]
    for answer in (stranger, *own):
        assert answer.status_code == 404
        assert MENU not in answer.text


def test_who_must_change_their_password_is_shown_no_menu(office: Office) -> None:
    fresh = office.county.person("新来", Role.ORGADMIN, office.county.region, must_change_password=True)
    assert MENU not in office.open("/nothing-here", fresh).text


def test_a_menu_that_cannot_be_read_leaves_the_plain_page(office: Office, app: FastAPI) -> None:
    def broken(*_: Any) -> dict[str, Any]:
        raise RuntimeError("the database is away")

    app.state.navigation = broken
    answer = office.open("/nothing-here", office.supervisor)
    assert answer.status_code == 404
    assert MENU not in answer.text
    assert "没有找到" in answer.text
