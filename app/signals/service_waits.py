"""Answers that wait for a decision, of many people at once, for the system's own notices; NOT filtered by actor."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from app.core import clock
from app.core.actor import Role
from app.core.work import Work
from app.secondments.access import ProgrammeRules, rules_of
from app.secondments.policy import Relation
from app.secondments.service_circle import Circle, Waiting
from app.signals import policy, repository_waits
from app.signals.repository_waits import Answered


def answers_waiting(work: Work, circle: Circle) -> dict[UUID, Waiting]:
    """Of everybody in the circle; those for whom none waits are left out.

    The Organization Department knows of all of them and decides on what is about a reviewer; the units' and groups'
    own answers are their reviewers' to look at first.
    """
    rows = repository_waits.list_answered(work.session)
    circle.learn(work, {row.secondment_id for row in rows if row.secondment_id})
    rules = rules_of(work, {circle.facts[row.secondment_id].programme_id for row in rows if row.secondment_id})
    own: dict[UUID, list[Answered]] = defaultdict(list)
    for row in rows:
        for person_id in _deciding(circle, rules, row):
            own[person_id].append(row)
    return {
        person_id: Waiting.of(
            (
                clock.civil_date(row.answered_at) if row.answered_at else row.last_on,
                circle.facts[row.secondment_id].programme_id if row.secondment_id else None,
            )
            for row in some
        )
        for person_id, some in own.items()
    }


def _deciding(circle: Circle, rules: ProgrammeRules, row: Answered) -> Iterator[UUID]:
    if row.secondment_id is None:
        yield from circle.over(Role.ORGADMIN, row.unit_path) - {row.person_id}
        return
    then = rules.policy_on(circle.facts[row.secondment_id].programme_id, row.last_on)
    for person_id, held in circle.around(row.secondment_id, row.last_on).items():
        if then is not None and policy.can_resolve(held - {Relation.ORGADMIN}, then.reviewed_by):
            yield person_id
