"""Fixtures for the rule files: the real ones, and copies that a test may spoil."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.services.rules.library import RuleLibrary

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@pytest.fixture(scope="session")
def resources() -> Path:
    return RESOURCES


@pytest.fixture(scope="session")
def library() -> RuleLibrary:
    return RuleLibrary(RESOURCES)


@pytest.fixture
def spoiled(tmp_path: Path) -> Callable[[str, Callable[[Any], None]], Path]:
    """Write a copy of a real file after a change to its content; the copy keeps the file's name."""

    def write(relative: str, change: Callable[[Any], None]) -> Path:
        value = json.loads((RESOURCES / relative).read_text(encoding="utf-8"))
        change(value)
        path = tmp_path / Path(relative).name
        path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        return path

    return write
