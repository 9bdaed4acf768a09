"""What every operation of the OpenAPI document shares: sign-in, refusals, headers, and what parameters mean."""

from typing import Any

from app.core.actor import Scope
from app.http.problems import PROBLEM_JSON, Problem

TOKEN_URL = "/api/v1/auth/token"  # noqa: S105 - an address
SCOPES: dict[Scope, str] = {
    Scope.ROSTER_READ: "Read units, people, programmes, groups and secondments.",
    Scope.ROSTER_WRITE: "Create and change units, people, roles and secondments.",
    Scope.RECORDS_STATUS: "Read the state of daily records, never their text.",
    Scope.ATTENDANCE_READ: "Read days, months and check-ins.",
    Scope.ALLOWANCE_EXPORT: "Read and download what each cadre is owed.",
    Scope.BANK_EXPORT: "Download the bank's payment file.",
    Scope.SUMMARY_READ: "Read summaries.",
    Scope.SIGNALS_COUNT: "Read how many signals are open.",
}
_REFUSALS: dict[int, tuple[str, str]] = {
    400: ("BadRequest", "The body could not be read."),
    401: ("Unauthenticated", "No valid session, token or credentials."),
    403: ("Forbidden", "Visible, but not the caller's to do; or the password must be changed first."),
    404: ("NotFound", "Not there, or not for the caller to know of."),
    409: ("Conflict", "The state of things forbids it; `code` says why, `current` what stands now."),
    410: ("ContentHidden", "It is there, and its content is hidden or was purged."),
    412: ("StaleVersion", "An older version was named; `current` is what stands now."),
    413: ("ContentTooLarge", "The body is larger than the operation takes."),
    415: ("UnsupportedMediaType", "The body is of another media type."),
    422: ("Invalid", "Wrong input; `errors` points at each field."),
    429: ("TooManyRequests", "Too many tries; `Retry-After` says when to come back."),
    503: ("NotReady", "The service cannot answer just now."),
}
_MEANINGS = {
    "limit": "How many items a page holds.",
    "cursor": "`next_cursor` of the page before; left out for the first page.",
    "month": "A month of Beijing's calendar.",
    "week": "An ISO week of Beijing's calendar, as `2026-W16`.",
    "on": "A day of Beijing's calendar.",
    "work_on": "The day that the record is about, in Beijing's calendar.",
    "valid_from": "The first day on which it holds.",
    "from": "The first day, included.",
    "to": "The last day, included.",
    "changed_since": "Only what changed at or after this instant, in order of change; `next_since` of the last answer.",
    "status": "Only those in this state.",
    "state": "Only those in these states; may be given several times.",
    "box": "`own`: what one sent under one's name; `handled`: what one is to answer.",
    "kind": "Only those of this kind.",
    "channel": "`wecom`, `sms`, `email` or `dingtalk`.",
    "role": "Only those who hold this role today.",
    "q": "Only those whose names or numbers contain this.",
    "group_by": "What the sums are grouped by.",
    "year": "A year of the calendar.",
    "size": "The image as it is kept, or its thumbnail.",
    "unread": "Leave out what was read.",
    "unit_id": "A unit and all below it.",
    "below_id": "A unit and all below it.",
    "parent_id": "Only units directly below this one.",
    "cadre_id": "Only this cadre's; `me` are one's own.",
    "client_id": "The id that the client minted.",
    "actor": "Only what this person or program did.",
    "subject": "Only what was done to the subject with this id.",
    "action": "Only this action, or all that begin with this word and a full stop.",
}
_EXAMPLES = {
    "uuid": "01980b6e-7c41-7d2a-9f3e-5a1c2b3d4e5f",
    "date": "2026-04-30",
    "date-time": "2026-04-30T09:00:00+08:00",
}


def meaning_of(name: str) -> str | None:
    """What a parameter of this name means wherever it stands, unless its operation says more."""
    if name in _MEANINGS:
        return _MEANINGS[name]
    return f"The id of the {name[:-3].replace('_', ' ')}." if name.endswith("_id") else None


def example_of(schema: dict[str, Any]) -> Any:
    """An example of a parameter's format, None for what explains itself."""
    return _EXAMPLES.get(schema.get("format", ""))


def refusal(status: int) -> dict[str, Any]:
    """A reference to the answer that refuses with this status."""
    return {"$ref": f"#/components/responses/{_REFUSALS[status][0]}"}


def components(session_cookie: str) -> dict[str, dict[str, Any]]:
    """The shared components, by their kind."""
    return {
        "securitySchemes": _security(session_cookie),
        "responses": {name: _response(status, text) for status, (name, text) in _REFUSALS.items()},
        "headers": _headers(),
        "schemas": _problem(),
    }


def _security(session_cookie: str) -> dict[str, Any]:
    return {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": session_cookie,
            "description": "A person in a browser; requests that change something also need this origin's `Origin`.",
        },
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": f"A person's access token from `POST {TOKEN_URL}`; lives ten minutes at most.",
        },
        "oauth2": {
            "type": "oauth2",
            "description": "A program's access token: it may call the operations that name one of its scopes.",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": TOKEN_URL,
                    "scopes": {str(scope): text for scope, text in SCOPES.items()},
                }
            },
        },
        "client": {"type": "http", "scheme": "basic", "description": "A program's id and secret."},
    }


def _response(status: int, text: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": text,
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    named = {401: "WWW-Authenticate", 429: "Retry-After"}.get(status)
    if named:
        answer["headers"] = {named: {"$ref": f"#/components/headers/{named}"}}
    return answer


def _headers() -> dict[str, Any]:
    return {
        "ETag": {
            "description": "The version of what was answered; `If-Match` names it again.",
            "required": True,
            "schema": {"type": "string", "pattern": '^"[0-9]+"$'},
            "example": '"3"',
        },
        "Retry-After": {
            "description": "Seconds until the next try may succeed.",
            "required": True,
            "schema": {"type": "integer", "minimum": 0},
        },
        "WWW-Authenticate": {"description": "How to sign in.", "schema": {"type": "string"}},
    }


def _problem() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), "Problem": schema}
