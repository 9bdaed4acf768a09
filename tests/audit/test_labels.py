"""The trail speaks in words: whatever the code can write into it has a label in both languages."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from app.allowances.policy_claims import Action as ClaimAction
from app.attendance.service_leave import _VERBS as LEAVE
from app.audit import labels
from app.core.i18n import translate
from app.home.service_my_data import ACTION as MY_DATA
from app.records.service.summaries import _VERBS as SUMMARIES
from app.records.states import Action as RecordAction
from app.reminders.service_trial import ACTION as TRIAL
from app.secondments.policy_lifecycle import STEPS
from app.secondments.service_roster import RosterIntake
from app.secondments.service_roster_store import _PASSED
from app.secondments.service_transfer import TRANSFER, WITHDRAW
from app.signals.service_changes import _VERBS as SIGNALS

APP = Path(__file__).resolve().parents[2] / "app"
WRITERS = {"record", "record_unnamed", "event_of"}
Words = Iterable[str]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _said(node: ast.AST) -> set[str]:
    """The words of a literal or of a choice between literals."""
    if isinstance(node, ast.IfExp):
        return _said(node.body) | _said(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def _given(folder: str, helper: str, place: int, start: str = "") -> set[str]:
    """What the callers of a helper give it, in the file or package that has it."""
    home = APP / folder
    words: set[str] = set()
    for path in [home] if home.suffix else home.rglob("*.py"):
        for call in _calls(_tree(path)):
            if isinstance(call.func, ast.Name) and call.func.id == helper and len(call.args) > place:
                words |= {start + word for word in _said(call.args[place])}
    assert words, helper
    return words


def _all(start: str, words: Words) -> set[str]:
    return {start + str(word) for word in words}


DERIVED: dict[tuple[str, str], Callable[[], Words]] = {
    ("attendance/service_days_span.py", "action"): lambda: _given("attendance/service_days_span.py", "_told", 4),
    ("attendance/service_days.py", "action"): lambda: _given("attendance/service_days.py", "_told", 2),
    ("attendance/service_leave.py", "f'leave.{_VERBS[news]}'"): lambda: _all("leave.", LEAVE.values()),
    ("attendance/service_months.py", "f'attendance.{verb}'"): lambda: _given(
        "attendance/service_months.py", "_told", 2, "attendance."
    ),
    ("reminders/service_trial.py", "ACTION"): lambda: [TRIAL],
    ("records/service/writing.py", "action_of(submit=submit)"): lambda: ["records.submit", "records.draft"],
    ("records/service/summaries.py", "_VERBS[row.voice]"): SUMMARIES.values,
    ("records/service/review.py", "f'records.{action.value}'"): lambda: _all("records.", RecordAction),
    ("records/service/quarantine.py", "f'records.{action}'"): lambda: _given("records/service", "tell", 3, "records."),
    ("records/service/holds.py", "action"): lambda: _given("records/service/holds.py", "_log", 3),
    ("records/service/text_holds.py", "f'texts.{action}'"): lambda: _given("records/service", "tell", 3, "texts."),
    ("records/service/text_care.py", "action"): lambda: _given("records/service/text_care.py", "_log", 3),
    ("handbook/service_jobs.py", "action"): lambda: _given("handbook", "audit_job", 1),
    ("feedback/service.py", "action"): lambda: _given("feedback/service.py", "_changed", 2),
    ("secondments/service_imports_read.py", "action"): lambda: [RosterIntake.action.replace("-import", "-mark")],
    ("secondments/service_imports.py", "run.intake.action"): lambda: [RosterIntake.action],
    ("secondments/service_transfer.py", "f'secondments.{kind}'"): lambda: _all("secondments.", (TRANSFER, WITHDRAW)),
    ("secondments/service_lifecycle.py", "f'secondments.{step.name}'"): lambda: _all("secondments.", STEPS),
    ("secondments/service_roster_store.py", "f'secondments.{kind}'"): lambda: {
        f"secondments.{kind}" for kinds in _PASSED.values() for kind in kinds
    },
    ("secondments/service_roster_correct.py", "f'secondments.{name}'"): lambda: _all(
        "secondments.", (*STEPS, "change")
    ),
    ("signals/service_changes.py", "f'signals.{_VERBS[what]}'"): lambda: _all("signals.", SIGNALS.values()),
    ("allowances/service_adjustments.py", "f'allowances.adjustment_{verb}'"): lambda: _given(
        "allowances/service_adjustments.py", "_told", 3, "allowances.adjustment_"
    ),
    ("allowances/service_claims_steps.py", "f'claims.{action.value}'"): lambda: _all("claims.", ClaimAction),
    ("allowances/service_runs.py", "f'allowances.{verb}'"): lambda: _given(
        "allowances/service_runs.py", "_told", 3, "allowances."
    ),
    ("allowances/service_objections.py", "f'objections.{verb}'"): lambda: _given(
        "allowances/service_objections.py", "_told", 3, "objections."
    ),
    ("allowances/service_accounts.py", "action"): lambda: ["allowances.account-verify", "allowances.account-reject"],
    ("allowances/service_export.py", "action"): lambda: _given("allowances", "audit_export", 1),
    ("home/service_my_data.py", "ACTION"): lambda: [MY_DATA],
    ("appraisals/service.py", "f'appraisals.{kind}'"): lambda: _given("appraisals", "_taken", 2, "appraisals."),
    ("operations/cli.py", "action"): lambda: _given("operations/cli.py", "_leave_event", 1),
    ("spot_checks/service_steps.py", "f'spot_checks.{verb}'"): lambda: _given(
        "spot_checks/service_steps.py", "_told", 2, "spot_checks."
    ),
    ("spot_checks/service_plans.py", "f'spot_checks.{verb}'"): lambda: _given(
        "spot_checks/service_plans.py", "_told", 2, "spot_checks."
    ),
    ("accounts/service_consents.py", "action"): lambda: ["accounts.consent-give", "accounts.consent-take-back"],
    ("accounts/service_delegations.py", "f'accounts.delegation-{verb}'"): lambda: _given(
        "accounts/service_delegations.py", "_told", 2, "accounts.delegation-"
    ),
}
"""What is no literal where it is written: by file and expression, the words that it can be."""


def _writes() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(APP.rglob("*.py")):
        if "app.audit" not in path.read_text("utf-8"):
            continue
        tree = _tree(path)
        names = {
            alias.asname or alias.name: alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module in ("app.audit", "app.audit.service")
            for alias in node.names
        }
        for call in _calls(tree):
            function = call.func
            if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
                wanted = function.attr if function.value.id in names else ""
            else:
                wanted = names.get(function.id, "") if isinstance(function, ast.Name) else ""
            if wanted in WRITERS:
                yield str(path.relative_to(APP)), call


@cache
def _written() -> tuple[frozenset[str], frozenset[tuple[str, str]], frozenset[str], frozenset[str]]:
    """The literal actions, the places where the action is none, the subjects, and the names of facts."""
    actions: set[str] = {"access.denied"}
    places: set[tuple[str, str]] = set()
    subjects: set[str] = {"request"}
    facts: set[str] = set()
    for place, call in _writes():
        said = _said(call.args[1])
        actions |= said
        if not said:
            places.add((place, ast.unparse(call.args[1])))
        subjects |= _said(call.args[2]) or _constant(place, call.args[2])
        facts |= {word.arg for word in call.keywords if word.arg}
    return frozenset(actions), frozenset(places), frozenset(subjects), frozenset(facts)


def _constant(place: str, node: ast.expr) -> set[str]:
    """What a module's `SUBJECT` is, here or where it comes from."""
    folder = APP / Path(place).parts[0]
    return {
        word
        for path in [APP / place, *folder.rglob("*.py")]
        for line in _tree(path).body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == ast.unparse(node).rpartition(".")[2]
        for word in _said(line.value)
    }


def test_every_action_has_a_label() -> None:
    actions, places, _, _ = _written()
    unknown = sorted(place for place in places if place not in DERIVED)
    assert unknown == [], "say in DERIVED which words these can be"
    derived = {word for place in places for word in DERIVED[place]()}
    assert sorted((actions | derived) - set(labels.ACTIONS)) == []


def test_every_subject_has_a_label() -> None:
    assert sorted(_written()[2] - set(labels.SUBJECTS)) == []


def test_every_named_fact_has_a_label() -> None:
    named = _written()[3] - {"unit_id", "before", "after"}
    assert sorted(name for name in named if name not in labels.FACTS and not labels.is_code(name)) == []


def test_every_domain_has_a_label() -> None:
    assert {action.partition(".")[0] for action in labels.ACTIONS} == set(labels.DOMAINS)


@pytest.mark.parametrize("table", ["ACTIONS", "SUBJECTS", "FACTS", "DOMAINS"])
def test_labels_are_words_in_both_languages(table: str) -> None:
    for code, label in getattr(labels, table).items():
        assert re.search(r"[\u4e00-\u9fff]", translate(label, "zh_CN")), code
        assert re.fullmatch(r"[ -~’“”]+", translate(label, "en")), code
