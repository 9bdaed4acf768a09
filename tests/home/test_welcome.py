"""The first minute of a new account: shown once, asks once, and a demonstration that leaves nothing behind."""

from uuid import UUID

from sqlmodel import col, select

from app.accounts.models import Person
from app.accounts.models_care import Consent
from app.audit.models import AuditEvent
from app.core.actor import Role
from app.home import help_words
from tests.home.conftest import Office

NEW = {"name": "新来的", "login": "newcomer", "password": "a first long password"}
FORM = 'name="position"'


def new_cadre(office: Office, **policy: str) -> Person:
    cadre = office.county.person("新来的", Role.CADRE, welcome_due=True)
    programme = office.county.programme(**policy)
    office.county.secondment(cadre, programme, office.town, start_on=office.secondment.start_on)
    return cadre


def answers(office: Office, person: Person) -> dict[str, bool]:
    """What somebody is recorded to have answered."""
    with office.county.database.session(write=False) as session:
        rows = session.exec(select(Consent).where(Consent.person_id == person.id)).all()
        return {row.kind.value: row.given_at is not None for row in rows}


def test_the_front_page_is_the_first_minute_once(office: Office) -> None:
    cadre = new_cadre(office)
    assert office.open("/", cadre).headers["location"] == "/welcome"
    assert "您好，新来的" in office.look("/welcome", cadre)
    assert office.open("/", cadre).headers["location"] == "/today"
    assert "您好，新来的" in office.look("/welcome", cadre)  # to read again, a tap away
    with office.county.database.session(write=False) as session:
        events = session.exec(select(AuditEvent).where(col(AuditEvent.action) == "accounts.welcome")).all()
        assert [event.subject_id for event in events] == [str(cadre.id)]


def test_whoever_was_here_before_is_not_asked(office: Office) -> None:
    assert office.open("/", office.supervisor).headers["location"] == "/todo"


def test_an_account_that_is_made_with_a_password_begins_with_it(office: Office) -> None:
    admin = office.county.person("管理", Role.ORGADMIN, office.county.region)
    made = office.api.as_(admin).post("/api/v1/people", json=NEW | {"unit_id": str(office.town.id)})
    assert made.status_code == 201, made.text
    with office.county.database.session(write=False) as session:
        person = session.get(Person, UUID(made.json()["id"]))
        assert person is not None
        assert (person.must_change_password, person.welcome_due) == (True, True)


def test_a_position_is_asked_about_only_where_it_may_be_given(office: Office) -> None:
    without = new_cadre(office, check_in="off")
    located = new_cadre(office, check_in="voluntary", location="coarse")
    assert FORM not in office.open("/welcome", without).text
    assert FORM in office.open("/welcome", located).text


def test_what_is_answered_is_kept_and_what_is_left_open_is_not(office: Office) -> None:
    cadre = new_cadre(office, check_in="voluntary", location="coarse")
    browser = office.api.as_(cadre)
    answer = browser.post("/welcome", data={"photos": "later", "position": "no", "then": "try"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/welcome/try")
    assert answers(office, cadre) == {"position": False}
    answer = browser.post("/welcome", data={"photos": "yes", "position": "no", "then": "start"})
    assert answer.headers["location"] == "/today"
    assert answers(office, cadre) == {"position": False, "photos": True}
    browser.post("/welcome", data={"photos": "yes"})
    assert answers(office, cadre) == {"position": False, "photos": True}
    assert browser.post("/welcome", data={"photos": "perhaps"}).status_code == 422


def test_everybody_else_sees_what_waits(office: Office) -> None:
    office.write("2026-04-15")
    said = office.look("/welcome")
    assert "现在等您办的 待办 1" in said
    assert "位置" not in said
    idle = office.county.person("等着", Role.SYSADMIN, welcome_due=True)
    assert "现在没有等您办的事" in office.look("/welcome", idle)


def test_the_anonymous_are_sent_to_sign_in_except_from_help(office: Office) -> None:
    browser = office.api.anonymous
    for path in ("/welcome", "/welcome/try"):
        assert browser.get(path, headers={"Accept": "text/html"}).status_code == 303, path
    assert "没信号怎么办？" in browser.get("/help").text
    assert browser.get("/help/unheard-of").status_code == 422


def test_the_demonstration_is_the_real_form_and_names_no_record(office: Office) -> None:
    html = office.open("/welcome/try", office.cadre).text
    assert "data-trial" in html
    assert "data-record" not in html
    assert 'type="file"' not in html


def test_each_role_has_its_help_in_both_languages(office: Office) -> None:
    for topic, words in help_words.TOPICS.items():
        said = office.look(f"/help/{topic}")
        assert all(step in said for step in words.steps), topic
        assert all(one.answer in said for one in help_words.QUESTIONS), topic
    assert "What if there is no signal?" in office.look("/help/cadre", lang="en")


def test_help_begins_with_ones_own_roles(office: Office) -> None:
    office.county.grant(office.cadre, Role.FINANCE, office.county.region)
    page = office.look("/help", office.cadre)
    own, _, others = page.partition("常见问题")
    assert "每写一个字都存在手机上" in own
    assert "结账后的月份不再变动" in own
    assert "检查人员" in others
