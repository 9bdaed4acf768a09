"""What the Organization Departments are told of cover that lacks or is about to end: facts, handed on as news."""

from app.allowances import repository_insurance as repository
from app.allowances.cover import Standing
from app.allowances.service_cover import Covered, find_pressing
from app.core import events
from app.core.work import Work

MOST = 10_000
EVERYWHERE = ("/",)
"""Below the root of every tree of units."""


def tell_of_cover(work: Work) -> int:
    """Publish `insurance.short` with everybody whose cover lacks or ends soon; nothing when there is nobody."""
    found, _ = find_pressing(work, EVERYWHERE, MOST)
    if found:
        paths = repository.list_paths(work.session, {each.card.programme.id for each in found})
        short = [_fact(work, each, paths[each.card.programme.id]) for each in found]
        events.publish(work, "insurance.short", short=short)
    return len(found)


def _fact(work: Work, each: Covered, path: str) -> dict[str, object]:
    coming = each.cover.coming(work.today)
    assert coming is not None  # noqa: S101 - that is why it was found
    return {
        "programme_path": path,
        "cadre_id": each.card.secondment.cadre_id,
        "name": each.card.cadre_name,
        "from_on": coming[0],
        "uncovered": each.standing(work.today) is Standing.UNCOVERED,
    }
