"""Rules 1 to 4 of the architecture where a domain splits its modules: `service_review` is still a service."""

from collections.abc import Iterator

import pytest

from tests.support.source import LAYERS, Module, Rule, domain_of, example, modules, part_of, violations

WEB_FRAMEWORK = ("fastapi", "starlette", "jinja2", "app.http")
SPEAKS_HTTP = {"api", "web", "deps"}
"""The parts of a domain that may know the web framework; packages without domain rules may as well."""
NO_DOMAIN = {"", "http", "main", "cli", "scheduler", "registry", "__main__"}


def inside_out(module: Module) -> Iterator[str]:
    """A module of a domain imports its own domain's lower layers only."""
    rank = LAYERS.get(module.part)
    for name, line in module.imports():
        other = part_of(name)
        if rank is None or domain_of(name) != module.domain or other not in LAYERS:
            continue
        if LAYERS[other] > rank or (LAYERS[other] == rank >= 2 and other != module.part):
            yield module.at(line, f"{module.part} imports {name}")


def framework_in_rules(module: Module) -> Iterator[str]:
    """What decides knows neither the web framework nor how pages are made."""
    if module.domain in NO_DOMAIN or module.part in SPEAKS_HTTP:
        return
    for name, line in module.imports():
        if any(name == banned or name.startswith(f"{banned}.") for banned in WEB_FRAMEWORK):
            yield module.at(line, f"imports {name}")


def foreign_repository(module: Module) -> Iterator[str]:
    """A repository is imported by its own domain's services (and repositories) alone."""
    for name, line in module.imports():
        if not name.startswith("app.") or part_of(name) != "repository":
            continue
        own = domain_of(name) == module.domain and module.part in {"service", "repository", "hot"}
        if not own:
            yield module.at(line, f"imports {name}")


@pytest.mark.parametrize("rule", [inside_out, framework_in_rules, foreign_repository])
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    assert modules(), "no source found"
    assert violations(rule) == []


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (inside_out, "app.records.repository_days", "from app.records.service import submit_record"),
        (inside_out, "app.records.schemas", "from app.records import repository"),
        (inside_out, "app.records.api", "from app.records.web import router"),
        (framework_in_rules, "app.records.service_review", "from fastapi import Depends"),
        (framework_in_rules, "app.core.paging", "import app.http.deps"),
        (foreign_repository, "app.allowances.service", "from app.records.repository import find_record"),
        (foreign_repository, "app.records.web", "from app.records import repository"),
        (foreign_repository, "app.home.service", "from app.records.repository_days import list_days"),
    ],
)
def test_the_rule_bites(rule: Rule, name: str, text: str) -> None:
    assert list(rule(example(name, text)))
