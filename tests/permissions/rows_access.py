"""The rows of devices and the second factor."""

from tests.permissions.matrix import EVERYBODY, Rule, who
from tests.permissions.rows_pages import page

KEEPERS = who("orgadmin foreign_orgadmin finance foreign_finance sysadmin")
"""Who may have a second factor."""
OFF = (409,)
"""There is no second factor to do it with."""

ACCESS_ROWS = {
    "GET /me/sessions": Rule(ok=EVERYBODY),
    "DELETE /me/sessions/{session_id}": Rule(ok=who("cadre")),
    "POST /me/sessions/end-others": Rule(ok=EVERYBODY),
    "GET /me/second-factor": Rule(ok=EVERYBODY),
    "POST /me/second-factor": Rule(
        ok=KEEPERS, denied=EVERYBODY - KEEPERS, body={"current": "wrong password"}, success=(422,)
    ),
    "POST /me/second-factor/confirm": Rule(ok=KEEPERS, denied=EVERYBODY - KEEPERS, body={"otp": "000000"}, success=OFF),
    "POST /me/second-factor/recovery-codes": Rule(ok=EVERYBODY, body={"otp": "000000"}, success=OFF),
    "POST /me/second-factor/turn-off": Rule(
        ok=EVERYBODY, body={"current": "wrong password", "otp": "000000"}, success=OFF
    ),
    "POST /people/{person_id}/second-factor/remove": Rule(
        ok=who("sysadmin"), denied=who("orgadmin liaison"), path={"person_id": "{guarded_id}"}
    ),
}
ACCESS_PAGES = {
    "GET /me/devices": page(),
    "GET /me/second-factor": page(),
    "POST /sign-in/otp": page(form={"half": "nothing", "otp": "000000"}, success=(401,), anonymous=401),
}
