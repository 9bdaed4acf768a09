"""Every router of every domain, the most asked first, then in the order of the layers."""

from fastapi import APIRouter

from app.accounts import api as accounts_api
from app.accounts import (
    api_access,
    api_auth,
    api_delegations,
    api_phone,
    api_slips,
    web_access,
    web_care,
    web_delegations,
    web_signin,
    web_slips,
)
from app.accounts import api_care as accounts_api_care
from app.accounts import web as accounts_web
from app.allowances import api as allowances_api
from app.allowances import (
    api_bank,
    api_claims,
    api_explain,
    api_insurance,
    web_bank,
    web_claims,
    web_desk,
    web_explain,
    web_exports,
    web_insurance,
    web_objections,
)
from app.allowances import api_exports as exports_api
from app.allowances import api_objections as objections_api
from app.allowances import api_settlement as settlement_api
from app.allowances import web as allowances_web
from app.appraisals import api as appraisals_api
from app.appraisals import web as appraisals_web
from app.attendance import api as attendance_api
from app.attendance import api_check_ins, api_days, api_leave, api_sheet, web_days, web_leave
from app.attendance import web as attendance_web
from app.audit import api as audit_api
from app.audit import web as audit_web
from app.dataset import api as dataset_api
from app.feedback import api as feedback_api
from app.feedback import web as feedback_web
from app.handbook import api as handbook_api
from app.handbook import web as handbook_web
from app.home import api as home_api
from app.home import web as home_web
from app.home import web_offline, web_overview, web_todo, web_welcome
from app.operations import api as operations_api
from app.operations import api_jobs
from app.operations import web as operations_web
from app.records import api as records_api
from app.records import api_attachments, api_holds, api_print, api_summaries, web_summaries
from app.records import web as records_web
from app.reminders import api as reminders_api
from app.reminders import (
    api_attention,
    api_channels,
    api_group_week,
    api_settings,
    api_trials,
    web_attention,
    web_channels,
    web_inbox,
    web_settings,
)
from app.secondments import api as secondments_api
from app.secondments import api_roster, api_secondments, web_programmes, web_roster
from app.secondments import web as secondments_web
from app.signals import api as signals_api
from app.signals import api_queue as signals_queue_api
from app.signals import api_scans as signals_scans_api
from app.signals import web as signals_web
from app.signals import web_queue as signals_queue_web
from app.signals import web_scans as signals_scans_web
from app.spot_checks import api as spot_checks_api
from app.spot_checks import api_formal as formal_checks_api
from app.spot_checks import web as spot_checks_web
from app.spot_checks import web_formal as formal_checks_web
from app.workdays import api as workdays_api
from app.workdays import api_overlays
from app.workdays import web as workdays_web

ROUTERS: tuple[APIRouter, ...] = (
    records_api.router,  # first, since routes are tried in order and these are asked most
    operations_api.router,
    api_jobs.router,
    operations_web.router,
    reminders_api.router,
    api_settings.router,
    api_trials.router,
    api_channels.router,
    web_channels.router,
    api_attention.router,
    api_group_week.router,
    web_attention.router,
    web_inbox.router,
    web_settings.router,
    api_auth.router,
    api_access.router,
    api_phone.router,
    web_access.router,
    accounts_api.router,
    api_slips.router,
    web_slips.router,
    accounts_api_care.router,
    web_care.router,
    accounts_web.router,
    web_signin.router,
    api_delegations.router,
    web_delegations.router,
    audit_api.router,
    audit_web.router,
    workdays_api.router,
    api_overlays.router,
    workdays_web.router,
    secondments_api.router,
    api_secondments.router,
    api_roster.router,
    web_roster.router,
    secondments_web.router,
    web_programmes.router,
    api_check_ins.router,
    api_leave.router,
    api_days.router,
    api_sheet.router,
    attendance_api.router,
    web_days.router,
    attendance_web.router,
    web_leave.router,
    api_attachments.router,
    api_print.router,
    api_holds.router,
    api_summaries.router,
    records_web.router,
    web_summaries.router,
    api_claims.router,
    api_bank.router,
    settlement_api.router,  # before the months, whose paths would take its words for one
    exports_api.router,  # before the months: `2026-04.xlsx` is no month
    allowances_api.router,
    objections_api.router,
    api_explain.router,
    web_explain.router,
    web_objections.router,
    api_insurance.router,
    web_insurance.router,
    web_exports.router,
    allowances_web.router,
    web_bank.router,
    web_claims.router,
    web_desk.router,
    signals_queue_api.router,
    signals_scans_api.router,
    signals_api.router,
    signals_queue_web.router,
    signals_scans_web.router,
    signals_web.router,
    formal_checks_api.router,
    spot_checks_api.router,
    formal_checks_web.router,
    spot_checks_web.router,
    appraisals_api.router,
    appraisals_web.router,
    feedback_api.router,
    feedback_web.router,
    handbook_api.router,
    handbook_web.router,
    dataset_api.router,
    home_api.router,
    home_web.router,
    web_offline.router,
    web_todo.router,
    web_welcome.router,
    web_overview.router,
)
