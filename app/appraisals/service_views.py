"""The term-end form as each of its readers may see it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.accounts.directory import names_of
from app.appraisals import policy, repository
from app.appraisals.errors import NotBegun
from app.appraisals.models import Appraisal, Turn
from app.appraisals.schemas import AppraisalView, FiguresView, SignatureView
from app.appraisals.service_figures import figures_of
from app.appraisals.states import Form, may_return, may_sign, turns
from app.core.errors import require
from app.core.work import Work
from app.records.models_care import Hidden
from app.records.policy import last_day
from app.secondments.access import Access, get_access
from app.secondments.models import SecondmentStatus
from app.secondments.policy import Relation
from app.secondments.service_cards import SecondmentCard, describe

BEGUN = frozenset({SecondmentStatus.APPRAISING, SecondmentStatus.COMPLETED, SecondmentStatus.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Opened:
    """A form with what the actor is to it; `row` is a blank one until its first step."""

    access: Access
    row: Appraisal
    held: frozenset[Relation]
    card: SecondmentCard

    @property
    def signed(self) -> Collection[Turn]:
        """The turns whose signature stands."""
        return {Turn(turn) for turn in self.row.signatures}

    @property
    def form(self) -> Form:
        """Where it stands, for the state machine."""
        signers = {Turn(turn): _signer(one) for turn, one in self.row.signatures.items()}
        return Form(self.row.turn, signers, has_sender=self.access.secondment.sending_unit_id is not None)


@dataclass(frozen=True, slots=True)
class SignedForm:
    """A form as plain values for prints above: only what is signed stands in it."""

    turn: Turn
    turns: tuple[Turn, ...]
    texts: dict[Turn, str] = field(default_factory=dict)
    achievements: str | None = None
    grade: str | None = None
    outside_quota: bool = False
    figures: FiguresView | None = None
    signatures: tuple[SignatureView, ...] = ()
    done_at: datetime | None = None


TEXTS = {
    Turn.SELF: "self_report",
    Turn.RECEIVING: "receiving_opinion",
    Turn.SENDING: "sending_opinion",
    Turn.OFFICE: "office_opinion",
    Turn.READING: "remark",
}


def form_of(work: Work, secondment_id: UUID) -> SignedForm | None:
    """A secondment's form with what stands signed in it, None before its first step; NOT filtered by actor."""
    row = repository.find_form(work.session, secondment_id)
    card = describe(work, [secondment_id]).get(secondment_id)
    if row is None or card is None:
        return None
    signed = {Turn(turn) for turn in row.signatures}
    receiving = Turn.RECEIVING in signed
    return SignedForm(
        turn=row.turn,
        turns=turns(has_sender=card.secondment.sending_unit_id is not None),
        texts={turn: text for turn in TEXTS if turn in signed and (text := getattr(row, TEXTS[turn]))},
        achievements=row.achievements if Turn.SELF in signed else None,
        grade=str(row.grade) if receiving and row.grade else None,
        outside_quota=row.outside_quota if Turn.OFFICE in signed else False,
        figures=FiguresView(**row.figures) if receiving and row.figures else None,
        signatures=tuple(_signatures(work, row)),
        done_at=row.done_at,
    )


def form_signed(work: Work, secondment_id: UUID) -> bool:
    """Whether everybody has signed."""
    row = repository.find_form(work.session, secondment_id)
    return row is not None and row.turn is Turn.DONE


def open_form(
    work: Work, secondment_id: UUID, *, lock: bool = False, may: Callable[[policy.Held], bool] = policy.can_open
) -> Opened:
    """The form for one who `may`; NotFound, Forbidden, NotBegun. `lock` holds its secondment until the commit."""
    access = get_access(work, secondment_id, lock=lock)
    held = access.relations_on(last_day(access.secondment)) | access.relations & {Relation.FINANCE}
    require(policy.can_open(held) and may(held))
    if access.secondment.status not in BEGUN:
        raise NotBegun
    row = repository.find_form(work.session, secondment_id)
    if row is None:
        row = Appraisal(
            secondment_id=secondment_id,
            cadre_id=access.secondment.cadre_id,
            unit_id=access.secondment.receiving_unit_id,
        )
    return Opened(access, row, held, describe(work, [secondment_id])[secondment_id])


def view_of(work: Work, opened: Opened) -> AppraisalView:
    """What the actor reads of it."""
    row, card, held, signed = opened.row, opened.card, opened.held, opened.signed
    own = policy.reads_self_report(held, signed)
    parts = {turn: policy.reads_part(held, turn, signed) for turn in Turn}
    who, form = str(work.actor.person_id), opened.form
    running = opened.access.secondment.status is SecondmentStatus.APPRAISING and row.hidden is not Hidden.QUARANTINED
    return AppraisalView(
        secondment_id=card.id,
        cadre_id=row.cadre_id,
        cadre_name=card.cadre_name,
        person_no=card.person_no,
        sending_unit_name=card.sending_unit_name,
        receiving_unit_name=card.receiving_unit_name,
        programme_name=card.programme_name,
        post_title=card.secondment.post_title,
        start_on=card.secondment.start_on,
        end_on=card.secondment.end_on,
        status=card.secondment.status,
        turn=row.turn,
        turns=list(turns(has_sender=form.has_sender)),
        self_report=row.self_report if own else None,
        achievements=row.achievements if own else None,
        figures=_figures(work, opened),
        receiving_opinion=row.receiving_opinion if parts[Turn.RECEIVING] else None,
        grade=row.grade if parts[Turn.RECEIVING] else None,
        sending_opinion=row.sending_opinion if parts[Turn.SENDING] else None,
        office_opinion=row.office_opinion if parts[Turn.OFFICE] else None,
        outside_quota=row.outside_quota if parts[Turn.OFFICE] else False,
        remark=row.remark if parts[Turn.READING] or Relation.AUTHOR in held else None,
        signatures=_signatures(work, row),
        return_reason=row.return_reason if _reads_reason(held, row) else None,
        returned_from=row.returned_from,
        done_at=row.done_at,
        may_sign=running and policy.can_sign(held, row.turn) and may_sign(form, row.turn, who),
        may_enter_paper=running and policy.can_enter_paper(held, row.turn),
        may_return=running and policy.can_act(held, row.turn) and may_return(form, row.turn),
        hidden=row.hidden,
        hidden_reason=row.hidden_reason,
        version=row.version,
    )


def _reads_reason(held: frozenset[Relation], row: Appraisal) -> bool:
    """Why it came back is between the two sides."""
    if row.returned_from is None:
        return False
    return policy.can_act(held, row.turn) or policy.can_act(held, row.returned_from)


def _figures(work: Work, opened: Opened) -> FiguresView | None:
    """As signed; before that as the ledger stands, for the two who write."""
    if Turn.RECEIVING in opened.signed and opened.row.figures:
        return FiguresView(**opened.row.figures)
    if opened.held & {Relation.AUTHOR, Relation.SUPERVISOR, Relation.LIAISON}:
        return figures_of(work, opened.card)
    return None


def _signatures(work: Work, row: Appraisal) -> list[SignatureView]:
    names = names_of(work, {UUID(one["person_id"]) for one in row.signatures.values()})
    found = []
    for turn in Turn:
        one = row.signatures.get(turn.value)
        if one is None:
            continue
        name = names.get(UUID(one["person_id"]), "")
        paper = one.get("signed_by") is not None
        found.append(
            SignatureView(
                turn=turn,
                name=one["signed_by"] if paper else name,
                at=datetime.fromisoformat(one["at"]),
                on_paper=paper,
                signed_on=date.fromisoformat(one["signed_on"]) if paper else None,
                attachment_id=UUID(one["attachment_id"]) if paper and one["attachment_id"] else None,
                entered_by=name if paper else None,
            )
        )
    return found


def _signer(one: dict[str, str]) -> str:
    """Who signed: the person, or the name on the paper, whoever entered it."""
    return f"paper/{one['signed_by']}" if one.get("signed_by") else one["person_id"]
