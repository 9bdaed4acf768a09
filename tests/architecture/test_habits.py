"""Rules 4 to 6 of the architecture: where statements, commits and decisions about roles may stand."""

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.source import APP, ROOT, Module, Rule, example, violations

STATEMENTS = {"select", "insert", "update", "delete", "exists", "union", "union_all", "text"}
SESSION_READS = {"exec", "execute", "get", "get_one", "query", "scalar", "scalars", "stream"}
NAMED = {"app.records.hot", "app.secondments.scope"}
"""The measured path of `records`, and the conditions that every repository puts into its statements."""
ACTOR_QUESTIONS = {"has", "holds", "paths"}


def statement_outside_repository(module: Module) -> Iterator[str]:
    """Statements and reads through a session stand in repositories, the core and two named modules."""
    if module.domain == "core" or module.part == "repository" or module.name in NAMED:
        return
    for name, line in module.imports():
        package, _, last = name.rpartition(".")
        schema = module.part == "models" and last == "text"  # a server default is no statement
        if package.split(".")[0] in {"sqlalchemy", "sqlmodel"} and last in STATEMENTS and not schema:
            yield module.at(line, f"imports {name}")
    for called, node in module.calls():
        receiver, _, method = called.rpartition(".")
        if receiver.split(".")[-1] == "session" and method in SESSION_READS:
            yield module.at(node.lineno, f"calls {called}")


def commit_outside_core(module: Module) -> Iterator[str]:
    """The unit of work is the only one that commits."""
    if module.domain == "core":
        return
    for called, node in module.calls():
        if called.rpartition(".")[2] == "commit":
            yield module.at(node.lineno, f"calls {called}")


def role_decided_at_the_edge(module: Module) -> Iterator[str]:
    """Routes ask a policy; they compare no roles."""
    if module.part not in {"api", "web"}:
        return
    for called, node in module.calls():
        receiver, _, method = called.rpartition(".")
        if receiver.split(".")[-1] == "actor" and method in ACTOR_QUESTIONS:
            yield module.at(node.lineno, f"calls {called}")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Compare) and _speaks_of_role(node):
            yield module.at(node.lineno, f"compares {ast.unparse(node)}")


def _speaks_of_role(node: ast.Compare) -> bool:
    names = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    names |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return bool(names & {"Role", "role", "roles"})


def future_annotations_in_models(module: Module) -> Iterator[str]:
    """SQLModel reads annotations when a class is made, so models keep them real."""
    if module.part == "models":
        yield from (module.at(line, name) for name, line in module.imports() if name == "__future__.annotations")


RULES = [
    statement_outside_repository,
    commit_outside_core,
    role_decided_at_the_edge,
    future_annotations_in_models,
]


@pytest.mark.parametrize("rule", RULES)
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    assert violations(rule) == []


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (statement_outside_repository, "app.records.service", "from sqlmodel import select"),
        (statement_outside_repository, "app.records.web", "work.session.get(Record, key)"),
        (statement_outside_repository, "app.records.service_review", "self.session.execute(query)"),
        (commit_outside_core, "app.records.service", "work.session.commit()"),
        (role_decided_at_the_edge, "app.records.api", "x = grant.role == 'finance'"),
        (role_decided_at_the_edge, "app.records.web", "work.actor.has(wanted)"),
        (future_annotations_in_models, "app.records.models", "from __future__ import annotations"),
    ],
)
def test_the_rule_bites(rule: Rule, name: str, text: str) -> None:
    assert list(rule(example(name, text)))


@pytest.mark.parametrize(
    "snippet",
    [
        "import datetime\nprint(datetime.datetime.now(datetime.UTC))\n",
        "from datetime import date\nx = date.today()\n",
        "import time\nx = time.time()\n",
        "from fastapi import HTTPException\n",
        "def f():\n    from app.records import service\n",
    ],
)
def test_the_linter_refuses_other_clocks_and_http_in_domains(snippet: str) -> None:
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--select",
        "TID251,PLC0415",
        "--output-format",
        "concise",
    ]
    command += ["--stdin-filename", str(APP / "records" / "service.py"), "-"]
    done = subprocess.run(command, input=snippet, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
