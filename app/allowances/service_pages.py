"""What the pages of a sum show beside the API's own views: the neighbours, and the grounds that it stands on."""

from app.allowances import policy, repository
from app.allowances.service_rates import readable_paths
from app.core.errors import require
from app.core.work import Work
from app.secondments.models import Programme


def rates_form(work: Work) -> list[Programme]:
    """The programmes for which the actor may set a rate."""
    known = repository.list_programmes(work.session, readable_paths(work))
    return [programme for programme, path in known if policy.can_maintain_rates(work.actor, path)]


def choices_for_rate(work: Work) -> list[Programme]:
    """The same for the form itself: Forbidden when there is none."""
    found = rates_form(work)
    require(bool(found))
    return found
