"""Whose turn it is on the term-end forms, of many people at once, for the system's own notices."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.appraisals import policy, repository
from app.appraisals.models import Appraisal, Turn
from app.appraisals.states import OWN
from app.core import clock
from app.core.work import Work
from app.records.models_care import Hidden
from app.records.policy import last_day
from app.secondments.models import SecondmentStatus
from app.secondments.policy import Relation
from app.secondments.service_cards import SecondmentCard, list_in_states, named_supervisors
from app.secondments.service_circle import Circle, Waiting, stands_for


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that is being filled in, as plain values; one that nobody has begun waits for the cadre."""

    secondment_id: UUID
    cadre_id: UUID
    programme_id: UUID
    end_on: date
    last_on: date
    """The day by which it is told who acts for the host."""
    turn: Turn
    since: date
    """The day of the step before."""
    signed: frozenset[str]
    """Who has signed here, by their ids."""

    @property
    def is_own(self) -> bool:
        """The cadre themselves is waited for."""
        return self.turn in OWN

    def is_free_for(self, person_id: UUID | None) -> bool:
        """They have signed for no other side."""
        return self.is_own or str(person_id) not in self.signed


def open_forms(work: Work) -> list[OpenForm]:
    """Every form that waits for somebody, none that is hidden 隔离; NOT filtered by actor."""
    return list(forms_of(work, list_in_states(work, (SecondmentStatus.APPRAISING,))).values())


def forms_of(work: Work, cards: Sequence[SecondmentCard]) -> dict[UUID, OpenForm]:
    """Of secondments being appraised, the forms that wait for somebody, by secondment; none that is hidden 隔离."""
    rows = repository.list_forms(work.session, [card.id for card in cards])
    found = [_plain(card, row) for card in cards if not is_shut(row := rows.get(card.id))]
    return {form.secondment_id: form for form in found if form.turn is not Turn.DONE}


def forms_waiting(work: Work, circle: Circle, forms: Sequence[OpenForm]) -> dict[UUID, Waiting]:
    """Of everybody in the circle; the cadres' own turns are not among them.

    Of a host's supervisors those whom the secondment names are asked, as for records. Where a side has nobody who
    could sign here, the liaison is, else the office: it signs on paper.
    """
    others = [form for form in forms if not form.is_own]
    circle.learn(work, [form.secondment_id for form in others])
    named = named_supervisors(work, [form.secondment_id for form in others])
    found: dict[UUID, list[OpenForm]] = defaultdict(list)
    for form in others:
        for person_id in _asked(circle, form, named.get(form.secondment_id, frozenset())):
            found[person_id].append(form)
    return {key: Waiting.of((form.since, form.programme_id) for form in some) for key, some in found.items()}


def _asked(circle: Circle, form: OpenForm, named: frozenset[UUID]) -> list[UUID]:
    around = circle.around(form.secondment_id, form.last_on)
    may = [one for one, held in around.items() if policy.can_sign(held, form.turn) and form.is_free_for(one)]
    if form.turn is Turn.RECEIVING:
        may = [one for one in may if stands_for(circle.actors[one]) & named] or may
    paper = [one for one, held in around.items() if policy.can_enter_paper(held, form.turn)]
    return may or [one for one in paper if Relation.LIAISON in around[one]] or paper


def is_shut(row: Appraisal | None) -> bool:
    """It is hidden 隔离: nobody signs until that is lifted."""
    return row is not None and row.hidden is Hidden.QUARANTINED


def _plain(card: SecondmentCard, row: Appraisal | None) -> OpenForm:
    signatures = row.signatures.values() if row else ()
    return OpenForm(
        secondment_id=card.id,
        cadre_id=card.secondment.cadre_id,
        programme_id=card.programme.id,
        end_on=card.secondment.end_on,
        last_on=last_day(card.secondment),
        turn=row.turn if row else Turn.SELF,
        since=clock.civil_date((row or card.secondment).updated_at),
        signed=frozenset(one["person_id"] for one in signatures if not one.get("signed_by")),
    )
