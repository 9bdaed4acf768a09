"""Import contracts for domains that split their modules: `service_review` and `service/review` are services.

import-linter names modules one by one, so its own contracts see `service` alone; this one reads the part of the
architecture from the beginning of a module's name. It is registered in pyproject.toml and run by `lint-imports`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

LAYERS = {
    **dict.fromkeys(("api", "web", "jobs", "cli"), 6),
    "service": 5,
    "repository": 4,
    "policy": 3,
    "schemas": 2,
    "errors": 1,
    "models": 0,
}
WEB_FRAMEWORK = ("fastapi", "starlette", "jinja2", "app.http")
SPEAKS_HTTP = {"api", "web", "deps"}
"""The parts of a domain that may know the web framework."""
NO_READERS = set(LAYERS) - {"service", "repository"}
"""Parts that ask a service. What has another name (`accounts.authority`, `secondments.access`) is a service too."""
NO_DOMAINS = {"", "http"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module stands: `app.records.service_review` is the part `service` of the domain `records`."""

    domain: str = ""
    part: str = ""

    @classmethod
    def of(cls, name: str) -> "Place":
        root, *pieces = name.split(".")
        if root != "app" or len(pieces) < 2:
            return cls()
        return cls(pieces[0], pieces[1].split("_")[0])


Rule = Callable[[str, str], bool]
"""True when the first module must not import the second."""


def climbs(importer: str, imported: str) -> bool:
    """Inside a domain, imports go down; api, web, jobs and cli do not know each other."""
    here, there = Place.of(importer), Place.of(imported)
    if here.domain != there.domain or here.part not in LAYERS or there.part not in LAYERS:
        return False
    step = LAYERS[there.part] - LAYERS[here.part]
    return step > 0 or (step == 0 and here.part != there.part)


def knows_the_web(importer: str, imported: str) -> bool:
    """What decides knows neither the web framework nor how pages are made."""
    here = Place.of(importer)
    if here.domain in NO_DOMAINS or here.part in SPEAKS_HTTP:
        return False
    return any(imported == banned or imported.startswith(f"{banned}.") for banned in WEB_FRAMEWORK)


def trespasses(importer: str, imported: str) -> bool:
    """A repository is its own domain's affair."""
    here, there = Place.of(importer), Place.of(imported)
    if there.part != "repository":
        return False
    return here.domain != there.domain or here.part in NO_READERS


RULES: tuple[Rule, ...] = (climbs, knows_the_web, trespasses)


class DomainParts(Contract):
    """Every direct import of the graph against every rule above."""

    type_name = "domain_parts"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        breaches = sorted(_breaches(graph))
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for breach in check.metadata["breaches"]:
            output.print_error(f"- {breach}", bold=False)
        output.new_line()


def _breaches(graph: ImportGraph) -> Iterator[str]:
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            yield from (
                f"{importer} imports {imported}: {(rule.__doc__ or '').splitlines()[0]}"
                for rule in RULES
                if rule(importer, imported)
            )
