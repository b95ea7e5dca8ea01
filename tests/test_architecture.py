"""The layers, the size of files, and that no code knows a decision's number or a year."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
BASE = {"app", "app.errors", "app.paths", "app.settings", "app.translate", "app.logs"}
START = {"app.__main__", "app.start", "app.self_test"}
QT = {"PySide6", "shiboken6"}
DATABASE = {"sqlmodel", "sqlalchemy", "alembic"}
DRAWING = {"reportlab", "docx", "PIL", "pypdfium2"}
MAX_LINES = 400


class Import(NamedTuple):
    line: int
    module: str
    names: tuple[str, ...]


def _module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _modules() -> dict[str, Path]:
    return {_module_name(path): path for path in sorted((ROOT / "app").rglob("*.py"))}


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(_modules()[module].read_text(encoding="utf-8"))


@cache
def _imports(module: str) -> tuple[Import, ...]:
    """Every import of a module, also those inside functions; relative ones made absolute."""
    package = module if _modules()[module].name == "__init__.py" else module.rpartition(".")[0]
    found: list[Import] = []
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            found += [Import(node.lineno, alias.name, ()) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            source = ".".join(part for part in (base, node.module or "") if part)
            plain = tuple(alias.name for alias in node.names if f"{source}.{alias.name}" not in _modules())
            if plain:
                found.append(Import(node.lineno, source, plain))
            found += [
                Import(node.lineno, f"{source}.{alias.name}", ()) for alias in node.names if alias.name not in plain
            ]
    return tuple(found)


def _is_below(module: str, *tops: str) -> bool:
    return any(module == top or module.startswith(top + ".") for top in tops)


def _layer(module: str) -> str:
    for top in ("models", "services", "context", "cli", "ui"):
        if _is_below(module, f"app.{top}"):
            return top
    return "start" if module in START else "base"


FORBIDDEN_APP = {
    "base": ("app.models", "app.services", "app.context", "app.cli", "app.ui"),
    "models": ("app.services", "app.context", "app.cli", "app.ui"),
    "services": ("app.context", "app.cli", "app.ui"),
    "context": ("app.models", "app.cli", "app.ui"),
    "cli": ("app.ui", "app.start", "app.self_test"),
    "ui": ("app.cli", "app.start", "app.self_test"),
    "start": (),
}
FORBIDDEN_OUTSIDE = {
    "base": QT | DATABASE | DRAWING | {"pydantic", "typer", "cryptography", "pyrage"},
    "models": QT | DRAWING | {"typer", "cryptography", "pyrage"},
    "services": QT | {"typer", "click", "rich"},
    "context": QT | {"typer"},
    "cli": QT | DATABASE,
    "ui": DATABASE | {"typer"},
    "start": DATABASE | DRAWING,
}


def _breaches() -> Iterator[str]:
    for module in _modules():
        layer = _layer(module)
        for found in _imports(module):
            place = f"{module}:{found.line}"
            if _is_below(found.module, *FORBIDDEN_APP[layer]):
                yield f"{place} ({layer}) imports {found.module}"
            if found.module.split(".")[0] in FORBIDDEN_OUTSIDE[layer]:
                yield f"{place} ({layer}) imports {found.module}"
            if layer in ("cli", "ui") and _is_below(found.module, "app.models"):
                tables = [name for name in found.names if not name.endswith(("Data", "Row", "Kind", "Status"))]
                if tables or not found.names:
                    yield f"{place} ({layer}) takes {', '.join(tables) or 'a whole module'} from {found.module}"


def test_every_module_imports_only_what_its_layer_may() -> None:
    assert len(_modules()) > 10
    assert list(_breaches()) == []


def test_base_modules_are_the_known_ones() -> None:
    assert {module for module in _modules() if _layer(module) == "base"} == BASE


def test_rules_and_scoring_reach_no_database_no_drawing_and_no_window() -> None:
    pure = [name for name in _modules() if _is_below(name, "app.services.rules", "app.services.scoring")]
    assert len(pure) >= 5
    reached: dict[str, str] = dict.fromkeys(pure, "")
    todo = list(pure)
    breaches: list[str] = []
    while todo:
        module = todo.pop()
        for found in _imports(module):
            if found.module.split(".")[0] in QT | DATABASE | DRAWING or _is_below(found.module, "app.models"):
                breaches.append(f"{module}:{found.line} imports {found.module} (reached from {reached[module]})")
            if found.module in _modules() and found.module not in reached:
                reached[found.module] = module
                todo.append(found.module)
    assert breaches == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: sorted({i.module for i in _imports(name)} & _modules().keys() - {name}) for name in _modules()}
    state: dict[str, str] = {}
    circles: list[str] = []

    def visit(module: str, trail: tuple[str, ...]) -> None:
        state[module] = "open"
        for target in graph[module]:
            if state.get(target) == "open":
                circles.append(" -> ".join((*trail[trail.index(target) :], target)))
            elif target not in state:
                visit(target, (*trail, target))
        state[module] = "done"

    for name in graph:
        if name not in state:
            visit(name, (name,))
    assert circles == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    files = [ROOT / "dev.py"]
    for folder in ("app", "tests", "benchmarks", "packaging"):
        files += sorted((ROOT / folder).rglob("*.py"))
    lengths = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert {name: count for name, count in lengths.items() if count > MAX_LINES} == {}


_DECISION = re.compile(r"\d+/(?:\d{4}/)?QĐ-TTg|\bqd-\d+|\bQD-\d+|\d+-qd-ttg", re.IGNORECASE)
_YEARS = range(2019, 2031)


def _regime_ids() -> set[str]:
    ids: set[str] = set()
    for path in (ROOT / "resources" / "regimes").glob("*.json"):
        raw = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(raw, dict) and isinstance(raw.get("id"), str):
            ids.add(raw["id"])
    return ids


def _law_in_code(tree: ast.Module, ids: set[str]) -> Iterator[tuple[int, object]]:
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings: words, no code
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            if _DECISION.search(node.value) or node.value in ids:
                yield node.lineno, node.value
        elif isinstance(node, ast.Compare | ast.MatchValue):
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and type(part.value) is int and part.value in _YEARS:
                    yield part.lineno, part.value


def test_no_code_knows_a_decision_or_compares_a_year() -> None:
    ids = _regime_ids()
    assert ids
    found = [f"{name}:{line} {value!r}" for name in _modules() for line, value in _law_in_code(_tree(name), ids)]
    assert found == []


@pytest.mark.parametrize(
    "code",
    ["x == '148/QĐ-TTg'", "if filed.year >= 2026: pass", "SET = 'qd-26-2026/13'", "match y:\n  case 2023: pass",
     "f'{n} theo 26/2026/QĐ-TTg'", "d < date(2025, 7, 1)"],
)  # fmt: skip
def test_the_law_in_code_is_noticed(code: str) -> None:
    assert list(_law_in_code(ast.parse(code), set()))


def test_a_decision_named_in_a_docstring_is_no_breach() -> None:
    assert not list(_law_in_code(ast.parse('def f():\n    """By 26/2026/QĐ-TTg."""\n    return 2026'), set()))


TOP_LEVEL = {
    ".ci", ".gitattributes", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "README.vi.md", "app", "benchmarks",
    "dev.py", "docs", "i18n", "packaging", "pyproject.toml", "resources", "tests",
}  # fmt: skip
MADE_LOCALLY = {
    ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__", "build", "dist",
    "out", ".idea", ".vscode", ".coverage", ".DS_Store",
}  # fmt: skip


def test_the_top_level_holds_exactly_what_it_should() -> None:
    assert {path.name for path in ROOT.iterdir()} - MADE_LOCALLY == TOP_LEVEL


def test_the_three_layers_are_packages() -> None:
    assert {"app.models", "app.services", "app.ui"} <= _modules().keys()
