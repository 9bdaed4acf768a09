"""The rows of addresses, channels and the delivery log."""

from tests.permissions.matrix import EVERYBODY, Rule, of_office, who
from tests.permissions.rows_pages import office, page

RUNS = who("sysadmin")
EMAIL = {"channel": "email"}
HAVE_AN_ADDRESS = who("cadre sysadmin")

CHANNEL_ROWS: dict[str, Rule] = {
    "PUT /me/reminders/addresses/{channel}": Rule(
        ok=EVERYBODY, path=EMAIL, body={"address": "somebody@example.gov.cn"}
    ),
    "DELETE /me/reminders/addresses/{channel}": Rule(ok=HAVE_AN_ADDRESS, path=EMAIL),
    "POST /me/reminders/addresses/{channel}/test": Rule(ok=HAVE_AN_ADDRESS, rest=409, path=EMAIL),
    "GET /channels": of_office(RUNS),
    "PUT /channels/{channel}": of_office(RUNS, path=EMAIL, body={"enabled": True, "per_minute": 30}),
    "POST /channels/{channel}/test": of_office(RUNS, path=EMAIL),
    "GET /deliveries": of_office(RUNS),
    "GET /deliveries/{delivery_id}": of_office(RUNS),
    "POST /deliveries/{delivery_id}/resend": of_office(RUNS, body={"version": 1}),
}
CHANNEL_PAGES: dict[str, Rule] = {
    "GET /me/reminders": page(),
    "GET /channels": office(RUNS),
    "GET /deliveries": office(RUNS),
    "GET /deliveries/{delivery_id}": office(RUNS),
}
