"""What the forms offer: as much of people, units and programmes as the actor may choose from."""

from uuid import UUID

from app.accounts import service_people, service_units
from app.accounts.models import PersonStatus
from app.accounts.schemas import PeopleQuery
from app.accounts.service_namesakes import choice_labels
from app.core.actor import Role
from app.core.paging import MAX_LIMIT
from app.core.work import Work
from app.secondments import repository_programmes, repository_secondments
from app.secondments.models import CLOSED_STATES, SecondmentStatus
from app.secondments.schemas_secondments import SecondmentFilter, SecondmentView
from app.secondments.service_secondments import list_secondments

Choice = tuple[UUID, str]
MOST_PAGES = 10


def cadre_choices(work: Work) -> list[Choice]:
    """Active people with the cadre's role, by name, told apart by unit and number (重名), the actor excepted."""
    found: list[Choice] = []
    cursor = None
    for _ in range(MOST_PAGES):
        query = PeopleQuery(role=Role.CADRE, status=PersonStatus.ACTIVE, limit=MAX_LIMIT, cursor=cursor)
        page = service_people.list_people(work, query)
        labels = choice_labels(work, [each.id for each in page.items])
        found += [(each.id, labels[each.id]) for each in page.items if each.id != work.actor.id]
        if (cursor := page.next_cursor) is None:
            break
    return found


def unit_choices(work: Work) -> list[Choice]:
    """The visible units as a tree, indented."""
    return [(unit.id, "　" * depth + unit.name) for unit, depth in service_units.list_tree(work)]


def supervisor_choices(work: Work, receiving_unit_id: UUID, cadre_id: UUID | None = None) -> list[Choice]:
    """Who holds the supervisor role over a unit, by name."""
    path = repository_programmes.path_of_unit(work.session, receiving_unit_id) or ""
    able = repository_secondments.list_supervisors_over(work.session, path, work.today)
    labels = choice_labels(work, able)
    return [(person_id, labels[person_id]) for person_id in able if person_id != cadre_id]


_NO_MEMBERS = (SecondmentStatus.DRAFT, SecondmentStatus.COMPLETED, SecondmentStatus.RECALLED, SecondmentStatus.ARCHIVED)


def member_choices(work: Work) -> list[SecondmentView]:
    """The secondments that may join a group: visible, approved and not over."""
    found: list[SecondmentView] = []
    cursor = None
    for _ in range(MOST_PAGES):
        page = list_secondments(work, SecondmentFilter(limit=MAX_LIMIT, cursor=cursor))
        found += [item for item in page.items if item.status not in _NO_MEMBERS]
        if (cursor := page.next_cursor) is None:
            break
    return found


def month_starts(work: Work, programme_id: UUID, ahead: int = 12) -> list[str]:
    """The firsts of months from which a policy may begin: after the last closed month, a year back to a year ahead."""
    first = work.today.replace(day=1)
    firsts = [_shifted(first.year * 12 + first.month - 1 + step) for step in range(-12, ahead + 1)]
    locks = repository_programmes.list_months(work.session, programme_id)
    closed = [lock.month for lock in locks if lock.state in CLOSED_STATES]
    latest = max(closed, default="")
    return [each for each in firsts if each[:7] > latest]


def _shifted(months: int) -> str:
    return f"{months // 12:04d}-{months % 12 + 1:02d}-01"
