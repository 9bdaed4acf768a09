"""The rows of finance's desk: 各月进度, 调整与欠款 and the form of an adjustment by hand."""

from tests.permissions.matrix import Rule, who
from tests.permissions.rows_pages import MONEY, office

DESK_PAGES: dict[str, Rule] = {
    "GET /allowances/months": office(MONEY),
    "GET /adjustments": office(MONEY),
    "GET /adjustments/new": office(who("finance foreign_finance")),
}
