"""The demo's formal spot checks: a plan, a check that was closed and one that waits for its visit, by real services."""

from datetime import timedelta

from app.accounts.models import Person, RoleAssignment, Unit
from app.core import clock
from app.core.actor import Role
from app.core.work import Work
from app.demo.acting import as_person
from app.secondments.models import Secondment, SecondmentStatus
from app.spot_checks.models_formal import Consistent, Every, Finding, InOrder, VisitMethod
from app.spot_checks.schemas import SpotCheckClose, SpotCheckReply
from app.spot_checks.schemas_draws import DrawIn, PlanIn, ScopeIn
from app.spot_checks.schemas_formal import ConfirmIn, FindingsIn
from app.spot_checks.service_draws import draw_checks
from app.spot_checks.service_plans import create_plan
from app.spot_checks.service_steps import close, reply
from app.spot_checks.service_visits import sign_findings, write_findings

SAW = "对照例会签到和园区台账，当日确在现场；与分管领导、两名企业负责人分别谈过。"
HEARD = "园区通勤车只到十八点半，加班后要自己打车；希望县里每季安排一次业务对接。"
ANSWER = "谢谢。通勤车的事园区已在协调，业务对接按县里安排参加。"


def check_some(work: Work, people: dict[str, Person], units: dict[str, Unit], rows: list[Secondment]) -> None:
    """One cadre by name three weeks ago, closed since; another drawn by chance, to be visited."""
    fellow = _second_inspector(work, people, units)
    office, pool = people["orgadmin"], [people["inspector"], fellow]
    known = {people["cadre"].id, people["leader"].id}
    present = (row for row in rows if row.status is SecondmentStatus.ACTIVE and row.cadre_id not in known)
    programme_id = rows[0].programme_id
    named = next(row for row in present if row.programme_id == programme_id)
    month = clock.previous_month(clock.month_of(work.today))
    with as_person(work, office, work.now - timedelta(days=28)) as desk:
        plan = PlanIn(programme_id=programme_id, every=Every.MONTH, size=2, from_on=clock.month_bounds(month)[0])
        create_plan(desk, plan)
    _closed(work, people, named, pool)
    with as_person(work, office, work.now - timedelta(hours=2)) as desk:
        draw_checks(desk, _draw(ScopeIn(programme_id=programme_id), month, pool))


def _second_inspector(work: Work, people: dict[str, Person], units: dict[str, Unit]) -> Person:
    """A check takes two."""
    first = people["inspector"]
    fellow = Person(
        login="inspector2",
        name="祝南溪",
        person_no="0198",
        password_hash=first.password_hash,
        home_unit_id=first.home_unit_id,
    )
    work.session.add(fellow)
    work.session.flush()
    since, over = work.today - timedelta(days=90), units["云浦县"].id
    work.session.add(RoleAssignment(person_id=fellow.id, role=Role.INSPECTOR, unit_id=over, valid_from=since))
    work.session.flush()
    return fellow


def _draw(scope: ScopeIn, month: str, pool: list[Person]) -> DrawIn:
    first, last = clock.month_bounds(month)
    return DrawIn.model_validate(
        {
            "scope": scope.model_dump(exclude_none=True),
            "from": first,
            "to": last,
            "size": 1,
            "inspectors": [one.id for one in pool],
        }
    )


def _closed(work: Work, people: dict[str, Person], row: Secondment, pool: list[Person]) -> None:
    """Drawn about the month before the last, visited, signed, answered and closed."""
    month = clock.previous_month(clock.previous_month(clock.month_of(work.today)))
    (inspector, fellow), cadre = pool, _person(people, row)
    with as_person(work, people["orgadmin"], work.now - timedelta(days=21)) as desk:
        drawn, _ = draw_checks(desk, _draw(ScopeIn(secondment_id=row.id), month, pool))
    one = drawn.checks[0]
    body = FindingsIn(
        visited_at=work.now - timedelta(days=17, hours=3),
        method=VisitMethod.ONSITE,
        place="现场",
        consistent=Consistent.YES,
        leave_in_order=InOrder.NOT_APPLICABLE,
        allowance_agrees=InOrder.YES,
        note=SAW,
        difficulties=HEARD,
        finding=Finding.NONE,
    )
    with as_person(work, inspector, work.now - timedelta(days=17)) as phone:
        view = write_findings(phone, one.id, body, None)
    with as_person(work, fellow, work.now - timedelta(days=16)) as phone:
        view = sign_findings(phone, one.id, ConfirmIn(version=view.version))
    with as_person(work, cadre, work.now - timedelta(days=15)) as phone:
        view = reply(phone, one.id, SpotCheckReply(version=view.version, text=ANSWER))
    with as_person(work, people["orgadmin"], work.now - timedelta(days=14)) as desk:
        close(desk, one.id, SpotCheckClose(version=view.version))


def _person(people: dict[str, Person], row: Secondment) -> Person:
    return next(person for person in people.values() if person.id == row.cadre_id)
