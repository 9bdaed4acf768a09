"""What claims keep of a person, for their own copy."""

from app.allowances import policy_claims as policy
from app.allowances import repository_claims as repository
from app.core.i18n import N_
from app.core.my_data import Section
from app.core.work import Work

_WORDS = {
    **{key.value: text for key, text in policy.TRIP_LABELS.items()},
    **{key.value: text for key, text in policy.KIND_LABELS.items()},
    **{key.value: text for key, text in policy.STATE_LABELS.items()},
}


def own_claims(work: Work) -> Section:
    """Every claim of the actor's own with its legs, oldest first."""
    claims = repository.list_own(work.session, work.actor.id)
    legs = repository.list_legs(work.session, [claim.id for claim in claims])
    rows = []
    for claim in claims:
        journey = [
            {
                "day_on": leg.day_on,
                "from_place": leg.from_place,
                "to_place": leg.to_place,
                "amount_fen": leg.amount_fen,
                "invoice_no": leg.invoice_no,
                "no_invoice_reason": leg.no_invoice_reason,
            }
            for leg in legs.get(claim.id, ())
        ]
        rows.append(claim.model_dump() | {"legs": journey})
    fields = [
        ("kind", N_("类别")),
        ("leg", N_("行程")),
        ("month", N_("月份")),
        ("outbound_on", N_("去程日期")),
        ("return_on", N_("返程日期")),
        ("receipts_fen", N_("票据额")),
        ("pay_fen", N_("核报交通")),
        ("state", N_("状态")),
        ("legs", N_("行程明细")),
    ]
    return Section("claims", N_("报销"), fields, rows, _WORDS)
