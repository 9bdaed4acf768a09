"""The rows of 值得一看, the Organization Department's list, and of 本组一周, which is the group leader's alone."""

from tests.permissions.matrix import Rule, of_office, who

ORG = who("orgadmin foreign_orgadmin")

ATTENTION_ROWS: dict[str, Rule] = {
    "GET /attention": of_office(ORG),
    "GET /groups/{group_id}/week": Rule(ok=who("leader"), denied=who("orgadmin")),
}
ATTENTION_PAGES: dict[str, Rule] = {
    "GET /attention": of_office(ORG, anonymous=303),
    "GET /groups/{group_id}/week": Rule(ok=who("leader"), denied=who("orgadmin"), anonymous=303),
}
