"""The rows of rates, monthly runs and what each cadre is owed; and of the inbox."""

from tests.permissions.matrix import EVERYBODY, LIST, Rule, about_own, of_office, who

FINANCE = who("finance foreign_finance")
KEEPS_RATES = who("orgadmin foreign_orgadmin")
SEES_PAY = who("cadre supervisor double orgadmin finance")
"""The cadre, who confirms the days, and who pays: not the group's leader, not the sending unit."""
SEES_RUN = who("finance orgadmin")

RUN = {"programme_id": "{programme_id}"}

MONEY = {
    "GET /rates": of_office(FINANCE | KEEPS_RATES),
    "POST /rates": about_own(
        who("orgadmin"),
        knows=SEES_RUN,
        body={"programme_id": "{programme_id}", "region_band": "县外", "amount_fen": 3000, "valid_from": "2026-01-01"},
    ),
    "GET /rates/{rate_id}": Rule(ok=SEES_RUN),
    "PATCH /rates/{rate_id}": about_own(
        who("orgadmin"), knows=SEES_RUN, body={"valid_to": "2027-01-01"}, headers={"If-Match": '"1"'}
    ),
    "GET /allowances/{month}": LIST,
    "GET /allowances/totals": of_office(FINANCE | KEEPS_RATES, query="?from=2026-06-01&to=2026-06-30&group_by=unit"),
    "GET /allowances/{month}.xlsx": of_office(SEES_RUN, special={"foreign_finance": 409, "foreign_orgadmin": 409}),
    "GET /allowances/{month}/lines": about_own(SEES_PAY, query="?secondment_id={secondment_id}"),
    "GET /secondments/{secondment_id}/allowance": about_own(SEES_PAY, query="?month=2026-06"),
    "POST /allowances/{month}/calculate": about_own(who("finance"), knows=SEES_RUN, body=RUN),
    "POST /allowances/{month}/approve": about_own(who("finance"), knows=SEES_RUN, body=RUN),
    "POST /allowances/{month}/close": about_own(who("finance"), knows=SEES_RUN, body=RUN, success=(409,)),
    "POST /allowances/{month}/pay": about_own(who("finance"), knows=SEES_RUN, body=RUN, success=(409,)),
}
INBOX = {
    "GET /inbox": LIST,
    "POST /inbox/read-all": Rule(ok=EVERYBODY, body={"until": "2026-07-01T09:00:00Z"}),
    "POST /inbox/{message_id}/read": Rule(ok=who("cadre")),
    "GET /me/reminders": LIST,
    "PUT /me/reminders": Rule(ok=EVERYBODY, body={"muted": True}),
    "GET /me": LIST,
}
MONEY_ROWS = MONEY | INBOX
