"""The demo's newcomer: took up the post this morning and has not signed in yet; the first minute waits for them."""

from datetime import timedelta

from app.accounts.models import Person, RoleAssignment, Unit
from app.core import clock
from app.core.actor import Role
from app.core.work import Work
from app.secondments.models import Secondment, SecondmentEvent, SecondmentStatus, SecondmentSupervisor

LOGIN, NAME, HOST = "newcomer", "乔以安", "白鹭镇"
TERM = timedelta(days=360)


def welcome_one(
    work: Work, people: dict[str, Person], units: dict[str, Unit], supervisors: dict[str, Person], like: Secondment
) -> None:
    """In the programme of `like`, sent by the same unit; after everybody else, so that nobody's days are others."""
    host, today = units[HOST], work.today
    cadre = Person(
        login=LOGIN,
        name=NAME,
        person_no="0091",
        password_hash=people["cadre"].password_hash,
        home_unit_id=people["cadre"].home_unit_id,
        welcome_due=True,
    )
    work.session.add(cadre)
    work.session.flush()
    row = Secondment(
        cadre_id=cadre.id,
        programme_id=like.programme_id,
        sending_unit_id=cadre.home_unit_id,
        receiving_unit_id=host.id,
        post_title="党政办副主任（挂职）",
        region_band=host.region_band,
        start_on=today,
        end_on=today + TERM,
        end_month=clock.month_of(today + TERM),
        status=SecondmentStatus.ACTIVE,
        approval_no="云组干〔2026〕131号",
        arrived_on=today,
        version=3,
    )
    work.session.add(row)
    work.session.flush()
    work.session.add_all(
        (
            RoleAssignment(person_id=cadre.id, role=Role.CADRE, unit_id=host.id, valid_from=today),
            SecondmentSupervisor(secondment_id=row.id, person_id=supervisors[HOST].id),
            _step(row, "approve", people["orgadmin"], 1),
            _step(row, "activate", supervisors[HOST], 2),
        )
    )
    work.session.flush()


def _step(row: Secondment, kind: str, actor: Person, version: int) -> SecondmentEvent:
    at = clock.beijing_midnight(row.start_on) + timedelta(hours=8)
    at -= timedelta(days=6) if kind == "approve" else timedelta()
    return SecondmentEvent(
        secondment_id=row.id, kind=kind, from_version=version, effective_on=row.start_on, actor_id=actor.id, at=at
    )
