"""The steps of a secondment's lifecycle, from approval to the archive.

Every step names the version that it decides upon. The same step on the same version by the same person again
changes nothing; a step that the state does not know is IllegalTransition, whoever asks for it with the right to.
"""

from datetime import date
from uuid import UUID

from app.audit import service as audit
from app.core import clock, events
from app.core.errors import FieldError, Invalid, require
from app.core.i18n import N_
from app.core.work import Work
from app.secondments import repository, rules
from app.secondments import repository_secondments as repository_rows
from app.secondments.access import Access, get_access
from app.secondments.errors import DayBasisMissing, FormNotSigned, IllegalTransition, TermNotOver
from app.secondments.models import Secondment, SecondmentEvent, SecondmentStatus
from app.secondments.policy_lifecycle import STEPS, Step
from app.secondments.ports import PORTS
from app.secondments.schemas_secondments import ApproveIn, ExtendIn, SecondmentView, StepIn
from app.secondments.service_minting import check_version
from app.secondments.service_postings import cut_postings
from app.secondments.service_secondments import SUBJECT, hold_term, view_secondment

Effect = tuple[date, date | None]
"""(effective on, the last day before it moved)."""


def take_step(work: Work, secondment_id: UUID, name: str, body: StepIn, if_match: int | None = None) -> SecondmentView:
    """Take the step `name` (a key of policy_lifecycle.STEPS); the answer is the secondment as it stands then."""
    step = STEPS[name]
    access = get_access(work, secondment_id, lock=True)
    row = access.secondment
    require(step.may(access.relations))
    expected = version_of(body.version, if_match)
    if expected is not None and _is_repeated(work, row, step, expected, body):
        return view_secondment(work, row.id)
    check_version(expected, row.version, view_secondment(work, row.id))
    if row.status not in step.sources:
        raise IllegalTransition(row.status, current=view_secondment(work, row.id))
    _decide(work, access, step, body)
    return view_secondment(work, row.id)


def version_of(version: int | None, if_match: int | None) -> int | None:
    """The version decided upon: in the body or in If-Match, never two different ones."""
    if version is not None and if_match is not None and version != if_match:
        raise Invalid.at("/version", N_("与 If-Match 不一致。"), "version-mismatch")
    return if_match if if_match is not None else version


def _is_repeated(work: Work, row: Secondment, step: Step, expected: int, body: StepIn) -> bool:
    """The same person took this very step on this very version before."""
    if expected >= row.version:
        return False
    event = repository_rows.find_event(work.session, row.id, expected)
    if event is None or event.kind != step.name or event.actor_id != work.actor.person_id:
        return False
    wanted = body.end_on if isinstance(body, ExtendIn) else body.effective_on
    return wanted is None or wanted == event.effective_on


def _decide(work: Work, access: Access, step: Step, body: StepIn) -> None:
    row = access.secondment
    before, from_version, from_status = row.model_dump(mode="json"), row.version, row.status
    effective_on, previous_end_on = _apply(work, row, step, body)
    if step.target is not None:
        row.status = step.target
    row.end_month = clock.month_of(row.end_on)
    work.session.flush()
    if step.name == "recall":
        cut_postings(work, row, row.end_on)
    event = SecondmentEvent(
        secondment_id=row.id,
        kind=step.name,
        from_version=from_version,
        effective_on=effective_on,
        previous_end_on=previous_end_on,
        reason=body.reason,
        actor_id=work.actor.person_id,
        at=work.now,
    )
    work.session.add(event)
    audit.record(
        work,
        f"secondments.{step.name}",
        SUBJECT,
        row.id,
        before=before,
        after=row,
        unit_id=row.receiving_unit_id,
        from_state=str(from_status),
        to_state=str(row.status),
        effective_on=effective_on.isoformat(),
        end_on=row.end_on.isoformat(),
    )
    events.publish(
        work, f"secondment.{step.name}", secondment_id=row.id, cadre_id=row.cadre_id, effective_on=effective_on
    )


def _apply(work: Work, row: Secondment, step: Step, body: StepIn) -> Effect:
    """What the step changes besides the state."""
    on = body.effective_on or work.today
    if step.name == "approve" and isinstance(body, ApproveIn):
        return _approve(work, row, body, on)
    if step.name == "extend" and isinstance(body, ExtendIn):
        return _extend(work, row, body)
    if step.name == "activate":
        return _activate(work, row, on)
    if step.name == "recall":
        return _recall(row, on)
    if step.name in ("suspend", "resume"):
        _check_pause(work, row, step, on)
    if step.name == "archive" and work.today <= row.end_on and row.arrived_on is not None:
        raise TermNotOver
    if step.name == "complete" and not body.reason:
        _check_form(work, row)
    return on, None


def _check_form(work: Work, row: Secondment) -> None:
    """Where the programme asks for the form 期满鉴定表 it is signed, unless a reason is recorded."""
    policy = repository.find_policy(work.session, row.programme_id, min(work.today, row.end_on))
    if policy is not None and policy.term_form and not PORTS.form_signed(work, row.id):
        raise FormNotSigned


def _approve(work: Work, row: Secondment, body: ApproveIn, on: date) -> Effect:
    """A document number proves the secondment (借调 from the county and below is barred)."""
    row.approval_no = body.approval_no or row.approval_no
    if row.approval_no is None:
        raise Invalid.at("/approval_no", N_("批准须有文号。"), "missing")
    with work.session.no_autoflush:
        hold_term(work, row.cadre_id, row.start_on, row.end_on, row.id)
    return on, None


def _activate(work: Work, row: Secondment, on: date) -> Effect:
    """到岗 within the term, not in the future, under a policy that says which days count."""
    if not row.start_on <= on <= row.end_on:
        raise Invalid.at("/effective_on", N_("到岗日期应在任期之内。"), "outside-term")
    if on > work.today:
        raise Invalid.at("/effective_on", N_("到岗日期不能晚于今天。"), "in-future")
    programme = repository.get_programme(work.session, row.programme_id)
    policy = repository.find_policy(work.session, row.programme_id, on)
    complete = policy is not None and policy.day_basis is not None and policy.day_basis_document_no is not None
    if rules.pays_allowance(programme.kind) and not complete:
        error = FieldError("/policy/day_basis", "missing", N_("请填计发口径和文号。"))
        raise DayBasisMissing(errors=(error,))
    row.arrived_on = on
    return on, None


def _extend(work: Work, row: Secondment, body: ExtendIn) -> Effect:
    """A later last day that meets no other term of the cadre; an earlier one is a recall."""
    if body.end_on <= row.end_on:
        raise Invalid.at("/end_on", N_("延期应晚于现在的结束日期；提前请用“提前结束”。"), "not-later")
    hold_term(work, row.cadre_id, row.start_on, body.end_on, row.id)
    previous, row.end_on = row.end_on, body.end_on
    return body.end_on, previous


def _recall(row: Secondment, on: date) -> Effect:
    """`on` is the last day of the term; one who never arrived served no day at all."""
    begun = row.status not in (SecondmentStatus.DRAFT, SecondmentStatus.APPROVED)
    previous = row.end_on
    if begun:
        if not (row.arrived_on or row.start_on) <= on <= row.end_on:
            raise Invalid.at("/effective_on", N_("最后一天应在到岗之后、任期之内。"), "outside-term")
        row.end_on = on
    row.recalled_on = on
    return on, previous if begun else None


def _check_pause(work: Work, row: Secondment, step: Step, on: date) -> None:
    """A pause lies within the term, begins after the arrival and the pause before it, and ends after its beginning."""
    if not (row.arrived_on or row.start_on) <= on <= row.end_on:
        raise Invalid.at("/effective_on", N_("日期应在到岗之后、任期之内。"), "outside-term")
    earlier = repository_rows.find_last_event(work.session, row.id, "resume" if step.name == "suspend" else "suspend")
    if earlier is not None and on < earlier.effective_on:
        raise Invalid.at("/effective_on", N_("不能早于上一次暂停或恢复。"), "before-last-step")
