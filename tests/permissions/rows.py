"""Every row of the permission table: a rule for each route of the API and for each page."""

from tests.permissions.matrix import Rule
from tests.permissions.rows_access import ACCESS_PAGES, ACCESS_ROWS
from tests.permissions.rows_api import API_ROWS as DOMAIN_ROWS
from tests.permissions.rows_attention import ATTENTION_PAGES, ATTENTION_ROWS
from tests.permissions.rows_bank import BANK_PAGES, BANK_ROWS
from tests.permissions.rows_calendar import CALENDAR_PAGES, CALENDAR_ROWS
from tests.permissions.rows_care import CARE_PAGES, CARE_ROWS
from tests.permissions.rows_channels import CHANNEL_PAGES, CHANNEL_ROWS
from tests.permissions.rows_checks import CHECK_PAGES, CHECK_ROWS
from tests.permissions.rows_claims import CLAIM_PAGES, CLAIM_ROWS
from tests.permissions.rows_dataset import DATASET_ROWS
from tests.permissions.rows_desk import DESK_PAGES
from tests.permissions.rows_explain import EXPLAIN_PAGES, EXPLAIN_ROWS
from tests.permissions.rows_exports import EXPORT_PAGES, EXPORT_ROWS
from tests.permissions.rows_handbooks import HANDBOOK_PAGES, HANDBOOK_ROWS
from tests.permissions.rows_insurance import INSURANCE_PAGES, INSURANCE_ROWS
from tests.permissions.rows_jobs import JOB_PAGES, JOB_ROWS
from tests.permissions.rows_leave import LEAVE_PAGES, LEAVE_ROWS
from tests.permissions.rows_money import MONEY_ROWS
from tests.permissions.rows_months import MONTH_ROWS
from tests.permissions.rows_offices import OFFICE_ROWS
from tests.permissions.rows_offline import OFFLINE_PAGES, OFFLINE_ROWS
from tests.permissions.rows_pages import PAGE_ROWS
from tests.permissions.rows_people import PEOPLE_PAGES, PEOPLE_ROWS
from tests.permissions.rows_postings import POSTING_PAGES, POSTING_ROWS
from tests.permissions.rows_queue import QUEUE_PAGES, QUEUE_ROWS
from tests.permissions.rows_roster import ROSTER_PAGES, ROSTER_ROWS
from tests.permissions.rows_scans import SCAN_PAGES, SCAN_ROWS
from tests.permissions.rows_signals import SIGNAL_PAGES, SIGNAL_ROWS
from tests.permissions.rows_standins import STANDIN_PAGES, STANDIN_ROWS
from tests.permissions.rows_summaries import SUMMARY_PAGES, SUMMARY_ROWS
from tests.permissions.rows_welcome import WELCOME_PAGES
from tests.permissions.walk import PREFIX

API_ROWS: dict[str, Rule] = {
    f"{route.split(' ')[0]} {PREFIX}{route.split(' ')[1]}": rule
    for route, rule in (
        DOMAIN_ROWS
        | ACCESS_ROWS
        | ATTENTION_ROWS
        | BANK_ROWS
        | CALENDAR_ROWS
        | CARE_ROWS
        | CHANNEL_ROWS
        | CHECK_ROWS
        | CLAIM_ROWS
        | DATASET_ROWS
        | EXPLAIN_ROWS
        | EXPORT_ROWS
        | HANDBOOK_ROWS
        | JOB_ROWS
        | LEAVE_ROWS
        | INSURANCE_ROWS
        | MONEY_ROWS
        | MONTH_ROWS
        | OFFICE_ROWS
        | OFFLINE_ROWS
        | PEOPLE_ROWS
        | POSTING_ROWS
        | ROSTER_ROWS
        | SIGNAL_ROWS
        | QUEUE_ROWS
        | SCAN_ROWS
        | STANDIN_ROWS
        | SUMMARY_ROWS
    ).items()
}
PAGES: dict[str, Rule] = (
    PAGE_ROWS | ACCESS_PAGES | CALENDAR_PAGES | CARE_PAGES | CLAIM_PAGES | LEAVE_PAGES | PEOPLE_PAGES
)
PAGES |= (
    ATTENTION_PAGES
    | BANK_PAGES
    | CHANNEL_PAGES
    | CHECK_PAGES
    | EXPORT_PAGES
    | HANDBOOK_PAGES
    | JOB_PAGES
    | SCAN_PAGES
    | OFFLINE_PAGES
    | INSURANCE_PAGES
    | DESK_PAGES
    | EXPLAIN_PAGES
    | POSTING_PAGES
    | ROSTER_PAGES
    | SIGNAL_PAGES
    | QUEUE_PAGES
    | STANDIN_PAGES
    | SUMMARY_PAGES
    | WELCOME_PAGES
)
ROWS = API_ROWS | PAGES
