"""The rows of months, adjustments and debts: who pays the programme or runs it, and the cadre what was decided."""

from tests.permissions.matrix import LIST, STEP, VERSION, Rule, about_own, who

PAYS = who("finance")
READS = who("finance orgadmin")
OWES = READS | who("cadre")
OF_PROGRAMME = "?programme_id={programme_id}"
ENTERED = {"secondment_id": "{secondment_id}", "on": "2026-06-12", "amount_fen": -3000, "reason": "多发一天"}

MONTH_ROWS: dict[str, Rule] = {
    "GET /allowances/months": Rule(ok=READS, query=OF_PROGRAMME),
    "GET /allowances/{month}/changes": Rule(ok=READS, query=OF_PROGRAMME),
    "GET /allowances/adjustments": LIST,
    "POST /allowances/adjustments": about_own(PAYS, body=ENTERED),
    "GET /allowances/adjustments/{adjustment_id}": Rule(ok=READS),
    "POST /allowances/adjustments/{adjustment_id}/approve": about_own(PAYS, READS, body=VERSION),
    "POST /allowances/adjustments/{adjustment_id}/reject": about_own(PAYS, READS, body=STEP),
    "GET /allowances/debts": LIST,
    "GET /allowances/debts/{cadre_id}": Rule(ok=OWES),
    "POST /allowances/debts/{cadre_id}/settle": about_own(PAYS, OWES, body={"reason": "已交回", "amount_fen": 1}),
}
SETTLEMENT_CANARIES = {
    f"CANARY-{kind}-{name}" for kind in ("ADJUSTING", "ADJUSTED", "DEBT") for name in ("own", "double")
}
"""What those who pay and the Organization Department read; the cadre what was decided, and the debt."""
