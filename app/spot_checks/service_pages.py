"""What the spot-check pages show beside the notes: who may answer or close, and about whom one may write."""

from dataclasses import dataclass
from uuid import UUID

from app.core import clock
from app.core.errors import require
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import get_access
from app.secondments.policy import can_write_spot_check_note
from app.secondments.service_cards import SecondmentCard
from app.spot_checks import policy, service
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.schemas import SpotCheckView

PAGE = 30
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """One note with its secondment, and the actor's own possibilities."""

    note: SpotCheckView
    card: SecondmentCard
    is_author_of_record: bool
    can_reply: bool
    can_close: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of notes, each with its secondment."""

    rows: tuple[tuple[SpotCheckView, SecondmentCard], ...]
    status: SpotCheckStatus | None
    secondment: SecondmentCard | None
    next_cursor: str | None
    can_write: bool


def open_spot_check(work: Work, spot_check_id: UUID) -> Opened:
    """The note as the actor may see it; the Organization Department's reading is logged."""
    note = service.get_spot_check(work, spot_check_id)
    held = get_access(work, note.secondment_id).relations
    is_open = note.status is not SpotCheckStatus.CLOSED
    return Opened(
        note=note,
        card=service_cards.describe(work, [note.secondment_id])[note.secondment_id],
        is_author_of_record=work.actor.person_id == note.cadre_id,
        can_reply=is_open and note.reply is None and policy.can_reply(held),
        can_close=is_open and policy.can_close(held, work.actor.person_id, note.author_id),
    )


def list_notes(work: Work, status: SpotCheckStatus | None, secondment_id: UUID | None, cursor: str | None) -> Listed:
    """The notes that the actor may read, newest visit first; of one secondment on demand (NotFound if invisible)."""
    about = _card(work, secondment_id) if secondment_id else None
    page = service.list_spot_checks(work, secondment_id=secondment_id, status=status, limit=PAGE, cursor=cursor)
    cards = service_cards.describe(work, [note.secondment_id for note in page.items])
    rows = tuple((note, cards[note.secondment_id]) for note in page.items)
    return Listed(rows, status, about, page.next_cursor, policy.may_write_somewhere(work.actor))


def open_form(work: Work, secondment_id: UUID) -> SecondmentCard:
    """About whom the note will be; Forbidden for whoever may not write one."""
    require(can_write_spot_check_note(get_access(work, secondment_id).relations))
    return _card(work, secondment_id)


def writable_cards(work: Work) -> list[SecondmentCard]:
    """Who serves this month and may be written about, at most MOST_CHOICES; for choosing on the empty form."""
    require(policy.may_write_somewhere(work.actor))
    cards = service_cards.list_visible_in_month(work, None, clock.month_of(work.today))[:MOST_CHOICES]
    return [card for card in cards if can_write_spot_check_note(get_access(work, card.id).relations_on(work.today))]


def _card(work: Work, secondment_id: UUID) -> SecondmentCard:
    get_access(work, secondment_id)
    return service_cards.describe(work, [secondment_id])[secondment_id]
