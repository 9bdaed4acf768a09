"""The rows of the JSON API, by domain."""

from tests.permissions.matrix import (
    DATES,
    EVERYBODY,
    KNOWS,
    LIST,
    MANAGES,
    READS_TEXT,
    STEP,
    VERSION,
    Rule,
    about_own,
    of_office,
    who,
)

ORG = who("orgadmin foreign_orgadmin")
LEADERS = who("leader other_leader")
PROGRAMME = KNOWS | who("colleague liaison")
"""Who may know of the programme: everybody with a secondment in it, or with a task in its region."""
RECORD = {
    "client_id": "{uuid}",
    "day_type": "on_post",
    "items": [{"text": "走访两户"}],
    "submit": True,
}

RECORDS = {
    "PUT /secondments/{secondment_id}/records/{work_on}": about_own(
        who("cadre"), body=RECORD, path={"work_on": "2026-07-10"}
    ),
    "POST /secondments/{secondment_id}/records/{work_on}/likeness": about_own(
        who("cadre"), body={"texts": ["走访两户"]}, path={"work_on": "{day}"}
    ),
    "GET /secondments/{secondment_id}/records/{work_on}": about_own(KNOWS, path={"work_on": "{day}"}),
    "GET /records": LIST,
    "GET /records/{record_id}": about_own(KNOWS),
    "GET /records/{record_id}/versions": about_own(READS_TEXT),
    "POST /records/{record_id}/approve": about_own(MANAGES, body=VERSION),
    "POST /records/{record_id}/return": about_own(MANAGES, body=STEP),
    "POST /records/{record_id}/withdraw": about_own(who("cadre"), body=VERSION),
    "POST /records/{record_id}/undo": about_own(
        who("supervisor"), body={"version": 2}, path={"record_id": "{approved_record_id}"}
    ),
    "POST /records/{record_id}/addenda": about_own(
        who("cadre"),
        body={"text": "补充一句", "reason": "漏写"},
        path={"record_id": "{approved_record_id}"},
    ),
    "POST /records/review": Rule(
        ok=EVERYBODY, body={"decision": "approve", "records": [{"id": "{record_id}", "version": 1}]}
    ),
    "POST /secondments/{secondment_id}/days/{on}/unlock": about_own(
        MANAGES, body={"reason": "住院补记"}, path={"on": "2026-05-06"}
    ),
    "PUT /attachments/{attachment_id}": Rule(ok=EVERYBODY, file=True, path={"attachment_id": "{uuid}"}),
    "GET /attachments/{attachment_id}": about_own(READS_TEXT, success=(200, 409)),
}
ATTENDANCE = {
    "PUT /check-ins/{client_id}": about_own(
        who("cadre"),
        body={"secondment_id": "{secondment_id}", "kind": "on_post", "happened_at": "2026-07-10T09:00:00+08:00"},
        path={"client_id": "{uuid}"},
    ),
    "GET /check-ins": LIST,
    "DELETE /check-ins/{client_id}": about_own(who("cadre"), knows=who("cadre supervisor double leader sender")),
    "GET /secondments/{secondment_id}/days": about_own(KNOWS, query="?month=2026-06"),
    "PUT /secondments/{secondment_id}/days/{on}": about_own(
        MANAGES, body={"state": "official_trip", "reason": "开会"}, path={"on": "2026-07-03"}
    ),
    "DELETE /secondments/{secondment_id}/days/{on}": about_own(MANAGES, path={"on": "{corrected}"}),
    "GET /attendance/{month}": LIST,
    "POST /attendance/{month}/confirm": about_own(
        MANAGES, body={"unit_id": "{unit_id}", "basis": "online"}, path={"month": "2026-05"}
    ),
    "POST /attendance/{month}/reopen": about_own(
        MANAGES, body={"unit_id": "{unit_id}", "reason": "改错"}, path={"month": "2026-06"}, success=(409,)
    ),
}
SECONDMENTS = {
    "GET /secondments": LIST,
    "POST /secondments": of_office(
        ORG,
        special={"foreign_orgadmin": 422},
        body={
            "cadre_id": "{person_id}",
            "programme_id": "{programme_id}",
            "receiving_unit_id": "{unit_id}",
            "post_title": "副镇长（挂职）",
            **DATES,
        },
    ),
    "GET /secondments/{secondment_id}": about_own(KNOWS),
    "PATCH /secondments/{secondment_id}": about_own(
        who("orgadmin"), body={"post_title": "副主任（挂职）"}, headers={"If-Match": '"1"'}
    ),
    "POST /secondments/{secondment_id}/approve": about_own(
        who("orgadmin"),
        body=STEP | {"approval_no": "云组干〔2026〕1号"},
        path={"secondment_id": "{draft_id}"},
        knows=who("orgadmin"),
    ),
    "POST /secondments/{secondment_id}/activate": about_own(
        who("orgadmin supervisor double"), body=STEP, success=(409,)
    ),
    "POST /secondments/{secondment_id}/suspend": about_own(who("orgadmin"), body=STEP),
    "POST /secondments/{secondment_id}/resume": about_own(who("orgadmin"), body=STEP, success=(409,)),
    "POST /secondments/{secondment_id}/extend": about_own(who("orgadmin"), body=STEP | {"end_on": "2027-02-28"}),
    "POST /secondments/{secondment_id}/recall": about_own(who("orgadmin"), body=STEP),
    "POST /secondments/{secondment_id}/appraise": about_own(MANAGES | who("orgadmin"), body=STEP),
    "POST /secondments/{secondment_id}/complete": about_own(who("orgadmin"), body=STEP, success=(409,)),
    "POST /secondments/{secondment_id}/archive": about_own(who("orgadmin"), body=STEP, success=(409,)),
    "GET /programmes": LIST,
    "POST /programmes": of_office(ORG, body={"name": "新项目", "kind": "village", "policy": {}}),
    "GET /programmes/{programme_id}": Rule(ok=PROGRAMME),
    "PATCH /programmes/{programme_id}": Rule(
        ok=who("orgadmin"),
        denied=PROGRAMME - who("orgadmin"),
        body={"name": "改名"},
        headers={"If-Match": '"1"'},
    ),
    "GET /programmes/{programme_id}/policies": Rule(ok=PROGRAMME),
    "PUT /programmes/{programme_id}/policies/{valid_from}": Rule(
        ok=who("orgadmin"),
        denied=PROGRAMME - who("orgadmin"),
        body={"review": "monthly"},
        path={"valid_from": "2026-08-01"},
    ),
    "GET /groups": of_office(ORG | LEADERS),
    "POST /groups": of_office(
        ORG,
        special={"foreign_orgadmin": 422},
        body={"name": "新组", "leader_id": "{person_id}", "secondment_ids": ["{secondment_id}"], **DATES},
        success=(201, 422),
    ),
    "GET /groups/{group_id}": Rule(ok=who("orgadmin leader")),
    "PATCH /groups/{group_id}": Rule(
        ok=who("orgadmin"),
        denied=who("leader"),
        body={"name": "改名组"},
        headers={"If-Match": '"1"'},
    ),
}
SPOT_CHECKS = {
    "POST /spot-checks": about_own(
        who("supervisor double leader"),
        body={"secondment_id": "{secondment_id}", "visited_at": "2026-07-10T09:00:00+08:00", "note": "在岗"},
    ),
    "GET /spot-checks": LIST,
    "GET /spot-checks/{spot_check_id}": Rule(ok=who("cadre supervisor double leader orgadmin")),
    "POST /spot-checks/{spot_check_id}/reply": about_own(
        who("cadre"), knows=who("cadre supervisor double leader orgadmin"), body=VERSION | {"text": "收到"}
    ),
    "POST /spot-checks/{spot_check_id}/close": about_own(
        who("supervisor double orgadmin"), knows=who("cadre supervisor double leader orgadmin"), body=VERSION
    ),
}
API_ROWS = RECORDS | ATTENDANCE | SECONDMENTS | SPOT_CHECKS
