"""What a group's leader hears on the first workday of a week: that the week of the group can be read, and where."""

from datetime import timedelta

from app.core.actor import Role
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.digest_lines import Hours, Line, Lines
from app.reminders.schemas import Phrase
from app.reminders.service_group_week import page_of
from app.secondments.service_circle import Circle, groups_led


def leader_lines(work: Work, circle: Circle, hours: Hours) -> Lines:
    """A private line a group with somebody in it, to its leader alone; no name and no number."""
    found: Lines = {}
    last_week = work.today - timedelta(days=7)
    for leader_id, groups in groups_led(work).items():
        if leader_id in circle.actors and circle.actors[leader_id].has(Role.GROUP_LEADER):
            text = N_("%(group)s上周的情况可以看了，只有您看得到")
            found[leader_id] = [
                Line(
                    hours.earliest(group.programme_ids),
                    Phrase(text=text, params={"group": group.name}, href=page_of(group.id, last_week)),
                )
                for group in groups
            ]
    return found
