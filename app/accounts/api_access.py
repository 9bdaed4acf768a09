"""`/api/v1/me/sessions` and `/me/second-factor`: where one is signed in, and by what besides the password."""

from uuid import UUID

from fastapi import Request, Response

from app.accounts import service_devices, service_factor
from app.accounts.schemas_auth import (
    CurrentPassword,
    DeviceView,
    OtpIn,
    RecoveryCodesView,
    SecondFactorBegun,
    SecondFactorEnd,
    SecondFactorView,
)
from app.core.paging import Page
from app.core.sealing import Sealer, sealer_of
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, refusals

router = api_router("auth")


def _sealer(request: Request) -> Sealer:
    return sealer_of(request.app.state.settings)


@router.get("/me/sessions")
def list_sessions(work: ReadWork) -> Page[DeviceView]:
    """Everything on which one is signed in, browsers and programs, this one first."""
    return service_devices.list_devices(work)


@router.delete("/me/sessions/{session_id}", status_code=204)
def end_session(work: WriteWork, session_id: UUID) -> Response:
    """Sign one of one's own devices out; a program's access token stops as well."""
    service_devices.end_device(work, session_id)
    return Response(status_code=204)


@router.post("/me/sessions/end-others", status_code=204)
def end_other_sessions(work: WriteWork) -> Response:
    """Sign everything out but what asks; programs' access tokens stop, this one's too: refresh it."""
    service_devices.end_other_devices(work)
    return Response(status_code=204)


@router.get("/me/second-factor")
def get_second_factor(work: ReadWork) -> SecondFactorView:
    """Whether one may have a second factor, and has it."""
    return service_factor.describe_factor(work)


@router.post("/me/second-factor", status_code=201, responses=refusals(409, 429))
def begin_second_factor(request: Request, work: ReadWork, body: CurrentPassword) -> SecondFactorBegun:
    """A fresh secret for one's authenticator, shown this once; confirm it with a first code."""
    return service_factor.begin_factor(work, request.app.state.settings, body)


@router.post("/me/second-factor/confirm", responses=refusals(409))
def confirm_second_factor(request: Request, work: WriteWork, body: OtpIn) -> RecoveryCodesView:
    """The second factor counts from now on; other devices are signed out. Answers the recovery codes, this once."""
    return service_factor.confirm_factor(work, _sealer(request), body.otp)


@router.post("/me/second-factor/recovery-codes", responses=refusals(409, 429))
def renew_recovery_codes(request: Request, work: WriteWork, body: OtpIn) -> RecoveryCodesView:
    """New recovery codes, shown this once; the earlier ones stop."""
    return service_factor.renew_recovery_codes(work, _sealer(request), body.otp)


@router.post("/me/second-factor/turn-off", status_code=204, responses=refusals(409, 429))
def turn_off_second_factor(request: Request, work: ReadWork, body: SecondFactorEnd) -> Response:
    """No second factor any more; takes the password and a code. Other devices are signed out."""
    service_factor.turn_off_factor(work, _sealer(request), body)
    return Response(status_code=204)


@router.post("/people/{person_id}/second-factor/remove", status_code=204, responses=refusals(409))
def remove_second_factor(work: WriteWork, person_id: UUID) -> Response:
    """Remove a lost second factor (system administrator, never one's own); ends every session of that person."""
    service_factor.remove_factor(work, person_id)
    return Response(status_code=204)
