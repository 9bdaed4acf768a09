"""What the Organization Department hears on the first workday of a week: which kinds there are to look at, no more.

And how many months were drawn for each of them to read.
"""

from app.core.actor import Role
from app.core.i18n import N_
from app.core.work import Work
from app.reminders.digest_lines import Hours, Line, Lines
from app.reminders.schemas import Phrase
from app.reminders.service_attention import TITLES, kinds_for
from app.secondments.service_circle import Circle
from app.signals.service_queue import months_waiting

HREF = "/attention"


def department_lines(work: Work, circle: Circle, hours: Hours) -> Lines:
    """One thing to do a week, the list; its kinds stand under it without names, units or numbers."""
    offices = {key: actor for key, actor in circle.actors.items() if actor.has(Role.ORGADMIN)}
    kinds = kinds_for(work, sorted(offices))
    found: Lines = {}
    for person_id, seen in kinds.items():
        hour = hours.of_office(offices[person_id].paths(Role.ORGADMIN))
        head = Line(hour, Phrase(text=N_("本周值得一看的事"), href=HREF))
        found[person_id] = [head, *(Line(hour, Phrase(text=TITLES[kind]), items=0) for kind in seen)]
    for person_id, count in months_waiting(work).items():
        if person_id in offices:
            hour = hours.of_office(offices[person_id].paths(Role.ORGADMIN))
            phrase = Phrase(
                text=N_("本周给您 %(count)s 个月份先看原文"), params={"count": count}, href="/signals/queue"
            )
            found[person_id] = [*found.get(person_id, ()), Line(hour, phrase)]
    return found
