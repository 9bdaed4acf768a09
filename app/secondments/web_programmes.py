"""The desk pages 项目与政策."""

from datetime import date
from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.core.errors import require
from app.http.deps import ReadWork
from app.http.locales import locale_of
from app.http.routing import page_router
from app.http.templating import page
from app.secondments import policy, rules, service_choices, service_programmes
from app.secondments.schemas import PolicyIn, PolicyView
from app.secondments.service_detail import summary

router = page_router()


@router.get("/programmes")
def programmes_page(request: Request, work: ReadWork) -> HTMLResponse:
    """项目与政策: each programme with the rules in force."""
    found = service_programmes.list_programmes(work, limit=200)
    may_run = policy.may_administer_somewhere(work.actor)
    return page(request, work, "secondments/programmes.html", items=found.items, labels=rules, may_run=may_run)


@router.get("/programmes/new")
def new_programme_page(request: Request, work: ReadWork) -> HTMLResponse:
    """Enter a programme with its first policy."""
    require(policy.may_administer_somewhere(work.actor))
    first = work.today.replace(month=1, day=1).isoformat()
    usual = PolicyIn.model_validate({})
    units = service_programmes.own_units(work)
    return page(request, work, "secondments/programme_new.html", labels=rules, rule=usual, first=first, units=units)


@router.get("/programmes/{programme_id}")
def programme_page(
    request: Request, work: ReadWork, programme_id: UUID, policy_from: date | None = None
) -> HTMLResponse:
    """One programme: the policy in force, those before and after it, and the form for the next one."""
    programme = service_programmes.get_programme(work, programme_id)
    policies = service_programmes.list_policies(work, programme_id).items
    locale = locale_of(request)
    taken = {each.valid_from.isoformat() for each in policies}
    firsts = service_choices.month_starts(work, programme_id)
    edited = _edited(policies, policy_from)
    return page(
        request,
        work,
        "secondments/programme.html",
        it=programme,
        policies=policies,
        summaries={each.id: summary(each, programme.kind, locale) for each in policies},
        labels=rules,
        may_run=service_programmes.may_run(work, programme) and not programme.imported,
        open_firsts=set(firsts),
        free_firsts=[each for each in firsts if each not in taken],
        edited=edited,
        rule=edited or (policies[0] if policies else PolicyIn.model_validate({})),
    )


def _edited(policies: list[PolicyView], policy_from: date | None) -> PolicyView | None:
    """The policy that the form shall change, None for a new one."""
    return next((each for each in policies if each.valid_from == policy_from), None)
