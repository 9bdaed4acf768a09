"""The rows of the first minute and of the help pages; nothing in the latter is anybody's."""

from tests.permissions.rows_pages import page

WELCOME_PAGES = {
    "GET /welcome": page(),
    "POST /welcome": page(form={"photos": "yes", "position": "no", "then": "try"}, success=(303,)),
    "GET /welcome/try": page(),
    "GET /help": page(anonymous=200),
    "GET /help/{topic}": page(path={"topic": "finance"}, anonymous=200),
}
