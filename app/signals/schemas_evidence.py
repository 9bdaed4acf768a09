"""Evidence as its reader may see it: one's own words with the shared ones marked, of others the date alone."""

from datetime import date
from uuid import UUID

from app.core.schema import View


class Stretch(View):
    """A stretch of a text; `shared` when the other text says it too."""

    text: str
    shared: bool


class Passage(View):
    """A day's text that the reader may read, cut at what is marked."""

    on: date
    record_id: UUID
    category: str | None
    stretches: list[Stretch]
    photo_ids: list[UUID]
    is_hidden: bool


class Comparison(View):
    """A text and the one that it is like; of a text that is not the reader's to read only `with_on`, its date."""

    passage: Passage
    with_passage: Passage | None
    with_on: date | None
