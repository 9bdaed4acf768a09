"""People of the same name 重名 are told apart wherever they are shown or chosen: by the number's end, else the unit."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from app.accounts import policy
from app.accounts import repository_names as names
from app.accounts.policy import Detail
from app.accounts.repository_names import Namesake
from app.accounts.service_people import facts_of_many
from app.core.work import Work

SHOWN = 4


class Namesakes:
    """What is said beside the name of somebody who shares it; one query, and only when a page asks."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._hints: dict[UUID, str] | None = None

    def __call__(self, name: str, person_id: UUID | None) -> str:
        """The name, and behind it in brackets what tells its bearer from others of the same name."""
        if self._hints is None:
            self._hints = _hints(names.list_namesakes(self._work.session))
        hint = self._hints.get(person_id) if person_id else None
        return f"{name}（{hint}）" if hint else name


def _hints(rows: Iterable[Namesake]) -> dict[UUID, str]:
    """The end of the number where that tells people of one name apart, with the unit where it does not."""
    groups: dict[str, list[Namesake]] = defaultdict(list)
    for row in rows:
        groups[row.name].append(row)
    found: dict[UUID, str] = {}
    for group in groups.values():
        ends = Counter(masked(row.person_no) for row in group)
        for row in group:
            end = masked(row.person_no)
            found[row.id] = end if end and ends[end] == 1 else " ".join(filter(None, (row.unit_name, end))) or "—"
    return found


def masked(person_no: str | None) -> str:
    """A person number as those may see it who do not keep it: at most its last four signs, never all of them."""
    if not person_no:
        return ""
    return "…" + person_no[-min(SHOWN, max(1, len(person_no) // 2)) :]


def choice_labels(work: Work, person_ids: Iterable[UUID], *, unit: bool = True) -> dict[UUID, str]:
    """What a chooser calls people: name, home unit and number, the number masked where the actor may not know it.

    Without the unit where the chooser is too narrow for it; who has no number keeps it.
    """
    wanted = set(person_ids)
    facts = facts_of_many(work, wanted)
    found = {}
    for row in names.list_choices(work.session, wanted):
        full = policy.detail(work.actor, facts[row.id]) is Detail.FULL
        number = row.person_no if full else masked(row.person_no)
        known = " ".join(filter(None, (row.unit_name if unit or not number else None, number)))
        found[row.id] = f"{row.name}（{known}）" if known else row.name
    return found
