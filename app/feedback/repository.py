"""Every select over feedback."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Person, PersonStatus, RoleAssignment, Unit
from app.core.actor import Actor, Role
from app.core.paging import page_of
from app.feedback.models import Feedback, FeedbackState
from app.secondments.models import Posting, Programme, Secondment
from app.secondments.scope import under


def find_feedback(session: Session, feedback_id: UUID, *, lock: bool = False) -> Feedback | None:
    """One piece by id; with `lock` nobody else changes it until the commit."""
    statement = select(Feedback).where(Feedback.id == feedback_id)
    if lock:
        statement = statement.with_for_update()
    return session.exec(statement.execution_options(populate_existing=lock)).first()


def find_sent(session: Session, sent_hash: str) -> Feedback | None:
    """The piece that was sent under this id."""
    return session.exec(select(Feedback).where(Feedback.sent_hash == sent_hash)).first()


def find_by_code(session: Session, code_hash: str) -> Feedback | None:
    """The anonymous piece of a retrieval code."""
    return session.exec(select(Feedback).where(Feedback.code_hash == code_hash)).first()


def page_own(session: Session, person_id: UUID, limit: int, cursor: str | None) -> tuple[list[Feedback], str | None]:
    """One page of what a person sent under their name, newest first."""
    statement = select(Feedback).where(Feedback.author_id == person_id)
    return page_of(session, statement, [(col(Feedback.id), UUID, True)], limit, cursor)


def page_handled(
    session: Session, actor: Actor, states: Collection[FeedbackState], limit: int, cursor: str | None
) -> tuple[list[Feedback], str | None]:
    """One page of what the actor answers, the newest day first."""
    statement = select(Feedback).where(handled_by(actor), col(Feedback.state).in_(states))
    keys = [(col(Feedback.created_at), datetime, True), (col(Feedback.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def count_handled(session: Session, actor: Actor, states: Collection[FeedbackState]) -> int:
    """How many pieces in these states are the actor's to answer."""
    statement = select(func.count()).select_from(Feedback).where(handled_by(actor), col(Feedback.state).in_(states))
    return session.exec(statement).one()


def handled_by(actor: Actor) -> ColumnElement[bool]:
    """`policy.can_handle` as SQL."""
    own = or_(col(Feedback.author_id).is_(None), col(Feedback.author_id) != actor.id)
    named = or_(col(Feedback.author_id).is_(None), col(Feedback.author_id).not_in(_received_by(actor)))
    listed = cast(col(Feedback.barred_ids), String).contains(str(actor.id), autoescape=True)
    return and_(col(Feedback.unit_id).in_(under(actor.paths(Role.ORGADMIN))), own, named, ~listed)


def _received_by(actor: Actor) -> SelectOfScalar[UUID]:
    """The cadres who were ever posted to a unit that the actor supervises."""
    hosted = select(Posting.secondment_id).where(
        col(Posting.receiving_unit_id).in_(under(actor.paths(Role.SUPERVISOR)))
    )
    return select(Secondment.cadre_id).where(col(Secondment.id).in_(hosted))


def unit_path(session: Session, unit_id: UUID) -> str:
    """A unit's place in the tree."""
    return session.exec(select(Unit.path).where(Unit.id == unit_id)).one()


def list_secondments(session: Session, cadre_id: UUID) -> list[tuple[Secondment, UUID]]:
    """A cadre's secondments, the newest first, each with the unit that runs its programme."""
    statement = (
        select(Secondment, Programme.unit_id)
        .join(Programme, col(Programme.id) == Secondment.programme_id)
        .where(Secondment.cadre_id == cadre_id)
        .order_by(col(Secondment.start_on).desc())
    )
    return [(row, unit_id) for row, unit_id in session.exec(statement).all()]


def list_receiving_paths(session: Session, cadre_id: UUID) -> set[str]:
    """The places of every unit that ever received the cadre."""
    statement = (
        select(Unit.path)
        .join(Posting, col(Posting.receiving_unit_id) == Unit.id)
        .join(Secondment, col(Secondment.id) == Posting.secondment_id)
        .where(Secondment.cadre_id == cadre_id)
    )
    return set(session.exec(statement).all())


def list_holders(session: Session, role: Role, paths: Collection[str], today: date) -> set[UUID]:
    """The active people who hold a role over any of the places today: on it or on one above it."""
    return list_holders_at(session, role, {prefix for path in paths for prefix in prefixes(path)}, today)


def list_holders_at(session: Session, role: Role, places: Collection[str], today: date) -> set[UUID]:
    """The active people who hold a role on one of these very places today."""
    statement = (
        select(RoleAssignment.person_id)
        .join(Unit, col(Unit.id) == RoleAssignment.unit_id)
        .join(Person, col(Person.id) == RoleAssignment.person_id)
        .where(
            RoleAssignment.role == role,
            col(RoleAssignment.valid_from) <= today,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
            Person.status == PersonStatus.ACTIVE,
            col(Unit.path).in_(places),
        )
    )
    return set(session.exec(statement).all()) if places else set()


def find_office(session: Session, person_id: UUID, today: date) -> UUID | None:
    """The nearest unit at or above a person's home (or a unit of their roles) whose feedback somebody answers."""
    homes = select(Unit.path).join(Person, col(Person.home_unit_id) == Unit.id).where(Person.id == person_id)
    tasks = select(Unit.path).join(RoleAssignment, col(RoleAssignment.unit_id) == Unit.id)
    tasks = tasks.where(RoleAssignment.person_id == person_id)
    for path in [*session.exec(homes).all(), *sorted(session.exec(tasks).all())]:
        for place in reversed(prefixes(path)):
            if list_holders_at(session, Role.ORGADMIN, [place], today):
                return session.exec(select(Unit.id).where(Unit.path == place)).one()
    return None


def prefixes(path: str) -> list[str]:
    """A place and those above it, the top first."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
