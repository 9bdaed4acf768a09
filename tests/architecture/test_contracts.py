"""The project's own import contract (run by `lint-imports`) finds what it is there to find."""

import pytest
from grimp import ImportGraph

from tools.contracts import DomainParts

ALLOWED = [
    ("app.records.service_review", "app.records.repository"),
    ("app.records.service.review", "app.records.repository_days"),
    ("app.records.hot", "app.records.repository"),
    ("app.records.schemas", "app.records.errors"),
    ("app.records.api_review", "app.records.api"),
    ("app.records.repository", "app.records.policy"),
    ("app.secondments.access", "app.secondments.repository"),
    ("app.records.web", "app.http.routing"),
    ("app.allowances.service", "app.records.service"),
    ("app.main", "fastapi"),
    ("app.http.deps", "fastapi"),
]
REFUSED = [
    ("app.records.repository_days", "app.records.service"),
    ("app.records.schemas", "app.records.repository"),
    ("app.records.policy", "app.records.repository"),
    ("app.records.api", "app.records.web"),
    ("app.records.service_review", "fastapi"),
    ("app.records.rules", "starlette"),
    ("app.core.paging", "app.http.deps"),
    ("app.allowances.service", "app.records.repository"),
    ("app.records.web", "app.records.repository"),
    ("app.home.service", "app.records.repository_days"),
    ("app.main", "app.accounts.repository"),
]


def kept(importer: str, imported: str) -> bool:
    graph = ImportGraph()
    graph.add_import(importer=importer, imported=imported)
    contract = DomainParts(name="example", session_options={}, contract_options={})
    return contract.check(graph, verbose=False).kept


@pytest.mark.parametrize(("importer", "imported"), ALLOWED)
def test_what_the_architecture_allows_passes(importer: str, imported: str) -> None:
    assert kept(importer, imported)


@pytest.mark.parametrize(("importer", "imported"), REFUSED)
def test_what_the_architecture_forbids_is_found(importer: str, imported: str) -> None:
    assert not kept(importer, imported)
