"""What somebody still answers for among secondments and groups, told to accounts before they leave."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.accounts.authority import person_actor
from app.accounts.duties import tell_duties
from app.accounts.schemas_care import Duty, DutyKind
from app.accounts.service_people import get_visible_person
from app.core.actor import Role
from app.core.work import Work
from app.secondments import policy, repository_groups
from app.secondments import repository_duties as repository
from app.secondments import repository_secondments as repository_rows
from app.secondments.repository_duties import Named
from app.secondments.repository_programmes import path_of_unit

MOST_NAMED = 30


def tell_of_secondments() -> None:
    """Called once when the application is put together."""
    tell_duties(secondment_duties)


def secondment_duties(work: Work, person_id: UUID, on: date) -> list[Duty]:
    """The secondments that a person serves or supervises after a day, and the groups that they lead."""
    own = repository.own_running(work.session, person_id, on)
    sole, shared = _supervised(work, person_id, on)
    return [
        *_named(work, DutyKind.OWN_SECONDMENT, own),
        *_named(work, DutyKind.SOLE_SUPERVISOR, sole),
        *_named(work, DutyKind.SUPERVISED, shared),
        *_groups(work, person_id, on),
    ]


def _supervised(work: Work, person_id: UUID, on: date) -> tuple[list[Named], list[Named]]:
    """The supervised secondments that would have no supervisor left, and the others that the person is named for."""
    person, _ = get_visible_person(work, person_id)
    paths = person_actor(work.session, person).paths(Role.SUPERVISOR)
    rows = repository.supervised_running(work.session, person_id, paths, on)
    others = {
        path: set(repository_rows.list_supervisors_over(work.session, path, work.today)) - {person_id}
        for path in {row[3] for row in rows}
    }
    named = repository_rows.list_supervisor_ids(work.session, [row[0] for row in rows])
    sole = [row for row in rows if not others[row[3]]]
    return sole, [row for row in rows if others[row[3]] and person_id in named.get(row[0], ())]


def _named(work: Work, kind: DutyKind, rows: Iterable[Named]) -> list[Duty]:
    """A duty for each secondment that the actor may know of (at most thirty), the others only counted."""
    found = list(rows)
    visible = repository_groups.list_visible_ids(work.session, [row[0] for row in found], work.actor, work.today)
    shown = [row for row in found if row[0] in visible][:MOST_NAMED]
    duties = [Duty(kind=kind, name=f"{name} {post}", path=f"/secondments/{key}") for key, name, post, _ in shown]
    rest = len(found) - len(shown)
    return [*duties, Duty(kind=kind, count=rest)] if rest else duties


def _groups(work: Work, person_id: UUID, on: date) -> list[Duty]:
    rows = repository.led_groups(work.session, person_id, on)
    shown = [row for row in rows if policy.can_run_programmes(work.actor, path_of_unit(work.session, row[2]))]
    duties = [Duty(kind=DutyKind.GROUP, name=name, path=f"/groups/{key}") for key, name, _ in shown]
    rest = len(rows) - len(shown)
    return [*duties, Duty(kind=DutyKind.GROUP, count=rest)] if rest else duties
