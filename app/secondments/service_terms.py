"""Terms of many secondments, plain and without names: for jobs over everybody, a portion at a time.

`SecondmentCard` says the same of one with all that lists show; this is what 100,000 ledgers need.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement

from app.core.portions import portions
from app.core.work import Work
from app.secondments import repository_cards, repository_terms
from app.secondments.service_cards import Span, suspended_spans

Host = tuple[date, UUID]
"""The first day of a posting and its unit; it lasts until the next one begins."""


class TermFacts(NamedTuple):
    """The days served: from `start_on` (the arrival) to `end_on` without `suspensions`, and who hosts them."""

    id: UUID
    cadre_id: UUID
    programme_id: UUID
    start_on: date
    end_on: date
    suspensions: tuple[Span, ...]
    hosts: tuple[Host, ...]

    def host_on(self, on: date) -> UUID:
        """The unit that hosts a day; the nearest one for a day outside the term."""
        return next((unit for since, unit in reversed(self.hosts) if since <= on), self.hosts[0][1])


@dataclass(frozen=True, slots=True)
class Places:
    """Where units and the units that run programmes stand in the tree."""

    units: dict[UUID, str]
    programmes: dict[UUID, str]


def places(work: Work) -> Places:
    """Of all units and programmes: two statements."""
    return Places(repository_terms.unit_paths(work.session), repository_terms.programme_paths(work.session))


def count_hosted(work: Work, first_on: date, last_on: date) -> dict[UUID, int]:
    """How many cadres each unit hosts on some day of a span; NOT filtered by actor."""
    return repository_terms.count_hosted(work.session, first_on, last_on)


def portion(work: Work, first_on: date, last_on: date, after: UUID | None, limit: int) -> list[TermFacts]:
    """The next ones in the order of their ids with a day from `first_on` to `last_on`; NOT filtered by actor."""
    conditions = repository_terms.in_span(first_on, last_on)
    if after is not None:
        conditions.append(repository_terms.after(after))
    return _facts(work, conditions, limit)


def terms_of(work: Work, ids: Sequence[UUID]) -> list[TermFacts]:
    """Those of the given ones that have begun; NOT filtered by actor."""
    found: list[TermFacts] = []
    for some in portions(ids, 1000):
        part = [repository_cards.begun(), repository_cards.of_ids(some)]
        found += _facts(work, part, None)
    return found


def _facts(work: Work, conditions: list[ColumnElement[bool]], limit: int | None) -> list[TermFacts]:
    rows = repository_terms.list_terms(work.session, conditions, limit)
    if not rows:
        return []
    within = [*conditions, repository_terms.up_to(rows[-1][0])]
    pauses: dict[UUID, list[tuple[str, date]]] = defaultdict(list)
    for key, kind, on in repository_cards.list_pauses(work.session, within):
        pauses[key].append((kind, on))
    hosts: dict[UUID, list[Host]] = defaultdict(list)
    for key, since, unit in repository_terms.list_hosts(work.session, within):
        hosts[key].append((since, unit))
    return [
        TermFacts(
            key,
            cadre,
            programme,
            max(arrived or start, start),
            end,
            suspended_spans(pauses[key], end) if key in pauses else (),
            tuple(hosts[key]),
        )
        for key, cadre, programme, start, arrived, end in rows
    ]
