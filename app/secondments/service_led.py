"""The groups of several leaders with whom they have a say over today; NOT filtered by actor."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.portions import portions
from app.core.work import Work
from app.secondments import repository_led, service_cards
from app.secondments.service_cards import SecondmentCard

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Led:
    """A member of a group, and from when to when they belong to it, both included."""

    group_id: UUID
    group_name: str
    leader_id: UUID
    card: SecondmentCard
    from_on: date
    to_on: date


def members_led(work: Work, leader_ids: Collection[UUID]) -> list[Led]:
    """By the group's name, then by the members' names: the order of every page about them."""
    found = []
    wanted = sorted(leader_ids)
    for some in portions(wanted, AT_ONCE):
        found += repository_led.list_led(work.session, some, work.today)
    cards = service_cards.describe(work, {member.secondment_id for _, member in found})
    led = [
        Led(
            group_id=group.id,
            group_name=group.name,
            leader_id=group.leader_id,
            card=cards[member.secondment_id],
            from_on=member.from_on or group.start_on,
            to_on=member.to_on or group.end_on,
        )
        for group, member in found
    ]
    return sorted(led, key=_order)


def _order(one: Led) -> tuple[str, str, str, str, str]:
    return one.group_name, str(one.group_id), one.card.cadre_name, one.card.person_no or "", str(one.card.id)
