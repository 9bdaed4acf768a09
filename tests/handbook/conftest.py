"""The records' town again, with ways to take a handbook and to read it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import httpx
import pytest
from docx import Document
from pypdf import PdfReader

from app.accounts.models import Person
from tests.records.conftest import Town, clock, town, way
from tests.support.pdf import boxes_in

__all__ = ["clock", "town", "way"]

Take = Callable[..., httpx.Response]


@pytest.fixture
def take(town: Town) -> Take:
    """A handbook of the town's secondment over the API: `take(person, "pdf", month="2026-04")`."""

    def ask(who: Person, kind: str = "pdf", **query: Any) -> httpx.Response:
        return town.api.as_(who).get(f"/api/v1/secondments/{town.secondment.id}/handbook.{kind}", params=query)

    return ask


def pages_of(answer: httpx.Response) -> list[str]:
    """The text of each page, without spaces and line breaks; no sign stands as an empty box."""
    assert answer.status_code == 200, answer.text
    assert boxes_in(answer.content) == 0
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.content)).pages]


def words_of(answer: httpx.Response) -> str:
    """Everything that a Word file says, in paragraphs and tables."""
    assert answer.status_code == 200, answer.text
    document = Document(BytesIO(answer.content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(line.text for line in document.paragraphs), *cells])
