"""The rows of the pages; the anonymous are sent to sign in (303), what is not there or not theirs is a page too."""

from tests.permissions.matrix import EVERYBODY, KNOWS, Rule, about_own, of_office, who

ORG = who("orgadmin foreign_orgadmin")
KEEPS_PEOPLE = ORG | who("sysadmin")
MONEY = ORG | who("finance foreign_finance")
KNOWS_UNIT = who("cadre colleague double supervisor leader sender liaison orgadmin inspector finance sysadmin")
KNOWS_CADRE = who("cadre supervisor double leader sender liaison orgadmin sysadmin")
SEES_PAY = who("cadre supervisor double orgadmin finance")
REVIEWERS = who("supervisor double other_supervisor foreign_supervisor leader other_leader")


def page(ok: frozenset[str] = EVERYBODY, denied: frozenset[str] = frozenset(), anonymous: int = 303, **more) -> Rule:  # type: ignore[no-untyped-def]
    """A page's row."""
    return Rule(ok=ok, denied=denied, anonymous=anonymous, **more)


def office(ok: frozenset[str]) -> Rule:
    """A page that only some may open at all."""
    return of_office(ok, anonymous=303)


EVERYBODYS = (
    "/attendance /inbox /me /month /month/lines /password /people /programmes /secondments "
    "/spot-checks /start /today /todo /units /workdays"
)
PAGE_ROWS = {f"GET {path}": page() for path in EVERYBODYS.split()} | {
    "GET /": page(success=(303,)),
    "GET /days/{on}": page(path={"on": "2026-07-09"}),
    "GET /sign-in": page(success=(303,), anonymous=200),
    "GET /forgotten": page(anonymous=200),
    "GET /healthz": page(anonymous=200),
    "GET /readyz": page(anonymous=200),
    "GET /metrics": page(anonymous=200),
    "GET /openapi.json": page(anonymous=200),
    "GET /allowances": office(MONEY),
    "GET /allowances/{month}/{secondment_id}": about_own(SEES_PAY, anonymous=303),
    "GET /attendance/{month}/{secondment_id}": about_own(KNOWS, anonymous=303),
    "GET /audit": office(KEEPS_PEOPLE),
    "GET /groups": office(ORG | who("leader other_leader")),
    "GET /groups/new": office(ORG),
    "GET /groups/{group_id}": page(who("leader orgadmin")),
    "GET /overview": office(ORG),
    "GET /people/new": office(KEEPS_PEOPLE),
    "GET /people/{person_id}": page(KNOWS_CADRE),
    "GET /programmes/new": office(ORG),
    "GET /programmes/{programme_id}": page(KNOWS | who("colleague liaison")),
    "GET /rates": office(MONEY),
    "GET /rates/new": office(ORG),
    "GET /secondments/new": office(ORG),
    "GET /secondments/{secondment_id}": about_own(KNOWS, anonymous=303),
    "GET /secondments/{secondment_id}/edit": about_own(who("orgadmin"), anonymous=303),
    "GET /spot-checks/new": office(REVIEWERS),
    "GET /spot-checks/{spot_check_id}": page(who("cadre supervisor double leader orgadmin")),
    "GET /units/new": office(KEEPS_PEOPLE),
    "GET /units/{unit_id}": page(KNOWS_UNIT),
    "GET /api-clients": office(who("sysadmin")),
    "GET /api-clients/new": office(who("sysadmin")),
    "POST /sign-in": page(form={"username": "nobody", "password": "wrong password"}, success=(303, 401), anonymous=401),
    "POST /sign-out": page(success=(303,), anonymous=303, form={}),
    "POST /preferences/locale": page(success=(303,), anonymous=303, form={"value": "en", "next": "/me"}),
    "POST /preferences/theme": page(success=(303,), anonymous=303, form={"value": "dark", "next": "/me"}),
    "POST /preferences/care": page(success=(303,), anonymous=303, form={"value": "1", "next": "/me"}),
}
