"""登录设备: where one is signed in, browsers and programs alike, and ending what should not be."""

from uuid import UUID

from app.accounts import devices
from app.accounts import repository_sessions as sessions
from app.accounts.authority import forget_after
from app.accounts.idle import idle_since
from app.accounts.models import BrowserSession, RefreshToken
from app.accounts.schemas_auth import DeviceKind, DeviceView
from app.accounts.service_passwords import myself
from app.accounts.service_tokens import void_access_tokens
from app.audit.service import record
from app.core.errors import NotFound
from app.core.paging import Page
from app.core.work import Work


def list_devices(work: Work) -> Page[DeviceView]:
    """Everything on which the actor is signed in, the last used first. Raises Forbidden for programs of nobody."""
    person = myself(work)
    browsers = sessions.list_alive(work.session, person.id, work.now, idle_since(work.now))
    programs = sessions.list_chains(work.session, person.id, work.now)
    shown = [_browser(work, row) for row in browsers] + [_program(work, row) for row in programs]
    shown.sort(key=lambda device: (device.current, device.last_seen_at), reverse=True)
    return Page[DeviceView](items=shown, next_cursor=None)


def _browser(work: Work, row: BrowserSession) -> DeviceView:
    return DeviceView(
        id=row.id,
        kind=DeviceKind.PHONE if row.phone else DeviceKind.DESK,
        browser=devices.browser_of(row.user_agent),
        system=devices.system_of(row.user_agent),
        address=row.address,
        started_at=row.created_at,
        last_seen_at=row.last_seen_at,
        current=row.id == work.actor.session_id,
    )


def _program(work: Work, row: RefreshToken) -> DeviceView:
    return DeviceView(
        id=row.family_id,
        kind=DeviceKind.PROGRAM,
        browser=devices.program_of(row.user_agent),
        system=devices.system_of(row.user_agent),
        address=row.address,
        started_at=row.started_at,
        last_seen_at=row.created_at,
        current=row.family_id == work.actor.session_id,
    )


def end_device(work: Work, device_id: UUID) -> None:
    """Sign one of one's own devices out at once; ending it again changes nothing. Raises NotFound."""
    person = myself(work)
    if sessions.has_session(work.session, person.id, device_id):
        ended, kind = sessions.end_one(work.session, device_id, work.now), "browser"
    elif sessions.has_chain(work.session, person.id, device_id):
        ended, kind = sessions.revoke_family(work.session, device_id, work.now), "program"
        void_access_tokens(work, person.id)
    else:
        raise NotFound
    if ended:
        record(work, "accounts.device-end", "person", person.id, kind=kind)
    forget_after(work)


def end_other_devices(work: Work) -> None:
    """Sign everything of the actor's out but what asks."""
    person, own = myself(work), work.actor.session_id
    browsers = sessions.end_sessions(work.session, person.id, work.now, but=own)
    programs = sessions.revoke_families(work.session, person.id, work.now, but=own)
    void_access_tokens(work, person.id)
    record(work, "accounts.devices-end", "person", person.id, sessions=browsers, tokens=programs)
    forget_after(work)
