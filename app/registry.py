"""Imports every model, so that Alembic and the tests see the whole schema."""

from app.accounts import models as accounts
from app.accounts import models_access as accounts_access
from app.accounts import models_care as accounts_care
from app.accounts import models_delegations as delegations
from app.allowances import models as allowances
from app.allowances import models_bank as bank
from app.allowances import models_claims as claims
from app.allowances import models_exports as exports
from app.allowances import models_insurance as insurance
from app.allowances import models_objections as objections
from app.allowances import models_settlement as settlement
from app.appraisals import models as appraisals
from app.attendance import models as attendance
from app.attendance import models_leave as leave
from app.audit import models as audit
from app.core import jobs as core_jobs
from app.core.db import metadata
from app.feedback import models as feedback
from app.handbook import models as handbook
from app.records import models as records
from app.records import models_care as records_care
from app.records import models_imported as imported
from app.records import models_paper as records_paper
from app.records import models_summaries as summaries
from app.reminders import models as reminders
from app.reminders import models_channels as channels
from app.secondments import models as secondments
from app.secondments import models_roster as roster
from app.signals import models as signals
from app.signals import models_queue as signal_queue
from app.signals import models_scan as signal_scan
from app.spot_checks import models as spot_checks
from app.spot_checks import models_formal as formal_checks
from app.workdays import models as workdays

MODELS = (
    accounts,
    accounts_access,
    accounts_care,
    allowances,
    appraisals,
    attendance,
    audit,
    bank,
    channels,
    claims,
    core_jobs,
    delegations,
    exports,
    feedback,
    formal_checks,
    handbook,
    imported,
    insurance,
    leave,
    objections,
    records,
    records_care,
    records_paper,
    reminders,
    roster,
    secondments,
    settlement,
    signal_queue,
    signal_scan,
    signals,
    spot_checks,
    summaries,
    workdays,
)

__all__ = ["MODELS", "metadata"]
