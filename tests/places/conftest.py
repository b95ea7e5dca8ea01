"""The real units, read once, and places with an own file that a test may write."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.places.book import Places

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "places"


@pytest.fixture(scope="session")
def folder() -> Path:
    return FOLDER


@pytest.fixture(scope="session")
def shipped() -> Places:
    """The program's own units alone."""
    return Places(FOLDER)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The same with room for own units."""
    return Places(FOLDER, tmp_path / "rules" / "places" / "own-units.json")
