"""The steps of the term-end form, in their order; each names the version that it decides upon.

The same step on the same version by the same person again changes nothing. A signature stands until the form is given
back to its side; what was said before stays in the steps.
"""

from typing import Any
from uuid import UUID

from app.appraisals import policy, repository
from app.appraisals.errors import NotBegun, NothingToReturn, NotTheirTurn, SignedAlready
from app.appraisals.models import Appraisal, AppraisalStep, Turn
from app.appraisals.schemas import (
    AppraisalView,
    GiveBackIn,
    OfficeIn,
    ReadingIn,
    ReceivingIn,
    SelfReportIn,
    SendingIn,
    SignedIn,
)
from app.appraisals.service_figures import figures_of
from app.appraisals.service_views import Opened, form_of, form_signed, open_form, view_of
from app.appraisals.states import give_back as given_back
from app.appraisals.states import may_return, may_sign, sign
from app.audit.service import digest
from app.audit.service import record as audit
from app.core.actor import Role
from app.core.errors import DomainError, Invalid, StaleVersion, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.schema import Schema
from app.core.work import Work
from app.records.errors import TextHidden
from app.records.guard import refuse_blocked
from app.records.models_care import Hidden
from app.records.policy import last_day
from app.records.ports import let_read
from app.records.service.evidence import owns_loose_photo
from app.secondments.models import SecondmentStatus
from app.secondments.ports import PORTS
from app.secondments.service_cards import named_supervisors

SUBJECT = "appraisal"
LENT = {Turn.RECEIVING: Role.SUPERVISOR, Turn.SENDING: Role.SENDER, Turn.OFFICE: Role.ORGADMIN}
AnyStep = SelfReportIn | ReceivingIn | SendingIn | OfficeIn | ReadingIn | GiveBackIn

__all__ = ["form_of", "get_form", "give_back", "lend_to_others", "take_turn", "write_self_report"]


def lend_to_others() -> None:
    """A term's end asks for the signed form, its readers open the scans; doing it twice is doing it once."""
    PORTS.form_signed = form_signed
    let_read(opens_scan)


def opens_scan(work: Work, attachment_id: UUID) -> bool:
    """Whether the actor may open a scan because a form's signature rests on it."""
    for secondment_id in repository.secondments_of_scan(work.session, attachment_id):
        try:
            opened = open_form(work, secondment_id)
        except DomainError:
            continue
        turns = {one.turn for one in view_of(work, opened).signatures if one.attachment_id == attachment_id}
        if any(policy.reads_part(opened.held, turn, opened.signed) for turn in turns):
            return True
    return False


def get_form(work: Work, secondment_id: UUID) -> AppraisalView:
    """The form as the actor may read it; NotFound, Forbidden, NotBegun."""
    return view_of(work, open_form(work, secondment_id))


def write_self_report(work: Work, secondment_id: UUID, body: SelfReportIn) -> AppraisalView:
    """Keep the self-report, or hand it in with one's signature. Errors: as `take_turn`."""
    if body.submit:
        return take_turn(work, secondment_id, Turn.SELF, body)
    opened = _open(work, secondment_id, body, Turn.SELF)
    if _is_repeated(work, opened, body, "keep"):
        return view_of(work, opened)
    _require_turn(work, opened, Turn.SELF, body)
    _say(opened.row, Turn.SELF, body)
    _taken(work, opened, "keep", Turn.SELF, body)
    return view_of(work, opened)


def take_turn(work: Work, secondment_id: UUID, turn: Turn, body: AnyStep) -> AppraisalView:
    """A side's words and signature; the form goes on to the next.

    Errors: appraisal-not-begun, not-their-turn, signed-for-another-side, stale-version, blocked-content.
    """
    opened = _open(work, secondment_id, body, turn)
    if _is_repeated(work, opened, body, "sign"):
        return view_of(work, opened)
    _require_turn(work, opened, turn, body)
    signer = _signer(work, body)
    require(may_sign(opened.form, turn, signer), SignedAlready())
    row, after = opened.row, sign(opened.form, turn, signer).turn
    figures = figures_of(work, opened.card).model_dump(mode="json") if turn is Turn.RECEIVING else row.figures
    _say(row, turn, body)
    row.figures = figures
    row.turn = after
    row.signatures = row.signatures | {turn.value: _signature(work, body)}
    row.return_reason = row.returned_from = None
    row.done_at = work.now if row.turn is Turn.DONE else None
    _taken(work, opened, "sign", turn, body)
    _tell(work, opened)
    return view_of(work, opened)


def give_back(work: Work, secondment_id: UUID, body: GiveBackIn) -> AppraisalView:
    """Back to the step before with a reason that its side reads; its signature stands no more.

    Errors: nothing-to-return, stale-version, blocked-content.
    """
    opened = open_form(work, secondment_id, lock=True, may=policy.can_give_back)
    row, turn = opened.row, opened.row.turn
    if _is_repeated(work, opened, body, "return"):
        return view_of(work, opened)
    _require_version(work, opened, body)
    require(may_return(opened.form, turn), NothingToReturn())
    require(policy.can_act(opened.held, turn))
    refuse_blocked({"/reason": body.reason})
    after = given_back(opened.form)
    row.turn = after.turn
    row.signatures = {key: one for key, one in row.signatures.items() if Turn(key) in after.signed}
    row.return_reason, row.returned_from = body.reason, turn
    _taken(work, opened, "return", turn, body)
    _tell(work, opened)
    return view_of(work, opened)


def _open(work: Work, secondment_id: UUID, body: AnyStep, turn: Turn) -> Opened:
    on_paper = isinstance(body, SignedIn) and body.on_paper
    may = policy.can_enter_paper if on_paper else policy.can_sign
    return open_form(work, secondment_id, lock=True, may=lambda held: may(held, turn))


def _require_turn(work: Work, opened: Opened, turn: Turn, body: AnyStep) -> None:
    _require_version(work, opened, body)
    require(opened.row.turn is turn, NotTheirTurn())
    fields = {f"/{name}": value for name, value in body.model_dump().items() if isinstance(value, str)}
    refuse_blocked(fields)
    if isinstance(body, SignedIn) and body.attachment_id is not None and body.signed_on is not None:
        if not owns_loose_photo(work, body.attachment_id):
            raise Invalid.at("/attachment_id", N_("没有找到这份扫描件，请重新上传。"), "unknown")
        if body.signed_on > work.today:
            raise Invalid.at("/signed_on", N_("签字日期不能晚于今天。"), "future-day")
    if opened.row not in work.session:
        work.session.add(opened.row)
        work.session.flush()


def _require_version(work: Work, opened: Opened, body: AnyStep) -> None:
    require(
        opened.access.secondment.status is SecondmentStatus.APPRAISING, NotBegun(N_("期满鉴定已经结束，不能再改。"))
    )
    if opened.row.hidden is Hidden.QUARANTINED:
        raise TextHidden(extra={"current": view_of(work, opened)})
    if body.version != opened.row.version:
        raise StaleVersion(extra={"current": view_of(work, opened)})


def _is_repeated(work: Work, opened: Opened, body: AnyStep, kind: str) -> bool:
    """The same person took this very step on this very version before."""
    step = repository.find_step(work.session, opened.row.id, body.version)
    return (
        step is not None
        and step.kind == kind
        and step.actor_id == work.actor.person_id
        and step.body_digest == _digest(body)
    )


def _digest(body: Schema) -> str:
    return digest(body.model_dump(mode="json")) or ""


_COLUMNS = {
    Turn.SELF: {"self_report": "self_report", "achievements": "achievements"},
    Turn.RECEIVING: {"opinion": "receiving_opinion", "grade": "grade"},
    Turn.SENDING: {"opinion": "sending_opinion"},
    Turn.OFFICE: {"opinion": "office_opinion", "outside_quota": "outside_quota"},
    Turn.READING: {"remark": "remark"},
}


def _say(row: Appraisal, turn: Turn, body: AnyStep) -> None:
    row.hidden = row.hidden_reason = None  # what was purged may be written anew
    for name, column in _COLUMNS[turn].items():
        setattr(row, column, getattr(body, name))


def _signer(work: Work, body: AnyStep) -> str:
    if isinstance(body, SignedIn) and body.on_paper:
        return f"paper/{body.signed_by}"
    return str(work.actor.person_id)


def _signature(work: Work, body: AnyStep) -> dict[str, Any]:
    signature: dict[str, Any] = {"person_id": str(work.actor.person_id), "at": work.now.isoformat()}
    if isinstance(body, SignedIn) and body.signed_on is not None:
        signature |= {"signed_by": body.signed_by, "signed_on": body.signed_on.isoformat()}
        signature |= {"attachment_id": str(body.attachment_id)}
    return signature


def _taken(work: Work, opened: Opened, kind: str, turn: Turn, body: AnyStep) -> None:
    """Keep the step, and write it down in the trail without a word of it."""
    row = opened.row
    assert work.actor.person_id is not None  # noqa: S101 - only people sign
    paper = isinstance(body, SignedIn) and body.on_paper
    said = body.model_dump(mode="json", exclude={"version"})
    step = AppraisalStep(
        appraisal_id=row.id,
        from_version=body.version,
        kind=kind,
        turn=turn,
        body_digest=_digest(body),
        content=said,
        reason=body.reason if isinstance(body, GiveBackIn) else None,
        attachment_id=body.attachment_id if isinstance(body, SignedIn) else None,
        signed_by=body.signed_by if isinstance(body, SignedIn) else None,
        signed_on=body.signed_on if isinstance(body, SignedIn) else None,
        actor_id=work.actor.person_id,
        lent_by_id=_lender(work, opened, turn),
        at=work.now,
    )
    row.updated_at = work.now
    work.session.add(step)
    work.session.flush()
    audit(work, f"appraisals.{kind}", SUBJECT, row.id, after=row, unit_id=row.unit_id, turn=str(turn),
          next_turn=str(row.turn), on_paper=paper, secondment_id=str(row.secondment_id))  # fmt: skip


def _lender(work: Work, opened: Opened, turn: Turn) -> UUID | None:
    """In whose place 代 somebody signs; None by a say of their own."""
    facts, on = opened.access.facts, last_day(opened.access.secondment)
    paths = {
        Turn.RECEIVING: facts.posting_on(on).receiving_path,
        Turn.SENDING: facts.sending_path,
        Turn.OFFICE: facts.programme_path,
    }
    return work.actor.acts_for(LENT[turn], paths[turn]) if turn in paths else None


def _tell(work: Work, opened: Opened) -> None:
    """Whose turn it is now hears of it; ids and paths, no words."""
    row, facts = opened.row, opened.access.facts
    publish(
        work,
        "appraisal.turn",
        secondment_id=row.secondment_id,
        cadre_id=row.cadre_id,
        cadre_name=opened.card.cadre_name,
        turn=str(row.turn),
        returned=row.returned_from is not None,
        version=row.version,
        supervisor_ids=named_supervisors(work, [row.secondment_id]).get(row.secondment_id, frozenset()),
        receiving_path=facts.posting_on(last_day(opened.access.secondment)).receiving_path,
        sending_path=facts.sending_path,
        programme_path=facts.programme_path,
    )
