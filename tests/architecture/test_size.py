"""Files, functions and templates stay small, and are named after what they hold."""

import ast
from pathlib import Path

import pytest

from tests.support.source import APP, ROOT, committed

FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 400, 50, 150
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}
GENERATED = ROOT / "migrations" / "versions"
"""A migration spells out every column of what it makes."""


def python_files() -> list[Path]:
    return [path for path in committed() if path.suffix == ".py" and GENERATED not in path.parents]


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def long_functions(name: str, tree: ast.Module) -> list[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = (node for node in ast.walk(tree) if isinstance(node, kinds))
    lengths = ((node, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions)
    return [f"{name}: {node.name} has {size} lines" for node, size in lengths if size > FUNCTION_LINES]


def test_no_file_is_long() -> None:
    assert [f"{path}: {lines_of(path)}" for path in python_files() if lines_of(path) > FILE_LINES] == []


def test_no_function_is_long() -> None:
    trees = ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in python_files())
    assert [found for path, tree in trees for found in long_functions(path.name, tree)] == []


def test_a_long_function_is_found() -> None:
    body = "\n".join("    x = 1" for _ in range(FUNCTION_LINES))
    assert long_functions("example", ast.parse(f"def f():\n{body}\n"))


def test_no_template_is_long() -> None:
    templates = [path for path in committed() if APP in path.parents and path.suffix == ".html"]
    assert [f"{path}: {lines_of(path)}" for path in templates if lines_of(path) > TEMPLATE_LINES] == []


@pytest.mark.parametrize("vague", sorted(VAGUE))
def test_no_file_has_a_vague_name(vague: str) -> None:
    assert [path for path in committed() if path.stem == vague] == []
