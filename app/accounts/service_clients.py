"""API clients: programs with narrow scopes, a unit and an end."""

from datetime import timedelta
from uuid import UUID

from app.accounts import policy, repository
from app.accounts import repository_people as people
from app.accounts import repository_units as units
from app.accounts.authority import forget_after
from app.accounts.creation import insert, standing
from app.accounts.directory import unit_names_of
from app.accounts.errors import ClientDisabled
from app.accounts.models import ApiClient
from app.accounts.schemas import ClientInput, ClientView
from app.accounts.service_units import refuse_closed
from app.accounts.tokens import hash_token, new_opaque_token
from app.audit.service import record
from app.core.actor import Scope
from app.core.errors import IdReused, Invalid, NotFound, require
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.paging import DEFAULT_LIMIT, Page, view_page
from app.core.work import Work

LONGEST = timedelta(days=731)


def _view(client: ApiClient, unit_name: str | None, secret: str | None = None) -> ClientView:
    return ClientView(
        id=client.id,
        version=client.version,
        name=client.name,
        scopes=[Scope(scope) for scope in client.scopes],
        unit_id=client.unit_id,
        unit_name=unit_name,
        valid_to=client.valid_to,
        disabled_at=client.disabled_at,
        created_at=client.created_at,
        secret=secret,
    )


def _named(work: Work, client: ApiClient, secret: str | None = None) -> ClientView:
    return _view(client, unit_names_of(work, [client.unit_id]).get(client.unit_id), secret)


def create_client(work: Work, body: ClientInput) -> tuple[ClientView, bool]:
    """Create an API client; its secret is in this one answer only. Answers the client and whether it is new.

    Raises Forbidden, Invalid, IdReused, NotFound for someone else's id.
    """
    require(policy.can_manage_clients(work.actor))
    made = standing(work, repository.get_client(work.session, body.id) if body.id else None, body)
    if made is not None:
        return _named(work, made), False
    unit = units.find_visible(work.session, work.actor, body.unit_id)
    if unit is None:
        raise Invalid.at("/unit_id", N_("没有这个单位，或您无权查看。"), "unknown-unit")
    refuse_closed(unit, "/unit_id")
    if not work.today <= body.valid_to <= work.today + LONGEST:
        raise Invalid.at("/valid_to", N_("截止日期应在今天之后的两年之内。"), "bad-end")
    secret = new_opaque_token()
    client = ApiClient(
        id=body.id or new_id(),
        name=body.name,
        secret_hash=hash_token(secret),
        scopes=sorted({str(scope) for scope in body.scopes}),
        unit_id=body.unit_id,
        valid_to=body.valid_to,
    )
    insert(work, client, body, IdReused())
    record(
        work,
        "accounts.client-create",
        "api_client",
        client.id,
        after=_named(work, client),
        unit_id=client.unit_id,
        scopes=client.scopes,
        valid_to=client.valid_to.isoformat(),
    )
    return _named(work, client, secret), True


def list_clients(work: Work, limit: int = DEFAULT_LIMIT, cursor: str | None = None) -> Page[ClientView]:
    """A page of the API clients by name."""
    require(policy.can_manage_clients(work.actor))
    rows, next_cursor = people.list_clients(work.session, limit, cursor)
    names = unit_names_of(work, [row.unit_id for row in rows])
    return view_page(rows, next_cursor, lambda row: _view(row, names.get(row.unit_id)))


def get_client(work: Work, client_id: UUID) -> ClientView:
    """One API client; NotFound when there is none."""
    require(policy.can_manage_clients(work.actor))
    client = repository.get_client(work.session, client_id)
    if client is None:
        raise NotFound
    return _named(work, client)


def disable_client(work: Work, client_id: UUID) -> ClientView:
    """End a client for good: its tokens stop within five seconds. Raises ClientDisabled the second time."""
    require(policy.can_manage_clients(work.actor))
    client = repository.get_client(work.session, client_id, lock=True)
    if client is None:
        raise NotFound
    if client.disabled_at is not None:
        raise ClientDisabled
    client.disabled_at = work.now
    client.auth_version += 1
    work.session.add(client)
    work.session.flush()
    forget_after(work)
    record(work, "accounts.client-disable", "api_client", client.id, unit_id=client.unit_id)
    return _named(work, client)
