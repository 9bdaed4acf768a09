"""Every select over draws and their frames."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, false, func
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.core.actor import Actor, Role
from app.core.paging import page_of
from app.secondments.scope import under
from app.spot_checks.models import SpotCheck
from app.spot_checks.models_formal import FormalCheck, SpotCheckDraw, SpotCheckFrame


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Draws are the Organization Department's that drew, and of those above it."""
    paths = actor.paths(Role.ORGADMIN) if actor.kind == "person" else ()
    return col(SpotCheckDraw.home_unit_id).in_(under(paths)) if paths else false()


def find_draw(session: Session, draw_id: UUID, *, lock: bool = False) -> SpotCheckDraw | None:
    """A draw by id, locked for change on demand; NOT filtered."""
    statement = select(SpotCheckDraw).where(col(SpotCheckDraw.id) == draw_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def home_path(session: Session, draw: SpotCheckDraw) -> str:
    """Where in the tree it was drawn."""
    return session.exec(select(Unit.path).where(col(Unit.id) == draw.home_unit_id)).one()


def last_serial(session: Session, home_unit_id: UUID, month: str) -> int:
    """The number of draws of an office for a month so far."""
    statement = select(func.coalesce(func.max(SpotCheckDraw.serial), 0))
    return session.exec(statement.where(SpotCheckDraw.home_unit_id == home_unit_id, SpotCheckDraw.month == month)).one()


def page_draws(
    session: Session, actor: Actor, limit: int, cursor: str | None
) -> tuple[list[SpotCheckDraw], str | None]:
    """What the actor may know of, newest first, void ones among them."""
    statement = select(SpotCheckDraw).where(visible_to(actor))
    keys = [(col(SpotCheckDraw.created_at), datetime, True), (col(SpotCheckDraw.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def checks_of(session: Session, draw_ids: Collection[UUID]) -> dict[UUID, list[FormalCheck]]:
    """The checks of each draw by rank."""
    found: dict[UUID, list[FormalCheck]] = {key: [] for key in draw_ids}
    statement = select(FormalCheck).where(col(FormalCheck.draw_id).in_(draw_ids))
    for row in session.exec(statement.order_by(col(FormalCheck.rank))).all():
        found[row.draw_id].append(row)
    return found


def get_frame(session: Session, draw_id: UUID) -> SpotCheckFrame:
    """What was drawn from."""
    return session.exec(select(SpotCheckFrame).where(col(SpotCheckFrame.draw_id) == draw_id)).one()


def visited_since(session: Session, secondment_ids: Collection[UUID], since: datetime) -> set[UUID]:
    """Those of the secondments that somebody visited, by note or by check."""
    notes = select(SpotCheck.secondment_id).where(col(SpotCheck.visited_at) >= since)
    checks = select(FormalCheck.secondment_id).where(col(FormalCheck.visited_at) >= since)
    visited = set(session.exec(notes).all()) | set(session.exec(checks).all())
    return visited & set(secondment_ids)


def drawn_spans(session: Session, programme_ids: Collection[UUID]) -> list[tuple[UUID, date, date]]:
    """(programme, first day, last day) of every draw among a whole programme that stands."""
    statement = select(SpotCheckDraw.programme_id, col(SpotCheckDraw.first_on), col(SpotCheckDraw.last_on)).where(
        col(SpotCheckDraw.programme_id).in_(programme_ids),
        col(SpotCheckDraw.unit_id).is_(None),
        col(SpotCheckDraw.group_id).is_(None),
        col(SpotCheckDraw.secondment_id).is_(None),
        col(SpotCheckDraw.voided_at).is_(None),
    )
    return [(key, first, last) for key, first, last in session.exec(statement).all() if key is not None]
