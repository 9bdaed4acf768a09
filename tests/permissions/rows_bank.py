"""The rows of bank accounts, bank files and payments: one states one's own, finance does the rest, none else reads."""

from tests.permissions.matrix import LIST, STEP, Rule, of_office, who
from tests.permissions.scene_bank import COLUMNS

FINANCE = who("finance foreign_finance")
READS = who("cadre finance")
FOREIGN = {"foreign_finance": 404}
ACCOUNT = "/people/{person_id}/bank-account"
MATCH = {"If-Match": '"1"'}
STATED = {"bank_name": "中国农业银行", "account_no": "6217001180012345678"}
KEYED = {"version": 1, "account_no": "{account_no}"}
FORMAT = {"name": "农商银行代发", "encoding": "gb18030", "columns": COLUMNS}
FILE = "?programme_id={programme_id}&batch=1&format_id={format_id}"

BANK_ROWS: dict[str, Rule] = {
    f"PUT {ACCOUNT}": Rule(ok=who("cadre"), denied=who("finance"), body=STATED, headers=MATCH),
    f"GET {ACCOUNT}": Rule(ok=READS),
    f"GET {ACCOUNT}/versions": Rule(ok=READS),
    f"POST {ACCOUNT}/verify": Rule(ok=who("finance"), denied=who("cadre"), body=KEYED),
    f"POST {ACCOUNT}/reject": Rule(ok=who("finance"), denied=who("cadre"), body=STEP),
    "GET /bank-accounts": of_office(FINANCE),
    "GET /bank-formats": of_office(FINANCE),
    "POST /bank-formats": of_office(FINANCE, body=FORMAT),
    "GET /bank-formats/{format_id}": of_office(FINANCE, special=FOREIGN),
    "GET /bank-formats/{format_id}/preview": of_office(FINANCE, special=FOREIGN),
    "PATCH /bank-formats/{format_id}": of_office(FINANCE, special=FOREIGN, body={"amount": "fen"}, headers=MATCH),
    "GET /allowances/{month}/bank.csv": of_office(FINANCE, special=FOREIGN, query=FILE),
    "GET /allowances/{month}/bank-batches": of_office(FINANCE, special=FOREIGN, query="?programme_id={programme_id}"),
    "POST /allowances/{month}/bank-batches": of_office(
        FINANCE, special=FOREIGN, body={"programme_id": "{programme_id}"}, success=(409,)
    ),
    "GET /payments": LIST,
    "POST /payments/{payment_id}/bounced": Rule(ok=who("finance"), denied=who("colleague"), body=STEP),
}
BANK_PAGES: dict[str, Rule] = {
    "GET /bank-account": of_office(who("cadre colleague double"), anonymous=303),
    "GET /bank-accounts": of_office(FINANCE, anonymous=303),
    "GET /bank-accounts/{person_id}": of_office(FINANCE, special=FOREIGN, anonymous=303),
    "GET /bank-files": of_office(FINANCE, anonymous=303),
    "GET /bank-formats": of_office(FINANCE, anonymous=303),
    "GET /bank-formats/new": of_office(FINANCE, anonymous=303),
    "GET /bank-formats/{format_id}": of_office(FINANCE, special=FOREIGN, anonymous=303),
}
BANK_CANARIES = {"CANARY-BANK-own", "CANARY-BANK-ended", "CANARY-BANKFILE", "CANARY-FORMAT"}
"""What finance reads; each cadre reads of their own."""
