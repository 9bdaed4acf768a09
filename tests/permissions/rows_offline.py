"""The rows of what a phone keeps: its worker, a blank day, the page for what it does not have, the key that seals."""

from tests.permissions.matrix import EVERYBODY, Rule
from tests.permissions.rows_pages import page

OFFLINE_ROWS = {"GET /me/phone-key": Rule(ok=EVERYBODY)}
OFFLINE_PAGES = {
    "GET /sw.js": page(anonymous=200),
    "GET /offline": page(anonymous=200),
    "GET /today/blank": page(),
}
