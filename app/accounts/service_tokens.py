"""Bearer tokens for programs: OAuth 2's password, refresh and client-credentials grants."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from app.accounts import repository
from app.accounts import repository_sessions as sessions
from app.accounts.authority import forget_after
from app.accounts.errors import WrongClient, WrongRefreshToken
from app.accounts.idle import PHONE_IDLE_DAYS
from app.accounts.models import ApiClient, Person, RefreshToken
from app.accounts.schemas_auth import RevokeForm, TokenForm, TokenView
from app.accounts.service_pauses import count_failure, refuse_while_paused
from app.accounts.service_proof import Proof
from app.accounts.service_signin import Device, accept, check_credentials, identity, writing
from app.accounts.tokens import (
    ACCESS_SECONDS,
    AccessClaims,
    hash_token,
    new_opaque_token,
    scopes_of,
    sign_access_token,
)
from app.audit.service import record
from app.core.actor import Actor
from app.core.config import Settings
from app.core.errors import Invalid
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.sealing import sealer_of
from app.core.work import Work

REFRESH_LIFE = timedelta(days=PHONE_IDLE_DAYS)
"""A refresh chain ends when it is not used for as long as a phone's session."""


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """HTTP Basic's user and password: the client's id and secret."""

    client_id: str
    secret: str


def issue_token(
    work: Work, settings: Settings, form: TokenForm, basic: ClientCredentials | None, device: Device
) -> TokenView:
    """Answer a token request.

    Raises WrongCredentials, OtpRequired, WrongOtp, WrongRefreshToken, WrongClient, LockedOut or Invalid.
    """
    grants: dict[str, Callable[[], TokenView]] = {
        "password": partial(_by_password, work, settings, form, device),
        "refresh_token": partial(_by_refresh, work, settings, form, device),
        "client_credentials": partial(_by_client, work, settings, form, basic),
    }
    return grants[form.grant_type]()


def _needed(value: str | None, field: str) -> str:
    if value is None:
        raise Invalid.at(f"/{field}", N_("必填。"), "missing")
    return value


def _by_password(work: Work, settings: Settings, form: TokenForm, device: Device) -> TokenView:
    login, password = _needed(form.username, "username"), _needed(form.password, "password")
    checked = check_credentials(work, login, password)
    with writing(work, identity(checked)) as second:
        person = accept(second, checked, "api", Proof(sealer_of(settings), form.otp))
        return _token_pair(second, settings, person, Link(new_id(), work.now, device.user_agent[:200]))


@dataclass(frozen=True, slots=True)
class Link:
    """Which chain a refresh token continues, since when, and the program that holds it."""

    family_id: UUID
    started_at: datetime
    user_agent: str


def _token_pair(work: Work, settings: Settings, person: Person, link: Link) -> TokenView:
    refresh = new_opaque_token()
    work.session.add(
        RefreshToken(
            family_id=link.family_id,
            person_id=person.id,
            token_hash=hash_token(refresh),
            expires_at=work.now + REFRESH_LIFE,
            user_agent=link.user_agent,
            address=work.address,
            started_at=link.started_at,
        )
    )
    claims = AccessClaims(person.id, "person", person.auth_version, family=link.family_id)
    return TokenView(
        access_token=sign_access_token(settings, claims, work.now), expires_in=ACCESS_SECONDS, refresh_token=refresh
    )


def _by_refresh(work: Work, settings: Settings, form: TokenForm, device: Device) -> TokenView:
    """Spend a refresh token for a new pair; one that was spent before ends its whole family."""
    digest = hash_token(_needed(form.refresh_token, "refresh_token"))
    with writing(work) as second:
        token = sessions.find_refresh_token(second.session, digest)
        if token is None or token.expires_at <= work.now:
            raise WrongRefreshToken
        if token.used_at is not None or token.revoked_at is not None:
            raise WrongRefreshToken(trace=partial(_end_family, family_id=token.family_id, person_id=token.person_id))
        person = repository.get_person(second.session, token.person_id)
        if person is None or not person.is_open(work.today):
            raise WrongRefreshToken
        token.used_at = work.now
        second.session.add(token)
        link = Link(token.family_id, token.started_at, device.user_agent[:200])
        return _token_pair(second, settings, person, link)


def _end_family(work: Work, family_id: UUID, person_id: UUID) -> None:
    """Someone holds a copy of a spent token: nobody keeps the chain, nor the access tokens given out so far."""
    revoked = sessions.revoke_family(work.session, family_id, work.now)
    void_access_tokens(work, person_id)
    record(work, "accounts.refresh-reused", "person", person_id, revoked=revoked)


def void_access_tokens(work: Work, person_id: UUID) -> None:
    """A person's access tokens stop at once; programs that keep their chain fetch another by it."""
    person = repository.get_person(work.session, person_id, lock=True)
    if person is not None:
        person.auth_version += 1
        work.session.add(person)
        forget_after(work)


def _by_client(work: Work, settings: Settings, form: TokenForm, basic: ClientCredentials | None) -> TokenView:
    if basic is None:
        raise WrongClient(headers={"WWW-Authenticate": 'Basic realm="jishi"'})
    refuse_while_paused(work, basic.client_id)
    client = _find_client(work, basic)
    if client is None:
        raise WrongClient(
            headers={"WWW-Authenticate": 'Basic realm="jishi"'}, trace=partial(count_failure, login=basic.client_id)
        )
    scopes = scopes_of(form.scope) or tuple(client.scopes)
    if not set(scopes) <= set(client.scopes):
        raise Invalid.at("/scope", N_("该接口客户端没有所要的授权范围。"), "invalid-scope")
    with writing(work, Actor(kind="client", id=client.id, name=client.name)) as second:
        record(second, "accounts.client-token", "api_client", client.id, unit_id=client.unit_id, scopes=sorted(scopes))
    claims = AccessClaims(client.id, "client", client.auth_version, tuple(scopes))
    token = sign_access_token(settings, claims, work.now)
    return TokenView(access_token=token, expires_in=ACCESS_SECONDS, scope=" ".join(scopes))


def _find_client(work: Work, basic: ClientCredentials) -> ApiClient | None:
    """The client with this id and secret, while it is neither disabled nor past its end date."""
    try:
        client = repository.get_client(work.session, UUID(basic.client_id))
    except ValueError:
        return None
    if client is None or client.disabled_at is not None or client.valid_to < work.today:
        return None
    return client if hmac.compare_digest(client.secret_hash, hash_token(basic.secret)) else None


def revoke_token(work: Work, form: RevokeForm) -> None:
    """End the chain of a refresh token; unknown tokens are none of anybody's business (RFC 7009)."""
    token = sessions.find_refresh_token(work.session, hash_token(form.token))
    if token is not None and sessions.revoke_family(work.session, token.family_id, work.now):
        record(work, "accounts.refresh-revoked", "person", token.person_id)
