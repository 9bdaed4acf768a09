"""What the first minute holds: what one is asked about for a cadre, what waits for everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.accounts import service_welcome
from app.accounts.models_care import ConsentKind
from app.accounts.schemas_care import ConsentIn, ConsentState, ConsentView
from app.accounts.service_consents import list_consents, put_consent
from app.core.actor import Role
from app.core.work import Work
from app.home.service_today import open_day
from app.secondments.models import LocationPolicy


@dataclass(frozen=True, slots=True)
class Welcome:
    """The first page of somebody new; `consents` are the questions that may come up in their programme."""

    is_cadre: bool
    consents: tuple[ConsentView, ...]


def open_welcome(work: Work) -> Welcome:
    """The first minute, noted as shown; whoever opens it later reads it again."""
    service_welcome.note_shown(work)
    if not work.actor.has(Role.CADRE):
        return Welcome(is_cadre=False, consents=())
    day = open_day(work)
    located = day is not None and day.offers_check_in and day.rules.location is LocationPolicy.COARSE
    asked = {ConsentKind.PHOTOS} | ({ConsentKind.POSITION} if located else set())
    return Welcome(is_cadre=True, consents=tuple(one for one in list_consents(work).items if one.kind in asked))


def answer(work: Work, given: Mapping[ConsentKind, bool | None]) -> None:
    """Keep what was answered; what was left open is asked on its first use."""
    known = {view.kind: view for view in list_consents(work).items}
    for kind, wanted in given.items():
        view = known[kind]
        wished = ConsentState.GIVEN if wanted else ConsentState.TAKEN_BACK
        if wanted is not None and view.state is not wished:
            put_consent(work, kind, ConsentIn(given=wanted, notice_version=view.notice_version))
