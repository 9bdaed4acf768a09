"""The rows of people, units, the calendar, the trail, the inbox and one's own account."""

from tests.permissions.matrix import EVERYBODY, LIST, Rule, about_own, of_office, who

ORG = who("orgadmin foreign_orgadmin")
KEEPS_PEOPLE = who("orgadmin foreign_orgadmin sysadmin")
KNOWS_CADRE = who("cadre supervisor double leader sender liaison orgadmin sysadmin")
KNOWS_UNIT = who("cadre colleague double supervisor leader sender liaison orgadmin inspector finance sysadmin")

ACCOUNTS = {
    "POST /auth/token": Rule(
        ok=frozenset(),
        rest=401,
        anonymous=401,
        form={"grant_type": "password", "username": "nobody", "password": "wrong password"},
    ),
    "POST /auth/revoke": Rule(ok=EVERYBODY, anonymous=204, form={"token": "unknown"}),
    "POST /me/password": Rule(
        ok=frozenset(), rest=422, body={"current": "wrong password", "new": "another long password"}
    ),
    "POST /me/sign-out-everywhere": Rule(ok=EVERYBODY),
    "GET /units": LIST,
    "POST /units": of_office(
        ORG,
        body={"name": "新单位", "kind": "department", "parent_id": "{unit_id}"},
        special={"foreign_orgadmin": 422},
    ),
    "GET /units/{unit_id}": Rule(ok=KNOWS_UNIT),
    "PATCH /units/{unit_id}": about_own(
        who("orgadmin"), knows=KNOWS_UNIT, body={"name": "改名"}, headers={"If-Match": '"1"'}
    ),
    "GET /people": LIST,
    "POST /people": of_office(
        KEEPS_PEOPLE,
        body={"login": "newcomer", "name": "新人", "unit_id": "{unit_id}"},
        special={"foreign_orgadmin": 422},
    ),
    "GET /people/{person_id}": Rule(ok=KNOWS_CADRE),
    "PATCH /people/{person_id}": about_own(
        who("orgadmin sysadmin"), knows=KNOWS_CADRE, body={"name": "改名"}, headers={"If-Match": '"1"'}
    ),
    "POST /people/{person_id}/reset-code": about_own(who("orgadmin sysadmin"), knows=KNOWS_CADRE),
    "POST /people/{person_id}/roles": about_own(
        who("orgadmin"), knows=KNOWS_CADRE, body={"role": "supervisor", "unit_id": "{unit_id}"}
    ),
    "POST /people/{person_id}/roles/{role_id}/withdraw": about_own(who("orgadmin"), knows=KNOWS_CADRE),
    "GET /api-clients": of_office(who("sysadmin")),
    "POST /api-clients": of_office(
        who("sysadmin"),
        body={"name": "新程序", "scopes": ["roster:read"], "unit_id": "{unit_id}", "valid_to": "2027-12-31"},
    ),
    "GET /api-clients/{client_id}": of_office(who("sysadmin"), path={"client_id": "{api_client_id}"}),
    "POST /api-clients/{client_id}/disable": of_office(who("sysadmin"), path={"client_id": "{api_client_id}"}),
}
OFFICES = {
    "GET /workdays": Rule(ok=EVERYBODY, query="?year=2026"),
    "POST /workdays/import": of_office(
        ORG, body={"year": 2027, "text": "2027-01-01 休 元旦", "source": "国办发明电", "dry_run": True}
    ),
    "GET /audit": of_office(who("orgadmin foreign_orgadmin sysadmin")),
}
OFFICE_ROWS = ACCOUNTS | OFFICES
