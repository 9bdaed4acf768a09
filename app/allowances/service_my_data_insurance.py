"""What the insurance register keeps of a person, for their own copy."""

from uuid import UUID

from app.allowances import repository_insurance as repository
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work


def own_insurance(work: Work, person_id: UUID) -> Section:
    """Every policy that covers or covered the actor, void ones included."""
    rows = [row.model_dump() for row in repository.list_own(work.session, person_id)]
    fields = [
        ("policy_no", N_("保单号")),
        ("insurer", N_("保险公司")),
        ("start_on", N_("起保日期")),
        ("end_on", N_("终保日期")),
        ("premium_fen", N_("保费")),
        ("void_reason", N_("作废理由")),
    ]
    return Section("insurance", N_("保险"), fields, rows)
