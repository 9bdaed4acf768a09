"""What each reader finds in a handbook: their days alone, and the Organization Department everything, logged."""

from dataclasses import replace
from typing import Any

import pytest

from tests.factories import Api
from tests.permissions.matrix import EVERYBODY
from tests.permissions.rows_handbooks import BOOK_READERS, HANDBOOK_ROWS, set_nothing
from tests.permissions.scene import Scene
from tests.permissions.test_permissions import canaries_in, scene
from tests.permissions.walk import PREFIX, call

__all__ = ["scene"]

pytestmark = pytest.mark.walk
BOOK = "/secondments/{secondment_id}/handbook.docx"


@pytest.fixture
def book(api: Api, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The canaries that a person meets in a cadre's whole handbook; None when there is none for them."""
    set_nothing(monkeypatch, plainly=True)

    def read(name: str, subject: str) -> set[str] | None:
        rule = replace(HANDBOOK_ROWS[f"GET {BOOK}"], query="")
        answer = call(api.as_(scene.people[name]), f"GET {PREFIX}{BOOK}", rule, scene, subject=subject)
        return canaries_in(answer.text) if answer.status_code == 200 else None

    return read


def test_a_book_tells_each_reader_what_they_may_read(book: Any) -> None:
    texts = {"CANARY-TEXT-own", "CANARY-PLACE-own", "CANARY-DIFFICULTY-own", "CANARY-TEXT-approved-own"}
    found = {name: book(name, "own") for name in EVERYBODY}
    assert {name for name, told in found.items() if told is not None} == BOOK_READERS
    for name in BOOK_READERS:
        assert texts <= found[name], name
        assert not {one for one in found[name] if not one.endswith("own")}, name
        assert not {one for one in found[name] if "draft" in one.lower()}, name
    notes, checks = "CANARY-NOTE-own", {"CANARY-HEARD-own", "CANARY-SEEN-own"}
    assert {name for name in BOOK_READERS if notes in found[name]} == BOOK_READERS - {"sender"}
    assert {name for name in BOOK_READERS if checks & found[name]} == {"cadre", "orgadmin"}
    assert not {one for told in found.values() for one in told or () if "-BANK-" in one or "-REASON-" in one}
    assert not {one for told in found.values() for one in told or () if "-CHECKIN-" in one or "-LEAVE-" in one}


def test_power_over_a_term_that_is_over_opens_no_book(book: Any) -> None:
    readers = {name for name in EVERYBODY if book(name, "ended") is not None}
    assert readers == {"colleague", "orgadmin"}
