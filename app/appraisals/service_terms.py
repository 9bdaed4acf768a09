"""Terms that end soon or are being appraised, for the Organization Department; and what waits for somebody."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from app.appraisals import policy, repository
from app.appraisals.models import Turn
from app.appraisals.schemas import TermView
from app.appraisals.service_waits import OpenForm, forms_of, is_shut
from app.appraisals.states import OWN
from app.core.errors import require
from app.core.i18n import N_
from app.core.paging import Page
from app.core.work import Work
from app.records.policy import last_day
from app.secondments.access import get_access
from app.secondments.models import Secondment, SecondmentStatus
from app.secondments.policy import Relation, SecondmentFacts, may_administer_somewhere, relations
from app.secondments.ports import Link, show_links
from app.secondments.service_cards import SecondmentCard, list_visible_in_states
from app.secondments.service_circle import facts_of

SOON = timedelta(days=60)
OPEN = (SecondmentStatus.ACTIVE, SecondmentStatus.SUSPENDED, SecondmentStatus.APPRAISING)
FORM_STATES = (SecondmentStatus.APPRAISING, SecondmentStatus.COMPLETED, SecondmentStatus.ARCHIVED)


def list_terms(work: Work) -> Page[TermView]:
    """Terms run by the actor's office: being appraised, or ending within sixty days; the nearest end first."""
    require(may_administer_somewhere(work.actor))
    cards = [card for card in list_visible_in_states(work, OPEN) if _is_due(work, card)]
    forms = repository.list_forms(work.session, [card.id for card in cards])
    rows = [_term(card, forms[card.id].turn if card.id in forms else None) for card in cards]
    return Page[TermView](items=sorted(rows, key=lambda row: (row.end_on, row.receiving_unit_name, row.cadre_name)))


def waiting_terms(work: Work) -> list[TermView]:
    """The forms whose turn is the actor's, their own as a cadre among them; the nearest end first."""
    found = [_term(card, turn) for card, turn in _theirs(work)]
    return sorted(found, key=lambda row: (row.end_on, row.cadre_name))


def count_terms(work: Work) -> int:
    """How many forms wait for the actor, for a badge."""
    return len(_theirs(work))


def signs_own(work: Work, row: Secondment) -> bool:
    """Whether a cadre's own form waits for their self-report or their reading."""
    if row.status is not SecondmentStatus.APPRAISING or row.cadre_id != work.actor.person_id:
        return False
    form = repository.find_form(work.session, row.id)
    return form is None or (form.turn in OWN and not is_shut(form))


def show_forms() -> None:
    """The form is reached from the secondment's page; doing it twice is doing it once."""
    show_links(_links)


def _links(work: Work, secondment_id: UUID) -> Iterable[Link]:
    access = get_access(work, secondment_id)
    held = access.relations_on(last_day(access.secondment))
    if access.secondment.status in FORM_STATES and policy.can_open(held):
        yield Link(f"/secondments/{secondment_id}/appraisal", N_("期满鉴定表"), "signature")


def _is_due(work: Work, card: SecondmentCard) -> bool:
    return card.secondment.status is SecondmentStatus.APPRAISING or card.secondment.end_on <= work.today + SOON


def _theirs(work: Work) -> list[tuple[SecondmentCard, Turn]]:
    cards = list_visible_in_states(work, (SecondmentStatus.APPRAISING,))
    forms = forms_of(work, cards)
    own = work.actor.person_id
    asked = [card for card in cards if card.id in forms and (card.secondment.cadre_id == own) == forms[card.id].is_own]
    facts = facts_of(work, asked) if asked else {}
    return [(card, forms[card.id].turn) for card in asked if _is_theirs(work, facts[card.id], forms[card.id])]


def _is_theirs(work: Work, facts: SecondmentFacts, form: OpenForm) -> bool:
    held = relations(work.actor, facts, work.today, form.last_on)
    by_paper = Relation.LIAISON in held and policy.can_enter_paper(held, form.turn)
    return by_paper or (policy.can_sign(held, form.turn) and form.is_free_for(work.actor.person_id))


def _term(card: SecondmentCard, turn: Turn | None) -> TermView:
    row = card.secondment
    begun = row.status is SecondmentStatus.APPRAISING
    return TermView(
        secondment_id=card.id,
        cadre_id=row.cadre_id,
        cadre_name=card.cadre_name,
        receiving_unit_name=card.receiving_unit_name,
        end_on=row.end_on,
        status=row.status,
        turn=(turn or Turn.SELF) if begun else None,
    )
