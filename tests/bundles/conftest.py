"""Two offices with keys for every test of the format."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bundles.pairs import Pair


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    folder = tmp_path / "store"
    folder.mkdir()
    return Pair(folder)
