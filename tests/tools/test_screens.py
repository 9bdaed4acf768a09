"""The book of docs/screens: every page is in it, its index is current, its pictures are there and light."""

import re
from pathlib import Path

from starlette.routing import Route

from app.routes import ROUTERS
from tools.book.index import index
from tools.book.shots import SHOTS
from tools.book.shots_desk import LEFT_OUT

BOOK = Path(__file__).resolve().parents[2] / "docs" / "screens"
MOST = 12_000_000


def pages() -> set[str]:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, Route)]
    return {each.path for each in routes if "GET" in (each.methods or ()) and not each.path.startswith("/api/")}


def test_every_page_is_in_the_book_or_left_out_with_a_reason() -> None:
    shown = {shot.route for shot in SHOTS}
    assert pages() - shown - set(LEFT_OUT) == set()
    assert set(LEFT_OUT) - pages() == set()
    assert {shot.route for shot in SHOTS if shot.status == 200} - pages() == set()


def test_no_two_pictures_have_one_name() -> None:
    names = [shot.name for shot in SHOTS]
    assert sorted(set(names)) == sorted(names)


def test_the_index_names_every_picture_and_the_pictures_are_there() -> None:
    text = (BOOK / "README.md").read_text(encoding="utf-8")
    assert text == index(SHOTS)
    named = set(re.findall(r'src="([^"]+)"', text))
    taken = {file.relative_to(BOOK).as_posix() for file in BOOK.rglob("*.webp")}
    assert taken == named
    assert sum((BOOK / file).stat().st_size for file in taken) <= MOST
