"""Signing in and out, the password page, and preferences: the few forms that post without any script."""

from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from app.accounts import service, service_signin
from app.accounts.authority import SESSION_COOKIE
from app.accounts.errors import SignInTooOld
from app.accounts.idle import PHONE_DAYS
from app.accounts.schemas_auth import OtpForm, PreferenceForm, SignInForm
from app.accounts.service_proof import Proof
from app.accounts.service_signin import Device, SignedIn
from app.accounts.tokens import HalfSignedIn, read_half, sign_half
from app.core import clock
from app.core.actor import ANONYMOUS
from app.core.errors import DomainError, FieldError, Invalid
from app.core.i18n import N_, as_locale, translate
from app.core.sealing import sealer_of
from app.http.deps import PublicReadWork, PublicWriteWork, ReadWork, build_work
from app.http.locales import LOCALE_COOKIE, locale_of
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import CARE_COOKIE, THEME_COOKIE, page

router = page_router()
YEAR_SECONDS = 365 * 24 * 3600
THEMES = ("light", "dark")


def local_path(target: str) -> str:
    """A page of ours to go on to, the front page for anything that could lead elsewhere."""
    plain = target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/") and not target.startswith("//") else "/"


def _is_secure(request: Request) -> bool:
    public = request.app.state.settings.public_url or ""
    return request.url.scheme == "https" or public.startswith("https://")


def _keep(request: Request, response: Response, name: str, value: str, seconds: int | None = YEAR_SECONDS) -> None:
    """A cookie; preferences are nobody's secret, but no script of ours needs to read them either."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=_is_secure(request)
    )


def keep_session(request: Request, response: Response, cookie: str, *, phone: bool) -> None:
    """The session's cookie; how long the session itself lasts is for the server to say."""
    _keep(request, response, SESSION_COOKIE, cookie, PHONE_DAYS * 24 * 3600 if phone else None)


def renew_cookie(request: Request, cookie: str) -> None:
    """Let the answer to this request keep a phone's cookie for another thirty days."""
    bearer = Response()
    keep_session(request, bearer, cookie, phone=True)
    request.state.renewed_cookie = bearer.headers["set-cookie"]


@router.get("/sign-in")
def show_sign_in(request: Request, work: PublicReadWork, next: str = "") -> Response:  # noqa: A002
    """The sign-in page; whoever is signed in goes straight on."""
    if work.actor.kind == "person":
        return RedirectResponse(local_path(next), status_code=303)
    return page(request, None, "accounts/sign_in.html", next=local_path(next), login="", fault="")


@router.post("/sign-in")
def sign_in(
    request: Request,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
    way: Annotated[str, Form()] = "",
) -> Response:
    """Open a session and go on, perhaps by a second step; a refusal shows the form again with the same status."""
    try:
        form = _read_form(username, password, next)
        with build_work(request, ANONYMOUS, writes=False) as work:
            outcome = service_signin.sign_in(work, form.username, form.password, _device(request), _proof(request))
    except DomainError as error:
        template = "accounts/forgotten.html" if way == "code" else "accounts/sign_in.html"
        return _refused(request, error, template, next=local_path(next), login=username[:64])
    if isinstance(outcome, HalfSignedIn):
        half = sign_half(request.app.state.settings, outcome, clock.now())
        return page(request, None, "accounts/second_step.html", half=half, next=local_path(next), fault="")
    return _signed_in(request, outcome, next)


@router.post("/sign-in/otp")
def finish_sign_in(
    request: Request,
    half: Annotated[str, Form()] = "",
    otp: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """The second step: a code of the authenticator, or a recovery code."""
    try:
        form = _read_second(half, otp, next)
        with build_work(request, ANONYMOUS, writes=False) as work:
            first = read_half(request.app.state.settings, form.half)
            outcome = service_signin.finish_sign_in(work, first, _device(request), _proof(request, form.otp))
    except SignInTooOld as error:
        return _refused(request, error, "accounts/sign_in.html", next=local_path(next), login="")
    except DomainError as error:
        return _refused(request, error, "accounts/second_step.html", next=local_path(next), half=half[:1000])
    return _signed_in(request, outcome, next)


def _device(request: Request) -> Device:
    return Device(request.headers.get("user-agent", ""), request.cookies.get(SESSION_COOKIE))


def _proof(request: Request, otp: str | None = None) -> Proof:
    return Proof(sealer_of(request.app.state.settings), otp)


def _signed_in(request: Request, outcome: SignedIn, target: str) -> Response:
    response = RedirectResponse(local_path(target), status_code=303)
    _remember(request, response, outcome)
    return response


def _read_second(half: str, otp: str, target: str) -> OtpForm:
    try:
        return OtpForm(half=half, otp=otp.strip(), next=target)
    except ValueError as error:
        raise Invalid(errors=(FieldError("/otp", "missing", N_("请填写验证码。")),)) from error


def _read_form(username: str, password: str, target: str) -> SignInForm:
    try:
        return SignInForm(username=username, password=password, next=target)
    except ValueError as error:
        raise Invalid(errors=(FieldError("/username", "missing", N_("请填写账号和密码。")),)) from error


def _refused(request: Request, error: DomainError, template: str, **fields: str) -> Response:
    locale = locale_of(request)
    first = error.errors[0] if error.errors else None
    text, params = (first.message, first.params) if first else (error.text, error.params)
    answer = page(request, None, template, error.status, fault=translate(text, locale, **params), **fields)
    answer.headers.update(error.headers)
    return answer


def _remember(request: Request, response: Response, signed_in: SignedIn) -> None:
    """Phones keep the cookie across restarts, thirty days from its last renewal; desks until the browser closes."""
    keep_session(request, response, signed_in.cookie, phone=signed_in.phone)
    if signed_in.locale:
        _keep(request, response, LOCALE_COOKIE, signed_in.locale)
    if signed_in.care:
        _keep(request, response, CARE_COOKIE, "1")


@router.post("/sign-out")
def sign_out(request: Request, work: PublicWriteWork) -> Response:
    """End this browser's session."""
    service_signin.sign_out(work, request.cookies.get(SESSION_COOKIE))
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax", secure=_is_secure(request))
    return response


@router.get("/password")
def show_password(request: Request, work: ReadWork) -> Response:
    """Where people change their password, and must when somebody else set it."""
    account = service.describe_me(work)
    desk = is_desk(request, work.actor)
    return page(request, work, "accounts/password.html", account=account, needs_current=account.has_password, desk=desk)


@router.get("/forgotten")
def show_forgotten(request: Request, work: PublicReadWork) -> Response:
    """What to do without the password: a reset code, given in person."""
    return page(request, work, "accounts/forgotten.html", next="/password", login="", fault="")


@router.post("/preferences/locale")
def keep_locale(request: Request, work: PublicWriteWork, form: Annotated[PreferenceForm, Form()]) -> Response:
    """Change the language, for this browser and for the person."""
    locale = as_locale(form.value)
    response = RedirectResponse(local_path(form.next), status_code=303)
    if locale is not None:
        service.set_locale(work, locale)
        _keep(request, response, LOCALE_COOKIE, locale)
    return response


@router.post("/preferences/care")
def keep_care(request: Request, work: PublicWriteWork, form: Annotated[PreferenceForm, Form()]) -> Response:
    """Large text on or off 关怀模式, for this browser and for the person."""
    wanted = form.value == "1"
    service.set_care(work, wanted)
    response = RedirectResponse(local_path(form.next), status_code=303)
    _keep(request, response, CARE_COOKIE, "1" if wanted else "0")
    return response


@router.post("/preferences/theme")
def keep_theme(request: Request, form: Annotated[PreferenceForm, Form()]) -> Response:
    """Light, dark, or as the system wishes; for this browser."""
    response = RedirectResponse(local_path(form.next), status_code=303)
    _keep(request, response, THEME_COOKIE, form.value if form.value in THEMES else "auto")
    return response
