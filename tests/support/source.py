"""The service's own source as syntax trees, sorted into the parts that the architecture speaks of."""

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tools.contracts import Place

ROOT = Path(__file__).resolve().parent.parent.parent
APP = ROOT / "app"


@dataclass(frozen=True, slots=True)
class Module:
    """One module: `app.records.service_review` has the domain `records` and the part `service`."""

    name: str
    tree: ast.Module

    @property
    def domain(self) -> str:
        return Place.of(self.name).domain

    @property
    def part(self) -> str:
        return Place.of(self.name).part

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every imported dotted name with its line; `from a import b` gives `a.b`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with the dotted text of what is called (`work.session.exec`)."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node

    def at(self, line: int, message: str) -> str:
        return f"{self.name}:{line} {message}"


Rule = Callable[[Module], Iterable[str]]


def example(name: str, text: str) -> Module:
    """A module that a test makes up, to show that a rule bites."""
    return Module(name, ast.parse(text))


@lru_cache
def modules() -> tuple[Module, ...]:
    """Every module under `app`."""
    return tuple(_read(path) for path in sorted(APP.rglob("*.py")))


def _read(path: Path) -> Module:
    pieces = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(pieces[:-1] if pieces[-1] == "__init__" else pieces)
    return Module(name, ast.parse(path.read_text(encoding="utf-8")))


def violations(rule: Rule) -> list[str]:
    return [found for module in modules() for found in rule(module)]


@lru_cache
def committed() -> tuple[Path, ...]:
    """The files of the project that are or would be committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = (ROOT / line for line in done.stdout.splitlines())
    return tuple(path for path in paths if path.is_file())
