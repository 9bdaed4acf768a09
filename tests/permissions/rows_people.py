"""The rows of merged units, people who leave and come back, consents, and one's own data."""

from tests.permissions.matrix import EVERYBODY, Rule, about_own, who
from tests.permissions.rows_offices import KNOWS_CADRE, KNOWS_UNIT
from tests.permissions.rows_pages import page

KEEPS = who("orgadmin sysadmin")
PHOTOS = {"kind": "photos"}
NOTICE = {"given": True, "notice_version": "2026-11"}
FORM = {"given": "1", "notice_version": "2026-11"}

PEOPLE_ROWS = {
    "GET /units/{unit_id}/names": Rule(ok=KNOWS_UNIT),
    "POST /units/{unit_id}/merge": about_own(
        who("orgadmin"),
        knows=KNOWS_UNIT,
        body={"into_id": "{elsewhere_id}", "on": "2026-07-10", "version": 1, "reason": "机构改革"},
    ),
    "GET /people/{person_id}/duties": about_own(KEEPS, knows=KNOWS_CADRE, query="?on=2026-07-10"),
    "POST /people/{person_id}/leave": about_own(
        KEEPS,
        knows=KNOWS_CADRE,
        body={"on": "2026-08-01", "reason": "调往市里", "version": 1, "acknowledged": True},
    ),
    "POST /people/{person_id}/return": about_own(KEEPS, knows=KNOWS_CADRE, body={"version": 1}, success=(409,)),
    "GET /me/consents": Rule(ok=EVERYBODY),
    "GET /me/consents/{kind}": Rule(ok=EVERYBODY, path=PHOTOS),
    "PUT /me/consents/{kind}": Rule(ok=EVERYBODY, path=PHOTOS, body=NOTICE),
    "GET /me/data": Rule(ok=EVERYBODY),
}
PEOPLE_PAGES = {
    "GET /units/{unit_id}/merge": about_own(who("orgadmin"), knows=KNOWS_UNIT, anonymous=303),
    "GET /people/{person_id}/leave": about_own(KEEPS, knows=KNOWS_CADRE, anonymous=303),
    "GET /me/consents": page(),
    "POST /me/consents/{kind}": page(path=PHOTOS, form=FORM, success=(303,)),
    "GET /me/data": page(),
}
