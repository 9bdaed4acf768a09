"""What waits for verifiers and finance, of many people at once, for the system's own notices.

The counts are those of the badges: `service_claims_pages.count_to_verify` and `count_to_approve`,
`service_objections.count_for_badge`, `service_adjustment_pages.count_adjustments`, `service_accounts.count_to_verify`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.allowances import policy
from app.allowances import repository_waits as repository
from app.allowances.models import AllowanceRun, RunState
from app.allowances.models_claims import ClaimState
from app.allowances.repository_waits import WaitingClaim
from app.attendance.service_confirmed import count_confirmed
from app.core import clock
from app.core.actor import Role
from app.core.work import Work
from app.secondments.access import ProgrammeRules, rules_of
from app.secondments.models import Programme, ReviewedBy
from app.secondments.policy import Relation
from app.secondments.rules import pays_allowance
from app.secondments.service_circle import Circle, Held, Waiting

_HOSTS = frozenset({Relation.SUPERVISOR, Relation.LIAISON})


def claims_to_verify(work: Work, circle: Circle) -> dict[UUID, Waiting]:
    """Claims that wait for somebody's word on the journey, by person; those for whom none waits are left out."""
    return _claims(work, circle, ClaimState.SUBMITTED)


def claims_to_approve(work: Work, circle: Circle) -> dict[UUID, Waiting]:
    """The same for finance's word on the money; never to whoever verified it."""
    return _claims(work, circle, ClaimState.VERIFIED)


def _claims(work: Work, circle: Circle, state: ClaimState) -> dict[UUID, Waiting]:
    rows = repository.claims_waiting(work.session, state, work.today)
    circle.learn(work, {row.secondment_id for row in rows})
    own: dict[UUID, list[WaitingClaim]] = defaultdict(list)
    for row in rows:
        for person_id, held in circle.around(row.secondment_id, row.counts_on).items():
            waits = _verifies(held, row) if state is ClaimState.SUBMITTED else _approves(held, row, person_id)
            if waits and person_id != row.cadre_id:
                own[person_id].append(row)
    return {person_id: Waiting.of(map(_since, some)) for person_id, some in own.items()}


def _since(row: WaitingClaim) -> tuple[date, UUID]:
    return clock.civil_date(row.submitted_at) if row.submitted_at else row.counts_on, row.programme_id


def _verifies(held: Held, row: WaitingClaim) -> bool:
    by_group = row.reviewed_by is ReviewedBy.GROUP_LEADER and Relation.GROUP_LEADER in held
    return bool(held & _HOSTS) or by_group or (row.host_gone and Relation.ORGADMIN in held)


def _approves(held: Held, row: WaitingClaim, person_id: UUID) -> bool:
    return Relation.FINANCE in held and row.verified_by_id is not None and row.verified_by_id != person_id


class OfficeTask(StrEnum):
    """What an office has to do about a programme's money."""

    CALCULATE = "calculate"
    APPROVE = "approve"
    CLOSE = "close"
    PAY = "pay"
    OBJECTIONS = "objections"
    OBJECTIONS_LATE = "objections_late"
    ADJUSTMENTS = "adjustments"
    ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class OfficeWaiting:
    """One kind of thing that waits for one person; `month` of a step, the count of what is counted."""

    task: OfficeTask
    programme_id: UUID
    subject: UUID | None = None
    """Of what must be counted once though two programmes know of it."""
    month: str = ""


def office_waiting(work: Work, circle: Circle) -> dict[UUID, list[OfficeWaiting]]:
    """What waits for finance, and of objections what the Organization Department sees finance be late with."""
    known = repository.programmes(work.session)
    paths = {programme.id: path for programme, path in known}
    found: dict[UUID, list[OfficeWaiting]] = defaultdict(list)
    for programme_id, person_id, item in (*_counted(work, circle, paths), *_months(work, circle, known)):
        if programme_id in paths:
            found[person_id].append(item)
    return found


_Found = tuple[UUID, UUID, OfficeWaiting]
"""(programme, person, what waits)"""


def _counted(work: Work, circle: Circle, paths: dict[UUID, str]) -> Iterator[_Found]:
    for cadre_id, programme_id, due_on in repository.objections_open(work.session):
        pays = circle.over(Role.FINANCE, paths.get(programme_id, ""))
        yield from _each(OfficeTask.OBJECTIONS, programme_id, pays - {cadre_id})
        if due_on < work.today:
            runs = circle.over(Role.ORGADMIN, paths.get(programme_id, ""))
            alone = {one for one in runs - {cadre_id} if not circle.actors[one].has(Role.FINANCE)}
            yield from _each(OfficeTask.OBJECTIONS_LATE, programme_id, alone)
    for cadre_id, programme_id, maker_id in repository.adjustments_waiting(work.session):
        if maker_id is not None:
            pays = circle.over(Role.FINANCE, paths.get(programme_id, "")) - {cadre_id, maker_id}
            yield from _each(OfficeTask.ADJUSTMENTS, programme_id, pays)
    for cadre_id, programme_id in repository.accounts_waiting(work.session):
        pays = circle.over(Role.FINANCE, paths.get(programme_id, ""))
        yield from _each(OfficeTask.ACCOUNTS, programme_id, pays, cadre_id)


def _each(
    task: OfficeTask, programme_id: UUID, people: Iterable[UUID], subject: UUID | None = None
) -> Iterator[_Found]:
    for person_id in people:
        yield programme_id, person_id, OfficeWaiting(task, programme_id, subject)


_NEXT = {
    RunState.CALCULATED: OfficeTask.APPROVE,
    RunState.APPROVED: OfficeTask.CLOSE,
    RunState.CLOSED: OfficeTask.PAY,
}


def _months(work: Work, circle: Circle, known: list[tuple[Programme, str]]) -> Iterator[_Found]:
    """The next step of every month that has begun its way, and the last month once every unit has said its word."""
    paths = {programme.id: path for programme, path in known if pays_allowance(programme.kind)}
    rules = rules_of(work, paths)
    for run in repository.unfinished_runs(work.session):
        for person_id in circle.over(Role.FINANCE, paths.get(run.programme_id, "")):
            if _may_step(rules, circle, run, person_id):
                yield run.programme_id, person_id, OfficeWaiting(_NEXT[run.state], run.programme_id, month=run.month)
    month = clock.previous_month(clock.month_of(work.today))
    begun = repository.calculated(work.session, month)
    confirmed = count_confirmed(work, sorted(paths.keys() - begun), month)
    for programme_id, said in confirmed.items():
        if said.is_whole:
            for person_id in circle.over(Role.FINANCE, paths[programme_id]):
                yield programme_id, person_id, OfficeWaiting(OfficeTask.CALCULATE, programme_id, month=month)


def _may_step(rules: ProgrammeRules, circle: Circle, run: AllowanceRun, person_id: UUID) -> bool:
    """Nobody approves what they calculated, nor closes what they approved, where the programme asks for two people."""
    if run.state is RunState.CLOSED:
        return True
    before = run.calculated_by_id if run.state is RunState.CALCULATED else run.approved_by_id
    then = rules.policy_on(run.programme_id, clock.month_bounds(run.month)[1])
    return policy.may_approve(circle.actors[person_id], before, two_person=then is not None and then.two_person_close)
