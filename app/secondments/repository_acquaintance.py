"""Whose names, and which units' names, one may know from the secondments that one works with."""

from datetime import date
from uuid import UUID

from sqlalchemy import and_, false, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Person, Unit, UnitKind
from app.core.actor import Actor, Role
from app.secondments.models import Posting, Secondment, SecondmentSupervisor
from app.secondments.scope import visible_secondment_ids, visible_to

WORKING = (Role.CADRE, Role.GROUP_LEADER, Role.SUPERVISOR, Role.SENDER, Role.LIAISON, Role.ORGADMIN)


def known_people(actor: Actor, today: date) -> SelectOfScalar[UUID]:
    """The cadres of the secondments that one works with, and who is reminded of them (finance learns no names here)."""
    working = actor.only(*WORKING)
    cadres = select(Secondment.cadre_id).where(visible_to(working, today))
    reminded = select(SecondmentSupervisor.person_id).where(
        col(SecondmentSupervisor.secondment_id).in_(visible_secondment_ids(working, today))
    )
    return select(Person.id).where(or_(col(Person.id).in_(cadres), col(Person.id).in_(reminded)))


def known_units(actor: Actor, today: date) -> SelectOfScalar[UUID]:
    """The hosts and senders of the secondments that one works with; who runs programmes may choose any lone host.

    A lone host is a unit outside every region's tree, entered for secondments beyond the county.
    """
    working = actor.only(*WORKING)
    hosts = select(Posting.receiving_unit_id).where(
        col(Posting.secondment_id).in_(visible_secondment_ids(working, today))
    )
    senders = select(Secondment.sending_unit_id).where(visible_to(working, today))
    lone = and_(col(Unit.parent_id).is_(None), col(Unit.kind) != UnitKind.REGION)
    choice = lone if actor.has(Role.ORGADMIN) else false()
    return select(Unit.id).where(or_(col(Unit.id).in_(hosts), col(Unit.id).in_(senders), choice))
