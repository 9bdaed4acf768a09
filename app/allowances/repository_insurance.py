"""Every select over insurance policies, and over the terms that they should cover."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Person, Unit
from app.allowances.models_insurance import InsurancePolicy
from app.allowances.policy_insurance import KEEPERS
from app.allowances.schemas_insurance import InsuranceFilter, InsuranceState, plain_number
from app.core.actor import Actor
from app.core.paging import decode_cursor, encode_cursor, page_of
from app.core.portions import portions
from app.secondments.models import Posting, Programme, ProgrammePolicy, Secondment, SecondmentStatus
from app.secondments.scope import own_programme, under, visible_secondment_ids, visible_to

AT_ONCE = 400
"""Ids in one statement: both databases have a limit of parameters."""
Rows = list[InsurancePolicy]


@dataclass(frozen=True, slots=True)
class Where:
    """Which secondments a list is about."""

    programme_id: UUID | None = None
    unit_id: UUID | None = None
    q: str | None = None


def get_policy(session: Session, policy_id: UUID, *, lock: bool = False) -> InsurancePolicy | None:
    """A policy by id."""
    statement = select(InsurancePolicy).where(col(InsurancePolicy.id) == policy_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def find_visible(session: Session, actor: Actor, today: date, policy_id: UUID) -> InsurancePolicy | None:
    """A policy by id, if the actor may know of its secondment."""
    known = col(InsurancePolicy.secondment_id).in_(visible_secondment_ids(actor, today))
    return session.exec(select(InsurancePolicy).where(col(InsurancePolicy.id) == policy_id, known)).first()


def list_policies(
    session: Session, actor: Actor, today: date, wanted: InsuranceFilter, last_on: date | None
) -> tuple[Rows, str | None]:
    """A page of what the actor may know of: the latest beginning first, or by change for a mirroring client.

    `last_on` keeps standing policies whose last day is from today to then.
    """
    conditions: list[ColumnElement[bool]] = [
        col(InsurancePolicy.secondment_id).in_(visible_secondment_ids(actor, today))
    ]
    if wanted.secondment_id is not None:
        conditions.append(col(InsurancePolicy.secondment_id) == wanted.secondment_id)
    if wanted.programme_id is not None or wanted.unit_id is not None:
        places = _placed(session, Where(wanted.programme_id, wanted.unit_id))
        conditions.append(col(InsurancePolicy.secondment_id).in_(select(Secondment.id).where(*places)))
    if wanted.q and wanted.q.strip():
        conditions.append(_mentions(wanted.q.strip()))
    if wanted.state is InsuranceState.VOID:
        conditions.append(col(InsurancePolicy.voided_at).is_not(None))
    elif wanted.state is InsuranceState.VALID or last_on is not None:
        conditions.append(col(InsurancePolicy.voided_at).is_(None))
    if last_on is not None:
        conditions.append(col(InsurancePolicy.end_on).between(today, last_on))
    return _page(session, conditions, wanted)


def _page(
    session: Session, conditions: Sequence[ColumnElement[bool]], wanted: InsuranceFilter
) -> tuple[Rows, str | None]:
    statement = select(InsurancePolicy).where(*conditions)
    identity = (col(InsurancePolicy.id), UUID, False)
    if wanted.changed_since is None:
        return page_of(
            session, statement, [(col(InsurancePolicy.start_on), date, True), identity], wanted.limit, wanted.cursor
        )
    changed = statement.where(col(InsurancePolicy.updated_at) >= wanted.changed_since)
    keys = [(col(InsurancePolicy.updated_at), datetime, False), identity]
    return page_of(session, changed, keys, wanted.limit, wanted.cursor)


def _mentions(text: str) -> ColumnElement[bool]:
    return or_(
        col(InsurancePolicy.cadre_id).in_(_people(text)),
        col(InsurancePolicy.policy_no).contains(plain_number(text), autoescape=True),
        col(InsurancePolicy.insurer).contains(text, autoescape=True),
    )


def _people(text: str) -> SelectOfScalar[UUID]:
    named = col(Person.name).contains(text, autoescape=True)
    return select(Person.id).where(or_(named, col(Person.person_no).startswith(text, autoescape=True)))


def _placed(session: Session, where: Where) -> list[ColumnElement[bool]]:
    """The wishes as conditions on `Secondment`; a unit reaches all below it, receiving or sending."""
    found: list[ColumnElement[bool]] = []
    if where.programme_id is not None:
        found.append(col(Secondment.programme_id) == where.programme_id)
    if where.unit_id is not None:
        path = session.exec(select(Unit.path).where(col(Unit.id) == where.unit_id)).first()
        units = under((path,) if path else ())
        hosted = select(Posting.secondment_id).where(col(Posting.receiving_unit_id).in_(units))
        found.append(or_(col(Secondment.id).in_(hosted), col(Secondment.sending_unit_id).in_(units)))
    if where.q and where.q.strip():
        found.append(col(Secondment.cadre_id).in_(_people(where.q.strip())))
    return found


def find_overlap(session: Session, policy: InsurancePolicy) -> InsurancePolicy | None:
    """Another standing row of the same number and secondment that covers one of the same days."""
    statement = select(InsurancePolicy).where(
        col(InsurancePolicy.id) != policy.id,
        col(InsurancePolicy.secondment_id) == policy.secondment_id,
        col(InsurancePolicy.policy_no) == policy.policy_no,
        col(InsurancePolicy.voided_at).is_(None),
        col(InsurancePolicy.start_on) <= policy.end_on,
        col(InsurancePolicy.end_on) >= policy.start_on,
    )
    return session.exec(statement.order_by(col(InsurancePolicy.start_on))).first()


def list_standing(session: Session, secondment_ids: Collection[UUID]) -> dict[UUID, Rows]:
    """The policies that stand for these secondments, in the order of their dates."""
    found: dict[UUID, Rows] = defaultdict(list)
    wanted = sorted(set(secondment_ids))
    for some in portions(wanted, AT_ONCE):
        statement = select(InsurancePolicy).where(
            col(InsurancePolicy.secondment_id).in_(some), col(InsurancePolicy.voided_at).is_(None)
        )
        ordered = statement.order_by(
            col(InsurancePolicy.start_on), col(InsurancePolicy.end_on), col(InsurancePolicy.id)
        )
        for row in session.exec(ordered).all():
            found[row.secondment_id].append(row)
    return found


NEEDING = (
    SecondmentStatus.APPROVED,
    SecondmentStatus.ACTIVE,
    SecondmentStatus.SUSPENDED,
    SecondmentStatus.APPRAISING,
)
"""Terms that run or will run."""
OVER = (SecondmentStatus.COMPLETED, SecondmentStatus.RECALLED, SecondmentStatus.ARCHIVED)


def list_priced(session: Session, actor: Actor, secondment_ids: Collection[UUID]) -> set[UUID]:
    """Those of some secondments whose premiums the actor may know: as an office of the programme, or as the cadre."""
    offices = office_paths(actor)
    own = col(Secondment.cadre_id) == actor.id if actor.kind == "person" else false()
    found: set[UUID] = set()
    wanted = sorted(secondment_ids)
    for some in portions(wanted, AT_ONCE):
        named = col(Secondment.id).in_(some)
        found.update(session.exec(select(Secondment.id).where(named, or_(own, run_below(offices)))).all())
    return found


def in_need(session: Session, where: Where, today: date, *, ended: bool = False) -> list[ColumnElement[bool]]:
    """Secondments of programmes that insure, whose term is not over (or over as well); who never came has none."""
    insuring = select(ProgrammePolicy.programme_id).where(col(ProgrammePolicy.insured))
    conditions = [*_placed(session, where), col(Secondment.programme_id).in_(insuring)]
    if ended:
        came = or_(col(Secondment.recalled_on).is_(None), col(Secondment.arrived_on).is_not(None))
        return [*conditions, col(Secondment.status).in_((*NEEDING, *OVER)), came]
    return [*conditions, col(Secondment.status).in_(NEEDING), col(Secondment.end_on) >= today]


def known_to(actor: Actor, today: date) -> ColumnElement[bool]:
    """Only secondments that the actor may know of."""
    return visible_to(actor, today)


def run_below(paths: tuple[str, ...]) -> ColumnElement[bool]:
    """Only secondments of programmes that are run below these tree paths."""
    programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(paths)))
    return col(Secondment.programme_id).in_(programmes)


def list_short(
    session: Session,
    conditions: Sequence[ColumnElement[bool]],
    between: tuple[date, date],
    limit: int,
    after: str | None,
) -> tuple[list[tuple[str, UUID]], str | None]:
    """(name, secondment) by name of those whom no single policy covers over the term's days `between` two dates.

    Whoever is covered by several that join is among them: the days decide. Answers the next cursor too.
    """
    statement = (
        select(Person.name, Secondment.id)
        .join(Person, col(Person.id) == Secondment.cadre_id)
        .where(*conditions, *_uncovered(between))
        .order_by(col(Person.name), col(Secondment.id))
        .limit(limit + 1)
    )
    if after:
        name, identity = decode_cursor(after, (str, UUID))
        beyond = and_(col(Person.name) == name, col(Secondment.id) > identity)
        statement = statement.where(or_(col(Person.name) > name, beyond))
    rows = [(name, identity) for name, identity in session.exec(statement).all()]
    return rows[:limit], cursor_after(*rows[limit - 1]) if len(rows) > limit else None


def list_short_by_unit(
    session: Session, conditions: Sequence[ColumnElement[bool]], between: tuple[date, date]
) -> list[UUID]:
    """All of `list_short`, by the name of their receiving unit and their own."""
    statement = (
        select(Secondment.id)
        .join(Person, col(Person.id) == Secondment.cadre_id)
        .join(Unit, col(Unit.id) == Secondment.receiving_unit_id)
        .where(*conditions, *_uncovered(between))
        .order_by(col(Unit.name), col(Person.name), col(Secondment.id))
    )
    return list(session.exec(statement).all())


def _uncovered(between: tuple[date, date]) -> tuple[ColumnElement[bool], ...]:
    """No single policy covers the term's days between two dates."""
    first, last = between
    covered = exists().where(
        col(InsurancePolicy.secondment_id) == col(Secondment.id),
        col(InsurancePolicy.voided_at).is_(None),
        or_(
            col(InsurancePolicy.start_on) <= first,
            col(InsurancePolicy.start_on) <= col(Secondment.start_on),
            col(InsurancePolicy.start_on) <= col(Secondment.arrived_on),
        ),
        or_(col(InsurancePolicy.end_on) >= last, col(InsurancePolicy.end_on) >= col(Secondment.end_on)),
    )
    return ~covered, col(Secondment.start_on) <= last


def cursor_after(name: str, secondment_id: UUID) -> str:
    """The cursor of what comes after a secondment in the order of names."""
    return encode_cursor((name, secondment_id))


def office_paths(actor: Actor) -> tuple[str, ...]:
    """The tree paths of the programmes whose register the actor keeps."""
    return tuple(dict.fromkeys(path for role in KEEPERS for path in actor.paths(role)))


def list_programmes(session: Session, paths: tuple[str, ...]) -> list[Programme]:
    """Jishi's own programmes run below these tree paths, by name."""
    statement = select(Programme).where(col(Programme.unit_id).in_(under(paths)), own_programme())
    return list(session.exec(statement.order_by(col(Programme.name), col(Programme.id))).all())


def list_terms(session: Session, paths: tuple[str, ...], numbers: Collection[str]) -> list[tuple[str, str, Secondment]]:
    """(person number, name, secondment) of these cadres in programmes run below these paths, drafts left out."""
    found: list[tuple[str, str, Secondment]] = []
    wanted = sorted(set(numbers))
    for some in portions(wanted, AT_ONCE):
        statement = (
            select(Person.person_no, Person.name, Secondment)
            .join(Secondment, col(Secondment.cadre_id) == Person.id)
            .where(
                col(Person.person_no).in_(some),
                col(Secondment.status) != SecondmentStatus.DRAFT,
                or_(col(Secondment.recalled_on).is_(None), col(Secondment.arrived_on).is_not(None)),
                run_below(paths),
            )
            .order_by(col(Secondment.start_on), col(Secondment.id))
        )
        found += [(number or "", name, row) for number, name, row in session.exec(statement).all()]
    return found


def lock_terms(session: Session, ids: Collection[UUID]) -> None:
    """Hold secondments until the commit, always in the same order, so that what they are covered by stands still."""
    wanted = sorted(set(ids))
    for some in portions(wanted, AT_ONCE):
        statement = select(Secondment.id).where(col(Secondment.id).in_(some))
        session.exec(statement.order_by(col(Secondment.id)).with_for_update()).all()


def list_of(session: Session, secondment_ids: Collection[UUID], numbers: Collection[str]) -> Rows:
    """Every policy of these numbers for these secondments, void ones included, as it stands now."""
    found: list[InsurancePolicy] = []
    wanted, named = sorted(set(secondment_ids)), set(numbers)
    for some in portions(wanted, AT_ONCE):
        statement = select(InsurancePolicy).where(col(InsurancePolicy.secondment_id).in_(some))
        fresh = statement.execution_options(populate_existing=True)
        found += [row for row in session.exec(fresh).all() if row.policy_no in named]
    return found


def list_by_id(session: Session, ids: Collection[UUID]) -> Rows:
    """Policies by id, in order."""
    found: list[InsurancePolicy] = []
    wanted = sorted(ids)
    for some in portions(wanted, AT_ONCE):
        statement = select(InsurancePolicy).where(col(InsurancePolicy.id).in_(some))
        found += session.exec(statement.order_by(col(InsurancePolicy.id))).all()
    return found


def list_paths(session: Session, programme_ids: Collection[UUID]) -> dict[UUID, str]:
    """The tree paths of the units that run these programmes."""
    statement = select(Programme.id, Unit.path).join(Unit, col(Unit.id) == Programme.unit_id)
    rows = session.exec(statement.where(col(Programme.id).in_(list(programme_ids)))).all()
    return dict(rows)


def count_sharing(session: Session, actor: Actor, today: date, policy_no: str) -> int:
    """How many secondments that the actor may know of a policy number covers."""
    statement = select(func.count(func.distinct(InsurancePolicy.secondment_id))).where(
        col(InsurancePolicy.policy_no) == policy_no,
        col(InsurancePolicy.voided_at).is_(None),
        col(InsurancePolicy.secondment_id).in_(visible_secondment_ids(actor, today)),
    )
    return session.exec(statement).one()


def list_own(session: Session, cadre_id: UUID) -> Rows:
    """Every policy of a cadre, oldest first."""
    statement = select(InsurancePolicy).where(col(InsurancePolicy.cadre_id) == cadre_id)
    return list(session.exec(statement.order_by(col(InsurancePolicy.start_on), col(InsurancePolicy.id))).all())
