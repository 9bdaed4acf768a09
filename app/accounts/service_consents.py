"""Consents 授权 to positions and photos: asked on first use, recorded with the notice as read, taken back at will.

Who was never asked and gives a position by their own tap, or uploads a photo, does so of their own accord: that is
taken, and nothing is recorded in their name. Who declined or took back is asked again on their own tap alone.
"""

from uuid import UUID

from app.accounts import repository
from app.accounts import repository_care as care
from app.accounts.models_care import Consent, ConsentKind
from app.accounts.schemas_care import ConsentIn, Consents, ConsentState, ConsentView
from app.audit.service import record
from app.core import events
from app.core.errors import Forbidden, Invalid
from app.core.i18n import N_
from app.core.work import Work

NOTICES: dict[ConsentKind, str] = {ConsentKind.POSITION: "2026-11", ConsentKind.PHOTOS: "2026-11"}
"""The notices in force; a consent to an earlier text of one asks to be given anew."""


def _own_id(work: Work) -> UUID:
    if work.actor.person_id is None:
        raise Forbidden
    return work.actor.person_id


def _state(row: Consent | None) -> ConsentState:
    if row is None:
        return ConsentState.NOT_ASKED
    if row.taken_back_at is not None:
        return ConsentState.TAKEN_BACK
    return ConsentState.GIVEN if row.notice_version == NOTICES[row.kind] else ConsentState.NOT_ASKED


def _view(kind: ConsentKind, row: Consent | None) -> ConsentView:
    view = ConsentView(kind=kind, state=_state(row), notice_version=NOTICES[kind])
    if row is None:
        return view
    return view.model_copy(
        update={
            "given_version": row.notice_version if row.given_at else None,
            "given_at": row.given_at,
            "taken_back_at": row.taken_back_at,
            "channel": row.channel,
            "version": row.version,
        }
    )


def list_consents(work: Work) -> Consents:
    """One's own consents; Forbidden for programs."""
    found = care.newest_consents(work.session, _own_id(work))
    return Consents(items=[_view(kind, found.get(kind)) for kind in ConsentKind])


def get_consent(work: Work, kind: ConsentKind) -> ConsentView:
    """One's own consent of a kind; Forbidden for programs."""
    return _view(kind, care.newest_consents(work.session, _own_id(work)).get(kind))


def put_consent(work: Work, kind: ConsentKind, body: ConsentIn) -> ConsentView:
    """Give a consent or take it back; saying the same again changes nothing. Invalid for a notice not in force."""
    person_id = _own_id(work)
    repository.get_person(work.session, person_id, lock=True)
    row = care.newest_consents(work.session, person_id).get(kind)
    if body.given and body.notice_version != NOTICES[kind]:
        raise Invalid.at("/notice_version", N_("说明已更新，请先看过新的说明。"), "notice-outdated")
    wanted = ConsentState.GIVEN if body.given else ConsentState.TAKEN_BACK
    if _state(row) is wanted:
        return _view(kind, row)
    row = _give(work, kind, person_id) if body.given else _take_back(work, kind, person_id, row)
    work.session.add(row)
    work.session.flush()
    action = "accounts.consent-give" if body.given else "accounts.consent-take-back"
    record(work, action, "person", person_id, kind=kind, notice=row.notice_version, channel=row.channel)
    if not body.given:
        events.publish(work, "consent.taken_back", person_id=person_id, kind=kind)
    return _view(kind, row)


def _channel(work: Work) -> str:
    return "page" if work.actor.session_id is not None else "program"


def _give(work: Work, kind: ConsentKind, person_id: UUID) -> Consent:
    made = Consent(
        person_id=person_id, kind=kind, notice_version=NOTICES[kind], asked_at=work.now, channel=_channel(work)
    )
    made.given_at = work.now
    return made


def _take_back(work: Work, kind: ConsentKind, person_id: UUID, row: Consent | None) -> Consent:
    """What was given ends; who was never asked declines, and is asked again on their own tap alone."""
    if row is None or row.taken_back_at is not None:
        row = Consent(
            person_id=person_id, kind=kind, notice_version=NOTICES[kind], asked_at=work.now, channel=_channel(work)
        )
    row.taken_back_at = work.now
    return row


def is_refused(work: Work, kind: ConsentKind) -> bool:
    """Whether the actor declined or took back a consent: what it covers is then not kept, whoever sends it."""
    person_id = work.actor.person_id
    if person_id is None:
        return False
    return _state(care.newest_consents(work.session, person_id).get(kind)) is ConsentState.TAKEN_BACK
