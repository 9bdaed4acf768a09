"""The rows of stand-ins and of papers to sign."""

from datetime import date
from typing import Any

from app.accounts.models_delegations import Delegation
from tests.factories import County
from tests.permissions.matrix import EVERYBODY, LIST, READS_TEXT, Rule, about_own, who

OWN_POWER = who("supervisor double")
"""Who has a supervisor's power of their own at the township."""
OTHERS_POWER = who("other_supervisor foreign_supervisor orgadmin foreign_orgadmin")
"""Who could ask somebody to stand in elsewhere, or must say for whom: told what is wrong with it (422)."""
ASKED = {"to_id": "{stand_in_id}", "unit_id": "{unit_id}", "start_on": "2026-07-13", "end_on": "2026-07-17"}
WORDS = "?from={day}&to={day}"

STANDIN_ROWS: dict[str, Rule] = {
    "GET /delegations": LIST,
    "POST /delegations": Rule(
        ok=OWN_POWER, denied=EVERYBODY - OWN_POWER, body=ASKED, special=dict.fromkeys(OTHERS_POWER, 422)
    ),
    "DELETE /delegations/{delegation_id}": Rule(ok=who("supervisor orgadmin"), denied=who("double")),
    "GET /attendance/{month}/sheet.pdf": about_own(
        who("supervisor double leader orgadmin"), query="?secondment_id={secondment_id}"
    ),
    # States are no text to sign: who may not read the words finds nothing to print.
    "GET /secondments/{secondment_id}/records.pdf": Rule(ok=READS_TEXT, query=WORDS),
    "PUT /groups/{group_id}/members/{secondment_id}": Rule(
        ok=who("orgadmin"), denied=who("leader"), body={"to_on": "2026-12-01"}, headers={"If-Match": '"1"'}
    ),
}
STANDIN_PAGES: dict[str, Rule] = {
    "GET /delegations": Rule(ok=EVERYBODY, anonymous=303),
    "GET /delegations/new": Rule(
        ok=OWN_POWER | OTHERS_POWER, denied=EVERYBODY - OWN_POWER - OTHERS_POWER, anonymous=303
    ),
}
STANDIN_CANARY = "CANARY-AWAY"
"""Why somebody is away: theirs, and the Organization Department's."""


def coming_stand_in(county: County, people: dict[str, Any], unit_id: Any) -> dict[str, Any]:
    """The ids of somebody who will stand in for the supervisor next month, and of the delegation."""
    stand_in = county.person("代理人", home_unit_id=unit_id)
    row = Delegation(
        from_id=people["supervisor"].id, to_id=stand_in.id, unit_id=unit_id, start_on=date(2026, 8, 3),
        end_on=date(2026, 8, 7), reason=STANDIN_CANARY,
    )  # fmt: skip
    county.add(row)
    return {"stand_in_id": stand_in.id, "delegation_id": row.id}
