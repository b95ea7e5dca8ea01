"""The world of the hand-over's windows: made once for a file of tests, copied for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.paths import resource_path
from app.services.rules.library import RuleLibrary
from tests.handover.world import World, make_template


@pytest.fixture(scope="module")
def library() -> RuleLibrary:
    return RuleLibrary(resource_path())


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, library: RuleLibrary) -> Path:
    return make_template(tmp_path_factory.mktemp("template"), library)


@pytest.fixture
def world(template: Path, tmp_path: Path, library: RuleLibrary) -> Iterator[World]:
    made = World(template, tmp_path / "world", library)
    yield made
    made.close()
